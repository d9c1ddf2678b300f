"""The figures as the office and a unit see them: every number, and the rows behind it."""

from __future__ import annotations

import importlib
import io
import re
from datetime import UTC, date, datetime
from html import unescape

import openpyxl
import pytest
from django.apps import apps
from django.urls import reverse

from kexie.base.kernel import clock
from kexie.base.kernel.errors import NotPermitted
from kexie.base.kernel.models import AuditEvent
from kexie.base.people.api import Organisation
from kexie.domains.bulletin import actions
from kexie.domains.bulletin.models import Appearance
from kexie.domains.bulletin.queries import figures as queries
from kexie.domains.bulletin.rules.figures import By, Measure
from kexie.domains.bulletin.rules.periods import Period
from kexie.domains.bulletin.tests.factories import signed
from kexie.domains.bulletin.tests.submitting import decided, from_b, sent_in

pytestmark = pytest.mark.django_db
MAY = queries.Asked(Period(2023, 5, 5))


@pytest.fixture(autouse=True)
def _today():
    with clock.fixed(datetime(2023, 6, 2, 2, 0, tzinfo=UTC)):
        yield


def of(view: queries.FiguresView) -> dict[str, tuple[int, int, str, int]]:
    return {
        row.label: (row.figures.submitted, row.figures.adopted, row.figures.rate, row.figures.printed)
        for row in view.rows
    }


def text_of(response) -> str:
    return unescape(re.sub(r"<[^>]+>", " ", response.content.decode()))


class TestCounting:
    def test_by_unit_in_the_order_of_the_tree(self, cast):
        signed(cast)
        decided(cast, sent_in(cast), "adopt")
        sent_in(cast, title="青溪区科协召开工作会")
        from_b(cast)
        found = of(queries.figures(cast.actor("editor"), MAY, By.UNIT))
        assert found == {
            "科普部": (0, 0, "—", 1),
            "青溪区科学技术协会": (2, 1, "50.0%（1/2）", 1),
            "云台区科学技术协会": (1, 0, "0.0%（0/1）", 0),
            "云川市航空学会": (0, 0, "—", 1),
            "柳湾邻里科学社": (0, 0, "—", 1),
        }

    def test_an_item_of_two_units_is_one_in_the_total(self, cast):
        signed(cast)
        view = queries.figures(cast.actor("editor"), MAY, By.UNIT)
        assert (sum(row.figures.printed for row in view.rows), view.total.printed) == (4, 3)

    def test_by_month_column_and_kind(self, cast):
        signed(cast)
        decided(cast, sent_in(cast), "adopt")
        editor = cast.actor("editor")
        quarter = queries.Asked(Period(2023, 4, 6))
        assert of(queries.figures(editor, quarter, By.MONTH)) == {
            "2023年4月": (0, 0, "—", 0),
            "2023年5月": (1, 1, "100.0%（1/1）", 3),
            "2023年6月": (0, 0, "—", 0),
        }
        columns = of(queries.figures(editor, quarter, By.COLUMN))
        assert {name: row[3] for name, row in columns.items()} == {"科普工作": 2, "基层动态": 1, "未定": 0}
        assert [row[0] for row in of(queries.figures(editor, quarter, By.KIND)).values()] == [1]

    def test_drafts_and_what_was_withdrawn_do_not_count(self, cast):
        decided(cast, sent_in(cast), "withdraw", member="clerk_a")
        assert queries.figures(cast.actor("editor"), MAY, By.UNIT).rows == ()

    def test_what_is_sent_in_again_counts_on_its_first_day(self, cast):
        sent = sent_in(cast)
        back = decided(cast, sent, "return", "请补充参加人数。")
        june = datetime(2023, 6, 1, 2, 0, tzinfo=UTC)
        actions.send_in(by=cast.actor("clerk_a"), at=june, submission_id=back.pk, seen=back.edition)
        assert queries.figures(cast.actor("editor"), MAY, By.UNIT).total.submitted == 1
        assert queries.figures(cast.actor("editor"), queries.Asked(Period(2023, 6, 6)), By.UNIT).total.submitted == 0

    def test_unsigned_issues_do_not_count_and_a_correction_counts_once_signed(self, cast):
        issue = signed(cast)
        before = list(Appearance.objects.beyond("test").values_list("title", "unit__name"))
        issue = actions.correct(
            by=cast.actor("editor"), at=clock.now(), issue_id=issue.pk, seen=issue.version, note="署名有误。"
        )
        item = issue.items.get(title="柳湾街道办起科学集市")
        actions.take_out(by=cast.actor("editor"), at=clock.now(), item_id=item.pk, seen=issue.version)
        assert list(Appearance.objects.beyond("test").values_list("title", "unit__name")) == before
        issue.refresh_from_db()
        for name, verb in (
            ("editor", actions.submit_for_review),
            ("reviewer", actions.approve),
            ("signer", actions.sign),
        ):
            verb(by=cast.actor(name), at=clock.now(), issue_id=issue.pk, seen=issue.version)
            issue.refresh_from_db()
        after = list(Appearance.objects.beyond("test").values_list("title", "unit__name"))
        assert [row for row in before if row not in after] == [("柳湾街道办起科学集市", "柳湾邻里科学社")]

    def test_filters_by_kind_of_unit_column_and_units_without_anything(self, cast):
        signed(cast)
        editor = cast.actor("editor")
        districts = queries.figures(editor, queries.Asked(Period(2023), group="district"), By.UNIT)
        assert [row.label for row in districts.rows] == ["青溪区科学技术协会"]
        idle = queries.figures(editor, queries.Asked(Period(2023), group="district", idle=True), By.UNIT)
        assert [row.label for row in idle.rows] == ["青溪区科学技术协会", "云台区科学技术协会"]
        popular = Appearance.objects.beyond("test").filter(column__name="科普工作").first().column_id
        by_column = queries.figures(editor, queries.Asked(Period(2023), column=popular), By.UNIT)
        assert [row.label for row in by_column.rows] == ["科普部", "青溪区科学技术协会", "云川市航空学会"]


