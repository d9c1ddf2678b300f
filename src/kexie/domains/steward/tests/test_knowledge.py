"""Questions and answers: written by one and reviewed by another, in versions, public until their last day, found."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from kexie.base.kernel import clock, edition, scoping
from kexie.base.kernel.access import Visitor
from kexie.base.kernel.errors import NotFound, NotPermitted
from kexie.base.kernel.models import AuditEvent
from kexie.base.matters.tests import factories
from kexie.base.matters.tests.factories import AT, staff
from kexie.base.search import api as search
from kexie.domains.steward.actions import knowledge as actions
from kexie.domains.steward.errors.knowledge import (
    AnswerChanged,
    AnswerInvalid,
    DraftOpen,
    SameAuthor,
    VerbNotPossible,
)
from kexie.domains.steward.models import Answer, AnswerVersion
from kexie.domains.steward.queries import knowledge as queries
from kexie.domains.steward.queries.knowledge import AnswersAsked
from kexie.domains.steward.rules.knowledge.texts import Wording
from kexie.domains.steward.tests.answering import SAID, drafted, published, submitted

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate(AT)


@pytest.fixture(autouse=True)
def _a_day_of_the_city():
    edition.forget()
    with clock.fixed(AT):
        yield
    edition.forget()


@pytest.fixture
def office(cast):
    return staff(cast)


def state_of(version) -> str:
    with scoping.beyond("the tests look at all rows"):
        return AnswerVersion.objects.get(pk=version.pk).state


def questions(actor, **asked) -> list[str]:
    return [row.question for row in queries.answers_asked(actor, AnswersAsked(**asked), on=TODAY)]


def test_an_answer_goes_from_a_draft_to_everybody(office):
    version = published(office)
    assert (version.state, version.expires_on) == ("published", TODAY + timedelta(days=365))
    assert queries.public_answer(version.answer_id, on=TODAY).text.startswith("至少提前")
    done = list(
        AuditEvent.objects.filter(target=f"steward.answer:{version.answer_id}").values_list("action", flat=True)
    )
    assert sorted(done) == ["steward.answer_approve", "steward.answer_begin", "steward.answer_submit"]


def test_nobody_reads_what_is_not_published(office):
    for version in (drafted(office), submitted(office)):
        with pytest.raises(NotFound):
            queries.public_answer(version.answer_id, on=TODAY)
    assert queries.answers_for("讲座") == []


@pytest.mark.parametrize("verb", ["approve", "renew"])
def test_who_has_written_it_does_not_review_it(office, verb):
    keeper = office.actor("keeper")
    own = submitted(office, by="keeper")
    if verb == "renew":
        reviewer = office.actor("system_admin")
        assert not reviewer.reach(queries.REVIEW_ANSWERS)
        return
    assert "approve" not in queries.verbs_for(keeper, own)
    with pytest.raises(SameAuthor):
        actions.approve(by=keeper, at=AT, version_id=own.pk, seen=own.revision)
    assert state_of(own) == "reviewing"


def test_the_database_keeps_author_and_reviewer_apart_too(office):
    version = published(office)
    with scoping.beyond("the tests look at all rows"), pytest.raises(IntegrityError), transaction.atomic():
        AnswerVersion.objects.filter(pk=version.pk).update(reviewed_by=version.made_by)


def test_a_handler_does_not_review(office):
    waiting = submitted(office)
    with pytest.raises(NotPermitted):
        actions.approve(by=office.actor("editor"), at=AT, version_id=waiting.pk, seen=waiting.revision)


@pytest.mark.parametrize(
    ("make", "verb", "given"),
    [
        (drafted, actions.approve, {}),
        (drafted, actions.take_down, {"reason": "x"}),
        (drafted, actions.renew, {}),
        (submitted, actions.submit, {}),
        (submitted, actions.renew, {}),
        (submitted, actions.discard, {}),
        (published, actions.approve, {}),
        (published, actions.submit, {}),
        (published, actions.send_back, {"reason": "x"}),
        (published, actions.discard, {}),
    ],
)
def test_what_the_table_does_not_name_is_refused(office, make, verb, given):
    version = make(office)
    with pytest.raises(VerbNotPossible):
        verb(by=office.actor("keeper"), at=AT, version_id=version.pk, seen=version.revision, **given)


def test_what_is_given_back_says_why_and_comes_again(office):
    waiting = submitted(office)
    keeper, sender = office.actor("keeper"), office.actor("sender")
    with pytest.raises(AnswerInvalid):
        actions.send_back(by=keeper, at=AT, version_id=waiting.pk, seen=waiting.revision, reason=" ")
    back = actions.send_back(by=keeper, at=AT, version_id=waiting.pk, seen=waiting.revision, reason="请写明地点")
    assert (back.state, back.reason) == ("draft", "请写明地点")
    assert [todo.what for todo in queries.to_dos(sender, AT)] == ["修改后再提交"]
    again = actions.submit(by=sender, at=AT, version_id=back.pk, seen=back.revision)
    assert (again.state, again.reason) == ("reviewing", "")


def test_the_old_one_stays_public_until_the_new_one_is_published(office):
    old = published(office)
    sender, keeper = office.actor("sender"), office.actor("keeper")
    draft = actions.revise(by=sender, at=AT, version_id=old.pk)
    new = Wording(SAID.question, "", "至少提前二十个工作日。")
    draft = actions.save(by=sender, at=AT, version_id=draft.pk, seen=draft.revision, wording=new)
    assert queries.public_answer(old.answer_id, on=TODAY).pk == old.pk
    with pytest.raises(DraftOpen):
        actions.revise(by=keeper, at=AT, version_id=old.pk)
    waiting = actions.submit(by=sender, at=AT, version_id=draft.pk, seen=draft.revision)
    actions.approve(by=keeper, at=AT, version_id=waiting.pk, seen=waiting.revision)
    assert queries.public_answer(old.answer_id, on=TODAY).text == "至少提前二十个工作日。"
    assert state_of(old) == "replaced"
    kept = queries.versions_of(keeper, old.answer)
    assert [(one.number, one.state, one.latest) for one in kept] == [(2, "published", True), (1, "replaced", False)]


def test_a_draft_that_is_given_up_leaves_the_public_one_as_it_is(office):
    old = published(office)
    sender = office.actor("sender")
    draft = actions.revise(by=sender, at=AT, version_id=old.pk)
    actions.discard(by=sender, at=AT, version_id=draft.pk, seen=draft.revision)
    assert queries.public_answer(old.answer_id, on=TODAY).pk == old.pk
    assert [one.latest for one in queries.versions_of(sender, old.answer)] == [True]
    assert actions.revise(by=sender, at=AT, version_id=old.pk).number == 2


def test_with_its_only_draft_an_answer_goes(office):
    draft = drafted(office)
    actions.discard(by=office.actor("sender"), at=AT, version_id=draft.pk, seen=draft.revision)
    with scoping.beyond("the tests look at all rows"):
        assert not Answer.objects.exists()


def test_what_is_taken_down_is_gone_for_everybody_and_can_be_written_anew(office):
    version = published(office)
    sender = office.actor("sender")
    down = actions.take_down(by=sender, at=AT, version_id=version.pk, seen=version.revision, reason="政策有变")
    with pytest.raises(NotFound):
        queries.public_answer(version.answer_id, on=TODAY)
    assert queries.answers_for("讲座") == []
    assert search.find(Visitor(), "讲座", source="answers").total == 0
    assert actions.revise(by=sender, at=AT, version_id=down.pk).state == "draft"


def test_two_windows_do_not_overwrite_each_other(office):
    draft = drafted(office)
    sender, editor = office.actor("sender"), office.actor("editor")
    actions.save(by=sender, at=AT, version_id=draft.pk, seen=1, wording=Wording("甲问"))
    with pytest.raises(AnswerChanged):
        actions.save(by=editor, at=AT, version_id=draft.pk, seen=1, wording=Wording("乙问"))
    with pytest.raises(AnswerChanged):
        actions.submit(by=sender, at=AT, version_id=draft.pk, seen=1)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (Wording("讲座怎么申请？"), "text"),
        (Wording("讲座怎么申请？", "", "请打13812345678"), "text"),
        (Wording("讲座怎么申请？", "", "身份证11010519491231002X"), "text"),
        (Wording("讲座怎么申请？", "找lin@yunchuan.example", "请登录申请"), "text"),
    ],
)
def test_what_is_missing_or_speaks_of_a_person_is_not_handed_in(office, said, field):
    draft = drafted(office, said=said)
    with pytest.raises(AnswerInvalid) as refusal:
        actions.submit(by=office.actor("sender"), at=AT, version_id=draft.pk, seen=draft.revision)
    assert field in refusal.value.errors
    assert state_of(draft) == "draft"


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (Wording(" "), "question"),
        (Wording("问" * 81), "question"),
        (Wording("问", "\n".join(f"问法{n}" for n in range(13))), "wordings"),
        (Wording("问", "", "答" * 4001), "text"),
    ],
)
def test_what_is_too_long_or_asks_nothing_is_not_even_a_draft(office, said, field):
    with pytest.raises(AnswerInvalid) as refusal:
        drafted(office, said=said)
    assert field in refusal.value.errors


def test_a_matter_that_is_not_in_force_is_refused(office):
    with pytest.raises(AnswerInvalid):
        drafted(office, matter_id=office.unit("办公室").uid)
    matter = factories.published(office).matter
    assert drafted(office, matter_id=matter.pk).matter == matter


def test_it_is_public_on_its_last_day_and_no_longer(office):
    version = published(office, end=TODAY)
    assert queries.public_answer(version.answer_id, on=TODAY)
    with pytest.raises(NotFound):
        queries.public_answer(version.answer_id, on=TODAY + timedelta(days=1))
    midnight = timezone.make_aware(timezone.datetime.combine(TODAY + timedelta(days=1), timezone.datetime.min.time()))
    for at, found in ((midnight - timedelta(seconds=1), 1), (midnight, 0)):
        with clock.fixed(at):
            edition.forget()
            assert len(queries.answers_for("讲座")) == found
            assert len(list(queries.search_entries())) == found


@pytest.mark.parametrize("end", [TODAY - timedelta(days=1), date(2090, 1, 1)])
def test_no_end_that_is_past_or_far_off(office, end):
    with pytest.raises(AnswerInvalid):
        published(office, end=end)


def test_renewing_is_a_review_by_another_person(office):
    version = published(office, end=TODAY + timedelta(days=5))
    end = TODAY + timedelta(days=200)
    keeper, later = office.actor("keeper"), AT + timedelta(days=3)
    renewed = actions.renew(by=keeper, at=later, version_id=version.pk, seen=version.revision, expires_on=end)
    assert (renewed.expires_on, renewed.reviewed_at, renewed.published_at) == (end, later, version.published_at)


def test_who_wrote_it_last_is_its_author(office):
    draft = drafted(office)
    keeper = office.actor("keeper")
    saved = actions.save(by=keeper, at=AT, version_id=draft.pk, seen=draft.revision, wording=SAID)
    waiting = actions.submit(by=office.actor("sender"), at=AT, version_id=saved.pk, seen=saved.revision)
    with pytest.raises(SameAuthor):
        actions.approve(by=keeper, at=AT, version_id=waiting.pk, seen=waiting.revision)


def test_two_units_do_not_see_each_others(office):
    mine = drafted(office)
    other = drafted(office, by="clerk_b", unit="云台区科协", said=Wording("云台区的问题？"))
    sender, clerk = office.actor("sender"), office.actor("clerk_b")
    assert questions(sender) == [SAID.question]
    assert questions(clerk) == ["云台区的问题？"]
    assert len(questions(office.actor("keeper"))) == 2
    for actor, version in ((sender, other), (clerk, mine)):
        with pytest.raises(NotFound):
            queries.answer_version(actor, version.pk)
        with pytest.raises(NotFound):
            actions.submit(by=actor, at=AT, version_id=version.pk, seen=1)
    with pytest.raises(NotPermitted):
        drafted(office, by="clerk_b", unit="办公室")


@pytest.mark.parametrize("member", ["clerk_a", "unit_admin_a", "web_editor", "system_admin", "plain"])
def test_who_has_no_part_in_it_writes_nothing(office, member):
    with pytest.raises(NotPermitted):
        drafted(office, by=member)


def test_the_register_is_narrowed(office):
    published(office, end=TODAY + timedelta(days=10))
    submitted(office, said=Wording("会费怎样缴纳？", "", "到窗口缴纳。"))
    keeper = office.actor("keeper")
    assert questions(keeper, state="reviewing") == ["会费怎样缴纳？"]
    assert questions(keeper, text="huifei") == ["会费怎样缴纳？"]
    assert questions(keeper, text="窗口") == ["会费怎样缴纳？"]
    assert questions(keeper, expiring="soon") == [SAID.question]
    assert questions(keeper, expiring="past") == []
    assert questions(keeper, unit_path=office.unit("云台区科协").path) == []


def test_what_waits_is_told_to_whom_it_concerns(office):
    published(office, end=TODAY + timedelta(days=10))
    submitted(office, said=Wording("会费怎样缴纳？", "", "到窗口缴纳。"))
    for member, what in (
        ("keeper", ["审核", "核对有效期"]),
        ("sender", ["核对有效期"]),
        ("reviewer", []),
        ("clerk_b", []),
    ):
        actor = office.actor(member)
        assert [todo.what for todo in queries.to_dos(actor, AT)] == what, member
        assert queries.number_to_do(actor, AT) == len(what), member


@pytest.mark.parametrize("asked", ["讲座", "要提前多少天申请讲座", "专家进校园", "jiangzuo", "jzytqdj", "十五个工作日"])
def test_it_is_found_by_words_pinyin_and_other_wordings(office, asked):
    version = published(office)
    assert [one.key for one in queries.answers_for(asked)] == [version.answer_id]


def test_the_search_of_the_site_knows_it(office):
    version = published(office)
    (hit,) = search.find(Visitor(), "讲座", source="answers").hits
    assert hit.url == version.answer.get_absolute_url()


def test_marks_are_counted_and_nothing_else_is_kept(office):
    version = published(office)
    before = AuditEvent.objects.count()
    for helpful in (True, True, False):
        actions.mark(by=Visitor(), at=AT, answer_id=version.answer_id, helpful=helpful)
    with scoping.beyond("the tests look at all rows"):
        answer = Answer.objects.get(pk=version.answer_id)
    assert (answer.helpful, answer.unhelpful) == (2, 1)
    assert AuditEvent.objects.count() == before
    with pytest.raises(NotFound):
        actions.mark(by=Visitor(), at=AT, answer_id=drafted(office).answer_id, helpful=True)
