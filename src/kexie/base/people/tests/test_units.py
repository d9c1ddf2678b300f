"""Units that an import has named: who may confirm, rename and remove them, and what is refused."""

from __future__ import annotations

import pytest
from django.urls import reverse

from kexie.base.kernel.models import AuditEvent
from kexie.base.people.actions.organisations import units_named
from kexie.base.people.actions.posts import grant_post
from kexie.base.people.models import Organisation
from kexie.base.people.tests.cast import AT, NAMES, SINCE

DOORS = ("organisation-confirm", "organisation-rename", "organisation-remove")


@pytest.fixture
def named(cast) -> Organisation:
    return units_named(["柳湾邻里科学社"], by=cast.actor("editor"), at=AT)[0]


def at(door: str, unit: Organisation) -> str:
    return reverse(f"people:{door}", args=(unit.uid,))


def last_action() -> str:
    return AuditEvent.objects.latest("number").action


def test_a_named_unit_is_confirmed_below_another(cast, named):
    client = cast.client("system_admin")
    page = client.get(at("organisation", named)).content.decode()
    assert all(at(door, named) in page for door in DOORS)
    offered = client.get(reverse("people:organisation-options"), {"q": "qxqkx"}).json()["options"]
    assert [option["label"] for option in offered] == ["青溪区科学技术协会"]
    given = {"kind": "grass_roots", "short_name": "柳湾科学社", "parent": offered[0]["key"], "submit_key": "k1"}
    assert client.post(at("organisation-confirm", named), given).status_code == 302
    named.refresh_from_db()
    assert (named.confirmed, named.kind, named.short_name) == (True, "grass_roots", "柳湾科学社")
    assert named.get_parent() == cast.unit("青溪区科协")
    assert last_action() == "organisation.confirm"
    page = client.get(at("organisation", named)).content.decode()
    assert at("organisation-rename", named) in page
    assert at("organisation-remove", named) not in page


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"kind": "grass_roots"}, "上级单位"),
        ({"kind": "", "parent_text": "青溪区科协"}, "请选择“类别”"),
        ({"kind": "unknown", "parent_text": "青溪区科协"}, "类别"),
        ({"kind": "grass_roots", "parent_text": "柳湾邻里科学社"}, "没有"),
    ],
)
def test_what_is_missing_to_confirm_is_said_beside_the_form(cast, named, given, said):
    response = cast.client("system_admin").post(at("organisation-confirm", named), given | {"submit_key": "k1"})
    assert response.status_code == 422
    assert said in response.content.decode()
    named.refresh_from_db()
    assert not named.confirmed


def test_a_unit_is_renamed_but_not_to_the_name_of_another(cast, named):
    client, path = cast.client("system_admin"), at("organisation-rename", named)
    wrong = client.post(path, {"name": "云川市农学会", "on": "2023-05-20", "submit_key": "k1"})
    assert wrong.status_code == 422
    assert "已有名为" in wrong.content.decode()
    assert client.post(path, {"name": "柳湾街道邻里科学社", "on": "2023-05-20", "submit_key": "k2"}).status_code == 302
    named.refresh_from_db()
    assert named.name == "柳湾街道邻里科学社"
    assert last_action() == "organisation.rename"


def test_an_unused_unit_is_removed(cast, named):
    path = at("organisation-remove", named)
    client = cast.client("system_admin")
    assert "柳湾邻里科学社" in client.get(path).content.decode()
    assert client.post(path, {"submit_key": "k1"})["Location"] == reverse("people:organisations")
    assert not Organisation.objects.filter(name="柳湾邻里科学社").exists()
    assert last_action() == "organisation.remove"


def test_a_unit_in_use_or_confirmed_stays(cast, named):
    client = cast.client("system_admin")
    held = {"person": cast.person("plain"), "organisation": named, "role": "", "title": "社长", "begin": SINCE}
    grant_post(by=cast.actor("platform"), at=AT, **held)
    for unit, said in ((named, "不能删除。请先改用正确的组织"), (cast.unit("云川市农学会"), "已经确认，不能删除")):
        response = client.post(at("organisation-remove", unit), {"submit_key": f"k{unit.pk}"})
        assert response.status_code == 422
        assert said in response.content.decode()
        assert Organisation.objects.filter(pk=unit.pk).exists()


@pytest.mark.parametrize("member", ["visitor", *(name for name in NAMES if name != "system_admin")])
def test_nobody_else_changes_a_unit(cast, named, member):
    client = cast.client(member)
    given = {"kind": "venue", "parent_text": "青溪区科协", "name": "别的名称", "submit_key": "k1"}
    for door in DOORS:
        assert client.get(at(door, named)).status_code in {302, 403}
        assert client.post(at(door, named), given).status_code in {302, 403}
    named.refresh_from_db()
    assert (named.name, named.confirmed) == ("柳湾邻里科学社", False)
