"""Something new in the standard, going on with what came back, and two persons who collide."""

from __future__ import annotations

import io
import threading
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.utils import timezone
from openpyxl import load_workbook

from kexie.base.kernel import clock
from kexie.base.kernel.access import Platform
from kexie.base.kernel.errors import NotPermitted, Refusal
from kexie.base.kernel.ids import new_id
from kexie.base.kernel.models import AuditEvent
from kexie.base.standards import api
from kexie.base.standards.actions import revising
from kexie.base.standards.errors import RevisionDecided, WrongRevision
from kexie.base.standards.models import CodeList, DataElement, Revision, RevisionState
from kexie.base.standards.queries import in_force, revisions
from kexie.base.standards.queries.shipped import standard
from kexie.base.standards.rules.definitions import CodeDefinition, CodeListDefinition

ROOT = "/workbench/standards/"


@pytest.fixture
def loaded(db):
    return api.load_standard(by=Platform(), at=datetime(2026, 11, 21, tzinfo=UTC))


@pytest.fixture
def today() -> date:
    return timezone.localdate(clock.now())


def new_element(today: date, **changes: object):
    seats = standard().elements["seats"]
    own = {"code": "venue_floor", "identifier": "YC-DE-0001", "name": "所在楼层", "example": "3"}
    bounds = {"minimum": -5, "maximum": 99, "unit": "层", "effective_from": today}
    return replace(seats, **{**own, **bounds, **changes})


def new_list(today: date, **changes: object) -> CodeListDefinition:
    codes = (
        CodeDefinition(value="1", name="步行", english_name="On foot"),
        CodeDefinition(value="2", name="乘车", english_name="By car"),
    )
    said = {"code": "way_of_coming", "edition": 1, "effective_from": today, "name": "来访方式", "codes": codes}
    return CodeListDefinition(**{"english_name": "Way of coming", "source_norm": "科协业务", **said, **changes})


def propose_new(cast, after: object) -> Revision:
    return revising.propose(by=cast.actor("system_admin"), at=clock.now(), after=after, reason="业务需要", new=True)


def publish(cast, revision: Revision) -> Revision:
    return revising.publish(by=cast.actor("security_admin"), at=clock.now(), revision_id=revision.pk)


def test_a_new_element_is_checked_by_once_it_is_published(cast, loaded, today, django_capture_on_commit_callbacks):
    revision = propose_new(cast, new_element(today))
    assert (revision.edition, revision.state) == (1, RevisionState.SUBMITTED)
    assert api.find_definition("venue_floor") is None
    assert {"名称", "最大值"} <= {change.label for change in revisions.changes(revision)}
    assert all(change.before == "" for change in revisions.changes(revision))
    with django_capture_on_commit_callbacks(execute=True):
        publish(cast, revision)
    assert api.check("venue_floor", 3) == []
    assert "不能大于99" in api.check("venue_floor", 100)[0]
    assert api.form_field("venue_floor").max_value == 99
    registered = api.element("venue_floor")
    assert (registered.edition, registered.local, registered.effective_from) == (1, True, today)


def test_a_new_list_and_an_element_of_it(cast, loaded, today, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        publish(cast, propose_new(cast, new_list(today)))
    code = replace(
        standard().elements["sex"], code="coming_by", identifier="YC-DE-0002", name="来访方式",
        code_list="way_of_coming", example="2", effective_from=today,
    )  # fmt: skip
    with django_capture_on_commit_callbacks(execute=True):
        publish(cast, propose_new(cast, code))
    assert api.code_name("coming_by", "2") == "乘车"
    assert api.check("coming_by", "3") != []
    in_force.forget()
    assert api.find_definition("coming_by") is None
    assert in_force.refresh(today)
    assert not in_force.refresh(today)
    assert api.check("coming_by", "1") == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"code": "seats"}, "code"),
        ({"code": "Venue"}, "code"),
        ({"code": "1floor"}, "code"),
        ({"code": "venue-floor"}, "code"),
        ({"identifier": "KX-DE-9999"}, "identifier"),
        ({"identifier": "楼层"}, "identifier"),
        ({"maximum": None}, "maximum"),
        ({"minimum": None}, "minimum"),
        ({"name": ""}, "name"),
        ({"name": "层" * 61}, "name"),
        ({"source_norm": ""}, "source_norm"),
        ({"example": "100"}, "example"),
        ({"effective_from": date(2020, 1, 1)}, "effective_from"),
    ],
)
def test_a_new_element_that_cannot_stand_is_refused_beside_its_field(cast, loaded, today, changes, field):
    with pytest.raises(WrongRevision) as refused:
        propose_new(cast, new_element(today, **changes))
    assert field in refused.value.errors
    assert all(text.endswith("。") for texts in refused.value.errors.values() for text in texts)
    assert not Revision.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field", "hint"),
    [
        ({"code": "sex"}, "code", "已有这个代码"),
        ({"codes": ()}, "file", "至少要有一个代码"),
        ({"codes": (CodeDefinition(value="1", name="甲", english_name=""),) * 2}, "file", "出现了两次"),
        ({"codes": (CodeDefinition(value="甲", name="甲", english_name=""),)}, "file", "只能由字母、数字"),
        (
            {"codes": (CodeDefinition(value="1", name="甲", english_name="", successor="9"),)},
            "file",
            "后继代码9不在表中",
        ),
        ({"english_name": ""}, "english_name", "请填写"),
        ({"note": "注" * 301}, "note", "不超过300个字"),
    ],
)
def test_a_new_list_that_cannot_stand_is_refused(cast, loaded, today, changes, field, hint):
    with pytest.raises(WrongRevision) as refused:
        propose_new(cast, new_list(today, **changes))
    assert hint in refused.value.errors[field][0]


