"""The rates equal a table made by hand; every count opens to as many cases; two units and each role."""

from __future__ import annotations

import io
import re
from datetime import date
from html import unescape
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pytest
from django.urls import reverse

from kexie.base.kernel import clock, scoping
from kexie.base.kernel.access import Platform
from kexie.base.kernel.errors import NotPermitted
from kexie.base.matters.tests.factories import published
from kexie.base.people.api import grant_post
from kexie.base.people.tests.cast import SINCE
from kexie.domains.steward.queries import figures as queries
from kexie.domains.steward.queries.figures import By, Narrowed
from kexie.domains.steward.queries.handlings import CasesAsked, handlings
from kexie.domains.steward.rules.figures import Measure, Rate
from kexie.domains.steward.rules.periods import Period, PeriodKind
from kexie.domains.steward.tests.counting import called, excluded, local, put, unreached

pytestmark = pytest.mark.django_db
MARCH = Period(PeriodKind.MONTH, date(2026, 3, 1))
FIGURES = "/workbench/steward/figures/"


@pytest.fixture(autouse=True)
def _today():
    with clock.fixed(local("2026-04-10 09:00")):
        yield


def _cases(lecture, a, b):
    limit = "2026-04-30 12:00"
    intime, late, never = (limit, "2026-03-01 09:00"), ("2026-03-01 09:00", "2026-03-01 09:01"), (limit, None)
    return {
        1: put(lecture, a, "2026-03-02 09:00", ended="2026-03-05 09:00", contact=intime, kept=True),
        2: put(lecture, a, "2026-03-02 09:00", ended="2026-03-05 09:00", contact=intime, kept=True),
        3: put(lecture, a, "2026-03-03 09:00", ended="2026-03-06 09:00", contact=late, kept=True),
        4: put(lecture, a, "2026-03-03 09:00", ended="2026-03-20 09:00", contact=intime, kept=False),
        5: put(lecture, a, "2026-03-04 09:00", ended="2026-03-09 09:00", contact=never, kept=True),
        6: put(lecture, a, "2026-03-04 09:00", ended="2026-03-09 09:00"),
        7: put(lecture, a, "2026-03-05 09:00", ended="2026-03-12 09:00", contact=intime, kept=True),
        8: put(lecture, a, "2026-03-05 09:00", ended="2026-03-12 09:00", contact=intime, kept=True),
        9: put(lecture, a, "2026-03-05 09:00", contact=late),
        10: put(lecture, a, "2026-03-06 09:00", ended="2026-03-08 09:00", contact=intime, stage="withdrawn"),
        11: put(lecture, a, "2026-03-06 09:00", ended="2026-03-07 09:00", contact=intime, stage="refused"),
        12: put(lecture, a, "2026-03-06 09:00", ended="2026-03-16 09:00", contact=intime, kept=True),
        13: put(lecture, a, "2026-03-07 09:00", ended="2026-03-17 09:00", contact=intime, kept=True),
        14: put(lecture, a, "2026-03-07 09:00", ended="2026-03-31 23:59:59", contact=intime, kept=True),
        15: put(lecture, a, "2026-03-31 23:59:59", ended="2026-04-01 00:00", contact=intime, kept=True),
        16: put(lecture, a, "2026-02-28 23:59:59", ended="2026-03-01 00:00", contact=intime, kept=False),
        17: put(lecture, a, "2026-03-08 09:00", ended="2026-03-10 09:00", contact=intime, kept=True, stage="failed"),
        18: put(lecture, b, "2026-03-02 09:00", ended="2026-03-05 09:00", contact=intime, kept=True),
        19: put(lecture, b, "2026-03-02 09:00", ended="2026-03-05 09:00", contact=late, kept=False),
        20: put(lecture, b, "2026-03-02 09:00", ended="2026-03-05 09:00", contact=intime, kept=True),
        21: put(lecture, b, "2026-03-03 09:00", ended="2026-03-25 09:00", stage="stopped"),
        22: put(lecture, b, "2026-03-03 09:00", stage="parked", parked_until=date(2026, 6, 1)),
    }


