"""The inbox: whose tasks, in which order, narrowed how; what is done to many of them."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse

from kexie.base.kernel import clock
from kexie.base.matters.actions import cases, holding, leaving, versions
from kexie.base.matters.models import Case, CaseTask, TaskState
from kexie.base.matters.queries import inbox
from kexie.base.matters.queries.inbox import TaskAsked, tasks_asked, window
from kexie.base.matters.tests.factories import AT as BEFORE
from kexie.base.ui import todos

pytestmark = pytest.mark.django_db

URL = "/workbench/tasks/"
#: A week after the matter was published.
AT = BEFORE + timedelta(days=7)


@pytest.fixture(autouse=True)
def now():
    with clock.fixed(AT):
        yield


def applied(office, lecture, *, at=AT, member="plain") -> Case:
    return cases.start(by=office.actor(member), at=at, matter_id=lecture.matter_id, answers={"topic": "月球"})


def task_of(case: Case) -> CaseTask:
    return CaseTask.objects.select_related("unit").get(case=case, state=TaskState.OPEN)


def numbers(office, member, **asked) -> list[str]:
    shown = window(office.actor(member), TaskAsked(**asked), at=AT, page=1, size=25)
    whole = [task.number for task in tasks_asked(office.actor(member), TaskAsked(**asked), at=AT)]
    # The page and the file are made in two ways, of the same rows.
    assert [task.number for task in shown.rows] == whole
    assert shown.count == len(whole)
    return whole


def test_the_most_urgent_stand_first_for_who_holds_the_role_in_the_unit(office, lecture):
    later = applied(office, lecture)
    first = applied(office, lecture, at=BEFORE)
    assert numbers(office, "editor") == [first.number, later.number]
    assert numbers(office, "sender") == [first.number, later.number]
    for other in ("reviewer", "clerk_a", "clerk_b", "unit_admin_b", "keeper"):
        assert numbers(office, other) == []


def test_what_a_colleague_holds_is_not_mine_to_do_but_my_unit_has_it(office, lecture):
    case = applied(office, lecture)
    holding.claim(by=office.actor("sender"), at=AT, task_id=task_of(case).pk)
    assert numbers(office, "editor") == []
    assert numbers(office, "editor", tab="units") == [case.number]
    assert numbers(office, "editor", tab="units", holder="others") == [case.number]
    assert numbers(office, "editor", tab="units", holder="nobody") == []
    assert numbers(office, "sender", tab="units", holder="me") == [case.number]


def test_who_sees_the_subtree_sees_all_of_it(office, lecture):
    case = applied(office, lecture)
    assert numbers(office, "keeper", tab="all") == [case.number]
    assert numbers(office, "unit_admin_b", tab="all") == []
    assert numbers(office, "clerk_b", tab="all") == []


def test_what_i_have_done_is_a_tab_of_its_own(office, lecture):
    case = applied(office, lecture)
    cases.complete(by=office.actor("editor"), at=AT, task_id=task_of(case).pk, answers={"acceptance": "accept"})
    assert numbers(office, "editor", tab="done") == [case.number]
    assert numbers(office, "sender", tab="done") == []


def test_the_list_is_narrowed_by_limit_matter_unit_and_words(office, lecture):
    late, fresh = applied(office, lecture, at=BEFORE), applied(office, lecture)
    unit = office.unit("办公室")
    assert numbers(office, "editor", due="overdue") == [late.number]
    assert numbers(office, "editor", due="week") == [fresh.number]
    assert numbers(office, "editor", due="today") == []
    assert numbers(office, "editor", text=fresh.number) == [fresh.number]
    assert numbers(office, "editor", text=fresh.number[-6:]) == [fresh.number]
    assert len(numbers(office, "editor", text="许一鸣")) == 2
    assert numbers(office, "editor", text="某某") == []
    assert len(numbers(office, "editor", unit_path=unit.path)) == 2
    assert numbers(office, "editor", unit_path=office.unit("科普部").path) == []
    assert numbers(office, "editor", matter=late.pk) == []
    assert len(numbers(office, "editor", matter=lecture.matter_id)) == 2


def test_pages_and_the_most_that_is_shown(office, lecture, monkeypatch):
    made = sorted(applied(office, lecture, at=AT + timedelta(minutes=number)).number for number in range(7))
    actor = office.actor("editor")
    pages = [window(actor, TaskAsked(), at=AT, page=page, size=3) for page in (1, 2, 3)]
    assert sorted(task.number for page in pages for task in page.rows) == made
    assert [len(page.rows) for page in pages] == [3, 3, 1]
    monkeypatch.setattr(inbox, "MOST", 5)
    cut = window(actor, TaskAsked(), at=AT, page=2, size=3)
    assert (len(cut.rows), cut.count, cut.more) == (2, 5, True)


def test_many_strands_are_walked_to_the_same_list(office, lecture, monkeypatch):
    for number in range(3):
        applied(office, lecture, at=BEFORE + timedelta(days=number))
    before = numbers(office, "editor")
    monkeypatch.setattr(inbox, "_MOST_STRANDS", 0)
    assert numbers(office, "editor") == before


def test_the_page(office, lecture):
    late = applied(office, lecture, at=BEFORE)
    page = office.as_("editor").get(URL)
    body = page.content.decode()
    assert page.status_code == 200
    assert late.number in body
    assert "超期" in body
    assert "待认领" in body
    assert office.as_("web_editor").get(URL).status_code == 403
    assert late.number not in office.as_("clerk_b").get(URL).content.decode()


def test_the_file_has_the_rows_of_the_page_and_no_more(office, lecture):
    case = applied(office, lecture)
    book = openpyxl.load_workbook(BytesIO(office.as_("editor").get(f"{URL}?_export=xlsx").content))
    rows = list(book.active.values)
    assert [row[0] for row in rows[1:]] == [case.number]
    other = openpyxl.load_workbook(BytesIO(office.as_("clerk_b").get(f"{URL}?tab=all&_export=xlsx").content))
    assert len(list(other.active.values)) == 1


def test_many_are_claimed_and_handed_over_with_a_line_for_each(office, lecture):
    made = [applied(office, lecture) for _ in range(2)]
    taken = task_of(made[0])
    holding.claim(by=office.actor("sender"), at=AT, task_id=taken.pk)
    keys = [str(task_of(case).pk) for case in made]
    client = office.as_("editor")
    address = f"{URL}?tab=units"
    asked = client.get(reverse("work:bulk"), {"from": address, "bulk": "claim", "row": keys})
    assert asked.status_code == 200
    assert made[0].number in asked.content.decode()
    sent = {"from": address, "bulk": "claim", "row": keys, "submit_key": "once"}
    report = client.post(reverse("work:bulk"), sent, follow=True).content.decode()
    assert "认领" in report
    holders = {task_of(case).holder_id for case in made}
    assert holders == {office.account("sender").pk, office.account("editor").pk}
    give = {
        "from": address,
        "bulk": "hand_over",
        "row": [keys[1]],
        "to": str(office.account("sender").pk),
        "reason": "出差",
        "submit_key": "twice",
    }
    client.post(reverse("work:bulk"), give, follow=True)
    assert task_of(made[1]).holder_id == office.account("sender").pk


def test_the_inbox_of_the_house_tells_of_them(office, lecture):
    case = applied(office, lecture, at=BEFORE)
    groups = {group.source.code: group for group in todos.inbox(office.actor("editor"), AT)}
    found = groups["matters.tasks"].items
    assert [(item.todo.what, item.overdue) for item in found] == [("受理", True)]
    assert found[0].todo.url == case.get_absolute_url()
    assert "matters.tasks" not in {group.source.code for group in todos.inbox(office.actor("clerk_b"), AT)}
    cases.complete(by=office.actor("editor"), at=AT, task_id=task_of(case).pk, answers={"acceptance": "mend"})
    own = {group.source.code: group for group in todos.inbox(office.actor("plain"), AT)}
    assert [item.todo.what for item in own["matters.own"].items] == ["补正材料"]


def test_a_deputy_sees_what_was_given_to_who_is_away(office, lecture):
    case = applied(office, lecture)
    holding.claim(by=office.actor("sender"), at=AT, task_id=task_of(case).pk)
    day = AT.date()
    leaving.set_leave(
        by=office.actor("sender"), at=AT, deputy_id=office.account("editor").pk, begin=day, end=day + timedelta(days=3)
    )
    assert numbers(office, "editor") == [case.number]
    assert "代梁望京办理" in office.as_("editor").get(URL).content.decode()


def test_how_much_waits_is_told_as_it_is_found(office, lecture, django_assert_max_num_queries):
    for _ in range(3):
        case = applied(office, lecture)
    cases.complete(by=office.actor("editor"), at=AT, task_id=task_of(case).pk, answers={"acceptance": "mend"})
    for member in ("editor", "sender", "clerk_b", "plain"):
        actor = office.actor(member)
        found = {group.source.code: len(group.items) for group in todos.inbox(actor, AT)}
        assert todos.numbers(actor, AT) == found
        for most in (1, 2, 5):
            assert inbox.number_in_units(actor, at=AT, most=most) == len(
                inbox.waiting_in_units(actor, at=AT, most=most)
            )
            assert inbox.number_of_applicant(actor, most=most) == len(inbox.waiting_of_applicant(actor, most=most))
    editor = office.actor("editor")
    with django_assert_max_num_queries(2):
        assert inbox.number_in_units(editor, at=AT, most=5) == 2
    assert inbox.number_of_applicant(office.actor("plain"), most=5) == 1


def test_a_matter_that_was_never_published_is_no_choice_of_the_lists(office, lecture):
    lead = office.unit("科普部")
    versions.create(by=office.actor("keeper"), at=AT, code="secret", name="还在起草的事项", lead=lead)
    for address in (URL, "/workbench/cases/"):
        page = office.as_("editor").get(address).content.decode()
        assert "专家进校园讲座" in page
        assert "还在起草的事项" not in page
