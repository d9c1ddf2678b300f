"""Two records of one human being become one, and two again, row by row."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest
from django.apps import apps
from django.core import serializers
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kexie.base.kernel.access import Platform
from kexie.base.kernel.models import AuditEvent
from kexie.base.kernel.repointing import references
from kexie.base.people.actions import memberships, merging, persons
from kexie.base.people.actions.accounts import open_account
from kexie.base.people.actions.posts import grant_post
from kexie.base.people.errors.persons import (
    MergeBeyondReach,
    MergeChanged,
    MergeRefused,
    NotOwnRecord,
    PersonMerged,
    UndoRefused,
)
from kexie.base.people.models import Account, Person, PersonMerge, PersonSecret, Post
from kexie.base.people.queries.secrets import clear_for_platform
from kexie.base.people.rules.merging import differing, filled
from kexie.base.people.tests.cast import AT, SINCE
from kexie.base.people.tests.test_persons import identity

PERSONS = "/workbench/persons/"


def new(name: str = "谷一川", unit=None, **given) -> Person:
    given = {"details": {}, **given}
    return persons.register_person(by=Platform(), at=AT, name=name, registered_in=unit, **given)


def merge(kept: Person, merged: Person, by=None, **given) -> PersonMerge:
    return merging.merge(by=by or Platform(), at=AT, kept=kept, merged=merged, reason="同一人", **given)


def picture(*people: Person) -> str:
    """Everything that refers to these persons, and they themselves, as text; numbers in clear, for seals differ."""
    ids = [person.pk for person in people]
    rows = list(Person.objects.filter(pk__in=ids).order_by("pk"))
    for field in references(Person, but={"people.PersonMerge.kept", "people.PersonMerge.merged"}):
        if field.model is not PersonSecret and field.model is not Account:
            rows += field.model._base_manager.filter(**{f"{field.name}__in": ids}).order_by("pk")
    secrets = [
        (pk, element, clear_for_platform(pk, element, reason="test"))
        for pk in ids
        for element in ("identity_number", "mobile")
    ]
    accounts = list(Account.objects.filter(person__in=ids).order_by("pk").values_list("pk", "person", "is_active"))
    return serializers.serialize("json", rows) + repr(secrets) + repr(accounts)


def test_everything_moves_and_comes_back(cast):
    unit = cast.unit("青溪区科协")
    kept = new(mobile="13800000001", details={"workplace": "青溪学院"}, unit=unit)
    merged = new("谷乙川", identity_number=identity(1), mobile="13800000002", details={"workplace": "别处"}, unit=unit)
    grant_post(by=Platform(), at=AT, person=merged, organisation=unit, title="学术秘书", begin=SINCE)
    memberships.join(by=Platform(), at=AT, person=merged, organisation=unit, kind="senior", begin=SINCE)
    open_account(by=Platform(), at=AT, person=merged, email="gu@yunchuan.example", password=None)
    before = picture(kept, merged)
    done = merge(kept, merged)
    assert Post.objects.get(title="学术秘书").person == kept
    assert kept.memberships.count() == 1
    assert Account.objects.get(email="gu@yunchuan.example").person == kept
    assert clear_for_platform(kept.pk, "identity_number", reason="test") == identity(1)
    assert clear_for_platform(kept.pk, "mobile", reason="test") == "13800000001"
    kept.refresh_from_db()
    assert kept.workplace == "青溪学院"
    assert AuditEvent.objects.filter(action="person.merge", target=f"people.person:{kept.pk}").count() == 1
    merging.undo(by=Platform(), at=AT, done=done)
    assert picture(kept, merged) == before


def test_every_model_that_refers_to_a_person_is_followed():
    """Whatever app adds a reference is moved without being named here; what is left out is on purpose."""
    found = {f"{field.model._meta.label}.{field.name}" for field in references(Person)}
    assert found >= merging._BUT
    assert {"people.Post.person", "people.Consent.person", "ledger.EntryPerson.person"} <= found
    assert len({label.split(".")[0] for label in found}) >= 3
    assert all(apps.get_model(label.rpartition(".")[0]) for label in found)


def test_what_both_have_stays_and_the_second_account_is_closed(cast):
    unit = cast.unit("青溪区科协")
    kept, merged = new(), new()
    for number, person in enumerate((kept, merged)):
        memberships.join(by=Platform(), at=AT, person=person, organisation=unit, kind="senior", begin=SINCE)
        open_account(by=Platform(), at=AT, person=person, email=f"gu{number}@yunchuan.example", password=None)
    before = picture(kept, merged)
    seen = merging.preview(by=Platform(), at=AT, kept=kept, merged=merged)
    assert dict(seen.stays) == {"会籍": 1, "账号": 1}
    assert picture(kept, merged) == before
    done = merge(kept, merged, expected=seen.fingerprint)
    assert kept.memberships.count() == merged.memberships.count() == 1
    assert not Account.objects.get(person=merged).is_active
    merging.undo(by=Platform(), at=AT, done=done)
    assert picture(kept, merged) == before


def test_two_identity_numbers_are_two_human_beings(db):
    kept, merged = new(identity_number=identity(1)), new(identity_number=identity(2))
    assert merging.preview(by=Platform(), at=AT, kept=kept, merged=merged).problems
    with pytest.raises(MergeRefused):
        merge(kept, merged)


def test_roles_are_not_merged_past_those_who_grant_them(cast):
    person, double = cast.person("clerk_a"), new("林知遥")
    with pytest.raises(MergeRefused, match="安全管理员"):
        merge(double, person, by=cast.actor("system_admin"))
    merge(double, person, by=cast.actor("security_admin"))


def test_administrators_who_exclude_each_other_stay_two(cast):
    with pytest.raises(MergeRefused, match="互斥"):
        merge(cast.person("audit_admin"), cast.person("system_admin"))


def test_nobody_merges_himself_nor_beyond_the_reach(cast):
    here, there = cast.unit("青溪区科协"), cast.unit("云台区科协")
    admin = cast.actor("unit_admin_a")
    one, two, far = new(unit=here), new(unit=here), new(unit=there)
    with pytest.raises(NotOwnRecord):
        merge(cast.person("unit_admin_a"), one, by=admin)
    with pytest.raises(MergeBeyondReach):
        merge(one, far, by=admin)
    grant_post(by=Platform(), at=AT, person=two, organisation=there, title="顾问", begin=SINCE)
    with pytest.raises(MergeBeyondReach):
        merge(one, two, by=admin)
    with pytest.raises(MergeRefused):
        merge(one, one, by=Platform())


def test_a_record_is_merged_once(cast):
    one, two, three = new(), new(), new()
    merge(one, two)
    for pair in ((three, two), (two, three)):
        with pytest.raises(PersonMerged):
            merge(*pair)
    chained = merge(three, one)
    page = cast.client("security_admin").get(f"{PERSONS}{two.pk}/")
    assert page["Location"] == f"{PERSONS}{three.pk}/"
    with pytest.raises(UndoRefused, match="又并入"):
        merging.undo(by=Platform(), at=AT, done=PersonMerge.objects.get(merged=two))
    merging.undo(by=Platform(), at=AT, done=chained)
    merging.undo(by=Platform(), at=AT, done=PersonMerge.objects.get(merged=two))


def test_what_has_changed_since_the_preview_is_looked_at_again(cast):
    kept, merged = new(), new()
    seen = merging.preview(by=Platform(), at=AT, kept=kept, merged=merged)
    grant_post(by=Platform(), at=AT, person=merged, organisation=cast.unit("科普部"), title="顾问", begin=SINCE)
    with pytest.raises(MergeChanged):
        merge(kept, merged, expected=seen.fingerprint)


def test_undoing_says_what_has_changed_since(cast):
    kept, merged = new(), new(details={"workplace": "青溪学院"})
    post = grant_post(by=Platform(), at=AT, person=merged, organisation=cast.unit("科普部"), title="顾问", begin=SINCE)
    done = merge(kept, merged)
    Post.objects.filter(pk=post.pk).delete()
    with pytest.raises(UndoRefused, match="任职1条"):
        merging.undo(by=Platform(), at=AT, done=done)
    assert PersonMerge.objects.get().undone_at is None
    persons.change_person(by=Platform(), at=AT, person=kept, name="谷一川", details={"workplace": "别处"})
    with pytest.raises(UndoRefused, match="工作单位"):
        merging.undo(by=Platform(), at=AT, done=done)


def test_what_came_since_stays_with_the_kept_record(cast):
    kept, merged = new(), new()
    done = merge(kept, merged)
    grant_post(by=Platform(), at=AT, person=kept, organisation=cast.unit("科普部"), title="顾问", begin=SINCE)
    merging.undo(by=Platform(), at=AT, done=done)
    assert Post.objects.get(title="顾问").person == kept


def test_the_pages_choose_preview_merge_and_undo(cast):
    unit = cast.unit("青溪区科协")
    kept, merged = new(unit=unit), new(unit=unit)
    for person in (kept, merged):
        grant_post(by=Platform(), at=AT, person=person, organisation=unit, title="理事", begin=SINCE)
    client = cast.client("unit_admin_a")
    assert str(merged.pk) in client.get(f"{PERSONS}duplicates/").content.decode()
    page = f"{PERSONS}{kept.pk}/merge/"
    assert str(merged.pk) in client.get(page).content.decode()
    seen = client.get(page, {"other": str(merged.pk)})
    assert "移到保留的记录：任职 1 条" in seen.content.decode()
    expected = seen.context["seen"].fingerprint
    missing = client.post(f"{page}?other={merged.pk}", {"expected": expected, "reason": "", "submit_key": "m"})
    assert missing.status_code == 422
    given = {"expected": expected, "reason": "重复登记", "submit_key": "m"}
    assert client.post(f"{page}?other={merged.pk}", given)["Location"] == f"{PERSONS}{kept.pk}/"
    again = client.post(f"{page}?other={merged.pk}", given, follow=True)
    assert again.status_code == 200
    assert "已合并" in again.content.decode()
    done = PersonMerge.objects.get()
    assert "撤销合并" in client.get(f"{PERSONS}merges/").content.decode()
    assert "谷一川" not in cast.client("unit_admin_b").get(f"{PERSONS}merges/").content.decode()
    undo = f"{PERSONS}merges/{done.pk}/undo/"
    assert cast.client("unit_admin_b").post(undo, {"submit_key": "u"}).status_code == 404
    assert client.post(undo, {"submit_key": "u"}).status_code == 302
    assert Post.objects.filter(person=merged).count() == 1


def test_namesakes_one_unit_registered_are_listed_and_told_apart(cast):
    unit = cast.unit("青溪区科协")
    one, two = (new("谷五川", unit, details={"workplace": place}) for place in ("第一中学", "第二中学"))
    client = cast.client("unit_admin_a")
    listed = client.get(f"{PERSONS}duplicates/").content.decode()
    assert str(one.pk) in listed
    assert str(two.pk) in listed
    assert str(one.pk) not in cast.client("unit_admin_b").get(f"{PERSONS}duplicates/").content.decode()
    notes = {choice["note"] for choice in client.get(f"{PERSONS}merges/options/", {"q": "谷五川"}).json()["options"]}
    assert notes == {f"{unit.name}　第一中学", f"{unit.name}　第二中学"}
    itself = client.get(f"{PERSONS}{one.pk}/merge/", {"other": str(one.pk)})
    assert itself.status_code == 422
    assert "请选择另一份记录" in itself.content.decode()


def test_the_merge_pages_show_nothing_beyond_reach(cast):
    here, there = new(unit=cast.unit("青溪区科协")), new("谷一川", unit=cast.unit("云台区科协"))
    client = cast.client("unit_admin_a")
    page = client.get(f"{PERSONS}{here.pk}/merge/").content.decode()
    assert str(there.pk) not in page
    assert client.get(f"{PERSONS}{here.pk}/merge/", {"other": str(there.pk)}).status_code == 422
    assert client.get(f"{PERSONS}{there.pk}/merge/").status_code == 404
    assert client.get(f"{PERSONS}merges/options/", {"q": "谷"}).json()["options"][0]["key"] == str(here.pk)


POSTS = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.sampled_from(["", "clerk", "unit_admin"]),
        st.integers(0, 400),
        st.booleans(),
        st.booleans(),
    ),
    max_size=6,
)
_turn = itertools.count()


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(POSTS)
def test_merging_and_undoing_is_nothing_whatever_the_posts(cast, rows):
    units = [cast.unit(name) for name in ("科普部", "科创部", "宣文部")]
    pair = [new(), new()]
    for place, role, day, ended, second in rows:
        begin = SINCE + timedelta(days=day)
        held = Post.objects.filter(person=pair[second], organisation=units[place], role=role, end__isnull=True)
        if role and not ended and held.exists():
            continue
        Post.objects.create(
            person=pair[second],
            organisation=units[place],
            role=role,
            title=f"职务{next(_turn)}",
            begin=begin,
            end=date(2022, 1, 1) if ended else None,
        )
    before = picture(*pair)
    merging.undo(by=Platform(), at=AT, done=merge(*pair))
    assert picture(*pair) == before


TEXTS = st.dictionaries(st.sampled_from("abcd"), st.sampled_from(["", "一", "二"]), max_size=4)


@given(TEXTS, TEXTS)
def test_the_kept_record_never_loses_a_word(kept, merged):
    taken = filled(kept, merged)
    assert not {name for name in taken if kept.get(name)}
    joined = {**kept, **taken}
    assert all(joined.get(name) for name, value in merged.items() if value)
    assert all(kept[name] != merged[name] for name in differing(kept, merged))