@pytest.fixture
def table(office, lecture):
    """Twenty-two cases of two units.

    ====  ====  ==========  ==========  ==============  =====  ======================  ==========
    case  unit  came        ended       contact         kept   called back             counts as
    ====  ====  ==========  ==========  ==============  =====  ======================  ==========
     1    青溪   3-02        3-05        in time         yes    3-06 yes / very
     2    青溪   3-02        3-05        in time         yes    3-06 yes / basically
     3    青溪   3-03        3-06        late            yes    3-07 partly / satisfied
     4    青溪   3-03        3-20        in time         no     3-21 no / very_bad
     5    青溪   3-04        3-09        never           yes    nobody reached
     6    青溪   3-04        3-09        no limit        none   3-10 yes / dissatisfied
     7    青溪   3-05        3-12        in time         yes    -
     8    青溪   3-05        3-12        in time         yes    3-13 yes / very         excluded
     9    青溪   3-05        -           late            -      -                       running
    10    青溪   3-06        3-08        -               -      -                       withdrawn
    11    青溪   3-06        3-07        -               -      -                       refused
    12    青溪   3-06        3-16        in time         yes    3-17 no / very_bad, second round 3-30 yes / satisfied
    13    青溪   3-07        3-17        in time         yes    3-18 no / very_bad, second round: nobody reached
    14    青溪   3-07        3-31 23:59  in time         yes    4-01 00:00 yes / very   March, April
    15    青溪   3-31 23:59  4-01 00:00  in time         yes    4-02 yes / very         March, April
    16    青溪   2-28 23:59  3-01 00:00  in time         no     3-02 yes / very         February, March
    17    青溪   3-08        3-10        in time         yes    -                       failed
    18    云台   3-02        3-05        in time         yes    3-06 yes / very
    19    云台   3-02        3-05        late            no     3-06 no / dissatisfied
    20    云台   3-02        3-05        in time         yes    3-06 yes / very         excluded, restored
    21    云台   3-03        3-25        -               -      -                       stopped
    22    云台   3-03        -           -               -      -                       parked
    ====  ====  ==========  ==========  ==============  =====  ======================  ==========
    """
    with scoping.beyond("rows of a test"):
        rows = _cases(lecture, office.unit("青溪区科协"), office.unit("云台区科协"))
        called(rows[1], "2026-03-06 09:00")
        called(rows[2], "2026-03-06 09:00", "yes", "basically")
        called(rows[3], "2026-03-07 09:00", "partly", "satisfied")
        called(rows[4], "2026-03-21 09:00", "no", "very_bad")
        unreached(rows[5], "2026-03-15 09:00")
        called(rows[6], "2026-03-10 09:00", "yes", "dissatisfied")
        called(rows[8], "2026-03-13 09:00")
        called(rows[12], "2026-03-17 09:00", "no", "very_bad")
        called(rows[12], "2026-03-30 09:00", "yes", "satisfied", round=2)
        called(rows[13], "2026-03-18 09:00", "no", "very_bad")
        unreached(rows[13], "2026-03-30 09:00", round=2)
        called(rows[14], "2026-04-01 00:00")
        called(rows[15], "2026-04-02 09:00")
        called(rows[16], "2026-03-02 09:00")
        called(rows[18], "2026-03-06 09:00")
        called(rows[19], "2026-03-06 09:00", "no", "dissatisfied")
        called(rows[20], "2026-03-06 09:00")
        excluded(office, rows[8])
        excluded(office, rows[20], in_force=False)
    supervise(office, "sender", "云川市科协")
    return rows


def supervise(cast, member, unit, role="matter_supervisor"):
    person, organisation = cast.person(member), cast.unit(unit)
    grant_post(
        by=Platform(), at=clock.now(), person=person, organisation=organisation, role=role, title="", begin=SINCE
    )


def march(cast, member="sender", by=By.UNIT, period=MARCH, **narrowed):
    return queries.figures(cast.actor(member), period, Narrowed(**narrowed), by)


def told(figures) -> tuple[str, ...]:
    return (f"{figures.received}", f"{figures.closed}", *(str(figures.share(rate)) for rate in Rate))


#: By hand, from the table above: 青溪 2 3 4 5 6 7 … ended in March with an answer and not excluded: 1–7, 12, 13, 14, 16, 17.
OF_A = ("16", "12", "81.8%（9/11）", "81.8%（9/11）", "62.5%（5/8）", "62.5%（5/8）")
OF_B = ("5", "3", "66.7%（2/3）", "66.7%（2/3）", "66.7%（2/3）", "66.7%（2/3）")


def test_the_rates_are_those_of_the_table_made_by_hand(office, table):
    view = march(office)
    assert [(row.label, told(row.figures)) for row in view.rows] == [
        ("青溪区科学技术协会", OF_A),
        ("云台区科学技术协会", OF_B),
    ]
    assert told(view.total.figures) == (
        "21",
        "15",
        "78.6%（11/14）",
        "78.6%（11/14）",
        "63.6%（7/11）",
        "63.6%（7/11）",
    )
    # 81.8181…·30 + 62.5·35 + 62.5·35
    assert [row.composite.percent for row in view.rows] == ["68.3%", "66.7%"]
    assert (view.total.figures.left_out, view.total.figures.called_left_out) == (1, 1)
    before = view.total.before
    assert (before.received, before.closed, str(before.share(Rate.SOLVED))) == (1, 0, "—")


