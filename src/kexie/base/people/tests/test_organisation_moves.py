"""Units change their places: the tree stays whole, what stores paths follows, and a preview says whose rights change."""

from __future__ import annotations

from datetime import date

import pytest
from django.apps import apps
from django.urls import reverse

from kexie.base.kernel.access import Platform, may
from kexie.base.kernel.errors import NotPermitted
from kexie.base.kernel.models import AuditEvent, OutboxMessage
from kexie.base.people.abilities import GRANT_POSTS, READ_AUDIT, VIEW_PERSONS
from kexie.base.people.actions.organisation_moving import move_organisation
from kexie.base.people.actions.posts import grant_post
from kexie.base.people.errors.organisations import BelowItself, PreviewChanged, SamePlace, UnitClosed, WrongPlace
from kexie.base.people.models import Organisation
from kexie.base.people.queries.organisation_previews import preview_move
from kexie.base.people.rules.stored_paths import stored_paths
from kexie.base.people.tests.cast import AT, SINCE
from kexie.base.search.models import SearchEntry

TODAY = date(2023, 5, 23)


def whole() -> bool:
    return Organisation.find_problems() == ([], [], [], [], [])


def move(cast, unit: str, parent: str, **given):
    above = cast.unit(parent) if parent else None
    return move_organisation(by=Platform(), at=AT, organisation=cast.unit(unit), parent=above, **given)


def test_a_unit_moves_with_all_below_it_and_leaves_a_line_of_history(cast):
    moved = move(cast, "青溪区科协", "办公室", basis="云科协发〔2023〕8号")
    assert moved.get_parent() == cast.unit("办公室")
    assert cast.unit("柳湾街道科协").get_parent() == moved
    assert whole()
    change = moved.changes.get(kind="moved")
    assert change.details["parent"] == ["云川市科学技术协会", "办公室"]
    assert (change.basis, change.on) == ("云科协发〔2023〕8号", TODAY)
    assert AuditEvent.objects.latest("number").action == "organisation.move"


def test_nothing_goes_below_itself_or_where_it_stands_or_where_it_never_stands(cast):
    for unit, parent, refusal in (
        ("青溪区科协", "柳湾街道科协", BelowItself),
        ("青溪区科协", "青溪区科协", BelowItself),
        ("青溪区科协", "云川市科协", SamePlace),
        ("云川市科协", "", SamePlace),
    ):
        with pytest.raises(refusal):
            move(cast, unit, parent)
    moved = move(cast, "云川市农学会", "")
    with pytest.raises(WrongPlace):
        move_organisation(by=Platform(), at=AT, organisation=cast.unit("云川市科协"), parent=moved)
    Organisation.objects.filter(pk=cast.unit("云台区科协").pk).update(closed_on=TODAY)
    with pytest.raises(UnitClosed):
        move(cast, "柳湾街道科协", "云台区科协")
    assert whole()


def test_nobody_but_the_system_administrator_moves_units(cast):
    for member in ("unit_admin_a", "security_admin", "clerk_a"):
        with pytest.raises(NotPermitted):
            move_organisation(
                by=cast.actor(member),
                at=AT,
                organisation=cast.unit("柳湾街道科协"),
                parent=cast.unit("云台区科协"),
            )


def test_rights_follow_the_tree_and_the_preview_says_so(cast):
    below = cast.unit("柳湾街道科协")
    preview = preview_move(below, cast.unit("云台区科协"), on=TODAY)
    losses = {change.name: change for change in preview.changes if not change.gains}
    gains = {change.name: change for change in preview.changes if change.gains}
    assert set(losses) == {"苏明远"}
    assert set(gains) == {"程砚秋水"}
    assert losses["苏明远"].units == (str(below.uid),)
    assert VIEW_PERSONS.code in losses["苏明远"].abilities
    assert may(cast.actor("unit_admin_a"), GRANT_POSTS, below.path)
    moved = move(cast, "柳湾街道科协", "云台区科协", seen=preview.digest)
    assert not may(cast.actor("unit_admin_a"), GRANT_POSTS, moved.path)
    assert may(cast.actor("unit_admin_b"), GRANT_POSTS, moved.path)


def test_those_affected_are_told_once_each(cast):
    move(cast, "柳湾街道科协", "云台区科协")
    told = OutboxMessage.objects.filter(topic="people.reach_changed").values_list("payload", flat=True)
    people = {str(cast.person("unit_admin_a").pk): (0, 1), str(cast.person("unit_admin_b").pk): (1, 0)}
    assert {row["person"]: (row["gained"], row["lost"]) for row in told} == people


def test_what_was_not_previewed_is_not_done(cast):
    preview = preview_move(cast.unit("柳湾街道科协"), cast.unit("云台区科协"), on=TODAY)
    post = {"person": cast.person("plain"), "organisation": cast.unit("云台区科协"), "role": "unit_admin"}
    grant_post(by=Platform(), at=AT, begin=SINCE, **post)
    with pytest.raises(PreviewChanged):
        move(cast, "柳湾街道科协", "云台区科协", seen=preview.digest)
    assert cast.unit("柳湾街道科协").get_parent() == cast.unit("青溪区科协")


