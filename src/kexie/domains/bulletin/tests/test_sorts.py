"""Columns and kinds: kept by the keeper alone, named once, in an order, retired without loss."""

from __future__ import annotations

import re
import threading
from html import unescape

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from kexie.base.kernel.errors import NotFound, NotPermitted
from kexie.base.kernel.models import AuditEvent
from kexie.domains.bulletin.actions import sorts as actions
from kexie.domains.bulletin.errors import SortRefused
from kexie.domains.bulletin.models import Column, ItemKind
from kexie.domains.bulletin.rules.sorts import Sort, code_for, moved, tidied_name, wrong_name
from kexie.domains.bulletin.tests.factories import AT, drafted, signed

PAGE = "/workbench/bulletin/sorts/"


def text_of(response) -> str:
    return unescape(re.sub(r"<[^>]+>", " ", response.content.decode()))


def names(sort: Sort = Sort.COLUMN) -> list[str]:
    return [row.name for row in (Column if sort is Sort.COLUMN else ItemKind).objects.all()]


class TestRules:
    @pytest.mark.parametrize(
        ("name", "tidy"), [("【科普工作】", "科普工作"), ("  学会\t动态 ", "学会 动态"), ("【】", "")]
    )
    def test_a_name_loses_its_brackets(self, name, tidy):
        assert tidied_name(name) == tidy

    def test_a_name_is_neither_empty_nor_long(self):
        assert wrong_name("")
        assert wrong_name("长" * 31)
        assert not wrong_name("长" * 30)

    @given(st.text(max_size=40), st.sets(st.text("abc-2", max_size=4)))
    def test_a_code_is_plain_and_free(self, name, taken):
        code = code_for(name, taken)
        assert re.fullmatch(r"[a-z0-9-]{1,30}", code)
        assert code not in taken

    def test_a_code_is_the_name_in_pinyin(self):
        assert code_for("经验做法", set()) == "jingyanzuofa"
        assert code_for("经验做法", {"jingyanzuofa"}) == "jingyanzuofa-2"

    @given(st.lists(st.integers(), min_size=1, max_size=6, unique=True), st.data(), st.booleans())
    def test_a_move_keeps_all_and_is_taken_back_by_the_other(self, rows, data, up):
        row = data.draw(st.sampled_from(rows))
        there = moved(rows, row, up=up)
        assert sorted(there) == sorted(rows)
        assert moved(there, row, up=not up) == rows or there == rows


@pytest.mark.django_db
class TestVerbs:
    def test_one_more_stands_last(self, cast):
        before = names(Sort.KIND)
        made = actions.add_sort(by=cast.actor("keeper"), at=AT, sort=Sort.KIND, name=" 问题 建议")
        assert names(Sort.KIND) == [*before, "问题 建议"]
        assert made.code == "wentijianyi"

    @pytest.mark.parametrize("sort", Sort)
    def test_no_name_twice_none_empty(self, cast, sort):
        keeper, first = cast.actor("keeper"), names(sort)[0]
        for name in ("", "【】", f"【{first}】", "长" * 31):
            with pytest.raises(SortRefused):
                actions.add_sort(by=keeper, at=AT, sort=sort, name=name)

    def test_another_name_holds_from_now_on(self, cast):
        old, draft = signed(cast, 17), drafted(cast, 18)
        column = Column.objects.get(name="科普工作")
        actions.rename_sort(by=cast.actor("keeper"), at=AT, sort=Sort.COLUMN, key=column.pk, name="科学普及")
        assert old.revisions.get().content["columns"][0]["name"] == "科普工作"
        assert draft.items.first().column.name == "科学普及"
        with pytest.raises(SortRefused):
            actions.rename_sort(by=cast.actor("keeper"), at=AT, sort=Sort.COLUMN, key=column.pk, name="基层动态")
        same = actions.rename_sort(by=cast.actor("keeper"), at=AT, sort=Sort.COLUMN, key=column.pk, name="科学普及")
        assert same.name == "科学普及"

    def test_up_and_down(self, cast):
        first, second, *others = names()
        keeper, key = cast.actor("keeper"), Column.objects.get(name=second).pk
        actions.move_sort(by=keeper, at=AT, sort=Sort.COLUMN, key=key, up=True)
        assert names() == [second, first, *others]
        actions.move_sort(by=keeper, at=AT, sort=Sort.COLUMN, key=key, up=True)
        assert names() == [second, first, *others]
        actions.move_sort(by=keeper, at=AT, sort=Sort.COLUMN, key=key, up=False)
        assert names() == [first, second, *others]

    def test_retired_and_taken_up_again_never_the_last(self, cast):
        keeper, kinds = cast.actor("keeper"), list(ItemKind.objects.all())
        for kind in kinds[1:]:
            actions.switch_sort(by=keeper, at=AT, sort=Sort.KIND, key=kind.pk, active=False)
        with pytest.raises(SortRefused, match="至少要有一个启用的"):
            actions.switch_sort(by=keeper, at=AT, sort=Sort.KIND, key=kinds[0].pk, active=False)
        assert actions.switch_sort(by=keeper, at=AT, sort=Sort.KIND, key=kinds[1].pk, active=True).active
        assert AuditEvent.objects.filter(action="bulletin.kind_switch").count() == len(kinds)

    @pytest.mark.parametrize("member", ["clerk_a", "unit_admin_a", "editor", "reviewer", "signer", "sender"])
    def test_it_is_the_keepers_alone(self, cast, member):
        by, key = cast.actor(member), Column.objects.first().pk
        for verb, told in (
            (actions.add_sort, {"name": "甲"}),
            (actions.rename_sort, {"key": key, "name": "甲"}),
            (actions.move_sort, {"key": key, "up": True}),
            (actions.switch_sort, {"key": key, "active": False}),
        ):
            with pytest.raises(NotPermitted):
                verb(by=by, at=AT, sort=Sort.COLUMN, **told)
        assert cast.as_(member).get(PAGE).status_code == 403

    def test_what_is_not_there(self, cast):
        for verb, told in ((actions.move_sort, {"up": True}), (actions.switch_sort, {"active": True})):
            with pytest.raises(NotFound):
                verb(by=cast.actor("keeper"), at=AT, sort=Sort.KIND, key=99_999, **told)