class TestScope:
    def test_a_unit_has_its_own_figures_and_rows_alone(self, cast):
        signed(cast)
        own = sent_in(cast)
        other = from_b(cast, title="云台区科协的信息")
        clerk = cast.actor("clerk_a")
        for by in By:
            assert queries.figures(clerk, MAY, by).total.submitted == 1
        assert list(of(queries.figures(clerk, MAY, By.UNIT))) == ["青溪区科学技术协会"]
        rows = queries.rows_behind(clerk, MAY, Measure.SUBMITTED)
        assert [row.key for row in rows.sent] == [own.pk]
        forged = queries.rows_behind(clerk, MAY, Measure.SUBMITTED, By.UNIT, other.unit_id)
        assert (forged.sent, forged.lines) == ((), ())

    def test_nobody_else_has_any(self, cast):
        with pytest.raises(NotPermitted):
            queries.figures(cast.actor("plain"), MAY, By.UNIT)
        assert cast.as_("plain").get(reverse("bulletin:figures")).status_code == 403


class TestPages:
    def test_every_number_opens_to_as_many_rows(self, cast):
        signed(cast)
        decided(cast, sent_in(cast), "adopt")
        from_b(cast)
        client = cast.as_("editor")
        page = client.get(reverse("bulletin:figures"), {"year": 2023, "part": "q2"})
        links = re.findall(r'<a href="([^"]*figures/rows/[^"]*)">([^<]*)</a>', page.content.decode())
        assert len(links) > 8
        for address, number in links:
            opened = client.get(unescape(address))
            assert opened.status_code == 200
            # The total counts an item that two units signed once, its rows are of both.
            rows = 4 if "/printed/" in address and "key=" not in address else number
            assert f"共 {rows} 条" in text_of(opened), address

    @pytest.mark.parametrize("by", list(By))
    def test_each_way_to_cut_says_its_period(self, cast, by):
        signed(cast)
        page = text_of(cast.as_("clerk_a").get(reverse("bulletin:figures"), {"year": 2023, "by": by.value}))
        assert "2023年信息报送和采用统计" in page
        assert "云川市航空学会" not in page

    @pytest.mark.parametrize(
        ("asked", "said"),
        [
            ({"year": "2023", "part": "q3"}, "2023年第三季度"),
            ({"year": "2023", "first": "5", "last": "3"}, "2023年3月至5月"),
            ({"year": "2023", "last": "4"}, "2023年4月"),
            ({"year": "abc", "part": "x", "by": "nobody", "column": "-"}, "2023年"),
        ],
    )
    def test_odd_addresses_have_an_answer(self, cast, asked, said):
        answer = cast.as_("editor").get(reverse("bulletin:figures"), asked)
        assert answer.status_code == 200
        assert said in text_of(answer)

    def test_nothing_yet_is_said(self, cast):
        page = text_of(cast.as_("editor").get(reverse("bulletin:figures")))
        assert "这段时间没有报送和刊登" in page
        assert "没有生效的计分办法" in page

    def test_the_file_has_the_same_numbers_without_formulas_and_is_logged(self, cast):
        signed(cast)
        sent_in(cast)
        Organisation.objects.filter(name="云川市航空学会").update(name="=HYPERLINK(1)")
        address = {"year": 2023, "_export": "xlsx"}
        answer = cast.as_("editor").get(reverse("bulletin:figures"), address)
        sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
        rows = [list(row) for row in sheet.values]
        head = rows[0]
        assert head[:6] == ["单位", "单位类别", "报送", "采用", "采用率", "刊登"]
        by_unit = {row[0]: row for row in rows[1:]}
        assert by_unit["青溪区科学技术协会"][2:6] == [1, 0, "0.0%（0/1）", 1]
        assert "'=HYPERLINK(1)" in by_unit
        assert AuditEvent.objects.filter(action="register.export", target="register:bulletin.figures").exists()

    def test_rows_of_no_figure_are_not_found(self, cast):
        assert cast.as_("editor").get(reverse("bulletin:figure-rows", args=["secret"])).status_code == 404

    def test_viewers_may_sort(self, cast):
        signed(cast)
        page = cast.as_("editor").get(reverse("bulletin:figures"), {"year": 2023, "sort": "-printed"})
        assert page.status_code == 200


def test_the_first_appearances_are_those_of_the_published_issues(cast):
    signed(cast)
    known = list(Appearance.objects.beyond("test").values_list("item", "unit", "on", "order", "place"))
    Appearance.objects.beyond("test").delete()
    importlib.import_module("kexie.domains.bulletin.migrations.0014_first_appearances").fill(apps, None)
    assert list(Appearance.objects.beyond("test").values_list("item", "unit", "on", "order", "place")) == known
    assert {row[2] for row in known} == {date(2023, 5, 26)}
