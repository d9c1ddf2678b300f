"""相似办件: found by marks that nobody can read, shown to those who handle a case, and only what they may see."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from kexie.base.kernel.access import Platform
from kexie.base.kernel.errors import NotFound
from kexie.base.matters import api as matters
from kexie.base.matters.api import Case, CaseTask, complete, start
from kexie.base.matters.tests.factories import AT, PROCESS, TERMS
from kexie.domains.steward.models import CaseMark
from kexie.domains.steward.queries import similarity as queries
from kexie.domains.steward.rules.similarity import MOST_MARKS, alike, mark, telling
from kexie.domains.steward.rules.suggesting import words_of
from kexie.domains.steward.tests.test_suggesting import FORMS, closed
from kexie.domains.steward.tests.test_suggesting import offered as offered  # noqa: PLC0414 - a fixture

pytestmark = pytest.mark.django_db
TEXT = "望远镜的赤道仪不转了，厂家已经停产，想请人来修"
AGAIN = "赤道仪不转了，望远镜的厂家停产，谁能修"


def applied(office, version, text, by="plain"):
    return start(by=office.actor(by), at=AT, matter_id=version.matter_id, answers={"request_content": text})


def of_unit(unit):
    """A matter that ``unit`` leads and takes in."""
    by = Platform()
    made = matters.create(by=by, at=AT, code="other", name="云台区求助", lead=unit)
    said = {"window": unit, "terms": TERMS, "forms": FORMS, "process": PROCESS, "limit": "10d"}
    saved = matters.save_draft(by=by, at=AT, version_id=made.pk, seen=made.revision, changes=said)
    proposed = matters.propose(by=by, at=AT, version_id=saved.pk, seen=saved.revision)
    return matters.publish(by=by, at=AT, version_id=proposed.pk, seen=proposed.revision)


def marks_of(case):
    return set(CaseMark.objects.beyond("test").filter(case_id=case.pk).values_list("mark", flat=True))


def found(office, who, case):
    return [one.case.pk for one in queries.case_alike(office.actor(who), case.pk, on=AT.date()).cases]


def test_a_case_is_marked_as_it_begins_and_no_word_of_it_is_kept(office, offered):
    case = applied(office, offered["appeal"], TEXT)
    marks = marks_of(case)
    assert 1 < len(marks) <= MOST_MARKS
    assert marks == {mark(word, secret=settings.SECRET_KEY) for word in words_of(TEXT)[:MOST_MARKS]}


def test_what_the_applicant_mends_is_marked_anew(office, offered):
    case = applied(office, offered["appeal"], TEXT)
    before = marks_of(case)
    task = CaseTask.objects.beyond("test").open().get(case=case)
    complete(by=office.actor("editor"), at=AT, task_id=task.pk, answers={"acceptance": "mend"})
    assert marks_of(case) == before
    task = CaseTask.objects.beyond("test").open().get(case=case)
    complete(by=office.actor("plain"), at=AT, task_id=task.pk, answers={"request_content": "会员证明丢了要补开"})
    assert marks_of(case) == {mark(word, secret=settings.SECRET_KEY) for word in words_of("会员证明丢了要补开")}


def test_similar_cases_are_found_with_the_words_that_both_have(office, offered):
    one, two = applied(office, offered["appeal"], TEXT), applied(office, offered["lecture"], AGAIN)
    applied(office, offered["lecture"], "想听天文讲座")
    shown = queries.case_alike(office.actor("editor"), one.pk, on=AT.date())
    assert [each.case.pk for each in shown.cases] == [two.pk]
    assert "赤道" in shown.cases[0].likeness.words
    assert not shown.cases[0].likeness.is_double
    same = applied(office, offered["appeal"], TEXT)
    best = queries.case_alike(office.actor("editor"), same.pk, on=AT.date()).cases[0]
    assert best.case.pk == one.pk
    assert best.likeness.is_double


def test_another_unit_s_cases_are_never_shown(office, offered):
    """Unit B handles a matter of its own: neither sees the other's case, however alike they are."""
    other = of_unit(office.unit("云台区科协"))
    ours, theirs = applied(office, offered["appeal"], TEXT), applied(office, other, TEXT)
    assert theirs.pk not in found(office, "editor", ours)
    assert ours.pk not in found(office, "clerk_b", theirs)
    assert found(office, "editor", ours) == []
    with pytest.raises(NotFound):
        queries.case_alike(office.actor("editor"), theirs.pk, on=AT.date())
    page = office.as_("editor").get(reverse("steward:alike", args=[ours.pk])).content.decode()
    assert theirs.number not in page
    assert office.as_("editor").get(reverse("steward:alike", args=[theirs.pk])).status_code == 404


