"""Rounds of killing the worker that takes running cases over to another version, or back.

Every round has a matter of its own with cases that run; the worker is killed by SIGKILL at one named point, or from outside
between two cases, and another one takes the work up hours later. One line of JSON says what became of the cases.
"""

from __future__ import annotations

import os
import signal
from uuid import UUID

from case_rounds import chain_holds, history
from django.db import transaction
from rounds import ended, forked, heal, tell
from rounds import work as serve

from kexie.base.kernel import audit, clock, longwork, scoping
from kexie.base.kernel.models import LongWork, WorkRow
from kexie.base.matters.actions import cases, moving, versions
from kexie.base.matters.models import Case, CaseStep, Move, MovedCase
from kexie.base.matters.tests.factories import AT, published, revised, staff
from kexie.base.matters.tests.test_moving import LOOK
from kexie.base.people.tests.cast import Cast, assemble

CASES = 5
POINTS = ("outbox.handling", "case.stored", "longwork.row", "longwork.ran", "outbox.handled")


class Rounds:
    """The city, and a matter for every round."""

    def __init__(self, cast: Cast) -> None:
        self.cast, self.turn = staff(cast), 0

    def begin(self) -> tuple[Move, list[UUID]]:
        """Cases that run, a later version, and a move to it."""
        self.turn += 1
        old = published(self.cast, code=f"move{self.turn}")
        said = {"at": AT, "matter_id": old.matter_id, "answers": {}}
        keys = [cases.start(by=self.cast.actor("plain"), **said).pk for _ in range(CASES)]
        draft = versions.begin_draft(by=self.cast.actor("keeper"), at=AT, matter_id=old.matter_id)
        new = revised(self.cast, draft, process=LOOK)
        move = moving.begin_move(by=self.cast.actor("reviewer"), at=AT, old_id=old.pk, new_id=new.pk)
        return move, keys

    def queued(self, move: Move, *, back: bool = False) -> LongWork:
        payload = {"move": str(move.pk)} | ({"back": True} if back else {})
        with transaction.atomic():
            by = self.cast.actor("reviewer")
            return longwork.start(by=by, at=clock.now(), kind="matters.move", title="迁移", payload=payload)

    def killed(self, kind: str, point: str, *, back: bool) -> None:
        """At ``point``, or (without one) from outside once the second case is done."""
        move, keys = self.begin()
        if back:
            self.queued(move)
            serve()
        work = self.queued(move, back=back)
        child = forked(serve, point=point)
        if not point:
            while WorkRow.objects.filter(work=work).count() < 2:
                pass
            os.kill(child, signal.SIGKILL)
        end = ended(child)
        done = WorkRow.objects.filter(work=work).count()
        heal()
        self.report(kind, work, move, keys, end=end, done=done)

    def report(self, kind: str, work: LongWork, move: Move, keys: list[UUID], **more: object) -> None:
        work.refresh_from_db()
        move.refresh_from_db()
        there = Case.objects.filter(pk__in=keys)
        tell(
            {
                "kind": kind,
                "state": str(work.state),
                "progress": [work.done, work.total],
                "reported": work.rows.filter(ok=True).count(),
                "refused": work.rows.filter(ok=False).count(),
                "counted": move.cases,
                "kept": MovedCase.objects.filter(move=move).count(),
                "on_new": there.filter(version=move.new_id).count(),
                "on_old": there.filter(version=move.old_id).count(),
                "steps": [history(key) for key in keys],
                "chains": all(chain_holds(case) for case in there),
                "stray": CaseStep.objects.filter(case__in=keys)
                .exclude(kind__in=("start", "move", "move_back"))
                .count(),
                **more,
            }
        )


@scoping.beyond("rounds of a test")
def main(rounds: int) -> None:
    with clock.fixed(AT):
        all_of_it = Rounds(assemble())
        for _ in range(rounds):
            for point in (*POINTS, ""):
                for name, back in (("move", False), ("back", True)):
                    all_of_it.killed(f"{name} {point or 'outside'}", point, back=back)
        tell({"kind": "audit", "holds": audit.verify().holds})