@pytest.mark.parametrize("by", list(By))
def test_every_count_opens_to_as_many_cases(office, table, by):
    view = march(office, by=by)
    rows = view.rows[:1] if by is By.PERIOD else (*view.rows, view.total)
    for row in rows:
        narrowed = {By.UNIT: "unit", By.MATTER: "matter", By.DISTRICT: "district"}
        line = Narrowed(**{narrowed[by]: row.key}) if by in narrowed and row.key is not None else Narrowed()
        for measure in Measure:
            found = queries.behind(office.actor("sender"), MARCH, measure, line)
            negative = {
                Measure.NOT_RESPONDED: (Measure.TIMED, Measure.RESPONDED),
                Measure.LATE: (Measure.LIMITED, Measure.KEPT),
                Measure.NOT_SOLVED: (Measure.CALLED, Measure.SOLVED),
                Measure.NOT_SATISFIED: (Measure.CALLED, Measure.SATISFIED),
            }.get(measure)
            if negative:
                wanted = getattr(row.figures, negative[0]) - getattr(row.figures, negative[1])
            else:
                wanted = getattr(row.figures, measure)
            assert (measure, found.count()) == (measure, wanted)
            assert len(set(found.values_list("pk", flat=True))) == wanted


def test_the_links_of_the_page_lead_to_as_many_rows(office, table):
    page = unescape(office.as_("sender").get(FIGURES, {"kind": "month", "day": "2026-03-15"}).content.decode())
    links = re.findall(r'<a href="(/workbench/steward/cases/\?[^"]+)" aria-label="[^"]*">(\d+)</a>', page)
    assert len(links) > 20
    for address, number in sorted(set(links))[::4]:
        answer = office.as_("sender").get(address)
        assert f"共 {number} 条" in answer.content.decode(), address
        exported = office.as_("sender").get(f"{address}&_export=xlsx")
        sheet = openpyxl.load_workbook(io.BytesIO(exported.content)).active
        assert sheet.max_row - 1 == int(number)


@pytest.mark.parametrize(
    ("member", "role", "unit", "seen"),
    [
        ("clerk_a", "matter_handler", "青溪区科协", [OF_A]),
        ("clerk_a", "matter_leader", "青溪区科协", [OF_A]),
        ("clerk_a", "matter_caller", "青溪区科协", [OF_A]),
        ("plain", "matter_supervisor", "云台区科协", [OF_B]),
        ("plain", "matter_supervisor", "云川市科协", [OF_A, OF_B]),
        ("plain", "matter_leader", "云川市科协", [OF_A, OF_B]),
        ("plain", "matter_handler", "云川市科协", []),
        ("unit_admin_b", "", "云台区科协", [OF_B]),
    ],
)
def test_a_unit_sees_itself_and_those_who_lead_what_is_below(office, table, member, role, unit, seen):
    if role:
        supervise(office, member, unit, role)
    assert [told(row.figures) for row in march(office, member).rows] == seen
    # What is asked for beyond reach is not there.
    other = office.unit("云台区科协" if seen == [OF_A] else "青溪区科协")
    if len(seen) < 2:
        assert march(office, member, unit=other.pk).rows == ()
        assert march(office, member, unit_path=other.path).rows == ()
        asked = CasesAsked(narrowed=Narrowed(unit=other.pk), measure=Measure.CLOSED)
        assert not handlings(office.actor(member), asked, at=clock.now()).exists()
        asked = CasesAsked(narrowed=Narrowed(unit=other.pk))
        assert not handlings(office.actor(member), asked, at=clock.now()).exists()


@pytest.mark.parametrize("member", ["plain", "clerk_a", "web_editor", "system_admin"])
def test_who_has_nothing_to_do_with_cases_sees_no_figures(office, table, member):
    with pytest.raises(NotPermitted):
        march(office, member)
    for name in ("figures", "cases", "trend", "weights", "briefing"):
        assert office.as_(member).get(reverse(f"steward:{name}")).status_code == 403


def test_a_period_begins_and_ends_at_midnight_where_the_association_is(office, lecture):
    unit = office.unit("青溪区科协")
    supervise(office, "sender", "云川市科协")
    with scoping.beyond("rows of a test"):
        for came in ("2025-12-31 23:59:59", "2026-01-01 00:00", "2026-01-04 23:59:59", "2026-01-05 00:00"):
            put(lecture, unit, came)
    counts = {}
    for kind in PeriodKind:
        view = march(office, period=Period.holding(kind, date(2026, 1, 1)))
        counts[kind] = (view.total.before.received, view.total.figures.received)
    # The week of New Year's Day is that of 29 December to 4 January.
    assert counts == {"week": (0, 3), "month": (1, 3), "quarter": (1, 3), "year": (1, 3)}