def test_an_identifier_is_given_once(cast, loaded, today):
    publish(cast, propose_new(cast, new_element(today)))
    with pytest.raises(WrongRevision) as refused:
        propose_new(cast, new_element(today, code="venue_storey"))
    assert "已用于另一个数据元" in refused.value.errors["identifier"][0]


@pytest.mark.parametrize("member", ["clerk_a", "unit_admin_a", "security_admin", "audit_admin", "plain"])
def test_only_who_edits_proposes_something_new(cast, loaded, today, member):
    with pytest.raises(NotPermitted):
        revising.propose(by=cast.actor(member), at=clock.now(), after=new_list(today), reason="试", new=True)


def test_what_came_in_between_makes_a_first_edition_too_late(cast, loaded, today):
    revision = propose_new(cast, new_list(today))
    api.load_standard(
        by=Platform(),
        at=clock.now(),
        source=api.Standard(elements={}, code_lists={"way_of_coming": new_list(date(2026, 11, 1))}),
    )
    with pytest.raises(RevisionDecided):
        publish(cast, revision)
    assert CodeList.objects.filter(code="way_of_coming").count() == 1


def floor_form(today: date, **changes: object) -> dict[str, object]:
    said = {
        "code": "venue_floor", "identifier": "YC-DE-0001", "datatype": "integer", "name": "所在楼层",
        "english_name": "Floor", "definition": "场所所在的楼层。", "representation": "n1..2", "minimum": -5,
        "maximum": 99, "unit": "层", "sensitivity": "public", "mask": "", "example": "3", "source_norm": "科协业务",
        "effective_from": today.isoformat(), "reason": "场馆导览需要", "submit_key": str(new_id()),
    }  # fmt: skip
    return {**said, **changes}


def test_a_new_element_through_the_pages_and_back_with_what_was_proposed(cast, loaded, today):
    editor, reviewer = cast.client("system_admin"), cast.client("security_admin")
    assert f'href="{ROOT}new/element/"' in editor.get(ROOT).content.decode()
    assert f'href="{ROOT}new/element/"' not in cast.client("clerk_a").get(ROOT).content.decode()
    # What the type does not have is let go, whatever was typed.
    refused = editor.post(f"{ROOT}new/element/", floor_form(today, identifier="KX-DE-0001", decimals=2))
    assert refused.status_code == 422
    assert 'value="所在楼层"' in refused.content.decode()
    assert "KX字头留给平台" in refused.content.decode()
    answer = editor.post(f"{ROOT}new/element/", floor_form(today, decimals=2))
    assert answer.status_code == 302
    assert Revision.objects.get().content.get("decimals") is None
    decided = reviewer.post(
        f"{answer.url}decide/", {"action": "return", "answer": "请改为地上楼层", "submit_key": str(new_id())}
    )
    assert decided.status_code == 302
    page = editor.get(answer.url).content.decode()
    assert f"{ROOT}new/element/?from=venue_floor" in page
    again = editor.get(f"{ROOT}new/element/?from=venue_floor").content.decode()
    assert 'value="所在楼层"' in again
    assert 'value="99"' in again
    assert 'value="99"' not in reviewer.get(f"{ROOT}elements/").content.decode()
    assert editor.post(f"{ROOT}new/element/?from=venue_floor", floor_form(today, minimum=1)).status_code == 302
    assert reviewer.post(f"{answer.url}decide/", {"action": "publish", "submit_key": str(new_id())}).status_code == 302
    assert api.element("venue_floor").minimum == 1
    assert "所在楼层" in editor.get(f"{ROOT}?text=venue_floor").content.decode()


def test_a_returned_edition_starts_from_what_was_proposed(cast, loaded, today):
    editor = cast.client("system_admin")
    seats = replace(revisions.newest("element", "seats"), maximum=500, effective_from=today)
    revision = revising.propose(by=cast.actor("system_admin"), at=clock.now(), after=seats, reason="过大")
    revising.send_back(by=cast.actor("security_admin"), at=clock.now(), revision_id=revision.pk, answer="再核")
    form = editor.get(f"{ROOT}elements/seats/propose/").content.decode()
    assert 'value="500"' in form
    assert f'value="{today.isoformat()}"' in form


