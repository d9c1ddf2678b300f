"""The working calendar: notices read as they are written, days of one's own, years entered, and the page of a year."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import chinese_calendar
import pytest
from django.db import connection
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from kexie.base.kernel import clock, workdays
from kexie.base.kernel.clocks import Event, Turn, due
from kexie.base.kernel.errors import NotFound, NotPermitted
from kexie.base.kernel.ids import new_id
from kexie.base.kernel.models import AuditEvent
from kexie.base.standards.actions import calendar as verbs
from kexie.base.standards.errors import CalendarChanged, WrongCalendar
from kexie.base.standards.models import CalendarDay, CalendarYear
from kexie.base.standards.queries import calendar
from kexie.base.standards.rules.calendar import months, read_arrangement, spans

AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)

#: From the State Council's notices of these years.
NOTICES = {
    2023: """一、元旦：2022年12月31日至2023年1月2日放假调休，共3天。
二、春节：1月21日至27日放假调休，共7天。1月28日（星期六）、1月29日（星期日）上班。
三、清明节：4月5日放假，共1天。
四、劳动节：4月29日至5月3日放假调休，共5天。4月23日（星期日）、5月6日（星期六）上班。
五、端午节：6月22日至24日放假调休，共3天。6月25日（星期日）上班。
六、中秋节、国庆节：9月29日至10月6日放假调休，共8天。10月7日（星期六）、10月8日（星期日）上班。""",
    2024: """一、元旦：1月1日放假，与周末连休。
二、春节：2月10日至17日放假调休，共8天。2月4日（星期日）、2月18日（星期日）上班。\
鼓励各单位结合带薪年休假等制度落实，安排职工在除夕（2月9日）休息。
三、清明节：4月4日至6日放假调休，共3天。4月7日（星期日）上班。
四、劳动节：5月1日至5日放假调休，共5天。4月28日（星期日）、5月11日（星期六）上班。
五、端午节：6月10日放假，与周末连休。
六、中秋节：9月15日至17日放假调休，共3天。9月14日（星期六）上班。
七、国庆节：10月1日至7日放假调休，共7天。9月29日（星期日）、10月12日（星期六）上班。""",
    2025: """一、元旦：1月1日（周三）放假1天，不调休。