@pytest.mark.django_db
class TestPage:
    def test_all_verbs_through_the_page(self, cast):
        client = cast.as_("keeper")
        page = text_of(client.get(PAGE))
        assert "科普工作" in page
        assert "增设信息类别" in page
        for _click in range(2):
            client.post(f"{PAGE}column/add/", {"column-name": "学会动态", "submit_key": "k"})
        row = Column.objects.get(name="学会动态")
        client.post(f"{PAGE}column/{row.pk}/move/", {"to": "up"})
        assert names()[-2] == "学会动态"
        assert client.post(f"{PAGE}column/{row.pk}/rename/", {"name": "学会之窗"}).status_code == 302
        client.post(f"{PAGE}column/{row.pk}/switch/", {"to": "off"})
        row.refresh_from_db()
        assert (row.name, row.active) == ("学会之窗", False)
        assert "已停用" in text_of(client.get(PAGE))

    def test_what_is_refused_stays_typed(self, cast):
        client = cast.as_("keeper")
        response = client.post(f"{PAGE}kind/add/", {"kind-name": names(Sort.KIND)[0], "submit_key": "k"})
        assert response.status_code == 422
        assert "请换一个名称" in text_of(response)
        key = Column.objects.first().pk
        assert client.post(f"{PAGE}column/{key}/rename/", {"name": names()[1]}).status_code == 422
        assert client.post(f"{PAGE}column/{key}/rename/", {"name": ""}).status_code == 422
        for name in names()[1:]:
            Column.objects.filter(name=name).update(active=False)
        assert "至少要有一个启用的" in text_of(client.post(f"{PAGE}column/{key}/switch/", {"to": "off"}, follow=True))

    @pytest.mark.parametrize("address", ["x/add/", "x/1/move/", "column/99999/move/"])
    def test_what_is_no_sort_is_not_found(self, cast, address):
        assert cast.as_("keeper").post(f"{PAGE}{address}", {"x-name": "甲"}).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_two_keepers_at_one_moment_leave_one_order_and_one_name(cast):
    gate, outcomes = threading.Barrier(2), []

    def work() -> None:
        try:
            gate.wait(timeout=10)
            actions.add_sort(by=cast.actor("keeper"), at=AT, sort=Sort.COLUMN, name="学会动态")
            outcomes.append("added")
        except SortRefused:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _keeper in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sorted(outcomes) == ["added", "refused"]
    orders = list(Column.objects.values_list("order", flat=True))
    assert len(orders) == len(set(orders))
