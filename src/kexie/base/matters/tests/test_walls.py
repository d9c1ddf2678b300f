"""The second wall before cases: what raw SQL sees under a role that owns no table (PostgreSQL; security.md, 15)."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.models import Q

from kexie.base.documents.intake import Kind, take_in
from kexie.base.kernel import clock, scoping, walls
from kexie.base.kernel.access import Platform, Visitor
from kexie.base.kernel.errors import NotFound
from kexie.base.matters.abilities import VIEW_CASES
from kexie.base.matters.actions import asking, cases, drafts, holding, leaving, moving, talking, versions
from kexie.base.matters.actions.papers import Handed, keep
from kexie.base.matters.actions.telling import tell_new
from kexie.base.matters.models import (
    Case,
    CaseAsk,
    CaseLook,
    CaseNote,
    CasePaper,
    CaseState,
    CaseStep,
    CaseTask,
    CaseUnit,
    CaseWait,
    Draft,
    DraftPaper,
    MatterVersion,
    Move,
    MovedCase,
    PaperFile,
    TaskState,
)
from kexie.base.matters.queries.cases import CasesAsked, case_numbered, cases_asked, own_cases
from kexie.base.matters.queries.inbox import TaskAsked, number_in_units, waiting_in_units, window
from kexie.base.matters.queries.pages import case_page, followed_page, own_page, own_paper_of, paper_of
from kexie.base.matters.tests.asked import PDF
from kexie.base.matters.tests.factories import AT, FORMS, PROCESS, TERMS
from kexie.base.matters.tests.test_moving import LOOK, second
from kexie.base.notifications.api import notices
from kexie.base.people.tests.walling import on_postgresql, seen, working_as_the_role

pytestmark = [on_postgresql, pytest.mark.django_db]

DAY = timedelta(days=1)
#: What belongs to a case, by its table.
OF_CASE = ("caseunit", "casetask", "casewait", "casestep", "casenote", "casepaper", "caseask", "caselook", "movedcase")
#: What whoever has applied sees of it, whole or in part.
OF_APPLICANT = ("caseunit", "casetask", "casewait", "casestep", "casenote", "casepaper")
#: member → whose cases he or she sees by a unit: A is handled by the city's office, B by a district for another one.
SEES = {
    "visitor": "",
    "plain": "",
    "system_admin": "",
    "security_admin": "",
    "disabled": "",
    "editor": "A",
    "sender": "A",
    "reviewer": "A",
    "keeper": "AB",
    "clerk_b": "B",
    "unit_admin_b": "B",
    "clerk_a": "B",
    "unit_admin_a": "B",
    "platform": "AB",
}


def task_of(case: Case) -> CaseTask:
    found: CaseTask = CaseTask.objects.beyond("a test").get(case=case.pk, state=TaskState.OPEN)
    return found


def filled(office, case: Case, account: str) -> Case:
    """A word of every kind in a case, each in two files: one for who has applied, one for those who handle it."""
    said = {"case": case, "at": AT, "by_name": "某人"}
    for kind, internal in (("talk", False), ("internal", True)):
        content = f"{case.pk}{kind}".encode()
        file = PaperFile.objects.create(
            sha256=hashlib.sha256(content).hexdigest(), media_type="text/plain", size=1, content=content, stored_at=AT
        )
        CaseNote.objects.create(kind=kind, text=kind, **said)
        CasePaper.objects.create(name=kind, file=file, internal=internal, **said)
    asked = {"unit": case.lead, "question": "如何？", "due_at": AT + DAY, "asked_at": AT}
    CaseAsk.objects.create(case=case, by_name="某人", **asked)
    CaseLook.objects.create(reason="核对情况", **said)
    CaseWait.objects.create(id=case.pk, case=case, node="nowhere", kind="message", message="来信", created_at=AT)
    draft = Draft.objects.create(
        account=office.account(account), version=case.version, matter=case.matter, begun_at=AT, saved_at=AT
    )
    DraftPaper.objects.create(draft=draft, key="k", name="n", file=file, at=AT)
    move = Move.objects.create(old=case.version, new=case.version, at=AT, by_name="某人")
    MovedCase.objects.create(move=move, case=case, process={}, revision=1)
    return case


def of_district(district) -> MatterVersion:
    """The same matter of a district, which leads it and takes it in."""
    by = Platform()
    made = versions.create(by=by, at=AT, code="theirs", name="专家进校园讲座", lead=district)
    changes = {"window": district, "terms": TERMS, "forms": FORMS, "process": PROCESS}
    saved = versions.save_draft(by=by, at=AT, version_id=made.pk, seen=made.revision, changes=changes)
    proposed = versions.propose(by=by, at=AT, version_id=saved.pk, seen=saved.revision)
    return versions.publish(by=by, at=AT, version_id=proposed.pk, seen=proposed.revision)


@pytest.fixture
def filed(office, lecture):
    """A: applied for by a person without a unit, decided by 科普部; B: of the district, applied for by another one."""
    mine = cases.start(by=office.actor("plain"), at=AT, matter_id=lecture.matter_id, answers={"topic": "月球"})
    cases.complete(by=office.actor("editor"), at=AT, task_id=task_of(mine).pk, answers={"acceptance": "accept"})
    district = office.unit("云台区科协")
    theirs = of_district(district)
    by, unit = office.actor("clerk_a"), office.unit("青溪区科协")
    other = cases.start(by=by, at=AT, matter_id=theirs.matter_id, answers={"topic": "火星"}, unit=unit)
    found = {"A": filled(office, mine, "plain"), "B": filled(office, other, "clerk_a")}
    # As if the account had no unit: only who has applied is left to see it by.
    Case.objects.filter(pk=other.pk).update(applicant=office.person("security_admin"))
    return found


@pytest.fixture
def under_role(filed, office, settings):
    """Everything after it works as the role that owns nothing, as a request does."""
    with clock.fixed(AT), working_as_the_role(settings):
        yield office


def opened(cast, member: str):
    return walls.opened_for(Visitor() if member == "visitor" else cast.actor(member))


def rows(table: str, case: Case, more: str = "true") -> int:
    column = "id" if table == "case" else "case_id"
    return seen(f"SELECT count(*) FROM matters_{table} WHERE {column} = '{case.pk}' AND {more}")


@pytest.mark.parametrize(("member", "theirs"), SEES.items(), ids=SEES.keys())
def test_units_see_their_cases_and_all_that_belongs_to_them(under_role, filed, member, theirs):
    own = {"plain": "A", "security_admin": "B"}.get(member, "")
    with opened(under_role, member):
        for key, case in filed.items():
            assert bool(rows("case", case)) == (key in theirs + own), key
            for table in OF_CASE:
                whole = key in theirs or (key in own and table in OF_APPLICANT)
                assert bool(rows(table, case)) == whole, (key, table)
            for table, inside in (("casenote", "kind = 'internal'"), ("casepaper", "internal")):
                assert rows(table, case, inside) == (key in theirs), (key, table)
                assert rows(table, case, f"NOT ({inside})") == (key in theirs + own), (key, table)


def test_without_a_word_nothing_is_seen(under_role):
    for table in ("case", *OF_CASE, "draft", "draftpaper", "move", "paperfile"):
        assert seen(f"SELECT count(*) FROM matters_{table}") == 0, table
        with walls.raised():
            assert seen(f"SELECT count(*) FROM matters_{table}") >= 2, table


@pytest.mark.parametrize(
    ("member", "count"), [("plain", 1), ("clerk_a", 1), ("editor", 0), ("keeper", 0), ("visitor", 0), ("platform", 0)]
)
def test_a_draft_is_its_accounts_alone(under_role, member, count):
    with opened(under_role, member):
        assert seen("SELECT count(*) FROM matters_draft") == count
        assert seen("SELECT count(*) FROM matters_draftpaper") == count


@pytest.mark.parametrize(
    ("member", "files"),
    # A draft holds the internal file of the case beside it, too.
    [
        ("plain", 2),
        ("security_admin", 1),
        ("editor", 2),
        ("clerk_b", 2),
        ("keeper", 4),
        ("system_admin", 0),
        ("visitor", 0),
    ],
)
def test_bytes_are_seen_through_papers_alone(under_role, member, files):
    with opened(under_role, member):
        assert seen("SELECT count(*) FROM matters_paperfile") == files


@pytest.mark.parametrize(
    ("member", "count"), [("reviewer", 1), ("unit_admin_b", 1), ("keeper", 2), ("plain", 0), ("clerk_a", 0)]
)
def test_a_move_is_seen_by_the_unit_in_charge(under_role, member, count):
    with opened(under_role, member):
        assert seen("SELECT count(*) FROM matters_move") == count


@pytest.mark.parametrize("member", SEES)
def test_what_is_asked_by_the_ability_and_by_the_database_is_the_same(under_role, member):
    actor = Visitor() if member == "visitor" else under_role.actor(member)
    with walls.opened_for(actor):
        by_database = set(Case._base_manager.values_list("pk", flat=True))
        mine = set(own_cases(actor).values_list("pk", flat=True))
        assert by_database == mine | set(Case.objects.seen_by(actor, VIEW_CASES).values_list("pk", flat=True))
        assert set(cases_asked(actor, CasesAsked()).values_list("pk", flat=True)) == by_database - (
            mine if member in ("plain", "security_admin") else set()
        )
        for model in (CaseWait, CaseStep, CaseNote, CasePaper, CaseAsk, CaseLook):
            by_ability = set(model.objects.seen_by(actor, VIEW_CASES).values_list("pk", flat=True))
            of_units = model._base_manager.exclude(case__in=mine if member in ("plain", "security_admin") else ())
            assert by_ability == set(of_units.values_list("pk", flat=True)), model
        tasks = set(CaseTask._base_manager.values_list("pk", flat=True))
        assert (
            tasks >= set(CaseTask.objects.seen_by(actor, VIEW_CASES).values_list("pk", flat=True))
            or member == "platform"
        )


def test_rows_of_others_are_neither_changed_nor_deleted(under_role, filed):
    changes = {"case": "outcome = 'x'", "casenote": "text = 'x'", "casetask": "name = 'x'", "casepaper": "name = 'x'"}
    for member, kept in (("clerk_b", "A"), ("plain", "AB"), ("security_admin", "AB")):
        with opened(under_role, member), connection.cursor() as cursor, transaction.atomic():
            for table, change in changes.items():
                cursor.execute(f"UPDATE matters_{table} SET {change}")
                assert bool(cursor.rowcount) == (kept == "A"), (member, table)
            for table in ("caselook", "casenote", "movedcase", "casepaper"):
                cursor.execute(f"DELETE FROM matters_{table}")
                assert bool(cursor.rowcount) == (kept == "A"), (member, table)
            transaction.set_rollback(True)
    with opened(under_role, "clerk_b"), connection.cursor() as cursor:
        cursor.execute("DELETE FROM matters_draft")
        assert cursor.rowcount == 0


def test_a_case_goes_from_hand_to_hand_under_the_role(under_role, lecture):
    def act(member, verb, **said):
        actor = under_role.actor(member)
        with walls.opened_for(actor):
            return verb(by=actor, at=AT, **said)

    handed = act(
        "plain",
        lambda by, at: Handed(
            "k", "讲稿.pdf", keep(take_in(PDF, name="讲稿.pdf", accept=frozenset({Kind.PDF})), at=at)
        ),
    )
    case = act("plain", cases.start, matter_id=lecture.matter_id, answers={"topic": "水"}, papers=[handed])
    with pytest.raises(NotFound):
        act("clerk_b", cases.complete, task_id=task_of(case).pk, answers={"acceptance": "accept"})
    act("editor", holding.claim, task_id=task_of(case).pk)
    account = under_role.account("sender").pk
    act("editor", holding.hand_over, task_id=task_of(case).pk, to=account, reason="请代为办理")
    act("sender", holding.release, task_id=task_of(case).pk)
    act("editor", cases.complete, task_id=task_of(case).pk, answers={"acceptance": "mend"})
    act("plain", cases.complete, task_id=task_of(case).pk, answers={"topic": "火"})
    act("plain", talking.say_as_applicant, case_id=case.pk, text="已经补正。")
    act("sender", cases.complete, task_id=task_of(case).pk, answers={"acceptance": "accept"})
    act("reviewer", talking.say, case_id=case.pk, text="先听听区里的意见。", internal=True)
    unit = under_role.unit("云台区科协")
    made = act("reviewer", asking.ask, case_id=case.pk, unit=unit, question="可行吗？", day=(AT + DAY).date())
    with opened(under_role, "clerk_b"):
        assert rows("case", case) == 1  # whoever is asked sees it
    act("clerk_b", asking.answer, ask_id=made.pk, text="可行。")
    again = act("reviewer", asking.ask, case_id=case.pk, unit=unit, question="何时？", day=(AT + DAY).date())
    act("reviewer", asking.take_back, ask_id=again.pk)
    act("reviewer", talking.look, case_id=case.pk, reason="核对讲座的具体安排")
    act("reviewer", cases.complete, task_id=task_of(case).pk, answers={})
    with opened(under_role, "plain"):
        ended = own_page(under_role.actor("plain"), case.pk, at=AT)
        assert (ended.case.state, len(ended.papers), len(ended.talk)) == (CaseState.ENDED, 1, 1)
        assert bytes(own_paper_of(under_role.actor("plain"), case.pk, ended.papers[0].pk).file.content) == PDF
    with opened(under_role, "sender"):
        page = case_page(under_role.actor("sender"), case.pk, at=AT)
        assert (len(page.asks), len(page.looks), len(page.notes), len(page.parts)) == (2, 1, 1, 3)
        assert paper_of(under_role.actor("sender"), case.pk, page.papers[0].pk).name == "讲稿.pdf"


def test_who_stands_in_does_what_was_given_to_who_is_away(under_role, filed):
    boss, deputy = under_role.actor("reviewer"), under_role.actor("signer")
    task = task_of(filed["A"])
    with walls.opened_for(boss):
        holding.claim(by=boss, at=AT, task_id=task.pk)
        days = {"begin": AT.date(), "end": (AT + DAY).date()}
        leaving.set_leave(by=boss, at=AT, deputy_id=under_role.account("signer").pk, **days)
    with walls.opened_for(deputy):
        assert [one.pk for one in window(deputy, TaskAsked(), at=AT, page=1, size=10).rows] == [task.pk]
        cases.complete(by=deputy, at=AT, task_id=task.pk, answers={})
        # What is done is told to who held it, who no longer sees it waiting.
        assert waiting_in_units(boss, at=AT, most=10) == []
        assert number_in_units(boss, at=AT, most=10) == 0
    with walls.raised():
        assert seen(f"SELECT count(*) FROM matters_case WHERE id = '{filed['A'].pk}' AND state = 'ended'") == 1


def test_one_applies_for_somebody_who_has_no_record(under_role, lecture):
    """The lead gets its part before the window, by which alone whoever applies sees the case."""
    by = under_role.actor("editor")
    with walls.opened_for(by):
        said = {"answers": {"topic": "月球"}, "applicant_name": "王老师", "channel": "window"}
        case = cases.start(by=by, at=AT, matter_id=lecture.matter_id, **said)
        assert rows("caseunit", case) == 2
        assert rows("casestep", case) == 1


def test_bytes_that_another_has_handed_in_long_ago_become_young_again(under_role):
    """Whoever hands them in anew does not see what points to them; no sweep takes them before something of his does."""

    def kept(at):
        return keep(take_in(PDF, name="n.pdf", accept=frozenset({Kind.PDF})), at=at)

    with walls.raised():
        kept(AT - 10 * DAY)
    with opened(under_role, "clerk_b"):
        key = kept(AT)
    with walls.raised():
        assert seen(f"SELECT count(*) FROM matters_paperfile WHERE sha256 = '{key}' AND stored_at >= '{AT}'") == 1


def test_a_case_is_followed_by_number_and_code_without_a_log_in(under_role, filed):
    with opened(under_role, "visitor"):
        found = case_numbered(filed["A"].number)
        assert found is not None
        page = followed_page(found.pk, at=AT)
        assert page.case.number == filed["A"].number
        assert "科普部" in page.next
        assert seen("SELECT count(*) FROM matters_case") == 0


def test_one_who_has_applied_withdraws(under_role, filed):
    case, by = filed["A"], under_role.actor("plain")
    with walls.opened_for(by):
        revision = own_cases(by).get(pk=case.pk).revision
        cases.withdraw(by=by, at=AT, case_id=case.pk, seen=revision, reason="不再需要了")
        assert rows("case", case, "state = 'withdrawn'") == 1
        assert rows("casetask", case, "state = 'open'") == 0


def test_the_platform_works_with_the_wall_raised(under_role, filed, settings):
    """Timers, telling, a move of cases: as the worker does them, whose session begins beyond the wall."""
    with walls.raised():
        wait = CaseWait.objects.beyond("a test").get(pk=filed["A"].pk)
        assert cases.let_time_pass(at=AT + 3 * DAY) == 1
        assert wait.case_id == filed["A"].pk
        assert tell_new(at=AT) > 0
        assert notices(under_role.actor("reviewer")).count() == 1


def test_a_move_and_its_way_back(under_role, filed, lecture):
    boss = under_role.actor("reviewer")
    with scoping.beyond("a test"):
        new: MatterVersion = second(under_role, lecture, LOOK)
    with walls.opened_for(boss):
        move = moving.begin_move(by=boss, at=AT, old_id=lecture.pk, new_id=new.pk)
        moving.move_case(by=boss, at=AT, move_id=move.pk, case_id=filed["A"].pk)
        assert seen(f"SELECT cases FROM matters_move WHERE id = '{move.pk}'") == 1
        moving.move_back(by=boss, at=AT, move_id=move.pk, case_id=filed["A"].pk)
        assert rows("movedcase", filed["A"], "undone") == 1
    with opened(under_role, "unit_admin_b"):
        assert seen(f"SELECT count(*) FROM matters_move WHERE id = '{move.pk}'") == 0


def test_a_draft_is_kept_with_its_files_and_given_up(under_role, lecture):
    by = under_role.actor("editor")
    with walls.opened_for(by):
        draft = drafts.save(by=by, at=AT, version=lecture, typed={"f-topic": ["海"]}, seen=0)
        DraftPaper.objects.create(
            draft=draft,
            key="k",
            name="n",
            file_id=keep(take_in(PDF, name="n.pdf", accept=frozenset({Kind.PDF})), at=AT),
            at=AT,
        )
        again = drafts.save(by=by, at=AT, version=lecture, typed={"f-topic": ["江"]}, seen=1)
        assert (again.pk, again.revision) == (draft.pk, 2)
        assert seen("SELECT count(*) FROM matters_draftpaper") == 1
        drafts.discard(by=by, at=AT, draft_id=draft.pk)
        assert seen("SELECT count(*) FROM matters_draftpaper") == 0
    with walls.raised():
        assert not Draft.objects.filter(pk=draft.pk).exists()
        assert not DraftPaper.objects.filter(draft=draft.pk).exists()


def test_the_pages_work_under_the_role(under_role, filed):
    for member, key, status in (
        ("editor", "A", 200),
        ("editor", "B", 404),
        ("clerk_b", "B", 200),
        ("clerk_a", "B", 200),
    ):
        answer = under_role.client(member).get(f"/workbench/cases/{filed[key].pk}/")
        assert answer.status_code == status, (member, key)
    page = under_role.client("plain").get(f"/me/cases/{filed['A'].pk}/").content.decode()
    assert filed["A"].number in page
    assert under_role.client("plain").get(f"/me/cases/{filed['B'].pk}/").status_code == 404
    assert filed["A"].number in under_role.client("reviewer").get("/workbench/tasks/").content.decode()
    assert filed["B"].number not in under_role.client("editor").get("/workbench/cases/").content.decode()


def test_a_unit_that_has_a_part_is_seen_with_all_others(under_role, filed):
    with opened(under_role, "clerk_a"):
        found = set(CaseUnit.objects.filter(case=filed["B"]).values_list("part", flat=True))
        assert found == {"lead", "window", "applicant"}
        assert not CaseUnit.objects.filter(~Q(case=filed["B"])).exists()