def test_a_new_list_through_the_pages(cast, loaded, today):
    editor, reviewer = cast.client("system_admin"), cast.client("security_admin")
    book = load_workbook(io.BytesIO(editor.get(f"{ROOT}new/code-list/sheet/").content))
    page = book["代码"]
    page["A2"], page["B2"], page["C2"] = "1", "步行", "On foot"
    page["A3"], page["B3"] = "2", "乘车"
    buffer = io.BytesIO()
    book.save(buffer)
    data = {"code": "way_of_coming", "name": "来访方式", "english_name": "Way of coming", "source_norm": "科协业务"}
    data |= {"note": "", "effective_from": today.isoformat(), "reason": "接待需要", "submit_key": str(new_id())}
    refused = editor.post(f"{ROOT}new/code-list/", data)
    assert refused.status_code == 422
    assert "至少要有一个代码" in refused.content.decode()
    upload = SimpleUploadedFile("codes.xlsx", buffer.getvalue())
    answer = editor.post(f"{ROOT}new/code-list/", {**data, "submit_key": str(new_id()), "file": upload})
    assert answer.status_code == 302
    assert Revision.objects.get().content["codes"] == [["1", "步行", "On foot"], ["2", "乘车", ""]]
    reviewer.post(f"{answer.url}decide/", {"action": "return", "answer": "缺英文", "submit_key": str(new_id())})
    back = load_workbook(io.BytesIO(editor.get(f"{ROOT}code-lists/way_of_coming/returned-sheet/").content))
    assert [cell.value for cell in back.active[2]][:3] == ["1", "步行", "On foot"]
    assert cast.client("clerk_a").get(f"{ROOT}code-lists/way_of_coming/returned-sheet/").status_code == 403
    # Without a file the codes are those that were proposed.
    assert editor.post(f"{ROOT}new/code-list/?from=way_of_coming", {**data, "submit_key": str(new_id())}).status_code
    assert Revision.objects.get().content["codes"][0] == ["1", "步行", "On foot"]


PAGES = (
    "", "?page=2", "elements/seats/", "elements/seats/sheet/", "code-lists/", "code-lists/sex/", "code-lists/sex/sheet/",
    "code-lists/administrative_division/?text=密云", "revisions/", "revisions/?state=submitted",
    "editions/element/seats/", "editions/code_list/sex/", "export/json/", "export/xlsx/",
)  # fmt: skip
EDITORS = (
    "elements/seats/propose/",
    "code-lists/sex/propose/",
    "new/element/",
    "new/code-list/",
    "new/code-list/sheet/",
)
ROLES = {"visitor": 302, "plain": 403, "clerk_a": 200, "unit_admin_b": 200, "system_admin": 200, "security_admin": 200}


@pytest.mark.parametrize("member", ROLES)
def test_every_page_for_every_role(cast, loaded, member):
    client = cast.client(member)
    assert {path: client.get(f"{ROOT}{path}").status_code for path in PAGES} == dict.fromkeys(PAGES, ROLES[member])
    status = {"visitor": 302, "system_admin": 200}.get(member, 403)
    assert {path: client.get(f"{ROOT}{path}").status_code for path in EDITORS} == dict.fromkeys(EDITORS, status)


def at_once(*verbs) -> list[str]:
    """What each of the verbs came to, each in a thread and connection of its own, let go together."""
    gate, told = threading.Barrier(len(verbs)), []

    def run(verb) -> None:
        try:
            gate.wait(timeout=20)
            verb()
            told.append("done")
        except Refusal as refusal:
            told.append(refusal.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(verb,)) for verb in verbs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return sorted(told)


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_acts_and_the_other_is_told(cast):
    """Two editors open one revision; of two reviewers one decides, whichever way."""
    api.load_standard(by=Platform(), at=datetime(2026, 11, 21, tzinfo=UTC))
    today, at = timezone.localdate(clock.now()), clock.now()
    editor, reviewer = cast.actor("system_admin"), cast.actor("security_admin")

    def propose(code: str, definition: str) -> None:
        after = replace(revisions.newest("element", code), definition=definition, effective_from=today)
        revising.propose(by=editor, at=at, after=after, reason="说清含义")

    for code, other in (("seats", revising.publish), ("place", revising.send_back)):
        told = at_once(partial(propose, code, "甲的写法。"), partial(propose, code, "乙的写法。"))
        assert told == ["done", "standards.revision_open"]
        revision = Revision.objects.get(code=code)
        decide = {"by": reviewer, "at": at, "revision_id": revision.pk, "answer": "已核"}
        told = at_once(partial(revising.publish, **decide), partial(other, **decide))
        assert told == ["done", "standards.revision_decided"]
        state = Revision.objects.get(code=code).state
        assert DataElement.objects.filter(code=code).count() == (2 if state == RevisionState.PUBLISHED else 1)
    assert AuditEvent.objects.filter(action__in=["standards.publish", "standards.return"]).count() == 2
