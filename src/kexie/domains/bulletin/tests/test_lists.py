"""Distribution lists: lines by post, unit and address; whom they name on a day; who may keep them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from kexie.base.kernel.access import Platform
from kexie.base.kernel.errors import LogInFirst, NotFound, NotPermitted
from kexie.base.kernel.ids import new_id
from kexie.base.people import api as people
from kexie.base.people.tests.cast import SINCE
from kexie.domains.bulletin.actions import lists as actions
from kexie.domains.bulletin.actions.lists import PostLine
from kexie.domains.bulletin.errors import ListRefused
from kexie.domains.bulletin.queries.lists import list_for, lists, resolve
from kexie.domains.bulletin.rules.dispatching import Named
from kexie.domains.bulletin.tests.factories import AT

pytestmark = pytest.mark.django_db
DAY = date(2023, 5, 26)


@pytest.fixture
def leaders(cast):
    return actions.make_list(by=cast.actor("keeper"), at=AT, name="市科协领导", note="每期必送")


def given(cast, row, **more):
    return {"by": cast.actor("keeper"), "at": AT, "list_id": row.pk} | more


def addresses(*chosen, on=DAY, extra=()):
    return [one.address for one in resolve(chosen, on=on, extra=extra).candidates]


class TestKeeping:
    @pytest.mark.parametrize("member", ["editor", "reviewer", "sender", "clerk_a", "system_admin", "visitor"])
    def test_only_the_keeper_keeps(self, cast, leaders, member):
        with pytest.raises((NotPermitted, LogInFirst)):
            actions.make_list(by=cast.actor(member), at=AT, name="另一个")
        with pytest.raises((NotPermitted, LogInFirst)):
            actions.set_list_active(by=cast.actor(member), at=AT, list_id=leaders.pk, active=False)

    @pytest.mark.parametrize("member", ["editor", "reviewer", "clerk_a", "system_admin"])
    def test_only_who_sends_or_keeps_reads(self, cast, leaders, member):
        with pytest.raises(NotPermitted):
            list_for(cast.actor(member), leaders.pk)
        assert list_for(cast.actor("sender"), leaders.pk) == list_for(cast.actor("keeper"), leaders.pk) == leaders

    @pytest.mark.parametrize("name", ["", "   ", "长" * 61])
    def test_a_list_has_a_name(self, cast, name):
        with pytest.raises(ListRefused) as caught:
            actions.make_list(by=cast.actor("keeper"), at=AT, name=name)
        assert set(caught.value.errors) == {"name"}

    def test_of_one_name_there_is_one(self, cast, leaders):
        with pytest.raises(ListRefused, match="同名"):
            actions.make_list(by=cast.actor("keeper"), at=AT, name=" 市科协领导 ")
        other = actions.make_list(by=cast.actor("keeper"), at=AT, name="各区科协")
        with pytest.raises(ListRefused, match="同名"):
            actions.rename_list(**given(cast, other, name="市科协领导"))
        assert actions.rename_list(**given(cast, other, name="区科协")).name == "区科协"

    def test_what_is_not_there_is_not_found(self, cast):
        with pytest.raises(NotFound):
            actions.rename_list(by=cast.actor("keeper"), at=AT, list_id=new_id(), name="无")

    def test_out_of_use_and_back(self, cast, leaders):
        actions.set_list_active(**given(cast, leaders, active=False))
        assert not lists(cast.actor("sender"), active=True).exists()
        actions.set_list_active(**given(cast, leaders, active=True))
        assert lists(cast.actor("sender"), active=True).get() == leaders

    def test_the_same_line_twice_is_one(self, cast, leaders):
        line = PostLine(organisation=cast.unit("青溪区科协"), title="秘书长")
        first = actions.add_posts(**given(cast, leaders, line=line))
        assert actions.add_posts(**given(cast, leaders, line=line)) == first
        unit = given(cast, leaders, organisation=cast.unit("科普部"))
        assert actions.add_unit(**unit) == actions.add_unit(**unit)
        named = [Named("a@b.cn", "甲"), Named("c@d.cn")]
        assert len(actions.add_addresses(**given(cast, leaders, named=named))) == 2
        actions.add_addresses(**given(cast, leaders, named=[Named("a@b.cn", "乙"), Named("e@f.cn")]))
        assert lists(cast.actor("keeper")).get().lines == 5

    def test_a_line_is_taken_out_once(self, cast, leaders):
        [entry] = actions.add_addresses(**given(cast, leaders, named=[Named("a@b.cn")]))
        for _turn in range(2):
            actions.remove_entry(**given(cast, leaders, entry_id=entry.pk))
        assert not leaders.entries.exists()

    def test_a_line_of_another_list_stays(self, cast, leaders):
        other = actions.make_list(by=cast.actor("keeper"), at=AT, name="各区科协")
        [entry] = actions.add_addresses(**given(cast, other, named=[Named("a@b.cn")]))
        actions.remove_entry(**given(cast, leaders, entry_id=entry.pk))
        assert other.entries.get() == entry

    def test_a_list_does_not_grow_without_end(self, cast, leaders, monkeypatch):
        monkeypatch.setattr(actions, "MOST_RECIPIENTS", 2)
        with pytest.raises(ListRefused, match="最多2条"):
            actions.add_addresses(**given(cast, leaders, named=[Named(f"{n}@b.cn") for n in range(3)]))
        assert not leaders.entries.exists()


class TestNaming:
    def test_who_holds_the_post_on_the_day(self, cast, leaders):
        line = PostLine(organisation=cast.unit("青溪区科协"), title="秘书长")
        actions.add_posts(**given(cast, leaders, line=line))
        assert addresses(leaders) == ["unit_admin_a@yunchuan.example"]
        [post] = people.posts_on(DAY, organisation=cast.unit("青溪区科协"), titles=["秘书长"])
        people.end_post(by=Platform(), at=AT, post=post, on=DAY)
        told = resolve([leaders], on=DAY + timedelta(days=1))
        assert not told.candidates
        assert [one.why for one in told.lacking] == ["目前没有人担任"]

    def test_a_successor_comes_by_himself(self, cast, leaders):
        line = PostLine(organisation=cast.unit("青溪区科协"), role="clerk")
        actions.add_posts(**given(cast, leaders, line=line))
        people.grant_post(
            by=Platform(),
            at=AT,
            person=cast.person("plain"),
            organisation=cast.unit("青溪区科协"),
            role="clerk",
            begin=SINCE,
        )
        assert set(addresses(leaders)) == {"clerk_a@yunchuan.example", "plain@yunchuan.example"}

    def test_a_whole_subtree_in_the_order_of_precedence(self, cast, leaders):
        line = PostLine(organisation=cast.unit("云川市科协"), title="秘书长", below=True)
        actions.add_posts(**given(cast, leaders, line=line))
        assert addresses(leaders) == ["unit_admin_a@yunchuan.example", "unit_admin_b@yunchuan.example"]

    def test_who_has_no_working_account_is_named_as_lacking(self, cast, leaders):
        people.Account.objects.filter(pk=cast.account("clerk_b").pk).update(is_active=False)
        line = PostLine(organisation=cast.unit("云台区科协"), role="clerk")
        actions.add_posts(**given(cast, leaders, line=line))
        told = resolve([leaders], on=DAY)
        assert not told.candidates
        assert "贺云舒" in told.lacking[0].who

    def test_a_units_own_address(self, cast, leaders):
        unit = cast.unit("科普部")
        type(unit).objects.filter(pk=unit.pk).update(email="Kepu@Yunchuan.example")
        actions.add_unit(**given(cast, leaders, organisation=unit))
        actions.add_unit(**given(cast, leaders, organisation=cast.unit("青溪区科协"), below=True))
        told = resolve([leaders], on=DAY)
        assert [(one.address, one.name) for one in told.candidates] == [("kepu@yunchuan.example", "科普部")]
        assert [one.why for one in told.lacking] == ["没有登记办公邮箱"] * 2

    def test_an_address_comes_once_from_however_many_lists(self, cast, leaders):
        other = actions.make_list(by=cast.actor("keeper"), at=AT, name="各区科协")
        for row in (leaders, other):
            actions.add_addresses(**given(cast, row, named=[Named("editor@yunchuan.example", "周")]))
        line = PostLine(organisation=cast.unit("办公室"), role="bulletin.editor")
        actions.add_posts(**given(cast, other, line=line))
        extra = [Named("editor@yunchuan.example"), Named("new@b.cn")]
        assert addresses(leaders, other, extra=extra) == ["editor@yunchuan.example", "new@b.cn"]

    def test_the_digest_follows_the_addresses_alone(self, cast, leaders):
        before = resolve([leaders], on=DAY).digest
        actions.add_addresses(**given(cast, leaders, named=[Named("a@b.cn")]))
        after = resolve([leaders], on=DAY).digest
        actions.rename_list(**given(cast, leaders, name="领导"))
        assert before != after == resolve([leaders], on=DAY).digest
