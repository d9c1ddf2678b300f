"""The briefing says the same on the page, as DOCX and as XLSX; leaders see the month first; weights are set and audited."""

from __future__ import annotations

import io
import re
from datetime import date
from html import unescape

import docx
import openpyxl
import pytest
from django.urls import reverse

from kexie.base.kernel import clock
from kexie.base.kernel.errors import NotPermitted
from kexie.base.kernel.models import AuditEvent
from kexie.domains.steward.actions.figures import set_weights
from kexie.domains.steward.queries import figures as queries
from kexie.domains.steward.queries.briefing import briefing_of
from kexie.domains.steward.queries.figures import Narrowed
from kexie.domains.steward.rules.briefing import cells
from kexie.domains.steward.rules.figures import Weights
from kexie.domains.steward.rules.periods import Period, PeriodKind
from kexie.domains.steward.tests.counting import local
from kexie.domains.steward.tests.test_figures import MARCH, supervise, table

__all__ = ["table"]

pytestmark = pytest.mark.django_db
PAGE = "/workbench/steward/figures/briefing/"
ASKED = {"kind": "month", "day": "2026-03-15"}
NOW = local("2026-04-10 09:00")


@pytest.fixture(autouse=True)
def _today():
    with clock.fixed(NOW):
        yield


def of_march(cast, member="sender"):
    return briefing_of(cast.actor(member), MARCH, Narrowed(), at=NOW)


def test_what_it_says(office, table):
    briefing = of_march(office)
    assert briefing.title == "云川市科学技术协会服务管家办件情况月报"
    first, second, compared, left_out = briefing.lead
    assert first == "2026年3月，共收到服务办件21件，办结15件，有效回访11件。"
    assert second.startswith(
        "响应率78.6%（11/14），按期办结率78.6%（11/14），解决率63.6%（7/11），满意率63.6%（7/11）。"
    )
    assert "权重为30/35/35" in second
    assert compared.startswith("与上一期（2026年2月）相比，收到增加20件，办结增加15件；响应率无可比数据")
    assert left_out == "经审批不纳入考核的，办结1件、已回访1件，未计入上述指标。"
    assert [name for name, _figures in briefing.units] == ["青溪区科学技术协会", "云台区科学技术协会"]
    overdue, parked, excluded = briefing.listings
    assert (overdue.count, parked.count, excluded.count) == (0, 1, 1)
    assert parked.rows == ((table[22].case.number, "专家进校园讲座", "云台区科学技术协会", "2026年6月1日（周一）"),)
    assert excluded.rows == ((table[8].case.number, "专家进校园讲座", "青溪区科学技术协会", "重复提交"),)


def test_what_is_over_its_limit_is_named_and_no_person(office, table):
    table[9].due_at = local("2026-03-20 17:30")
    table[9].save()
    overdue = of_march(office).listings[0]
    assert [row[0] for row in overdue.rows] == [table[9].case.number]
    assert overdue.lead == "截至生成时，超过办理期限尚未办结的共1件。"
    page = office.as_("sender").get(PAGE, ASKED).content.decode()
    assert table[9].case.number in page
    assert "第一中学" not in page


def test_page_docx_and_xlsx_say_the_same(office, table):
    briefing = of_march(office)
    wanted = [cells(name, one, briefing.weights) for name, one in (*briefing.units, ("合计", briefing.total))]
    page = unescape(office.as_("sender").get(PAGE, ASKED).content.decode())
    paper = docx.Document(io.BytesIO(download(office, "docx").content))
    of_docx = [tuple(cell.text for cell in row.cells) for one in paper.tables for row in one.rows]
    rows = list(openpyxl.load_workbook(io.BytesIO(download(office, "xlsx").content)).active.values)
    in_sheet = {row[1]: row for row in rows if len(row) > 3 and row[2] is not None and row[0] in ("单位", None, "")}
    for line in wanted:
        assert line in of_docx
        assert all(f">{cell}<" in page for cell in line)
        name, received, closed, response, *_others = line
        row = in_sheet[name]
        assert (str(row[2]), str(row[3]), f"{row[4]}（{row[5]}/{row[6]}）") == (received, closed, response)
    text = "\n".join(paragraph.text for paragraph in paper.paragraphs)
    for said in (*briefing.lead, *briefing.notes, *(listing.lead for listing in briefing.listings)):
        assert said in page
        assert said in text
        assert any(said in (row[0] or "") for row in rows)
    assert AuditEvent.objects.filter(action="steward.briefing_export").count() == 2


