"""Two people who have the same form open: neither overwrites what the other has changed, and both are told."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kexie.base.kernel import clock
from kexie.base.kernel.access import Platform
from kexie.base.people.actions.organisations import edit_organisation
from kexie.base.people.actions.persons import change_person
from kexie.base.people.actions.posts import change_post, end_post, grant_post
from kexie.base.people.errors import ChangedMeanwhile
from kexie.base.people.models import Organisation, Person, Post
from kexie.base.people.queries import actor_of
from kexie.base.people.rules.meanwhile import kept_apart
from kexie.base.people.tests.cast import AT, SINCE

COLUMNS = st.dictionaries(st.sampled_from("abc"), st.sampled_from(["", "一", "二", None]), min_size=3)


def opened(page: str) -> dict[str, str]:
    """What a browser sends of a form that nobody has touched."""
    form = page.split('<form class="form"')[1].split("</form>", maxsplit=1)[0]
    sent = {}
    for tag in re.findall(r"<input\b[^>]*>", form):
        held = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        sent[held["name"]] = held.get("value", "")
    for name, body in re.findall(r'<select name="(\w+)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', body)
        sent[name] = chosen[1] if chosen else ""
    return sent


@pytest.mark.parametrize(
    ("began", "wanted", "now", "write", "collided"),
    [
        ({"a": 1}, {"a": 1}, {"a": 2}, {}, []),  # not touched: the other's change stays
        ({"a": 1}, {"a": 3}, {"a": 1}, {"a": 3}, []),  # mine alone
        ({"a": 1}, {"a": 3}, {"a": 2}, {"a": 3}, ["a"]),  # both, differently
        ({"a": 1}, {"a": 2}, {"a": 2}, {"a": 2}, []),  # both, the same
        ({}, {"a": 3}, {"a": 2}, {"a": 3}, []),  # nothing is known of the beginning
    ],
)
def test_whose_word_stands(began, wanted, now, write, collided):
    assert kept_apart(began, wanted, now) == (write, collided)


@given(began=COLUMNS, wanted=COLUMNS, now=COLUMNS)
def test_without_a_collision_nobody_loses_a_change(began, wanted, now):
    write, collided = kept_apart(began, wanted, now)
    after = now | {column: value for column, value in write.items() if column not in collided}
    for column in began:
        if column in collided:
            assert len({began[column], wanted[column], now[column]}) > 1
        elif wanted[column] != began[column]:
            assert after[column] == wanted[column]
        else:
            assert after[column] == now[column]


def test_two_correct_different_facts_of_a_unit_and_both_stay(cast):
    page = f"/workbench/organisations/{cast.unit('云川市农学会').uid}/edit/"
    client = cast.client("system_admin")
    first, second = opened(client.get(page).content.decode()), opened(client.get(page).content.decode())
    assert client.post(page, first | {"address": "甲街1号"}).status_code == 302
    assert client.post(page, second | {"telephone": "010-87654321"}).status_code == 302
    unit = cast.unit("云川市农学会")
    assert (unit.address, unit.telephone) == ("甲街1号", "010-87654321")


def test_two_correct_the_same_fact_and_the_second_decides_knowing(cast):
    page = f"/workbench/organisations/{cast.unit('云川市农学会').uid}/edit/"
    client = cast.client("system_admin")
    first, second = opened(client.get(page).content.decode()), opened(client.get(page).content.decode())
    client.post(page, first | {"address": "甲街1号", "kind": "foundation"})
    asked = client.post(page, second | {"address": "乙街2号"})
    shown = asked.content.decode()
    assert asked.status_code == 422
    assert "您填写期间，这一项已被他人改为“甲街1号”" in shown
    assert cast.unit("云川市农学会").address == "甲街1号"
    again = opened(shown)
    assert again["address"] == "乙街2号"
    assert again["kind"] == "foundation"  # not touched here: the page shows what stands
    assert client.post(page, again).status_code == 302
    unit = cast.unit("云川市农学会")
    assert (unit.address, unit.kind) == ("乙街2号", "foundation")


def test_a_collision_speaks_in_words_not_in_codes(cast):
    unit = cast.unit("云川市农学会")
    began = {"kind": "society", "district": "", "address": ""}
    edit_organisation(by=Platform(), at=AT, organisation=unit, kind="foundation", facts={"district": "990101"})
    facts = {"district": "990102", "address": ""}
    with pytest.raises(ChangedMeanwhile) as refused:
        edit_organisation(by=Platform(), at=AT, organisation=unit, kind="park", facts=facts, began=began)
    said = refused.value.errors
    assert "“基金会”" in said["kind"][0]
    assert "“青溪区”" in said["district"][0]
    assert "address" not in said


def test_what_another_has_emptied_is_said_so(cast):
    unit = cast.unit("云川市农学会")
    edit = {"kind": unit.kind, "facts": {"address": "乙街2号"}, "began": {"address": "甲街1号"}}
    with pytest.raises(ChangedMeanwhile) as refused:
        edit_organisation(by=Platform(), at=AT, organisation=unit, **edit)
    assert "已被他人清空" in refused.value.errors["address"][0]


def test_two_correct_a_person(cast):
    person = cast.person("clerk_a")
    client = cast.client("unit_admin_a")
    page = f"/workbench/persons/{person.pk}/change/"
    first, second = opened(client.get(page).content.decode()), opened(client.get(page).content.decode())
    assert client.post(page, first | {"workplace": "青溪学院"}).status_code == 302
    assert client.post(page, second | {"name": "林知瑶"}).status_code == 302
    held = Person.objects.beyond("a test").get(pk=person.pk)
    assert (held.name, held.workplace) == ("林知瑶", "青溪学院")
    details, began = {"workplace": "青溪中学"}, {"workplace": ""}
    by = cast.actor("unit_admin_a")
    with pytest.raises(ChangedMeanwhile) as refused:
        change_person(by=by, at=AT, person=person, name="林知瑶", details=details, began=began)
    assert "“青溪学院”" in refused.value.errors["workplace"][0]


def test_a_post_that_has_ended_meanwhile_is_not_brought_back_by_an_open_form(cast):
    unit = cast.unit("青溪区科协")
    post = grant_post(
        by=Platform(), at=AT, person=cast.person("plain"), organisation=unit, role="clerk", title="干事", begin=SINCE
    )
    client = cast.client("unit_admin_a")
    page = f"/workbench/posts/{post.pk}/change/"
    form = opened(client.get(page).content.decode())
    yesterday = clock.today() - timedelta(days=1)
    end_post(by=cast.actor("unit_admin_a"), at=clock.now(), post=post, on=yesterday)
    assert client.post(page, form | {"title": "科员"}).status_code == 302
    held = Post.objects.beyond("a test").get(pk=post.pk)
    assert (held.title, held.end) == ("科员", yesterday)
    assert not actor_of(cast.account("plain"), on=clock.today()).holdings


def test_two_ends_of_one_post_collide(cast):
    unit = cast.unit("青溪区科协")
    post = grant_post(
        by=Platform(), at=AT, person=cast.person("plain"), organisation=unit, role="", title="顾问", begin=SINCE
    )
    began = {"title": "顾问", "begin": SINCE, "end": None, "basis": ""}
    change_post(by=Platform(), at=AT, post=post, title="顾问", begin=SINCE, end=date(2023, 1, 1), began=began)
    with pytest.raises(ChangedMeanwhile) as refused:
        change_post(by=Platform(), at=AT, post=post, title="顾问", begin=SINCE, end=date(2023, 2, 1), began=began)
    assert set(refused.value.errors) == {"end"}
    assert "2023-01-01" in refused.value.errors["end"][0]


def test_a_short_name_corrected_beside_a_renaming_does_not_take_the_name_back(cast):
    page = f"/workbench/organisations/{cast.unit('云川市航空学会').uid}/rename/"
    client = cast.client("system_admin")
    first, second = opened(client.get(page).content.decode()), opened(client.get(page).content.decode())
    assert client.post(page, first | {"name": "云川市航空航天学会", "on": "2024-01-01"}).status_code == 302
    assert client.post(page, second | {"short_name": "航空学会"}).status_code == 302
    unit = Organisation.objects.get(uid=cast.unit("云川市航空学会").uid)
    assert (unit.name, unit.short_name) == ("云川市航空航天学会", "航空学会")
    third = client.post(page, second | {"name": "云川市飞行学会", "submit_key": "k"})
    assert third.status_code == 422
    assert "已被他人改为“云川市航空航天学会”" in third.content.decode()


def test_a_form_with_a_broken_beginning_still_works(cast):
    page = f"/workbench/organisations/{cast.unit('云川市农学会').uid}/edit/"
    client = cast.client("system_admin")
    form = opened(client.get(page).content.decode())
    form |= {"initial-founded_on": "昨天", "initial-latitude": "<b>", "address": "甲街1号"}
    assert client.post(page, form).status_code == 302
    assert cast.unit("云川市农学会").address == "甲街1号"