def test_old_closed_cases_are_left_out_and_open_ones_are_not(office, offered):
    old = closed(office, offered["lecture"], AGAIN)
    still_open = applied(office, offered["lecture"], AGAIN)
    case = applied(office, offered["appeal"], TEXT)
    long_ago = AT - timedelta(days=400)
    Case.objects.beyond("test").filter(pk__in=[old.pk, still_open.pk]).update(started_at=long_ago)
    assert found(office, "editor", case) == [still_open.pk]


def test_the_case_page_has_the_panel_for_those_who_handle_it_and_changes_nothing(office, offered):
    one, two = applied(office, offered["appeal"], TEXT), applied(office, offered["lecture"], AGAIN)
    before = Case.objects.beyond("test").get(pk=one.pk).revision
    client = office.as_("editor")
    address = reverse("steward:alike", args=[one.pk])
    assert address in client.get(reverse("matters:case", args=[one.pk])).content.decode()
    part = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert two.number in part
    assert "不会自动改动" in part
    assert two.number in client.get(address).content.decode()
    assert Case.objects.beyond("test").get(pk=one.pk).revision == before
    assert office.as_("plain").get(address).status_code == 403


def test_a_case_without_words_is_like_none(office, offered):
    empty = applied(office, offered["appeal"], "")
    applied(office, offered["appeal"], TEXT)
    assert marks_of(empty) == set()
    assert found(office, "editor", empty) == []


@given(st.lists(st.text("科学普及会员证明讲座", min_size=2, max_size=2), max_size=30), st.integers(1, 9))
def test_the_rarest_words_are_marked(words, most):
    rarity = {word: float(len(word.encode()) + words.index(word)) for word in words}
    chosen = telling(words, rarity.__getitem__, most=most)
    assert len(chosen) == min(most, len(set(words)))
    left = set(words) - set(chosen)
    assert not left or min(rarity[word] for word in chosen) >= max(rarity[word] for word in left)


@given(st.text(min_size=1, max_size=8), st.text(min_size=1, max_size=80))
def test_a_mark_fits_the_column_and_hangs_on_the_secret(word, secret):
    made = mark(word, secret=secret)
    assert 0 <= made < 2**63
    assert made == mark(word, secret=secret)
    assert made != mark(word, secret="x" + secret)


OWN = {1: ("望远", 1.0), 2: ("赤道", 1.0), 3: ("停产", 2.0), 4: ("厂家", 4.0)}


@pytest.mark.parametrize(
    ("marks", "share"), [((1,), None), ((1, 2), 0.25), ((3, 4), 0.75), ((1, 2, 3, 4), 1.0), ((9, 1), None), ((), None)]
)
def test_the_share_is_what_the_words_weigh(marks, share):
    likenesses = alike(OWN, [(one, "case") for one in marks])
    assert [one.share for one in likenesses] == ([] if share is None else [share])
    assert all(one.is_double is (share == 1.0) for one in likenesses)


@given(st.lists(st.tuples(st.integers(1, 5), st.integers(1, 9)), max_size=40))
def test_the_most_alike_come_first(found):
    likenesses = alike(OWN, found)
    shares = [one.share for one in likenesses]
    assert shares == sorted(shares, reverse=True)
    assert len(likenesses) <= 5
    assert all(0.25 <= share <= 1 for share in shares)