def download(cast, fmt):
    answer = cast.as_("sender").get(reverse("steward:briefing-file", args=[fmt]), ASKED)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    return answer


def test_a_unit_has_a_briefing_of_its_own(office, table):
    supervise(office, "clerk_b", "云台区科协", "matter_leader")
    briefing = of_march(office, "clerk_b")
    assert briefing.title.startswith("云台区科学技术协会")
    assert [name for name, _figures in briefing.units] == ["云台区科学技术协会"]
    assert (briefing.total.received, briefing.listings[1].count, briefing.listings[2].count) == (5, 1, 0)
    foreign = office.as_("clerk_b").get(PAGE, ASKED | {"unit": str(office.unit("青溪区科协").uid)})
    assert "青溪区科学技术协会" not in re.sub(r"<form.*?</form>", "", foreign.content.decode(), flags=re.DOTALL)


def test_without_a_day_it_is_of_the_last_period_that_is_over(office, table):
    assert "（2026年3月）" in office.as_("sender").get(PAGE).content.decode()
    page = office.as_("sender").get(PAGE, {"kind": "week"}).content.decode()
    assert "周报（2026年3月30日至4月5日）" in page
    assert office.as_("sender").get(reverse("steward:briefing-file", args=["pdf"]), ASKED).status_code == 404


def test_who_leads_sees_the_month_on_the_first_page(office, table):
    for member, role, unit in (("plain", "matter_leader", "青溪区科协"), ("sender", "", "")):
        if role:
            supervise(office, member, unit, role)
        page = office.as_(member).get("/workbench/").content.decode()
        assert "服务管家：2026年4月" in page
    assert "服务管家：" not in office.as_("clerk_b").get("/workbench/").content.decode()


def test_the_trend_is_drawn_and_stands_as_a_table(office, table):
    page = office.as_("sender").get("/workbench/steward/figures/trend/", {"kind": "month", "day": "2026-04-01"})
    text = unescape(page.content.decode())
    assert "<polyline" in text
    assert "<title>26-03 响应率 78.6%（11/14）</title>" in text
    assert text.count('<th scope="row">') == 12


class TestWeights:
    ADDRESS = "/workbench/steward/figures/weights/"

    def test_whoever_supervises_all_sets_them_and_past_periods_keep_theirs(self, office, table):
        page = office.as_("sender").get(self.ADDRESS).content.decode()
        assert 'value="30"' in page
        given = {"response": "20", "solved": "40", "satisfied": "40"}
        assert office.as_("sender").post(self.ADDRESS, given).status_code == 302
        assert "20/40/40" in office.as_("sender").get(self.ADDRESS).content.decode()
        event = AuditEvent.objects.get(action="steward.weights_set")
        assert (event.data["before"], event.data["after"]) == ("30/35/35", "20/40/40")
        assert queries.weights_for(MARCH) == Weights()
        assert queries.weights_for(MARCH.after) == Weights(20, 40, 40)
        office.as_("sender").post(self.ADDRESS, given)
        assert AuditEvent.objects.filter(action="steward.weights_set").count() == 1

    @pytest.mark.parametrize("of", [("30", "35", "36"), ("-1", "51", "50"), ("", "50", "50"), ("x", "50", "50")])
    def test_what_does_not_make_a_hundred_is_refused_and_kept(self, office, table, of):
        given = dict(zip(("response", "solved", "satisfied"), of, strict=True))
        answer = office.as_("sender").post(self.ADDRESS, given)
        assert answer.status_code == 422
        assert f'value="{of[2]}"' in answer.content.decode()
        assert queries.weights_for(MARCH.after) == Weights()

    def test_who_supervises_a_part_does_not_set_them(self, office, table):
        supervise(office, "clerk_b", "云台区科协")
        assert office.as_("clerk_b").get(self.ADDRESS).status_code == 403
        with pytest.raises(NotPermitted):
            set_weights(by=office.actor("clerk_b"), at=NOW, weights=Weights(20, 40, 40))
        assert "综合指标权重" not in office.as_("clerk_b").get("/workbench/steward/figures/").content.decode()

    def test_two_at_once_leave_the_later(self, office, table):
        set_weights(by=office.actor("sender"), at=NOW, weights=Weights(20, 40, 40))
        set_weights(by=office.actor("sender"), at=NOW, weights=Weights(40, 30, 30))
        assert queries.weights_for(Period.holding(PeriodKind.YEAR, date(2026, 1, 1))) == Weights(40, 30, 30)