def test_stored_paths_follow_and_the_audit_stays_as_it_was(cast):
    unit = cast.unit("柳湾街道科协")
    entry = {"public": False, "ability": "people.view_persons", "url": "/", "title": "x", "compact_title": "x"}
    for key, path in (("1", unit.path), ("2", cast.unit("云台区科协").path), ("3", "")):
        SearchEntry.objects.create(source="test", key=key, unit_path=path, **entry)
    before = set(AuditEvent.objects.values_list("number", "unit_path"))
    moved = move(cast, "柳湾街道科协", "云台区科协")
    paths = dict(SearchEntry.objects.filter(source="test").values_list("key", "unit_path"))
    assert paths == {"1": moved.path, "2": cast.unit("云台区科协").path, "3": ""}
    assert before < set(AuditEvent.objects.values_list("number", "unit_path"))


def test_every_column_that_stores_a_path_is_named_or_stays_on_purpose():
    """A path in the audit is of its time; it is read by path by nobody, because reading the audit reaches everywhere."""
    held = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model._meta.app_label != "wagtailcore"
        for field in model._meta.local_fields
        if field.name.endswith("unit_path")
    }
    assert held - {f"{stored.model}.{stored.column}" for stored in stored_paths} == {"kernel.AuditEvent.unit_path"}
    assert {scope.name for scope in READ_AUDIT.granted.values()} == {"ALL"}


# Doors


def at(door: str, unit: Organisation) -> str:
    return reverse(f"people:{door}", args=(unit.uid,))


def hidden(page: str, name: str) -> str:
    return page.split(f'name="{name}" value="')[1].split('"', maxsplit=1)[0]


def test_a_move_is_asked_for_previewed_and_confirmed(cast):
    client, unit = cast.client("system_admin"), cast.unit("柳湾街道科协")
    assert "预览影响" in client.get(at("organisation-move", unit)).content.decode()
    given = {"parent_text": "云台区科协", "on": "2023-05-20", "basis": "会议纪要"}
    page = client.post(at("organisation-move", unit), given).content.decode()
    assert "苏明远（单位管理员）不能再办理青溪区柳湾街道科学技术协会的事项" in page
    assert "程砚秋水（单位管理员）将能办理" in page
    assert cast.unit("柳湾街道科协").get_parent() == cast.unit("青溪区科协")
    key = {"seen": hidden(page, "seen"), "parent": hidden(page, "parent"), "submit_key": "k1"}
    assert client.post(at("organisation-move", unit), given | key)["Location"] == at("organisation", unit)
    assert cast.unit("柳湾街道科协").get_parent() == cast.unit("云台区科协")
    assert client.post(at("organisation-move", unit), given | key).status_code in {302, 422}
    assert "调整隶属" in client.get(at("organisation", unit)).content.decode()


def test_a_preview_out_of_date_is_shown_anew(cast):
    client, unit = cast.client("system_admin"), cast.unit("柳湾街道科协")
    given = {"parent_text": "云台区科协", "on": "2023-05-20", "seen": "0" * 64, "submit_key": "k1"}
    response = client.post(at("organisation-move", unit), given)
    assert response.status_code == 409
    page = response.content.decode()
    assert "预览之后情况有了变化" in page
    assert client.post(at("organisation-move", unit), given | {"seen": hidden(page, "seen")}).status_code == 302


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"parent_text": "没有的单位", "on": "2023-05-20"}, "没有找到"),
        ({"parent_text": "青溪区科协", "on": "2023-05-20"}, "已经在该上级单位之下"),
        ({"parent_text": "柳湾街道科协", "on": "2023-05-20"}, "自己"),
        ({"parent_text": "云台区科协", "on": ""}, "生效日期"),
        ({"parent_text": "云台区科协", "on": "2099-01-01"}, "日期不能晚于今天"),
    ],
)
def test_what_can_be_mended_is_said_and_kept(cast, given, said):
    response = cast.client("system_admin").post(at("organisation-move", cast.unit("柳湾街道科协")), given)
    assert response.status_code == 422
    page = response.content.decode()
    assert said in page
    assert given["parent_text"] in page or cast.unit(given["parent_text"]).name in page


@pytest.mark.parametrize("door", ["move", "merge", "close", "reopen", "unmerge", "edit"])
@pytest.mark.parametrize("member", ["visitor", "clerk_a", "unit_admin_a", "security_admin", "audit_admin", "plain"])
def test_nobody_else_comes_through_these_doors(cast, door, member):
    path = at(f"organisation-{door}", cast.unit("柳湾街道科协"))
    for answer in (cast.client(member).get(path), cast.client(member).post(path, {"seen": "x"})):
        assert answer.status_code in {302, 403}
        assert not answer.get("Location", "/accounts/login/").startswith("/workbench/organisations")
