"""The pages on which people of a unit enter work themselves, correct it and take it back."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from kexie.base.kernel import clock
from kexie.base.kernel.ids import new_id
from kexie.base.ledger import rules
from kexie.base.ledger.models import Entry, EntryState
from kexie.base.ledger.tests.by_hand import AT, amend, record, withdraw
from kexie.base.ledger.tests.factories import write

LIST = "/workbench/ledger/"


@pytest.fixture(autouse=True)
def today():
    with clock.fixed(AT):
        yield


def sent(cast, **changes: Any) -> dict[str, str]:
    """The form of a training as a browser without scripts sends it."""
    given = {
        "submit_key": new_id().hex,
        "title": "基层科普员培训班",
        "unit_text": "青溪区科协",
        "occurred_on": "2026-09-08",
        "ended_on": "",
        "place": "区科技馆",
        "measure_participants_count": "46",
        "measure_service_hours": "",
        "source_note": "签到表存办公室",
    }
    return given | changes


class TestPages:
    url = "/workbench/ledger/add/ledger.training/"

    def test_the_way_from_the_list_to_the_entry(self, cast):
        client = cast.as_("clerk_a")
        assert reverse("ledger:add") in client.get(LIST).content.decode()
        page = client.get(reverse("ledger:add")).content.decode()
        for kind in rules.GENERAL:
            assert kind.label in page
        assert self.url in page
        assert "每周动态</span>" not in page.split("cards", 1)[1]
        form = client.get(self.url).content.decode()
        assert 'value="青溪区科学技术协会"' in form  # one's own unit stands there already
        assert "参加人次（人次）" in form
        reply = client.post(
            self.url,
            sent(
                cast, **{"partners-0_text": "云川市农学会", "persons-0_text": "林知遥", "measure_service_hours": "3.5"}
            ),
        )
        entry = Entry.objects.beyond("test").get()
        assert reply["Location"] == reverse("ledger:entry", args=[entry.pk])
        assert entry.measures == {"participants_count": 46, "service_hours": "3.5"}
        assert [part.organisation.name for part in entry.units.all()] == ["青溪区科学技术协会", "云川市农学会"]
        page = client.get(reply["Location"]).content.decode()
        for words in ("已登记", "林知遥", "签到表存办公室", "云川市农学会", "3.5", "更正", "作废"):
            assert words in page

    def test_a_doubled_submit_is_one_entry(self, cast):
        client, data = cast.as_("clerk_a"), sent(cast)
        first, second = client.post(self.url, data), client.post(self.url, data)
        assert first["Location"] == second["Location"]
        assert Entry.objects.beyond("test").count() == 1

    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            ({"title": ""}, "标题"),
            ({"occurred_on": "2026-09-11"}, "只登记已经完成的工作"),
            ({"occurred_on": "gestern"}, "日期"),
            ({"unit_text": "云台区科协"}, "没有找到“云台区科协”"),
            ({"partners-1_text": "天上的单位"}, "没有找到“天上的单位”"),
            ({"persons-0_text": "贺云舒"}, "没有找到“贺云舒”"),
            ({"counterpart_text": "青溪区科协"}, "二者选一"),
            ({"measure_participants_count": "-3"}, "参加人次"),
            ({"source_note": " "}, "依据"),
        ],
    )
    def test_what_is_wrong_comes_back_with_all_that_was_typed(self, cast, changes, sentence):
        reply = cast.as_("clerk_a").post(self.url, sent(cast, **changes))
        page = reply.content.decode()
        assert reply.status_code == 422
        assert sentence in page
        assert 'value="区科技馆"' in page
        for value in changes.values():
            assert value.strip() in page
        assert not Entry.objects.beyond("test").exists()

    def test_it_is_corrected_taken_back_and_brought_back(self, cast):
        client, entry = cast.as_("clerk_a"), record(cast, persons=[cast.person("clerk_a")])
        amend_url = reverse("ledger:amend", args=[entry.pk])
        page = client.get(amend_url).content.decode()
        for words in ("基层科普员培训班", "林知遥", 'value="2026-09-08"', 'value="46"', 'name="seen" value="1"'):
            assert words in page
        data = sent(cast, seen="1", measure_participants_count="64", reason="漏计", **{"persons-0_text": "林知遥"})
        assert client.post(amend_url, data).status_code == 302
        assert Entry.objects.beyond("test").get().measures == {"participants_count": 64}
        url = reverse("ledger:withdraw", args=[entry.pk])
        assert client.post(url, {"submit_key": "1", "seen": "2", "reason": ""}).status_code == 422
        assert client.post(url, {"submit_key": "2", "seen": "2", "reason": "重复"}).status_code == 302
        page = client.get(reverse("ledger:entry", args=[entry.pk])).content.decode()
        assert "已作废" in page
        assert reverse("ledger:restore", args=[entry.pk]) in page
        assert amend_url not in page
        restore_url = reverse("ledger:restore", args=[entry.pk])
        assert client.post(restore_url, {"submit_key": "3", "seen": "3"}).status_code == 302
        assert Entry.objects.beyond("test").get().state == EntryState.RECORDED

    def test_a_colleagues_change_is_told_and_the_second_try_goes_through(self, cast):
        client, entry = cast.as_("clerk_a"), record(cast)
        amend(cast, entry, member="unit_admin_a", title="同事改的标题")
        url = reverse("ledger:amend", args=[entry.pk])
        data = sent(cast, seen="1", title="我改的标题", reason="改名")
        reply = client.post(url, data)
        page = reply.content.decode()
        assert reply.status_code == 422
        assert "在您填写期间有变化" in page
        assert 'value="我改的标题"' in page
        assert 'name="seen" value="2"' in page
        assert client.post(url, data | {"seen": "2", "submit_key": new_id().hex}).status_code == 302
        assert Entry.objects.beyond("test").get().title == "我改的标题"

    def test_who_has_left_and_what_has_closed_stay_named(self, cast):
        """A correction of the number of participants does not ask for persons and units that can no longer be picked."""
        entry = record(
            cast,
            units=[cast.unit("青溪区科协"), cast.unit("云川市农学会")],
            persons=[cast.person("clerk_a"), cast.person("clerk_b")],
        )
        society = cast.unit("云川市农学会")
        society.closed_on = date(2026, 9, 9)
        society.save()
        url = reverse("ledger:amend", args=[entry.pk])
        data = sent(cast, seen="1", reason="漏计", measure_participants_count="50")
        data |= {
            "partners-0": str(society.uid),
            "persons-0": str(cast.person("clerk_a").pk),
            "persons-1_text": "贺云舒",
        }
        assert cast.as_("clerk_a").post(url, data).status_code == 302
        (correction,) = Entry.objects.beyond("test").get().corrections.all()
        assert list(correction.changes) == ["measures"]

    @pytest.mark.parametrize(
        ("member", "status"),
        [
            ("visitor", 302),
            ("plain", 403),
            ("system_admin", 403),
            ("editor", 403),
            ("clerk_b", 200),
            ("unit_admin_a", 200),
        ],
    )
    def test_the_pages_are_for_those_who_enter_work(self, cast, member, status):
        client = cast.as_(member)
        assert client.get(reverse("ledger:add")).status_code == status
        assert client.get(self.url).status_code == status

    @pytest.mark.parametrize("kind", ["bulletin.issue", "tests.lecture", "nothing", "%00"])
    def test_other_kinds_have_no_page(self, cast, kind):
        assert cast.as_("clerk_a").get(f"/workbench/ledger/add/{kind}/").status_code == 404

    @pytest.mark.parametrize("verb", ["amend", "withdraw", "restore"])
    def test_another_unit_finds_no_door(self, cast, verb):
        entry = record(cast)
        url = reverse(f"ledger:{verb}", args=[entry.pk])
        for member in ("clerk_b", "unit_admin_b"):
            assert cast.as_(member).get(url).status_code == 404
            assert cast.as_(member).post(url, {"submit_key": "1", "reason": "x"}).status_code == 404

    def test_the_list_of_own_units_is_ones_own(self, cast):
        def offered(member, text=""):
            options = cast.as_(member).get(reverse("ledger:own-units"), {"q": text}).json()["options"]
            return [option["label"] for option in options]

        assert offered("clerk_a") == ["青溪区科学技术协会"]
        assert offered("unit_admin_a") == ["青溪区科学技术协会", "青溪区柳湾街道科学技术协会"]
        assert offered("unit_admin_a", "liuwan") == ["青溪区柳湾街道科学技术协会"]
        assert offered("clerk_b", "青溪") == []

    def test_list_filter_totals_and_files_take_them(self, cast):
        client = cast.as_("clerk_a")
        record(cast, ended_on=date(2026, 9, 9))
        write(units=[cast.unit("青溪区科协")], title="系统写的讲座", occurred_on=date(2026, 9, 1))
        withdraw(cast, record(cast, title="登错的一条"))
        for query, found in (
            ("way=hand&state=counted", {"基层科普员培训班"}),
            ("way=app", {"系统写的讲座"}),
            ("kind=ledger.training&state=withdrawn", {"登错的一条"}),
            ("state=counted", {"基层科普员培训班", "系统写的讲座"}),
            ("", {"基层科普员培训班", "系统写的讲座", "登错的一条"}),
        ):
            page = client.get(f"{LIST}?{query}").content.decode()
            assert {
                title for title in ("基层科普员培训班", "系统写的讲座", "登错的一条") if f">{title}<" in page
            } == found, query
        rows = client.get(f"{LIST}?way=hand&state=counted&_export=csv").content.decode("utf-8-sig").splitlines()
        assert rows[1].endswith("已登记,内部,2026-09-09,区科技馆,,签到表存办公室")
        totals = client.get("/workbench/ledger/totals/?period=year").content.decode()
        assert "参加人次 46人次" in totals
        assert "培训" in totals
