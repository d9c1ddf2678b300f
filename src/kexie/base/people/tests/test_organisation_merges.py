"""Two units become one, with all that belongs to them, and come apart again; units close and open."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from kexie.base.kernel import repointing
from kexie.base.kernel.access import Platform
from kexie.base.kernel.models import AuditEvent
from kexie.base.people import queries
from kexie.base.people.actions.organisation_closing import close_organisation, reopen_organisation
from kexie.base.people.actions.organisation_history import note
from kexie.base.people.actions.organisation_merging import merge_organisation, unmerge_organisation
from kexie.base.people.actions.organisations import rename_organisation, units_named
from kexie.base.people.actions.posts import grant_post
from kexie.base.people.errors.organisations import (
    DayWrong,
    IntoItself,
    MergedOn,
    NameUnchanged,
    NotMerged,
    PreviewChanged,
    ReopenByUnmerge,
    UnitClosed,
    UnitOpen,
    UnitsBelow,
)
from kexie.base.people.models import ChangeKind, Membership, Organisation, Post
from kexie.base.people.queries.organisation_previews import STAYS, counted, preview_close, preview_merge
from kexie.base.people.tests.cast import AT, SINCE
from kexie.base.people.views.organisation_pages import history

TODAY = date(2023, 5, 23)
PLATFORM = Platform()


def posts(**asked):
    return Post.objects.beyond("a test looks at all").filter(**asked)


def members(**asked):
    return Membership.objects.beyond("a test looks at all").filter(**asked)


def merge(cast, unit="青溪区科协", into="云台区科协", **given):
    return merge_organisation(by=PLATFORM, at=AT, organisation=cast.unit(unit), into=cast.unit(into), **given)


def hold(cast, member: str, unit: str, **given):
    return grant_post(
        by=PLATFORM, at=AT, person=cast.person(member), organisation=cast.unit(unit), begin=SINCE, **given
    )


def whole() -> bool:
    return Organisation.find_problems() == ([], [], [], [], [])


def test_every_reference_of_every_app_is_known():
    """A new foreign key to units follows by itself; only a unit's own history stays."""
    every = {f"{field.model._meta.label}.{field.name}" for field in repointing.references(Organisation)}
    followed = {f"{field.model._meta.label}.{field.name}" for field in repointing.references(Organisation, but=STAYS)}
    assert every - followed == STAYS
    assert {"people.Post.organisation", "people.Membership.organisation", "bulletin.Credit.organisation"} <= followed


def test_all_that_was_the_units_becomes_the_others(cast):
    Membership.objects.create(
        person=cast.person("plain"), organisation=cast.unit("青溪区科协"), kind="个人", begin=SINCE
    )
    merged, into = cast.unit("青溪区科协"), cast.unit("云台区科协")
    assert merge(cast, basis="会议纪要") == into
    merged.refresh_from_db()
    assert (merged.merged_into, merged.closed_on) == (into, TODAY)
    assert not posts(organisation=merged).exists()
    assert not members(organisation=merged).exists()
    assert set(posts(organisation=into).values_list("person__name", flat=True)) == {
        "林知遥",
        "苏明远",
        "贺云舒",
        "程砚秋水",
    }
    assert cast.unit("柳湾街道科协").get_parent() == into
    assert whole()
    for name in ("青溪区科学技术协会", "青溪区科协"):
        assert queries.find_unit(name) == into
    assert into.former_names.get().name == "青溪区科学技术协会"
    assert AuditEvent.objects.latest("number").action == "organisation.merge"
    actor = cast.actor("unit_admin_a")
    assert {holding.path for holding in actor.holdings} == {cast.unit("云台区科协").path}


def test_undoing_brings_back_exactly_what_was_taken(cast):
    def shape():
        held = sorted((str(pk), unit, end) for pk, unit, end in posts().values_list("pk", "organisation__name", "end"))
        tree = {unit.name: unit.get_parent().name if unit.get_parent() else "" for unit in Organisation.objects.all()}
        return held, tree, queries.find_unit("青溪区科协").name

    hold(cast, "clerk_a", "云台区科协", role="clerk")
    before = shape()
    merge(cast)
    assert posts(organisation=cast.unit("青溪区科协"), end=TODAY).count() == 1  # clerk in both: the like stays and ends
    new = hold(cast, "plain", "云台区科协", title="新人")
    unmerge_organisation(by=PLATFORM, at=AT, organisation=cast.unit("青溪区科协"))
    new.refresh_from_db()
    assert new.organisation == cast.unit("云台区科协")
    new.delete()
    assert shape() == before
    assert whole()
    assert not cast.unit("云台区科协").former_names.exists()
    assert cast.actor("clerk_a").holdings
    with pytest.raises(NotMerged):
        unmerge_organisation(by=PLATFORM, at=AT, organisation=cast.unit("青溪区科协"))


