"""The next issue: its numbers without gaps or doubles, its day by the weekly rhythm, its head from the last one."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from kexie.base.kernel import clock
from kexie.base.kernel.errors import Refusal
from kexie.base.kernel.models import AuditEvent
from kexie.base.kernel.workdays import is_workday
from kexie.base.people.tests.cast import NAMES
from kexie.base.search import api as search
from kexie.domains.bulletin import actions
from kexie.domains.bulletin.errors import NumbersWouldGap
from kexie.domains.bulletin.models import Issue
from kexie.domains.bulletin.queries.opening import likely_date
from kexie.domains.bulletin.rules.opening import Numbers, moved_up, suggested_date
from kexie.domains.bulletin.tests.factories import AT, drafted, reviewing, signed
from kexie.domains.bulletin.tests.test_views import text_of

FRIDAY = date(2023, 5, 26)
#: The morning of Monday, 29 May 2023, where the association is.
MONDAY = datetime(2023, 5, 29, 1, 0, tzinfo=UTC)
ADDRESS = "/workbench/bulletin/issues/new/"


def opened(cast, member="editor", *, day=date(2023, 6, 2)) -> Issue:
    return actions.open_issue(by=cast.actor(member), at=MONDAY, on=day)


def numbers() -> list[tuple[int, int, int]]:
    return list(Issue.objects.order_by("total").values_list("year", "number", "total"))


class TestDay:
    @pytest.mark.parametrize(
        ("printed", "today", "due"),
        [
            ([], date(2023, 5, 22), date(2023, 5, 26)),
            ([], date(2023, 5, 27), date(2023, 6, 2)),
            ([date(2023, 5, 26)], date(2023, 5, 26), date(2023, 6, 2)),
            ([date(2023, 5, 26)], date(2023, 5, 30), date(2023, 6, 2)),
            # The rhythm has paused: this week, or the next where its day has passed.
            ([date(2023, 4, 7)], date(2023, 5, 24), date(2023, 5, 26)),
            ([date(2023, 4, 7)], date(2023, 5, 27), date(2023, 6, 2)),
            # 22 to 24 June 2023 is a holiday: on Wednesday; then on Friday again.
            ([date(2023, 6, 16), date(2023, 6, 9)], date(2023, 6, 19), date(2023, 6, 21)),
            ([date(2023, 6, 21), date(2023, 6, 16), date(2023, 6, 9)], date(2023, 6, 25), date(2023, 6, 30)),
            # Found out only on the holiday: the next working day of that week, a Sunday that is worked.
            ([date(2023, 6, 16)], date(2023, 6, 22), date(2023, 6, 25)),
            # 29 September to 6 October 2023: nobody works but on the weekend after.
            ([date(2023, 9, 28), date(2023, 9, 22), date(2023, 9, 15)], date(2023, 9, 28), date(2023, 10, 7)),
            # As many Tuesdays as Fridays: as the last one.
            ([date(2023, 5, 23), date(2023, 5, 19)], date(2023, 5, 24), date(2023, 5, 30)),
        ],
    )
    def test_it_follows_the_rhythm_and_the_working_calendar(self, printed, today, due):
        assert suggested_date(printed, today=today, is_workday=is_workday) == due

    @given(
        st.lists(st.dates(date(2022, 1, 1), date(2023, 6, 1)), max_size=10),
        st.dates(date(2022, 1, 1), date(2023, 9, 1)),
    )
    def test_it_is_never_past_and_always_worked(self, days, today):
        printed = sorted(days, reverse=True)
        due = suggested_date(printed, today=today, is_workday=is_workday)
        assert due >= today
        assert is_workday(due)
        assert not printed or due > printed[0]

    def test_without_any_working_day_there_is_still_a_day(self):
        assert suggested_date([], today=FRIDAY, is_workday=lambda day: False) == FRIDAY

    def test_a_year_that_is_not_announced_yet_has_its_weekdays(self, cast):
        signed(cast, date=date(2035, 5, 4), year=2035)
        assert likely_date(date(2035, 5, 7)) == date(2035, 5, 11)


class TestNumbers:
    @pytest.mark.parametrize(
        ("gone", "later", "moves"),
        [
            ((2023, 17, 70), [], []),
            (
                (2023, 17, 70),
                [(2023, 18, 71), (2023, 19, 72)],
                [((2023, 18, 71), (2023, 17, 70)), ((2023, 19, 72), (2023, 18, 71))],
            ),
            # A gap that was there before stays where it is.
            ((2023, 17, 70), [(2023, 18, 71), (2023, 20, 73)], [((2023, 18, 71), (2023, 17, 70))]),
            ((2023, 17, 70), [(2023, 19, 71)], []),
            # The first of the next year stays the first.
            (
                (2023, 49, 102),
                [(2024, 1, 103), (2024, 2, 104)],
                [((2024, 1, 103), (2024, 1, 102)), ((2024, 2, 104), (2024, 2, 103))],
            ),
        ],
    )
    def test_those_behind_move_up(self, gone, later, moves):
        assert list(moved_up(Numbers(*gone), [Numbers(*each) for each in later])) == moves

    @given(st.integers(0, 6), st.integers(1, 8))
    def test_moving_up_closes_the_gap(self, place, count):
        run = [Numbers(2023, 10 + step, 60 + step) for step in range(place + count)]
        moved = dict(moved_up(run[place], run[place + 1 :]))
        left = sorted([*run[:place], *moved.values()])
        assert [(each.number, each.total) for each in left] == [(10 + n, 60 + n) for n in range(place + count - 1)]


class TestOpening:
    def test_it_is_audited_and_found_by_insiders(self, cast):
        issue = opened(cast)
        event = AuditEvent.objects.get(action="bulletin.open")
        assert (event.target, event.data["total"]) == (f"bulletin.issue:{issue.pk}", 1)
        assert search.find(cast.actor("editor"), "总第1期").total == 1
        assert search.find(cast.actor("visitor"), "总第1期").total == 0

    @pytest.mark.parametrize("member", [name for name in NAMES if name != "editor"] + ["visitor"])
    def test_only_an_editor_opens(self, cast, member):
        with pytest.raises(Refusal) as caught:
            opened(cast, member)
        assert caught.value.status in (401, 403)
        assert not Issue.objects.exists()

    def test_what_says_nothing_yet_can_be_looked_at(self, cast):
        issue = opened(cast)
        client = cast.as_("editor")
        assert client.get(issue.get_workbench_url()).status_code == 200
        for fmt in ("pdf", "docx", "txt"):
            assert client.get(f"{issue.get_absolute_url()}download.{fmt}").status_code == 200

    def test_the_page_says_what_it_will_be_and_what_is_being_drafted(self, cast):
        issue = drafted(cast)
        with clock.fixed(MONDAY):
            page = cast.as_("editor").get(ADDRESS)
        assert "2023年第18期（总第71期）" in text_of(page)
        assert 'value="2023-06-02"' in page.content.decode()
        assert issue.get_workbench_url() in page.content.decode()
        assert Issue.objects.count() == 1, "asking opens nothing"

    def test_a_second_click_opens_no_other_one(self, cast):
        drafted(cast)
        client = cast.as_("editor")
        first, second = (client.post(ADDRESS, {"date": "2023-06-02", "submit_key": "k"}) for _ in range(2))
        assert first.url == second.url == Issue.objects.get(total=71).get_workbench_url()

    @pytest.mark.parametrize(
        ("day", "sentence"),
        [
            ("", "有误"),
            ("昨天", "有误"),
            ("2023-05-01", "印发日期是2023年5月26日（周五），新的一期不能更早"),
            ("0001-01-01", "请修改"),
        ],
    )
    def test_a_wrong_day_is_said_beside_the_field(self, cast, day, sentence):
        signed(cast)
        page = cast.as_("editor").post(ADDRESS, {"date": day, "submit_key": "k"})
        assert page.status_code == 422
        assert sentence in text_of(page)
        assert Issue.objects.count() == 1


class TestDiscarding:
    def discard(self, cast, issue):
        issue.refresh_from_db()
        actions.discard_draft(by=cast.actor("editor"), at=AT, issue_id=issue.pk, seen=issue.version)

    def test_later_drafts_move_up(self, cast):
        signed(cast, 17)
        gone, follower, last = opened(cast), opened(cast), opened(cast)
        self.discard(cast, gone)
        assert numbers() == [(2023, 17, 70), (2023, 18, 71), (2023, 19, 72)]
        follower.refresh_from_db()
        last.refresh_from_db()
        assert (follower.number, last.number, follower.version) == (18, 19, 2)
        assert opened(cast).number == 20
        assert search.find(cast.actor("editor"), "总第71期").hits[0].url == follower.get_absolute_url()
        assert AuditEvent.objects.get(action="bulletin.discard").data["moved_up"] == 2

    def test_across_the_year_the_numbers_within_it_stay(self, cast):
        gone = drafted(cast, 49, date=date(2023, 12, 29))
        opened(cast, day=date(2024, 1, 5))
        self.discard(cast, gone)
        assert numbers() == [(2024, 1, 102)]

    @pytest.mark.parametrize(("make", "state"), [(reviewing, "审核"), (signed, "已签发")])
    def test_what_a_later_issue_needs_stays(self, cast, make, state):
        gone = drafted(cast, 17)
        drafted(cast, 18)
        make(cast, 19)
        with pytest.raises(NumbersWouldGap, match=f"2023年第19期（总第72期）现为“{state}”"):
            self.discard(cast, gone)
        assert [number for _, number, _ in numbers()] == [17, 18, 19]
        response = cast.as_("editor").get(f"/workbench/bulletin/{gone.pk}/discard/")
        assert response.status_code == 409
        assert "空号" in text_of(response)

    def test_what_stands_behind_a_gap_needs_nothing(self, cast):
        gone = drafted(cast, 17)
        signed(cast, 19)
        self.discard(cast, gone)
        assert [number for _, number, _ in numbers()] == [19]

    def test_the_page_says_what_will_move(self, cast):
        signed(cast, 17)
        gone = opened(cast)
        opened(cast)
        page = text_of(cast.as_("editor").get(f"/workbench/bulletin/{gone.pk}/discard/"))
        assert "2023年第19期（总第72期）改为2023年第18期（总第71期）" in page

    def test_the_same_file_gives_the_draft_that_has_moved_up(self, cast):
        gone, moved = drafted(cast, 17), drafted(cast, 18)
        self.discard(cast, gone)
        assert drafted(cast, 18) == moved
        assert numbers() == [(2023, 17, 70)]


def together(count, work) -> list:
    """What ``work`` gives when ``count`` threads begin it at one moment; a refusal gives its code."""
    start, results = threading.Barrier(count), []

    def run(turn):
        try:
            start.wait(timeout=20)
            results.append(work(turn))
        except Refusal as refusal:
            results.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(turn,)) for turn in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
class TestAtOnce:
    def test_many_editors_get_numbers_without_gaps_or_doubles(self, cast):
        signed(cast, 17)
        editor = cast.actor("editor")
        labels = together(8, lambda turn: actions.open_issue(by=editor, at=MONDAY, on=date(2023, 6, 2)).label)
        assert len(set(labels)) == 8, labels
        assert numbers() == [(2023, 17 + step, 70 + step) for step in range(9)]

    def test_opening_and_discarding_leave_no_gap(self, cast):
        signed(cast, 17)
        drafts = [opened(cast) for _ in range(3)]
        editor = cast.actor("editor")

        def work(turn):
            if turn % 2:
                return actions.open_issue(by=editor, at=MONDAY, on=date(2023, 6, 2)).label
            draft = drafts[turn // 2]
            # The one before may move it up meanwhile, which is a change: look again, as a person would.
            for _attempt in range(5):
                seen = Issue.objects.get(pk=draft.pk).version
                try:
                    return actions.discard_draft(by=editor, at=MONDAY, issue_id=draft.pk, seen=seen)
                except Refusal:
                    continue
            raise AssertionError("never discarded")

        together(6, work)
        assert numbers() == [(2023, 17 + step, 70 + step) for step in range(4)]
        assert not Issue.objects.filter(pk__in=[draft.pk for draft in drafts]).exists()
