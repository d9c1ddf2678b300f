"""The scoring table through its doors, and the statistics against a table written by hand."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from html import unescape

import pytest
from django.urls import reverse

from kexie.base.kernel import clock
from kexie.base.kernel.errors import NotFound, NotPermitted
from kexie.base.kernel.models import AuditEvent
from kexie.domains.bulletin.actions import scoring as actions
from kexie.domains.bulletin.errors.figures import TableChanged, Unfit
from kexie.domains.bulletin.models import Column, Instruction, Item, ItemKind, ScoringTable
from kexie.domains.bulletin.queries import figures as figures_queries
from kexie.domains.bulletin.queries import scoring as queries
from kexie.domains.bulletin.rules.figures import By, Measure
from kexie.domains.bulletin.rules.periods import Period
from kexie.domains.bulletin.rules.scoring import InstructionKind, Joint, ScoringRules
from kexie.domains.bulletin.tests.scoring import missed_by, printed, published_table

pytestmark = pytest.mark.django_db
D = Decimal
TODAY = date(2023, 7, 3)
YEAR = Period(2023)
QINGXI, YUNTAI, FLIGHT, SCIENCE = "青溪区科学技术协会", "云台区科学技术协会", "云川市航空学会", "科普部"


@pytest.fixture(autouse=True)
def _today():
    with clock.fixed(datetime(2023, 7, 3, 2, 0, tzinfo=UTC)):
        yield


def kinds() -> dict[str, int]:
    return dict(ItemKind.objects.values_list("code", "pk"))


def instruct(title: str, on: date, kind: str) -> None:
    Instruction.objects.create(
        item=Item.objects.get(title=title),
        kind=kind,
        leader_name="陈景行",
        given_on=on,
        text="请总结推广。",
        recorded_at=clock.now(),
        recorded_name="周青禾",
    )


def text_of(response) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def hidden(response, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', response.content.decode())
    assert found, f"no {name} in the page"
    return found[1]


@pytest.fixture
def quarter(cast):
    """Two months of 云川市, with two versions of the table."""
    first, second = list(ItemKind.objects.order_by("order").values_list("code", flat=True))[:2]
    printed(
        cast,
        17,
        date(2023, 5, 12),
        [
            ("甲", "科普工作", first, ("青溪区科协",)),
            ("乙", "科普工作", first, ("科普部", "青溪区科协", "云川市航空学会")),
            ("丙", "基层动态", "", ("青溪区科协",)),
        ],
    )
    printed(
        cast,
        18,
        date(2023, 5, 26),
        [
            ("丁", "科普工作", second, ("青溪区科协", "云台区科协")),
            ("戊", "科普工作", second, ("云川市航空学会",)),
        ],
    )
    printed(
        cast,
        19,
        date(2023, 6, 9),
        [("己", "科普工作", first, ("青溪区科协",)), ("庚", "基层动态", "", ("云台区科协",))],
    )
    codes = kinds()
    may = ScoringRules(
        default=D("1"),
        kinds={codes[first]: D("2"), codes[second]: D("3")},
        bonus={InstructionKind.ASSOCIATION: D("2"), InstructionKind.CITY: D("5")},
        cap=D("4.00"),
        missed=D("1.5"),
    )
    june = ScoringRules(
        default=D("1"),
        kinds={codes[first]: D("4")},
        columns={Column.objects.get(name="基层动态").pk: D("2.5")},
        joint=Joint.FULL,
        missed=D("3"),
        late=D("1"),
    )
    published_table(cast, date(2023, 1, 1), may)
    published_table(cast, date(2023, 6, 1), june, "提高原创信息的分值。")
    instruct("乙", date(2023, 5, 20), "association")
    instruct("乙", date(2023, 6, 15), "city")
    missed_by(cast, "云台区科协", datetime(2023, 5, 18, 9, 0, tzinfo=UTC))
    missed_by(cast, "云川市农学会", datetime(2023, 6, 20, 9, 0, tzinfo=UTC), "学术年会信息")
    return cast


#: By hand. May: 甲 2; 乙 2 among three: 0.67, 0.67, 0.66; 丙 1; 丁 3 for two: 1.5 each; 戊 3. 青溪 has 2 + 0.67 + 1, of 丁
#: there is room for 0.33 below the cap of 4. 乙 has an instruction of 2 in May: 0.67, 0.67, 0.66; in June one of 5, which
#: adds 3: to 1.67, 1.67, 1.66. 云台 has missed a commission in May (-1.5). June: 己 4, 庚 2.5 by its column, 农学会 -3.
BY_HAND = {
    "2023年5月": {
        SCIENCE: ("0.67", "0.67", "0", "1.34"),
        QINGXI: ("4.00", "0.67", "0", "4.67"),
        YUNTAI: ("1.50", "0", "-1.50", "0"),
        FLIGHT: ("3.66", "0.66", "0", "4.32"),
    },
    "2023年6月": {
        SCIENCE: ("0", "1.00", "0", "1.00"),
        QINGXI: ("4.00", "1.00", "0", "5.00"),
        YUNTAI: ("2.50", "0", "0", "2.50"),
        "云川市农学会": ("0", "0", "-3", "-3.00"),
        FLIGHT: ("0", "1.00", "0", "1.00"),
    },
}


class TestStatistics:
    @pytest.mark.parametrize(("label", "month"), [("2023年5月", 5), ("2023年6月", 6)])
    def test_they_equal_the_table_written_by_hand(self, quarter, label, month):
        asked = figures_queries.Asked(Period(2023, month, month))
        view = figures_queries.figures(quarter.actor("editor"), asked, By.UNIT)
        found = {
            row.label: (row.figures.item_points, row.figures.bonus, row.figures.lost, row.figures.points)
            for row in view.rows
        }
        assert found == {unit: tuple(D(value) for value in row) for unit, row in BY_HAND[label].items()}

    def test_the_quarter_is_the_sum_of_its_months_however_it_is_cut(self, quarter):
        asked = figures_queries.Asked(Period(2023, 4, 6))
        by_hand = sum(D(row[3]) for rows in BY_HAND.values() for row in rows.values())
        for by in By:
            view = figures_queries.figures(quarter.actor("editor"), asked, by)
            assert view.total.points == by_hand
            assert sum(row.figures.points for row in view.rows) == by_hand
            assert view.versions == (1, 2)

    def test_a_unit_has_the_same_points_as_the_office_says(self, quarter):
        asked = figures_queries.Asked(Period(2023, 5, 5))
        own = figures_queries.figures(quarter.actor("clerk_a"), asked, By.UNIT)
        assert [(row.label, row.figures.points) for row in own.rows] == [(QINGXI, D("4.67"))]
        lines = figures_queries.rows_behind(quarter.actor("clerk_a"), asked, Measure.POINTS).lines
        assert sum(line.points for line in lines) == D("4.67")
        assert sum(line.full - line.points for line in lines) == D("1.17")

    def test_a_withdrawn_instruction_counts_no_more(self, quarter):
        row = Instruction.objects.beyond("test").filter(kind="city")
        row.update(state="cancelled", result="登记有误", closed_at=clock.now())
        asked = figures_queries.Asked(Period(2023, 6, 6))
        assert figures_queries.figures(quarter.actor("editor"), asked, By.UNIT).total.bonus == 0

    def test_the_page_and_its_rows_show_the_points(self, quarter):
        client = quarter.as_("editor")
        page = text_of(client.get(reverse("bulletin:figures"), {"year": 2023, "first": 5}))
        assert "4.67" in page
        assert "得分依据计分办法第 1 版" in page
        rows = text_of(client.get(reverse("bulletin:figure-rows", args=["points"]), {"year": 2023, "first": 5}))
        assert "约稿逾期未报" in rows
        assert "-1.5" in rows


class TestVersions:
    def rules(self, **changes) -> ScoringRules:
        return ScoringRules(default=D(2), **changes)

    def draft(self, cast, since: date = date(2023, 8, 1)) -> ScoringTable:
        return actions.draft_table(by=cast.actor("keeper"), at=clock.now(), since=since, rules=self.rules())

    def test_there_is_one_draft_at_a_time_and_it_counts_for_nothing(self, cast):
        self.draft(cast, date(2023, 1, 1))
        with pytest.raises(Unfit, match="已有一份计分办法草稿"):
            self.draft(cast)
        assert figures_queries.tables_in_force().versions == ()

    def test_only_the_keeper_drafts_and_publishes(self, cast):
        table = self.draft(cast)
        for name in ("editor", "clerk_a", "sender"):
            by = cast.actor(name)
            with pytest.raises(NotPermitted):
                actions.draft_table(by=by, at=clock.now(), since=TODAY, rules=self.rules())
            with pytest.raises(NotPermitted):
                actions.publish_table(by=by, at=clock.now(), number=table.number, seen=1, note="试")
            with pytest.raises(NotFound):
                queries.scoring_table(by, table.number, on=TODAY)

    def test_what_was_published_is_never_changed(self, cast):
        table = published_table(cast, date(2023, 1, 1), self.rules())
        keeper = cast.actor("keeper")
        for seen in (table.version, table.version - 1):
            with pytest.raises(TableChanged):
                actions.save_table(
                    by=keeper, at=clock.now(), number=1, seen=seen, since=date(2024, 1, 1), rules=self.rules()
                )
            with pytest.raises(TableChanged):
                actions.discard_table(by=keeper, at=clock.now(), number=1, seen=seen)

    def test_of_two_who_change_the_draft_the_second_is_told(self, cast):
        table = self.draft(cast)
        keeper = cast.actor("keeper")
        change = {"by": keeper, "at": clock.now(), "number": table.number, "seen": 1, "rules": self.rules()}
        actions.save_table(since=date(2023, 9, 1), **change)
        with pytest.raises(TableChanged):
            actions.save_table(since=date(2023, 10, 1), **change)
        assert ScoringTable.objects.get().since == date(2023, 9, 1)

    @pytest.mark.parametrize("since", [date(2023, 1, 1), date(2022, 12, 31)])
    def test_a_version_is_later_than_the_last(self, cast, since):
        published_table(cast, date(2023, 1, 1), self.rules())
        with pytest.raises(Unfit, match="须晚于上一版"):
            self.draft(cast, since)

    def test_publication_needs_a_reason_and_is_audited_with_the_rules(self, cast):
        table = self.draft(cast)
        with pytest.raises(Unfit, match="理由"):
            actions.publish_table(by=cast.actor("keeper"), at=clock.now(), number=1, seen=table.version, note=" ")
        actions.publish_table(by=cast.actor("keeper"), at=clock.now(), number=1, seen=table.version, note="年度修订。")
        told = AuditEvent.objects.get(action="bulletin.scoring_publish")
        assert told.data["rules"]["default"] == "2"
        assert queries.scoring_tables(cast.actor("clerk_a"), on=date(2023, 8, 1))[0].is_current


class TestPreview:
    def test_both_stand_side_by_side_and_nothing_is_saved(self, quarter):
        keeper = quarter.actor("keeper")
        rules = ScoringRules(default=D(10), joint=Joint.FIRST)
        table = actions.draft_table(by=keeper, at=clock.now(), since=date(2024, 1, 1), rules=rules)
        before = ScoringTable.objects.count(), AuditEvent.objects.count()
        found = queries.preview(keeper, table.number, Period(2023, 5, 5), on=TODAY)
        assert {row.label: (row.before, row.after) for row in found.rows} == {
            SCIENCE: (D("1.34"), D(10)),
            QINGXI: (D("4.67"), D(30)),
            YUNTAI: (D(0), D(0)),
            FLIGHT: (D("4.32"), D(10)),
        }
        assert found.difference == D(50) - D("10.33")
        assert (ScoringTable.objects.count(), AuditEvent.objects.count()) == before
        assert figures_queries.figures(keeper, figures_queries.Asked(Period(2023, 5, 5)), By.UNIT).total.points == D(
            "10.33"
        )

    def test_only_the_keeper_sees_it(self, quarter):
        published = ScoringTable.objects.first().number
        for name in ("clerk_a", "editor"):
            assert quarter.as_(name).get(reverse("bulletin:scoring-preview", args=[published])).status_code == 403

    def test_the_page_shows_the_difference(self, quarter):
        table = actions.draft_table(
            by=quarter.actor("keeper"), at=clock.now(), since=date(2024, 1, 1), rules=ScoringRules()
        )
        address = reverse("bulletin:scoring-preview", args=[table.number])
        page = text_of(quarter.as_("keeper").get(address, {"year": 2023, "first": 6}))
        for words in ("第3版计分办法试算：2023年6月", "现行办法得分", "−4", "合计"):
            assert words in page


class TestPages:
    def form(self, page, **changes) -> dict[str, str]:
        kind = ItemKind.objects.first()
        sent = {
            "submit_key": hidden(page, "submit_key"),
            "since": "2023-08-01",
            "default": "1",
            f"kind_{kind.pk}": "2.5",
            "joint": "equally",
            "bonus_city": "5",
            "bonus_way": "highest",
            "cap": "20",
            "cap_span": "month",
            "missed": "1",
            "late": "",
            "note": "",
        }
        return sent | changes

    def test_the_keeper_drafts_changes_previews_and_publishes(self, cast):
        client = cast.as_("keeper")
        assert "还没有计分办法" in text_of(client.get(reverse("bulletin:scoring")))
        page = client.get(reverse("bulletin:scoring-new"))
        sent = self.form(page)
        made = client.post(reverse("bulletin:scoring-new"), sent)
        assert client.post(reverse("bulletin:scoring-new"), sent)["Location"] == made["Location"]
        assert "每月20分" in text_of(client.get(made["Location"]))
        edit = client.get(reverse("bulletin:scoring-edit", args=[1]))
        changed = self.form(edit, cap="", seen=hidden(edit, "seen"))
        assert client.post(reverse("bulletin:scoring-edit", args=[1]), changed).status_code == 302
        assert "不设上限" in text_of(client.get(made["Location"]))
        publish = client.get(reverse("bulletin:scoring-publish", args=[1]))
        assert "公布后不能再改" in text_of(publish)
        data = {"submit_key": hidden(publish, "submit_key"), "seen": hidden(publish, "seen"), "note": "年度修订。"}
        assert client.post(reverse("bulletin:scoring-publish", args=[1]), data).status_code == 302
        unit = text_of(cast.as_("clerk_a").get(reverse("bulletin:scoring")))
        assert "年度修订。" in unit
        assert "起草" not in unit

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"default": "-1"}, "分值"),
            ({"default": "1.234"}, "小数"),
            ({"since": ""}, "请填写“生效日期”"),
            ({"cap": "0"}, "不设上限请留空"),
            ({"joint": "nobody"}, "联合署名"),
        ],
    )
    def test_what_is_wrong_is_said_and_stays(self, cast, changes, said):
        client = cast.as_("keeper")
        page = client.get(reverse("bulletin:scoring-new"))
        answer = client.post(reverse("bulletin:scoring-new"), self.form(page, **changes))
        assert answer.status_code == 422
        assert said in text_of(answer)
        assert 'value="2.5"' in answer.content.decode()
        assert not ScoringTable.objects.exists()

    def test_a_draft_is_discarded(self, cast):
        table = actions.draft_table(by=cast.actor("keeper"), at=clock.now(), since=TODAY, rules=ScoringRules())
        client = cast.as_("keeper")
        page = client.get(reverse("bulletin:scoring-discard", args=[table.number]))
        data = {"submit_key": hidden(page, "submit_key"), "seen": hidden(page, "seen")}
        assert client.post(reverse("bulletin:scoring-discard", args=[1]), data)["Location"] == reverse(
            "bulletin:scoring"
        )
        assert not ScoringTable.objects.exists()

    def test_a_stale_form_is_told(self, cast):
        table = actions.draft_table(by=cast.actor("keeper"), at=clock.now(), since=TODAY, rules=ScoringRules())
        client = cast.as_("keeper")
        page = client.get(reverse("bulletin:scoring-publish", args=[table.number]))
        data = {"submit_key": hidden(page, "submit_key"), "seen": "7", "note": "年度修订。"}
        answer = client.post(reverse("bulletin:scoring-publish", args=[table.number]), data)
        assert answer.status_code == 409
        assert "已被他人修改" in text_of(answer)