def test_merged_units_answer_for_one_another_along_the_way(cast):
    merge(cast)
    merge(cast, "云台区科协", "云川市农学会")
    assert queries.find_unit("青溪区科协") == cast.unit("云川市农学会")
    with pytest.raises(MergedOn):
        unmerge_organisation(by=PLATFORM, at=AT, organisation=cast.unit("青溪区科协"))
    with pytest.raises(UnitClosed):
        merge(cast, "云川市航空学会", "云台区科协")


def test_not_into_itself_nor_before_it_was_founded_nor_unseen(cast):
    for into in ("青溪区科协", "柳湾街道科协"):
        with pytest.raises(IntoItself):
            merge(cast, "青溪区科协", into)
    Organisation.objects.filter(pk=cast.unit("青溪区科协").pk).update(founded_on=TODAY)
    with pytest.raises(DayWrong):
        merge(cast, on=date(2023, 5, 1))
    with pytest.raises(DayWrong):
        merge(cast, on=date(2023, 5, 24))
    preview = preview_merge(
        cast.unit("青溪区科协"), cast.unit("云台区科协"), on=TODAY, rows=counted(cast.unit("青溪区科协"))
    )
    hold(cast, "plain", "青溪区科协", title="新人")
    with pytest.raises(PreviewChanged):
        merge(cast, seen=preview.digest)


def test_a_name_that_an_import_has_made_up_is_that_of_a_unit_known_already(cast):
    [named] = units_named(["青溪科协"], by=cast.actor("editor"), at=AT)
    client, address = cast.client("system_admin"), reverse("people:organisation-merge", args=(named.uid,))
    page = client.get(reverse("people:organisation", args=(named.uid,))).content.decode()
    assert "这就是已有的组织" in page
    page = client.post(address, {"into_text": "青溪区科协", "on": "2023-05-23"}).content.decode()
    seen = page.split('name="seen" value="')[1].split('"', maxsplit=1)[0]
    given = {"into_text": "青溪区科协", "on": "2023-05-23", "seen": seen, "submit_key": "k"}
    assert client.post(address, given).status_code == 302
    assert queries.find_unit("青溪科协") == cast.unit("青溪区科协")
    assert "云川" in client.get(reverse("people:organisation", args=(cast.unit("青溪区科协").uid,))).content.decode()


def test_the_receivers_name_stays_its_own_on_every_day(cast):
    rename_organisation(
        by=PLATFORM, at=AT, organisation=cast.unit("青溪区科协"), name="青溪区科技工作者协会", on=date(2020, 1, 1)
    )
    Organisation.objects.filter(name="青溪区科技工作者协会").update(founded_on=date(2001, 1, 1))
    merged, into = Organisation.objects.get(name="青溪区科技工作者协会"), cast.unit("云台区科协")
    merge_organisation(by=PLATFORM, at=AT, organisation=merged, into=into)
    client = cast.client("clerk_a")
    url = reverse("people:organisation", args=[into.uid])
    for day in ("2019-06-01", TODAY.isoformat(), "2001-01-01"):
        page = client.get(url, {"on": day}).content.decode()
        assert "当日名称" not in page
        assert f"并入：{merged.name}" in page
        assert "<h2>曾用名</h2>" not in page
    assert f"“{merged.name}”的曾用名，{TODAY.isoformat()}并入" in page
    own = client.get(reverse("people:organisation", args=[merged.uid]), {"on": "2019-06-01"}).content.decode()
    assert "当日名称：青溪区科学技术协会" in own
    unmerge_organisation(by=PLATFORM, at=AT, organisation=merged)
    assert merged.former_names.get().came_from is None


def test_a_receiver_is_renamed_on_a_day_before_the_merge(cast):
    merge(cast)
    unit = cast.unit("云台区科协")
    rename_organisation(by=PLATFORM, at=AT, organisation=unit, name="云台区科技协会", on=date(2022, 1, 1))
    assert unit.former_names.get(came_from=None).until == date(2021, 12, 31)


def test_no_founding_is_invented(cast):
    unit = cast.unit("云川市农学会")
    note(by=PLATFORM, at=AT, unit=unit, kind=ChangeKind.FOUNDED, on=TODAY)
    assert [event.what for event in history(unit)][-1] == f"{TODAY.isoformat()}　登记"
    unit.founded_on = TODAY
    assert [event.what for event in history(unit)][-1] == f"{TODAY.isoformat()}　成立"


