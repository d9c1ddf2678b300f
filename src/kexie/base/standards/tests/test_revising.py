"""Proposing an edition, deciding on it by another person, and what the platform takes from it."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from openpyxl import load_workbook

from kexie.base.kernel import clock
from kexie.base.kernel.access import Platform
from kexie.base.kernel.errors import NotPermitted
from kexie.base.kernel.ids import new_id
from kexie.base.kernel.models import AuditEvent
from kexie.base.standards import api
from kexie.base.standards.actions import revising
from kexie.base.standards.errors import OneselfDeciding, RevisionDecided, RevisionOpen, WrongRevision
from kexie.base.standards.models import Revision, RevisionState
from kexie.base.standards.queries import in_force, revisions
from kexie.base.standards.rules.definitions import CodeDefinition

ROOT = "/workbench/standards/"


@pytest.fixture
def loaded(db):
    return api.load_standard(by=Platform(), at=datetime(2026, 11, 21, tzinfo=UTC))


@pytest.fixture
def today() -> date:
    return timezone.localdate(clock.now())


def proposed(cast, today: date, **changes: object) -> Revision:
    element = revisions.newest("element", "seats")
    after = replace(element, **{"maximum": 500, "effective_from": today, **changes})
    return revising.propose(by=cast.actor("system_admin"), at=clock.now(), after=after, reason="名额过大，难以核对")


def test_what_is_published_is_what_every_form_checks(cast, loaded, today, django_capture_on_commit_callbacks):
    class SeatsForm(forms.Form):
        seats = api.form_field("seats")

    assert SeatsForm({"seats": "600"}).is_valid()
    revision = proposed(cast, today)
    assert api.check("seats", 600) == []
    with django_capture_on_commit_callbacks(execute=True):
        revising.publish(by=cast.actor("security_admin"), at=clock.now(), revision_id=revision.pk)
    assert api.check("seats", 600) == ["“名额”不能大于500，请核对。"]
    assert not SeatsForm({"seats": "600"}).is_valid()
    assert SeatsForm().fields["seats"].max_value == 500
    assert api.element("seats").edition == 2
    assert api.element("seats", on=today - timedelta(days=1)).maximum == 999_999
    in_force.forget()
    assert api.check("seats", 600) == []
    in_force.refresh(today)
    assert api.check("seats", 600) != []


def test_an_edition_of_tomorrow_counts_from_tomorrow(cast, loaded, today, django_capture_on_commit_callbacks):
    revision = proposed(cast, today, effective_from=today + timedelta(days=1))
    with django_capture_on_commit_callbacks(execute=True):
        revising.publish(by=cast.actor("security_admin"), at=clock.now(), revision_id=revision.pk)
    assert api.check("seats", 600) == []
    in_force.refresh(today + timedelta(days=1))
    assert api.check("seats", 600) != []


def test_looking_for_news_is_one_small_question(cast, loaded, today, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert not in_force.refresh(today)
    with django_assert_num_queries(0):
        api.check("seats", 5)


def test_who_proposes_does_not_decide_even_with_both_rights(cast, loaded, today):
    revision = proposed(cast, today)
    Revision.objects.filter(pk=revision.pk).update(proposed_by=cast.actor("security_admin").account_id)
    with pytest.raises(OneselfDeciding):
        revising.publish(by=cast.actor("security_admin"), at=clock.now(), revision_id=revision.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        Revision.objects.filter(pk=revision.pk).update(decided_by=cast.actor("security_admin").account_id)


@pytest.mark.parametrize("member", ["clerk_a", "unit_admin_a", "system_admin", "audit_admin"])
def test_only_reviewers_decide(cast, loaded, today, member):
    revision = proposed(cast, today)
    for verb in (revising.publish, revising.send_back):
        with pytest.raises(NotPermitted):
            verb(by=cast.actor(member), at=clock.now(), revision_id=revision.pk, answer="不")
    assert Revision.objects.get(pk=revision.pk).state == RevisionState.SUBMITTED


def test_two_reviewers_publish_once(cast, loaded, today):
    revision = proposed(cast, today)
    revising.publish(by=cast.actor("security_admin"), at=clock.now(), revision_id=revision.pk)
    for verb in (revising.publish, revising.send_back):
        with pytest.raises(RevisionDecided):
            verb(by=cast.actor("security_admin"), at=clock.now(), revision_id=revision.pk, answer="再看")
    assert AuditEvent.objects.filter(action="standards.publish").count() == 1
    assert [element.edition for element in api.DataElement.objects.filter(code="seats").order_by("edition")] == [1, 2]


def test_one_revision_is_under_way_at_a_time_and_what_came_back_is_proposed_anew(cast, loaded, today):
    revision = proposed(cast, today)
    with pytest.raises(RevisionOpen):
        proposed(cast, today, maximum=400)
    with pytest.raises(WrongRevision):
        revising.send_back(by=cast.actor("security_admin"), at=clock.now(), revision_id=revision.pk, answer=" ")
    revising.send_back(by=cast.actor("security_admin"), at=clock.now(), revision_id=revision.pk, answer="请说明依据")
    assert [todo.what for todo in revisions.todos(cast.actor("system_admin"), clock.now())] == ["修改"]
    again = proposed(cast, today, maximum=400)
    assert again.pk == revision.pk
    assert [todo.what for todo in revisions.todos(cast.actor("security_admin"), clock.now())] == ["审核"]
    revising.withdraw(by=cast.actor("system_admin"), at=clock.now(), revision_id=revision.pk)
    assert revisions.open_revision("element", "seats") is None


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"maximum": 999_999}, "name"),
        ({"minimum": 600}, "maximum"),
        ({"effective_from": date(2020, 1, 1)}, "effective_from"),
        ({"name": ""}, "name"),
        ({"checks": ("made_up",)}, "checks"),
        ({"identifier": "KX-DE-9999"}, "datatype"),
    ],
)
def test_what_cannot_stand_is_refused_beside_its_field(cast, loaded, today, changes, field):
    with pytest.raises(WrongRevision) as refused:
        proposed(cast, today, **changes)
    assert field in refused.value.errors
    assert not Revision.objects.exists()


def test_a_code_in_use_is_ended_not_taken_out(cast, loaded, today):
    before = revisions.newest("code_list", "venue_kind")
    by = cast.actor("system_admin")
    fewer = replace(before, codes=before.codes[1:], effective_from=today)
    with pytest.raises(WrongRevision) as refused:
        revising.propose(by=by, at=clock.now(), after=fewer, reason="合并")
    assert "museum" in refused.value.errors["file"][0]
    ended = replace(before.codes[0], valid_until=today, successor="base")
    more = CodeDefinition(value="planetarium", name="天文馆", english_name="Planetarium")
    after = replace(before, codes=(ended, *before.codes[1:], more), effective_from=today)
    revision = revising.propose(by=by, at=clock.now(), after=after, reason="合并")
    assert {change.label for change in revisions.changes(revision)} == {"代码 museum", "代码 planetarium"}


def test_an_ended_code_is_refused_with_its_successor(cast, loaded, today, django_capture_on_commit_callbacks):
    before = revisions.newest("code_list", "venue_kind")
    ended = replace(before.codes[0], valid_until=today, successor="base")
    after = replace(before, codes=(ended, *before.codes[1:]), effective_from=today)
    by = cast.actor("system_admin")
    revision = revising.propose(by=by, at=clock.now(), after=after, reason="合并")
    with django_capture_on_commit_callbacks(execute=True):
        revising.publish(by=cast.actor("security_admin"), at=clock.now(), revision_id=revision.pk)
    assert f"自{today.year}年{today.month}月起停用，请改用base（科普教育基地）" in api.check("venue_kind", "museum")[0]
    assert "museum" not in dict(api.form_field("venue_kind").choices)


def test_the_way_through_the_pages(cast, loaded, today):
    editor, reviewer = cast.client("system_admin"), cast.client("security_admin")
    page = editor.get(f"{ROOT}elements/seats/propose/").content.decode()
    assert "最大值" in page
    assert "代码集" not in page.split("<form", 1)[1].split("</form>")[0]
    element = revisions.newest("element", "seats")
    names = ("name", "english_name", "definition", "representation", "minimum", "unit", "source_norm")
    data = {name: getattr(element, name) for name in names}
    data |= {"maximum": 300, "sensitivity": "public", "effective_from": today.isoformat(), "reason": ""}
    data |= {"submit_key": str(new_id())}
    refused = editor.post(f"{ROOT}elements/seats/propose/", data)
    assert refused.status_code == 422
    assert 'value="300"' in refused.content.decode()
    answer = editor.post(f"{ROOT}elements/seats/propose/", {**data, "reason": "与实际相符"})
    assert answer.status_code == 302
    assert "通过并发布" not in editor.get(answer.url).content.decode()
    shown = reviewer.get(answer.url).content.decode()
    assert "999999" in shown
    assert "通过并发布" in shown
    decided = reviewer.post(f"{answer.url}decide/", {"action": "publish", "submit_key": str(new_id())})
    assert decided.status_code == 302
    assert api.element("seats").maximum == 300
    compared = reviewer.get(f"{ROOT}editions/element/seats/?before=1&after=2").content.decode()
    assert "<del>999999</del>" in compared
    assert "<ins>300</ins>" in compared
    assert cast.client("clerk_a").get(f"{ROOT}elements/seats/propose/").status_code == 403
    assert cast.client("clerk_a").get(f"{ROOT}revisions/").status_code == 200


def test_a_code_list_goes_out_and_comes_in_as_a_sheet(cast, loaded, today):
    editor = cast.client("system_admin")
    book = load_workbook(io.BytesIO(editor.get(f"{ROOT}code-lists/venue_kind/sheet/").content))
    page = book["代码"]
    page.append(["planetarium", "天文馆", "Planetarium"])
    page.append(["", "没有代码"])
    good = [cell.value for cell in page[2]]
    assert good[:2] == ["museum", "科技馆"]

    def send() -> object:
        buffer = io.BytesIO()
        book.save(buffer)
        data = {"name": "场馆类型", "english_name": "Kinds of venue", "source_norm": "科协业务", "note": ""}
        data |= {"effective_from": today.isoformat(), "reason": "增加天文馆", "submit_key": str(new_id())}
        return editor.post(
            f"{ROOT}code-lists/venue_kind/propose/",
            {**data, "file": SimpleUploadedFile("codes.xlsx", buffer.getvalue())},
        )

    refused = send()
    assert refused.status_code == 422
    assert "请填写“代码值”。" in refused.content.decode()
    page.delete_rows(page.max_row)
    assert send().status_code == 302
    revision = Revision.objects.get()
    assert revision.content["codes"][-1] == ["planetarium", "天文馆", "Planetarium"]


def test_the_whole_standard_can_be_taken_away(cast, loaded):
    clerk = cast.client("clerk_a")
    said = clerk.get(f"{ROOT}export/json/").json()
    assert len(said["elements"]) >= 120
    assert {"industry_division", "sex"} <= {row["code"] for row in said["code_lists"]}
    book = load_workbook(io.BytesIO(clerk.get(f"{ROOT}export/xlsx/").content), read_only=True)
    assert book.sheetnames == ["数据元", "代码集", "代码"]
    assert clerk.get(f"{ROOT}export/pdf/").status_code == 404
    assert AuditEvent.objects.filter(action="standards.export").count() == 2


def test_a_value_is_tried_and_stored_nowhere(cast, loaded):
    clerk = cast.client("clerk_a")
    page = clerk.post(f"{ROOT}elements/mobile_phone/", {"value": "１３８ 0000 5678"}).content.decode()
    assert "138****5678" in page
    assert "符合标准" in page
    wrong = clerk.post(f"{ROOT}elements/mobile_phone/", {"value": "12"})
    assert wrong.status_code == 422
    assert "11位数字" in wrong.content.decode()