二、春节：1月28日（农历除夕、周二）至2月4日（农历正月初七、周二）放假调休，共8天。1月26日（周日）、2月8日（周六）上班。
三、清明节：4月4日（周五）至6日（周日）放假，共3天。
四、劳动节：5月1日（周四）至5日（周一）放假调休，共5天。4月27日（周日）上班。
五、端午节：5月31日（周六）至6月2日（周一）放假，共3天。
六、国庆节、中秋节：10月1日（周三）至8日（周三）放假调休，共8天。9月28日（周日）、10月11日（周六）上班。""",
}

#: Of a year that no notice has arranged yet; its days of the week are right.
TO_COME = """一、元旦：1月1日（周五）至3日（周日）放假，共3天。
二、春节：2月5日（周五）至11日（周四）放假调休，共7天。1月31日（周日）、2月14日（周日）上班。
三、清明节：4月5日（周一）放假。
四、劳动节：5月1日（周六）至5日（周三）放假调休，共5天。4月25日（周日）、5月8日（周六）上班。
五、端午节：6月9日（周三）放假1天。
六、中秋节：9月15日（周三）放假1天。
七、国庆节：10月1日（周五）至7日（周四）放假调休，共7天。9月26日（周日）、10月9日（周六）上班。"""


@pytest.fixture(autouse=True)
def today():
    with clock.fixed(AT):
        yield
    calendar.forget()


def year_to_come() -> int:
    """The first year that the library does not know; the samples are written for 2027."""
    year = workdays.announced_years().stop
    if year != 2027:
        pytest.skip("the library knows 2027 by now: write the samples for the next year")
    return year


def renewed() -> None:
    """What the end of a stored transaction does."""
    calendar.renew()


def set_days(cast, first: date, last: date | None = None, *, works: bool = False, member: str = "system_admin", **said):
    given: dict[str, Any] = {"name": "城市马拉松", "basis": "云政办〔2026〕9号", **said}
    actor = cast.actor(member)
    rows = verbs.set_days(by=actor, at=AT, first=first, last=last or first, works=works, **given)
    renewed()
    return rows


def enter(cast, year: int, text: str = TO_COME, member: str = "system_admin", basis: str = "国办发明电〔2026〕8号"):
    row = verbs.enter_year(by=cast.actor(member), at=AT, year=year, basis=basis, text=text)
    renewed()
    return row


class TestReading:
    @pytest.mark.parametrize("year", sorted(NOTICES))
    def test_a_notice_says_what_the_library_says(self, year):
        reading = read_arrangement(NOTICES[year], year)
        assert reading.problems == []
        said = {one.day: one.works for one in reading.days}
        for offset in range(365):
            day = date(year, 1, 1) + timedelta(days=offset)
            works = said.get(day, day.isoweekday() <= 5)
            assert works == chinese_calendar.is_workday(day), day

    def test_what_arranges_nothing_and_days_of_other_years_are_told(self):
        assert "除夕(2月9日)休息" in read_arrangement(NOTICES[2024], 2024).doubts[0]
        assert "2022年12月31日（周六）不在2023年" in read_arrangement(NOTICES[2023], 2023).doubts[0]
        assert read_arrangement(NOTICES[2025], 2025).doubts == []

    def test_names_stand_with_their_days(self):
        names = {one.day: one.name for one in read_arrangement(NOTICES[2025], 2025).days}
        assert names[date(2025, 10, 6)] == "国庆节、中秋节"
        assert names[date(2025, 2, 8)] == "春节"

    def test_the_same_in_lines(self):
        text = "2027-01-01 休 元旦\n2027/2/6\t班\t春节\n2027.02.07，放假，春节"
        reading = read_arrangement(text, 2027)
        assert [(one.day, one.works, one.name) for one in reading.days] == [
            (date(2027, 1, 1), False, "元旦"),
            (date(2027, 2, 6), True, "春节"),
            (date(2027, 2, 7), False, "春节"),
        ]
        assert reading.problems == []
        assert "清明、劳动、端午、中秋、国庆" in reading.doubts[-1]

    @pytest.mark.parametrize(
        ("text", "sentence"),
        [
            ("", "没有读出2027年的放假安排"),
            ("没有日期的一段话。", "没有读出"),
            (NOTICES[2025], "2027年的这一天是周五，请核对年份"),
            ("一、元旦：13月1日放假。", "“13月1日”不是一个日期"),
            ("2027-02-30 休 春节", "不是一个日期"),
            ("一、元旦：1月1日至3日放假，共4天。", "写的是4天，日期算下来是3天"),
            ("一、元旦：1月3日至1日放假。", "日期次序不对"),
            ("一、元旦：1月1日放假。1月1日上班。", "既写了放假又写了上班"),
            ("二、春节：2月5日放假。2月3日上班。", "不是周末，不需要写上班"),
        ],
    )
    def test_what_does_not_agree_is_said(self, text, sentence):
        assert any(sentence in said for said in read_arrangement(text, 2027).problems), read_arrangement(text, 2027)

    @given(st.text(max_size=200), st.integers(1990, 2100))
    def test_no_text_breaks_it_and_every_day_is_of_the_year(self, text, year):
        reading = read_arrangement(text, year)
        assert all(one.day.year == year for one in reading.days)
        assert reading.days or reading.problems

    @given(st.sets(st.dates(date(2027, 1, 1), date(2027, 12, 31)), min_size=1), st.integers(0, 6))
    def test_lines_come_back_as_they_were_written(self, days, seed):
        off = {day for day in days if (day.day + seed) % 2 or day.isoweekday() <= 5}
        text = "\n".join(f"{day.isoformat()} {'休' if day in off else '班'} 节" for day in days)
        reading = read_arrangement(text, 2027)
        assert {one.day: one.works for one in reading.days} == {day: day not in off for day in days}
        assert reading.problems == []


class TestShapes:
    def test_spans_join_days_in_a_row_under_one_name(self):
        first = date(2026, 10, 1)
        days = [(first + timedelta(days=n), "国庆节") for n in range(3)] + [(date(2026, 10, 4), "别的")]
        assert [(span.name, span.count) for span in spans(days)] == [("国庆节", 3), ("别的", 1)]

    @given(st.integers(2004, 2026))
    def test_months_hold_every_day_once_in_the_place_of_its_weekday(self, year):
        cells = [
            (place, cell)
            for weeks in months(year, workdays.is_workday, workdays.announced, frozenset())
            for week in weeks
            for place, cell in enumerate(week)
            if cell is not None
        ]
        days = [cell.day for _place, cell in cells]
        assert days == sorted(set(days))
        assert len(days) in (365, 366)
        assert all(cell.day.weekday() == place for place, cell in cells)
        assert all(bool(cell.mark) == (cell.works != (cell.day.isoweekday() <= 5)) for _place, cell in cells)


class TestDaysOfOnesOwn:
    day = date(2026, 11, 24)  # a Tuesday

    def test_every_clock_follows(self, cast):
        start = Event(Turn.START, datetime(2026, 11, 23, 9, 30, tzinfo=UTC))  # 17:30 on the Monday in Shanghai
        hour = timedelta(hours=1)
        before = due([start], hour)
        rows = set_days(cast, self.day)
        assert due([start], hour) == before + timedelta(days=1)
        assert workdays.add_workdays(date(2026, 11, 23), 1) == date(2026, 11, 25)
        verbs.take_back_day(by=cast.actor("system_admin"), at=AT, day_id=rows[0].pk, reason="取消")
        renewed()
        assert due([start], hour) == before

    def test_another_process_follows_when_it_looks(self, cast):
        set_days(cast, self.day)
        calendar.forget()  # as a process that has just started
        assert workdays.is_workday(self.day)
        calendar.renew()
        assert not workdays.is_workday(self.day)

    def test_what_is_stored_is_told_to_this_process_at_once(self, cast, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            actor = cast.actor("system_admin")
            verbs.set_days(by=actor, at=AT, first=self.day, last=self.day, works=False, name="测试", basis="文件")
        assert not workdays.is_workday(self.day)

    def test_only_days_that_change_are_stored_and_audited(self, cast):
        rows = set_days(cast, date(2026, 11, 27), date(2026, 11, 30))  # Friday to Monday
        assert [row.day for row in rows] == [date(2026, 11, 27), date(2026, 11, 30)]
        event = AuditEvent.objects.get(action="calendar.set")
        assert event.data == {"days": ["2026-11-27", "2026-11-30"], "works": False}

    def test_a_weekend_can_be_worked(self, cast):
        set_days(cast, date(2026, 11, 28), works=True)
        assert workdays.is_workday(date(2026, 11, 28))

    def test_another_arrangement_takes_the_place_of_the_first(self, cast):
        set_days(cast, self.day)
        set_days(cast, self.day, works=True, name="改为上班")
        assert workdays.is_workday(self.day)
        assert CalendarDay.objects.standing().count() == 1
        assert CalendarDay.objects.get(ended_at__isnull=False).ended_reason == "改为另一种安排"

    @pytest.mark.parametrize(
        ("first", "last", "works", "said", "field"),
        [
            (date(2026, 11, 28), None, False, {}, "first"),  # a Saturday is off already
            (date(2026, 11, 24), None, True, {}, "first"),
            (date(2026, 11, 24), date(2026, 11, 23), False, {}, "last"),
            (date(2026, 11, 1), date(2026, 12, 2), False, {}, "last"),
            (date(2026, 11, 24), None, False, {"name": " "}, "name"),
            (date(2026, 11, 24), None, False, {"basis": ""}, "basis"),
            (date(2036, 11, 24), None, False, {}, "first"),  # a year that is not known
            (date(2003, 11, 24), None, False, {}, "first"),
        ],
    )
    def test_what_is_wrong_is_named(self, cast, first, last, works, said, field):
        with pytest.raises(WrongCalendar) as refusal:
            set_days(cast, first, last, works=works, **said)
        assert list(refusal.value.errors) == [field]
        assert not CalendarDay.objects.exists()

    @pytest.mark.parametrize("member", ["clerk_a", "unit_admin_a", "security_admin", "audit_admin", "plain", "visitor"])
    def test_others_may_not(self, cast, member):
        with pytest.raises((NotPermitted, Exception)) as refusal:
            set_days(cast, self.day, member=member)
        assert refusal.value.status in (401, 403)
        assert not CalendarDay.objects.exists()

    def test_taking_back_needs_a_reason_and_happens_once(self, cast):
        row, by = set_days(cast, self.day)[0], cast.actor("system_admin")
        with pytest.raises(WrongCalendar):
            verbs.take_back_day(by=by, at=AT, day_id=row.pk, reason=" ")
        verbs.take_back_day(by=by, at=AT, day_id=row.pk, reason="活动取消")
        with pytest.raises(NotFound):
            verbs.take_back_day(by=by, at=AT, day_id=row.pk, reason="活动取消")
        row.refresh_from_db()
        assert (row.ended_reason, row.ended_by_name) == ("活动取消", "江望舒")
        assert AuditEvent.objects.filter(action="calendar.take_back").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_set_one_day_at_once_leave_one_arrangement(cast):
    gate, ended, actor = threading.Barrier(2), [], cast.actor("system_admin")

    def run(name: str) -> None:
        gate.wait(5)
        try:
            day = date(2026, 11, 24)
            with clock.fixed(AT):
                verbs.set_days(by=actor, at=AT, first=day, last=day, works=False, name=name, basis="文件")
            ended.append("done")
        except (CalendarChanged, WrongCalendar):
            ended.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(name,)) for name in "甲乙"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(ended) == 2
    assert "done" in ended
    assert CalendarDay.objects.standing().count() == 1


class TestYears:
    def test_a_year_that_was_entered_can_be_counted_in(self, cast):
        year = year_to_come()
        with pytest.raises(workdays.OutOfCalendar):
            workdays.is_workday(date(year, 3, 1))
        enter(cast, year)
        assert workdays.add_workdays(date(2026, 12, 31), 1) == date(2027, 1, 4)
        assert workdays.is_workday(date(2027, 2, 14))
        assert not workdays.is_workday(date(2027, 2, 8))
        assert AuditEvent.objects.get(action="calendar.enter").data == {"days": 31}

    def test_days_of_ones_own_lie_over_it(self, cast):
        year = year_to_come()
        enter(cast, year)
        rows = set_days(cast, date(2027, 2, 14))  # a make-up day that the association does not work
        assert not workdays.is_workday(date(2027, 2, 14))
        verbs.take_back_day(by=cast.actor("system_admin"), at=AT, day_id=rows[0].pk, reason="取消")
        renewed()
        assert workdays.is_workday(date(2027, 2, 14))

    def test_taken_back_it_is_not_known_any_more(self, cast):
        year = year_to_come()
        enter(cast, year)
        verbs.take_back_year(by=cast.actor("system_admin"), at=AT, year=year, reason="录错了年份")
        renewed()
        assert not workdays.is_known(year)
        enter(cast, year)
        assert workdays.is_known(year)
        assert CalendarYear.objects.count() == 2

    def test_it_is_entered_once(self, cast):
        year = year_to_come()
        enter(cast, year)
        with pytest.raises(CalendarChanged):
            enter(cast, year)
        assert CalendarYear.objects.count() == 1

    @pytest.mark.parametrize(
        ("year", "text", "basis", "field"),
        [
            (2026, TO_COME, "文件", "text"),
            (2099, TO_COME, "文件", "text"),
            (2027, NOTICES[2025], "文件", "text"),
            (2027, TO_COME, " ", "basis"),
        ],
    )
    def test_what_is_wrong_is_named(self, cast, year, text, basis, field):
        with pytest.raises(WrongCalendar) as refusal:
            enter(cast, year, text, basis=basis)
        assert list(refusal.value.errors) == [field]
        assert not CalendarYear.objects.exists()

    def test_where_the_library_knows_it_by_now_and_differs_the_page_says_so(self, cast):
        """As after an update of the library: what was entered still counts, and what differs stands on the page."""
        row = CalendarYear.objects.create(year=2026, basis="旧文件", entered_at=AT, entered_by_name="江望舒")
        for day in (date(2026, 10, 1), date(2026, 11, 24)):
            CalendarDay.objects.create(
                day=day, works=False, name="录入", year=row, basis="旧文件", entered_at=AT, entered_by_name="江望舒"
            )
        verbs._bump()
        page = calendar.year_page(cast.actor("clerk_a"), 2026, today=date(2026, 11, 20))
        assert [one.day for one in page.differing] == [date(2026, 11, 24)]
        assert not workdays.is_workday(date(2026, 11, 24))
        assert "与软件收录的不一致" in cast.as_("clerk_a").get("/workbench/calendar/2026/").content.decode()

    def test_the_administrator_is_told_of_a_year_that_is_not_known(self, cast):
        year = year_to_come()
        admin = cast.actor("system_admin")
        url = reverse("standards:calendar_enter", args=[year])
        assert [todo.url for todo in calendar.to_dos(admin, AT)] == [url]
        assert calendar.to_dos(admin, datetime(2026, 10, 20, tzinfo=UTC)) == []
        assert calendar.to_dos(cast.actor("clerk_a"), AT) == []
        assert url in cast.as_("system_admin").get("/workbench/").content.decode()
        enter(cast, year)
        assert calendar.to_dos(admin, AT) == []


class TestPages:
    def test_a_year_is_there_to_read_for_everybody_who_works_here(self, cast):
        client = cast.as_("clerk_a")
        assert client.get("/workbench/calendar/")["Location"] == "/workbench/calendar/2026/"
        page = client.get("/workbench/calendar/2026/").content.decode()
        for words in (
            "2026年共 248 个工作日",
            "春节",
            "2月15日（周日）至2月23日（周一）",
            "9月20日（周日）",
            "11月24日（周二），上班",
        ):
            assert words in page, words
        assert reverse("standards:calendar_days") not in page

    @pytest.mark.parametrize(("member", "status"), [("visitor", 302), ("plain", 403), ("clerk_b", 200)])
    def test_it_is_the_workbenchs(self, cast, member, status):
        assert cast.as_(member).get("/workbench/calendar/2026/").status_code == status

    @pytest.mark.parametrize("year", [0, 1999, 2003, 2029, 99999])
    def test_years_without_a_page(self, cast, year):
        assert cast.as_("system_admin").get(f"/workbench/calendar/{year}/").status_code == 404

    def test_a_year_that_is_not_known_is_said_plainly(self, cast):
        year = year_to_come()
        page = cast.as_("clerk_a").get(f"/workbench/calendar/{year}/").content.decode()
        assert f"{year}年的放假安排还没有收录" in page
        assert f"已收录2004年至{year - 1}年" in page
        assert "录入放假安排" not in page
        assert "录入放假安排" in cast.as_("system_admin").get(f"/workbench/calendar/{year}/").content.decode()

    @pytest.mark.parametrize("member", ["clerk_a", "unit_admin_a", "security_admin"])
    def test_the_forms_are_the_system_administrators(self, cast, member):
        client = cast.as_(member)
        for name, args in (("days", []), ("enter", [2027]), ("take_back", [2027]), ("day", [uuid4()])):
            assert client.get(reverse(f"standards:calendar_{name}", args=args)).status_code == 403

    def test_a_day_is_set_and_taken_back_by_forms(self, cast):
        client = cast.as_("system_admin")
        url = reverse("standards:calendar_days")
        said = {"first": "2026-11-24", "works": "0", "name": "城市马拉松", "basis": "云政办〔2026〕9号"}
        assert client.post(url, said | {"submit_key": new_id().hex})["Location"] == "/workbench/calendar/2026/"
        page = client.get("/workbench/calendar/2026/").content.decode()
        assert "11月24日（周二），休息，城市马拉松" in page
        row = CalendarDay.objects.standing().get()
        take_back = reverse("standards:calendar_day", args=[row.pk])
        assert take_back in page
        assert client.post(take_back, {"submit_key": "1", "reason": ""}).status_code == 422
        assert client.post(take_back, {"submit_key": "2", "reason": "改期"}).status_code == 302
        page = client.get("/workbench/calendar/2026/").content.decode()
        assert "11月24日（周二），上班" in page
        assert "改期" in page
        assert client.get(take_back).status_code == 404

    @pytest.mark.parametrize(
        "changes", [{"first": ""}, {"works": ""}, {"works": "x"}, {"name": ""}, {"first": "2026-11-28"}]
    )
    def test_what_is_wrong_comes_back_with_what_was_typed(self, cast, changes):
        said = {
            "first": "2026-11-24",
            "works": "0",
            "name": "城市马拉松",
            "basis": "云政办〔2026〕9号",
            "submit_key": "1",
        }
        reply = cast.as_("system_admin").post(reverse("standards:calendar_days"), said | changes)
        assert reply.status_code == 422
        assert "云政办〔2026〕9号" in reply.content.decode()

    def test_a_year_is_read_looked_at_and_then_entered(self, cast):
        year, client = year_to_come(), cast.as_("system_admin")
        url = reverse("standards:calendar_enter", args=[year])
        said = {"basis": "国办发明电〔2026〕8号", "text": TO_COME}
        reply = client.post(url, said | {"step": "read", "submit_key": new_id().hex})
        page = reply.content.decode()
        assert reply.status_code == 200
        for words in ("2027年2月5日（周五）至2月11日（周四）", "2027年10月9日（周六）", "核对无误，录入"):
            assert words in page
        assert not CalendarYear.objects.exists()
        assert client.post(url, said | {"step": "store", "submit_key": new_id().hex}).status_code == 302
        assert CalendarYear.objects.standing().get().year == year
        page = client.get(f"/workbench/calendar/{year}/").content.decode()
        assert "由江望舒录入，依据：国办发明电〔2026〕8号" in page
        back = reverse("standards:calendar_take_back", args=[year])
        assert client.post(back, {"submit_key": "9", "reason": "录错"}).status_code == 302
        assert "还没有收录" in client.get(f"/workbench/calendar/{year}/").content.decode()

    def test_a_text_that_does_not_agree_is_not_entered_however_the_button_is_pressed(self, cast):
        year, client = year_to_come(), cast.as_("system_admin")
        url = reverse("standards:calendar_enter", args=[year])
        for step in ("read", "store"):
            said = {"basis": "文件", "text": NOTICES[2025], "step": step, "submit_key": new_id().hex}
            reply = client.post(url, said)
            assert reply.status_code == 422
            assert "请核对年份和日期" in reply.content.decode()
            assert "核对无误" not in reply.content.decode()
        assert not CalendarYear.objects.exists()

    def test_a_year_that_is_known_is_not_entered(self, cast):
        assert cast.as_("system_admin").get(reverse("standards:calendar_enter", args=[2026])).status_code == 404