def test_a_merge_of_two_units_alone_counts_no_units(cast):
    unit = cast.unit("云川市农学会")
    given = {"into_text": "云川市航空学会", "on": "2023-05-20"}
    client = cast.client("system_admin")
    page = client.post(reverse("people:organisation-merge", args=[unit.uid]), given).content.decode()
    assert "核对影响" in page
    assert "涉及单位" not in page


def test_a_name_that_is_the_same_is_no_renaming(cast):
    unit = cast.unit("云川市农学会")
    with pytest.raises(NameUnchanged):
        rename_organisation(by=PLATFORM, at=AT, organisation=unit, name=" 云川市农学会", short_name=unit.short_name)
    assert not unit.former_names.exists()


def test_a_former_name_leads_to_its_unit_until_another_takes_it(cast):
    unit = cast.unit("云川市农学会")
    rename_organisation(by=PLATFORM, at=AT, organisation=unit, name="云川市农业学会", on=date(2023, 5, 1), basis="批复")
    assert queries.find_unit("云川市农学会").name == "云川市农业学会"
    former = unit.former_names.get()
    assert (former.name, former.until) == ("云川市农学会", date(2023, 4, 30))
    with pytest.raises(DayWrong):
        rename_organisation(by=PLATFORM, at=AT, organisation=unit, name="又一个名", on=date(2023, 4, 1))
    page = cast.client("clerk_a").get(reverse("people:organisation", args=(unit.uid,)), {"on": "2023-04-01"})
    assert "当日名称：云川市农学会" in page.content.decode()
    register = cast.client("clerk_a").get(reverse("people:organisations"), {"text": "云川市农学会"}).content.decode()
    assert "云川市农业学会" in register


# Closing


def close(cast, unit="柳湾街道科协", **given):
    return close_organisation(by=PLATFORM, at=AT, organisation=cast.unit(unit), **given)


def test_a_closed_unit_ends_its_posts_and_is_out_of_the_register(cast):
    post = hold(cast, "plain", "柳湾街道科协", role="clerk", title="干事")
    preview = preview_close(cast.unit("柳湾街道科协"), on=TODAY)
    assert preview.ends == ("许一鸣　干事",)
    assert [(change.name, change.gains) for change in preview.changes] == [("许一鸣", False)]
    unit = close(cast, seen=preview.digest)
    post.refresh_from_db()
    assert (post.end, unit.closed_on) == (TODAY, TODAY)
    assert "柳湾街道" not in cast.client("clerk_a").get(reverse("people:organisations")).content.decode()
    closed = cast.client("clerk_a").get(reverse("people:organisations"), {"state": "closed"}).content.decode()
    assert "柳湾街道" in closed
    assert "已撤销" in closed


def test_a_unit_above_open_ones_or_with_posts_to_come_stays_open(cast):
    with pytest.raises(UnitsBelow):
        close(cast, "青溪区科协")
    grant_post(
        by=PLATFORM,
        at=AT,
        person=cast.person("plain"),
        organisation=cast.unit("柳湾街道科协"),
        title="干事",
        begin=date(2023, 6, 1),
    )
    with pytest.raises(DayWrong):
        close(cast)


def test_a_unit_is_opened_again_without_its_posts(cast):
    post = hold(cast, "plain", "柳湾街道科协", role="clerk")
    with pytest.raises(UnitOpen):
        reopen_organisation(by=PLATFORM, at=AT, organisation=cast.unit("柳湾街道科协"))
    close(cast)
    assert reopen_organisation(by=PLATFORM, at=AT, organisation=cast.unit("柳湾街道科协")).closed_on is None
    post.refresh_from_db()
    assert post.end == TODAY
    merge(cast, "柳湾街道科协", "青溪区科协")
    with pytest.raises(ReopenByUnmerge):
        reopen_organisation(by=PLATFORM, at=AT, organisation=cast.unit("柳湾街道科协"))


def test_closing_and_opening_at_the_door(cast):
    client, unit = cast.client("system_admin"), cast.unit("云川市航空学会")
    address = reverse("people:organisation-close", args=(unit.uid,))
    page = client.post(address, {"on": "2023-05-23"}).content.decode()
    assert "没有人的权限因此改变" in page
    seen = page.split('name="seen" value="')[1].split('"', maxsplit=1)[0]
    assert client.post(address, {"on": "2023-05-23", "seen": seen, "submit_key": "k"}).status_code == 302
    page = client.get(reverse("people:organisation", args=(unit.uid,))).content.decode()
    assert reverse("people:organisation-reopen", args=(unit.uid,)) in page
    assert reverse("people:organisation-edit", args=(unit.uid,)) not in page
    reopened = client.post(
        reverse("people:organisation-reopen", args=(unit.uid,)), {"basis": "误办", "submit_key": "k"}
    )
    assert reopened.status_code == 302
    unit.refresh_from_db()
    assert unit.closed_on is None