def test_by_period_each_line_is_compared_with_the_one_before(office, table):
    rows = march(office, by=By.PERIOD, period=MARCH.after).rows
    assert [row.label for row in rows[:3]] == ["2026年4月", "2026年3月", "2026年2月"]
    assert [row.figures.received for row in rows] == [0, 21, 1] + [0] * 9
    assert [row.before.received for row in rows[:3]] == [21, 1, 0]
    assert str(rows[0].figures.share(Rate.RESPONSE)) == "100.0%（1/1）"


def test_by_matter_and_district(office, table, lecture):
    other = published(office, code="visit", name="到企业去")
    with scoping.beyond("rows of a test"):
        put(other, office.unit("科普部"), "2026-03-02 09:00", district="000001")
    assert [(row.label, row.figures.received) for row in march(office, by=By.MATTER).rows] == [
        (lecture.matter.name, 21),
        (other.matter.name, 1),
    ]
    assert [(row.key, row.figures.received) for row in march(office, by=By.DISTRICT).rows] == [("000001", 1), ("", 21)]
    assert march(office, district="000001").total.figures.received == 1
    assert march(office, district="").total.figures.received == 21
    assert march(office, matter=other.matter_id).total.figures.received == 1
    assert march(office, matter=lecture.matter_id).total.figures.called == 11


def test_without_cases_a_dash_is_printed(office, lecture):
    supervise(office, "sender", "云川市科协")
    view = march(office)
    assert view.rows == ()
    assert view.total.composite.percent == "—"
    page = office.as_("sender").get(FIGURES).content.decode()
    assert "这段时间没有办件" in page
    assert "—" in office.as_("sender").get(f"{FIGURES}trend/").content.decode()


def test_the_page_tells_parts_wholes_and_what_is_left_out(office, table):
    answer = office.as_("sender").get(FIGURES, {"kind": "month", "day": "2026-03-31"})
    text = re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", answer.content.decode())))
    assert "2026年3月服务办件统计" in text
    assert "81.8% 9/11较上期 —" in text
    assert "不纳入考核：办结 1 件，已回访 1 件" in text
    exported = office.as_("sender").get(FIGURES, {"kind": "month", "day": "2026-03-31", "_export": "xlsx"})
    rows = list(openpyxl.load_workbook(io.BytesIO(exported.content)).active.values)
    named = dict(zip(rows[0], rows[1], strict=True))
    assert (named["响应率"], named["按期联系"], named["办结且有联系期限"], named["综合"]) == ("81.8%", 9, 11, "68.3%")


def test_the_register_without_a_measure_shows_what_one_has_a_part_in(office, table):
    at = clock.now()
    actor = office.actor("sender")

    def found(**asked):
        return handlings(actor, CasesAsked(**asked), at=at).count()

    assert found() == 22
    assert found(begin=date(2026, 3, 31)) == found(end=date(2026, 2, 28)) == 1
    assert found(stage="parked") == 1
    assert found(late=True) == 3
    assert found(kind="consult") == found(channel="phone") == found(urgency=1) == 0
    assert found(text=table[5].case.number) == 1
    page = office.as_("sender").get("/workbench/steward/cases/", {"stage": "closed", "late": "on"}).content.decode()
    assert "共 3 条" in page
    assert "第一中学" not in page


def test_odd_input_is_left_aside(office, table):
    for query in ("kind=decade&day=yesterday&by=person&unit=%00&matter=1&district=x", "day=2099-12-31&kind=year"):
        assert office.as_("sender").get(f"{FIGURES}?{query}").status_code == 200
    odd = "measure=x&own=x&begin=2026-13-01&urgency=x&stage=x"
    assert office.as_("sender").get(f"/workbench/steward/cases/?{odd}").status_code == 200


def test_the_steps_to_other_periods_keep_what_was_asked(office, table):
    page = unescape(
        office.as_("sender").get(FIGURES, {"kind": "week", "day": "2026-03-10", "by": "matter"}).content.decode()
    )
    steps = re.findall(r'<a href="([^"]+)">(?:上|下)一期', page)
    asked = [parse_qs(urlsplit(step).query) for step in steps]
    assert [one["day"] for one in asked] == [["2026-03-02"], ["2026-03-16"]]
    assert all(one["kind"] == ["week"] and one["by"] == ["matter"] for one in asked)
