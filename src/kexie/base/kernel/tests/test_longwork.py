"""Long work: seen while it goes on, in the asker's scope as of now, with effects that happen exactly once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction

from kexie.base.kernel import longwork, outbox
from kexie.base.kernel.access import Ability, Reach
from kexie.base.kernel.errors import Conflict, NotFound, NotPermitted
from kexie.base.kernel.longwork import Kind, Work, kinds
from kexie.base.kernel.models import (
    AuditEvent,
    LongWork,
    OutboxMessage,
    OutboxState,
    SubmitKey,
    WorkFile,
    WorkRow,
    WorkState,
)
from kexie.base.kernel.tests.factories import AT, Clerk

pytestmark = pytest.mark.django_db

WALK = Ability("test.walk", "走一走")
HERE = Reach(units=frozenset({"00010001"}))
MINUTE = timedelta(minutes=1)

#: What the kind under test does, and who its asker is now.
script: dict = {}


def run(work: Work) -> None:
    script["run"](work)


def actor_now(account_id, *, at):
    return script["now"]


@pytest.fixture(autouse=True)
def kind(settings):
    settings.KEXIE_ACTOR_NOW = f"{__name__}.actor_now"
    made = kinds.register("test.walk", Kind("test.walk", "走一走", f"{__name__}.run", WALK))
    script.clear()
    yield made
    kinds._things.pop("test.walk")


@pytest.fixture
def clerk() -> Clerk:
    script["now"] = Clerk(where=HERE)
    return script["now"]


def begin(clerk: Clerk, run=lambda work: None, **options) -> LongWork:
    script["run"] = run
    with transaction.atomic():
        return longwork.start(by=clerk, at=AT, kind="test.walk", title="走一走", payload={"n": 3}, **options)


def go(work: LongWork, at=AT) -> LongWork:
    outbox.deliver_due(at=at)
    work.refresh_from_db()
    return work


def effect(ref: str) -> str:
    SubmitKey.objects.create(actor=outbox.UUID(int=0), verb="effect", key=ref, created_at=AT)
    return "好了"


def effects() -> list[str]:
    return sorted(SubmitKey.objects.filter(verb="effect").values_list("key", flat=True))


class TestRunning:
    def test_it_runs_once_with_what_it_was_given_and_is_reported(self, clerk):
        seen = []

        def steps(work: Work) -> None:
            seen.append((work.payload, work.file, work.file_name, work.by, work.at))
            work.report("1", "甲", True, "好了")
            work.report("2", "乙", False, "请补上日期。")
            work.progress(2, 4)
            work.summary(added=1, refused=1)
            work.result(b"abc", "结果.txt", "text/plain")

        work = begin(clerk, steps, file=b"\x00\xff given", file_name="名单.xlsx")
        assert (work.state, work.percent) == (WorkState.QUEUED, 0)
        go(work)
        assert seen == [({"n": 3}, b"\x00\xff given", "名单.xlsx", clerk, AT)]
        assert (work.state, work.percent, work.counts) == (WorkState.DONE, 100, {"added": 1, "refused": 1})
        assert list(work.rows.values_list("ref", "label", "ok", "message")) == [
            ("1", "甲", True, "好了"),
            ("2", "乙", False, "请补上日期。"),
        ]
        assert go(work).state == WorkState.DONE
        assert len(seen) == 1

    def test_how_far_it_is_is_seen_while_it_runs(self, clerk):
        seen = []

        def steps(work: Work) -> None:
            work.progress(1, 3)
            seen.append(LongWork.objects.get().percent)

        go(begin(clerk, steps))
        assert seen == [33]

    def test_files_are_sealed_where_they_are_stored(self, clerk):
        begin(clerk, file="居民身份号码".encode(), file_name="名单.csv")
        stored = WorkFile.objects.get()
        assert "居民身份号码" not in stored.content
        assert b"5bGF" not in stored.content.encode()
        assert stored.size == 18

    def test_each_step_is_audited_once(self, clerk):
        work = go(begin(clerk, lambda work: work.result(b"x", "x.txt", "text/plain")))
        longwork.file_to_take(by=clerk, at=AT, work_id=work.pk)
        assert list(AuditEvent.objects.order_by("number").values_list("action", "account_id")) == [
            ("work.start", clerk.account_id),
            ("work.end", clerk.account_id),
            ("work.download", clerk.account_id),
        ]

    def test_unknown_kinds_and_who_has_no_account_are_refused(self, clerk):
        with pytest.raises(KeyError), transaction.atomic():
            longwork.start(by=clerk, at=AT, kind="no.such", title="x", payload={})
        with pytest.raises(NotPermitted, match="登录"):
            begin(replace(clerk, account_id=None))
        with pytest.raises(NotPermitted):
            begin(Clerk())

    def test_a_kind_that_is_gone_ends_clearly(self, clerk):
        work = begin(clerk)
        kept = kinds._things.pop("test.walk")
        go(work)
        kinds.register("test.walk", kept)
        assert work.state == WorkState.FAILED
        assert "停用" in work.note


class TestRowByRow:
    ROWS = (("a", "甲"), ("b", "乙"), ("c", "丙"))

    def test_a_refusal_undoes_its_row_alone_and_is_its_reason(self, clerk):
        def one(ref: str) -> str:
            effect(ref)
            if ref == "b":
                raise Conflict("乙已经办过了。")
            return "好了"

        work = go(begin(clerk, lambda work: work.each(self.ROWS, one, total=3)))
        assert work.state == WorkState.DONE
        assert effects() == ["a", "c"]
        assert list(work.rows.filter(ok=False).values_list("ref", "message")) == [("b", "乙已经办过了。")]

    def test_a_broken_row_does_not_stop_the_others_and_tells_no_trace(self, clerk):
        def one(ref: str) -> str:
            if ref == "a":
                raise RuntimeError("secret 13812345678")
            return effect(ref)

        work = go(begin(clerk, lambda work: work.each(self.ROWS, one, total=3)))
        assert effects() == ["b", "c"]
        said = work.rows.get(ref="a").message
        assert "系统" in said
        assert "138" not in said

    def test_a_run_that_dies_between_rows_goes_on_with_the_rest(self, clerk):
        died = []

        def one(ref: str) -> str:
            if ref == "b" and not died:
                died.append(1)
                raise KeyboardInterrupt  # as hard as a kill: nothing is noted
            return effect(ref)

        work = begin(clerk, lambda work: work.each(self.ROWS, one, total=3))
        with pytest.raises(KeyboardInterrupt):
            go(work)
        assert effects() == ["a"]
        assert go(work).state == WorkState.RUNNING
        outbox.reap(at=outbox.clock.now() + timedelta(hours=2))
        go(work, at=outbox.clock.now() + timedelta(hours=2))
        assert work.state == WorkState.DONE
        assert effects() == ["a", "b", "c"]
        assert WorkRow.objects.filter(ok=True).count() == 3

    def test_a_stage_is_done_once(self, clerk):
        tries = []

        def steps(work: Work) -> None:
            with work.stage("write") as first:
                if first:
                    effect("w")
            tries.append(first)
            if len(tries) == 1:
                raise RuntimeError

        work = begin(clerk, steps)
        go(work)
        assert work.state == WorkState.QUEUED
        go(work, at=AT + MINUTE)
        assert (tries, effects(), work.state) == ([True, False], ["w"], WorkState.DONE)

    def test_what_fails_in_a_stage_leaves_nothing(self, clerk):
        def steps(work: Work) -> None:
            with work.stage("write"):
                effect("w")
                raise Conflict("名称已被使用。")

        work = go(begin(clerk, steps))
        assert (work.state, work.note, effects()) == (WorkState.FAILED, "名称已被使用。", [])

    def test_who_has_lost_the_work_changes_nothing(self, clerk):
        def steps(work: Work) -> None:
            OutboxMessage.objects.update(attempts=2)  # another worker has taken over
            work.each(self.ROWS, effect, total=3)

        work = go(begin(clerk, steps))
        assert effects() == []
        assert work.state == WorkState.RUNNING

    def test_each_step_renews_the_lease(self, clerk):
        def steps(work: Work) -> None:
            OutboxMessage.objects.update(lease_until=AT)
            work.progress(1, 2)
            assert OutboxMessage.objects.get().lease_until > AT

        assert go(begin(clerk, steps)).state == WorkState.DONE


class TestFailing:
    def test_it_is_tried_three_times_and_then_said_clearly(self, clerk):
        tries = []

        def steps(work: Work) -> None:
            tries.append(1)
            raise RuntimeError("secret")

        work = begin(clerk, steps)
        for turn in range(5):
            go(work, at=AT + turn * timedelta(hours=1))
        assert len(tries) == 3
        assert work.state == WorkState.FAILED
        assert "重试" in work.note
        assert "secret" not in work.note

    def test_what_kills_every_worker_is_given_up_and_said_clearly(self, clerk):
        work = begin(clerk)
        OutboxMessage.objects.update(state=OutboxState.DEAD, attempts=3)
        longwork.tend(AT)
        work.refresh_from_db()
        assert work.state == WorkState.FAILED
        assert "中断" in work.note
        assert longwork.tend(AT) == 0

    def test_a_refusal_ends_it_at_once_and_keeps_what_was_reported(self, clerk):
        def steps(work: Work) -> None:
            work.report("1", "第 1 行", False, "缺少姓名，请补填。")
            raise Conflict("有 1 行需要修改，没有导入任何一行。")

        work = go(begin(clerk, steps))
        assert (work.state, work.note) == (WorkState.FAILED, "有 1 行需要修改，没有导入任何一行。")
        assert work.rows.get().message == "缺少姓名，请补填。"


class TestRightsOfNow:
    """Security.md, 19: taken away between queue, run and download."""

    def test_taken_away_before_the_run(self, clerk):
        work = begin(clerk, lambda work: effect("x") and None)
        script["now"] = replace(clerk, where=Reach())
        go(work)
        assert work.state == WorkState.FAILED
        assert "走一走" in work.note
        assert effects() == []

    def test_taken_away_between_two_rows(self, clerk):
        def one(ref: str) -> str:
            if ref == "30":
                script["now"] = replace(clerk, where=Reach())
            return effect(ref)

        rows = [(f"{number}", "") for number in range(1, 101)]
        work = go(begin(clerk, lambda work: work.each(rows, one, total=100)))
        assert work.state == WorkState.FAILED
        assert len(effects()) == 50

    def test_the_reach_has_moved_between_two_tries(self, clerk):
        def steps(work: Work) -> None:
            script["now"] = replace(clerk, where=Reach(units=frozenset({"0002"})))
            raise RuntimeError

        work = go(begin(clerk, steps))
        go(work, at=AT + MINUTE)
        assert work.state == WorkState.FAILED
        assert "范围" in work.note

    @pytest.mark.parametrize("now", [Reach(), Reach(units=frozenset({"0002"}))])
    def test_taken_away_before_the_download(self, clerk, now):
        work = go(begin(clerk, lambda work: work.result(b"x", "x.txt", "text/plain")))
        with pytest.raises(NotPermitted):
            longwork.file_to_take(by=replace(clerk, where=now), at=AT, work_id=work.pk)
        assert longwork.file_to_take(by=clerk, at=AT, work_id=work.pk)[1] == b"x"
        assert WorkFile.objects.get().downloads == 1

    def test_nobody_else_sees_stops_repeats_or_takes_it(self, clerk):
        work = go(begin(clerk, lambda work: work.result(b"x", "x.txt", "text/plain")))
        other = Clerk(where=Reach(everywhere=True))
        assert not longwork.own(other).exists()
        assert not longwork.own(Clerk(account_id=None)).exists()
        with pytest.raises(NotFound):
            longwork.own_one(other, work.pk)
        for verb in (longwork.cancel, longwork.retry, longwork.file_to_take):
            with pytest.raises(NotFound):
                verb(by=other, at=AT, work_id=work.pk)


class TestReaches:
    @pytest.mark.parametrize(
        ("now", "then", "covers"),
        [
            (Reach(everywhere=True), Reach(everywhere=True), True),
            (Reach(subtrees=frozenset({"0001"})), Reach(everywhere=True), False),
            (Reach(subtrees=frozenset({"0001"})), Reach(units=frozenset({"00010001"})), True),
            (Reach(subtrees=frozenset({"0001"})), Reach(subtrees=frozenset({"00010001"})), True),
            (Reach(subtrees=frozenset({"00010001"})), Reach(subtrees=frozenset({"0001"})), False),
            (Reach(units=frozenset({"0001"})), Reach(subtrees=frozenset({"0001"})), False),
            (Reach(units=frozenset({"0001"})), Reach(units=frozenset({"0001"})), True),
            (Reach(), Reach(), True),
        ],
    )
    def test_whether_the_reach_of_now_covers_that_of_then(self, now, then, covers):
        assert longwork.reaches(now, longwork.stored_reach(then)) is covers


class TestStoppingAndRetrying:
    def test_what_waits_is_cancelled_at_once(self, clerk):
        work = begin(clerk, lambda work: effect("x") and None)
        longwork.cancel(by=clerk, at=AT, work_id=work.pk)
        assert go(work).state == WorkState.CANCELLED
        assert effects() == []
        with pytest.raises(Conflict):
            longwork.cancel(by=clerk, at=AT, work_id=work.pk)

    def test_what_runs_stops_at_its_next_row_and_keeps_what_is_done(self, clerk):
        def one(ref: str) -> str:
            if ref == "b":
                longwork.cancel(by=clerk, at=AT, work_id=LongWork.objects.get().pk)
            return effect(ref)

        work = go(begin(clerk, lambda work: work.each(TestRowByRow.ROWS, one, total=3)))
        assert work.state == WorkState.CANCELLED
        assert effects() == ["a", "b"]

    def test_a_retry_does_the_rest(self, clerk):
        refuse = ["b"]

        def one(ref: str) -> str:
            if ref in refuse:
                raise Conflict("请稍后。")
            return effect(ref)

        work = begin(clerk, lambda work: work.each(TestRowByRow.ROWS, one, total=3))
        with pytest.raises(Conflict):
            longwork.retry(by=clerk, at=AT, work_id=work.pk)
        go(work)
        refuse.clear()
        longwork.retry(by=clerk, at=AT, work_id=work.pk)
        go(work)
        assert effects() == ["a", "b", "c"]
        assert work.rows.filter(ok=True).count() == 3

    def test_no_retry_once_the_given_file_has_expired(self, clerk):
        work = go(begin(clerk, file=b"x", file_name="x.csv"))
        with pytest.raises(NotFound, match="过保存期限"):
            longwork.retry(by=clerk, at=AT + timedelta(hours=72), work_id=work.pk)

    def test_no_retry_for_who_may_no_longer(self, clerk):
        work = go(begin(clerk))
        with pytest.raises(NotPermitted):
            longwork.retry(by=replace(clerk, where=Reach()), at=AT, work_id=work.pk)


class TestForgetting:
    def test_a_result_is_gone_after_three_days(self, clerk):
        work = go(begin(clerk, lambda work: work.result(b"x", "x.txt", "text/plain")))
        late = AT + timedelta(hours=72)
        with pytest.raises(NotFound):
            longwork.file_to_take(by=clerk, at=late, work_id=work.pk)
        assert longwork.tend(late - MINUTE) == 0
        longwork.tend(late)
        assert not WorkFile.objects.exists()
        assert LongWork.objects.exists()

    def test_the_report_is_gone_after_ninety(self, clerk):
        work = go(begin(clerk, lambda work: work.report("1", "甲", True)))
        longwork.tend(work.ended_at + timedelta(days=91))
        assert not LongWork.objects.exists()
        assert not WorkRow.objects.exists()

    def test_what_a_page_can_wait_for_runs_at_once(self, clerk):
        work = begin(clerk, lambda work: effect("x") and None)
        assert longwork.run_now(work, at=AT).state == WorkState.DONE
        assert go(work).state == WorkState.DONE
        assert effects() == ["x"]
