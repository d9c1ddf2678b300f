"""Work that takes longer than a page may take: queued, run by a worker, seen while it goes on, reported row by row.

:func:`start` stores the work in the business transaction; the outbox brings it to a worker, which calls the kind's ``run``
with a :class:`Work`. It runs in the asker's scope as of then, not as of when it was asked for: rights that were taken away
meanwhile stop it before the run, between rows, and at the download of the result (security.md, 19).

A worker that is killed loses its lease, and another one begins the run again. So that effects happen once, a run changes
things inside :meth:`Work.each` (one transaction per row, with the row's report in it) or :meth:`Work.stage` (one
transaction for all, with the note that it is over); both check in that transaction that the work is still theirs.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import structlog
from django.conf import settings
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import F, QuerySet
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from kexie.base.kernel import audit, clock, outbox, vault
from kexie.base.kernel.access import Ability, Actor, Reach
from kexie.base.kernel.errors import NotFound, NotPermitted, Refusal
from kexie.base.kernel.faults import FaultPoint
from kexie.base.kernel.longwork_errors import AlreadyOver, FileGone, Lost, NotOver, ReachesLess, Stopped
from kexie.base.kernel.longwork_kinds import Kind, kinds
from kexie.base.kernel.models import ENDED, LongWork, OutboxMessage, OutboxState, WorkFile, WorkRow, WorkState
from kexie.base.kernel.topics import Delivery, topics

__all__ = [
    "TOPIC",
    "AlreadyOver",
    "FileGone",
    "Kind",
    "NotOver",
    "ReachesLess",
    "Work",
    "cancel",
    "file_to_take",
    "kinds",
    "own",
    "own_one",
    "retry",
    "run_now",
    "start",
]

TOPIC: Final = "longwork"
#: A worker that has shown no sign of life for so long has lost the work; every step of a run is such a sign.
LEASE: Final = timedelta(minutes=2)
#: After how long the report of work that is over is forgotten.
KEEP: Final = timedelta(days=90)
#: Rows between two looks whether the asker still may.
LOOK_AGAIN: Final = 25

_ROW_DONE: Final = FaultPoint("longwork.row")
_STAGE_DONE: Final = FaultPoint("longwork.stage")
_RAN: Final = FaultPoint("longwork.ran")

log = structlog.get_logger("kexie.longwork")


def start(
    *,
    by: Actor,
    at: datetime,
    kind: str,
    title: str,
    payload: dict[str, Any],
    file: bytes = b"",
    file_name: str = "",
) -> LongWork:
    """Queue work of a registered kind, inside the business transaction; ``payload`` holds no personal data, a file may.

    Raises:
        KeyError: nobody has registered the kind.
        NotPermitted, LogInFirst: ``by`` does not hold the kind's ability, or is no account.
    """
    known = kinds[kind]
    known.admit(by, payload)
    if by.account_id is None:
        raise NotPermitted(_("后台办理须由登录的账号发起，请登录后再试。"))
    with transaction.atomic():
        work = LongWork.objects.create(
            kind=kind,
            title=title[:120],
            payload=payload,
            by_account=by.account_id,
            by_person=by.person_id,
            created_at=at,
        )
        if file:
            _store(work, made=False, content=file, name=file_name, media_type="", expires_at=at + known.keep)
        _put(work, at=at)
        audit.record(by=by, at=at, action="work.start", target=_target(work), kind=kind)
    return work


def own(actor: Actor) -> QuerySet[LongWork]:
    """The work that the actor has asked for, newest first; nobody sees another's."""
    return LongWork.objects.filter(by_account=actor.account_id) if actor.account_id else LongWork.objects.none()


def own_one(actor: Actor, work_id: UUID) -> LongWork:
    """One of :func:`own`; NotFound otherwise."""
    work = own(actor).filter(pk=work_id).first()
    if work is None:
        raise NotFound
    return work


def cancel(*, by: Actor, at: datetime, work_id: UUID) -> LongWork:
    """Stop one's own work: at once while it waits, at its next row while it runs; what is done by then stays done.

    Raises NotFound, AlreadyOver.
    """
    with transaction.atomic():
        work = _locked(own(by), work_id)
        if work.is_over:
            raise AlreadyOver
        work.cancel_asked_at = at
        if work.state == WorkState.QUEUED:
            work.state, work.ended_at, work.note = WorkState.CANCELLED, at, _("已按您的要求取消。")
        work.save(update_fields=["cancel_asked_at", "state", "ended_at", "note"])
        audit.record(by=by, at=at, action="work.cancel", target=_target(work), kind=work.kind)
    return work


def retry(*, by: Actor, at: datetime, work_id: UUID) -> LongWork:
    """Try one's own work again: rows and stages that are done stay done, failed rows are tried once more.

    Raises NotFound, NotOver, FileGone (what was given has expired), NotPermitted.
    """
    with transaction.atomic():
        work = _locked(own(by), work_id)
        if not work.is_over:
            raise NotOver
        kinds[work.kind].admit(by, work.payload)
        if (given := work.files.filter(made=False).first()) is not None and given.expires_at <= at:
            raise FileGone
        work.rows.filter(ok=False).delete()
        work.files.filter(made=True).delete()
        work.state, work.ended_at, work.cancel_asked_at = WorkState.QUEUED, None, None
        work.note, work.counts, work.done, work.rounds = "", {}, 0, work.rounds + 1
        work.save()
        _put(work, at=at)
        audit.record(by=by, at=at, action="work.retry", target=_target(work), kind=work.kind)
    return work


def file_to_take(*, by: Actor, at: datetime, work_id: UUID) -> tuple[WorkFile, bytes]:
    """The result of one's own work, for its asker alone, who still reaches as far as when it was made; counted, audited.

    Raises NotFound, NotPermitted, ReachesLess, FileGone.
    """
    with transaction.atomic():
        work = own_one(by, work_id)
        kind = kinds[work.kind]
        kind.admit(by, work.payload)
        needed = kind.needed(work.payload)
        if needed is not None and not reaches(by.reach(needed), work.reach):
            raise ReachesLess(ability=needed.code)
        file = work.files.select_for_update().filter(made=True, expires_at__gt=at).first()
        if file is None:
            raise FileGone
        WorkFile.objects.filter(pk=file.pk).update(downloads=F("downloads") + 1)
        audit.record(by=by, at=at, action="work.download", target=_target(work), kind=work.kind)
        return file, _opened(file)


def reaches(now: Reach, then: dict[str, Any]) -> bool:
    """Whether ``now`` covers all that ``then`` (as stored with the work) did."""
    if now.everywhere:
        return True
    if then.get("everywhere"):
        return False
    below = [any(path.startswith(root) for root in now.subtrees) for path in then.get("subtrees", ())]
    return all(below) and all(now.covers(path) for path in then.get("units", ()))


def stored_reach(reach: Reach) -> dict[str, Any]:
    """A reach as JSON keeps it."""
    return {"everywhere": reach.everywhere, "units": sorted(reach.units), "subtrees": sorted(reach.subtrees)}


def run_now(work: LongWork, *, at: datetime) -> LongWork:
    """Run, in this process and after the transaction that started it, what is small enough for a page to wait for.

    If a worker has been quicker, or the run fails and is to be tried again, the work is simply seen under way.
    """
    message = OutboxMessage.objects.filter(topic=TOPIC, key=_key(work)).first()
    if message is not None:
        outbox.deliver(message.pk, at=at)
    work.refresh_from_db()
    return work


class Work:
    """What a run is given; see the module for what happens exactly once."""

    def __init__(self, row: LongWork, kind: Kind, by: Actor, *, at: datetime, key: str, attempt: int) -> None:
        self.by = by
        self.at = at
        self.payload: dict[str, Any] = row.payload
        self._row, self._kind, self._key, self._attempt = row, kind, key, attempt
        self._waiting: list[WorkRow] = []
        self._given: WorkFile | None = row.files.filter(made=False).first()

    @property
    def id(self) -> UUID:
        """The work's identifier."""
        return self._row.pk

    @property
    def file(self) -> bytes:
        """The file that was given; empty without one."""
        return _opened(self._given) if self._given else b""

    @property
    def file_name(self) -> str:
        """Its name."""
        return self._given.name if self._given else ""

    def progress(self, done: int, total: int) -> None:
        """Say how far it is; also the sign of life and the place where a cancelled run ends (`Stopped`, `Lost`)."""
        self._flush()
        self._hold()
        LongWork.objects.filter(pk=self.id).update(done=done, total=total)

    def report(self, ref: str, label: str, ok: bool, message: str = "") -> None:
        """What became of a row; reported again under the same ``ref``, the last word counts."""
        self._waiting.append(
            WorkRow(work=self._row, ref=ref[:120], label=label[:200], ok=ok, message=str(message)[:500])
        )
        if len(self._waiting) >= 200:
            self._flush()

    def result(self, content: bytes, name: str, media_type: str) -> None:
        """The file to take away; a second one replaces the first."""
        with transaction.atomic():
            self._row.files.filter(made=True).delete()
            until = self.at + self._kind.keep
            _store(self._row, made=True, content=content, name=name, media_type=media_type, expires_at=until)

    def summary(self, **counts: int) -> None:
        """Figures for the page; `Kind.words` says what they are called."""
        self._row.counts = {**self._row.counts, **counts}
        LongWork.objects.filter(pk=self.id).update(counts=self._row.counts)

    @property
    def settled(self) -> int:
        """How many rows earlier attempts have done: for whoever finds only what is left (`each`, ``passed``)."""
        return self._row.rows.filter(ok=True).count()

    def each(
        self, rows: Iterable[tuple[str, str]], do: Callable[[str], str | None], *, total: int, passed: int = 0
    ) -> None:
        """Do something to each row (ref, label): one transaction per row, in which its report stands too.

        ``do`` answers a remark; a refusal undoes its row alone and becomes the reason in the report. Rows that an earlier
        attempt has done are passed over; ``passed`` of them are not among ``rows`` any more, but count in ``total``.
        """
        settled = set(WorkRow.objects.filter(work=self._row, ok=True).values_list("ref", flat=True))
        for number, (ref, label) in enumerate(rows, start=passed + 1):
            if ref[:120] not in settled:
                self._one(ref, label, do)
            if number % LOOK_AGAIN == 0 or number == total:
                self.progress(number, total)
                self.look_again()

    @contextmanager
    def stage(self, name: str) -> Iterator[bool]:
        """One transaction; yields whether what follows is still to be done (False: an earlier attempt has done it)."""
        with transaction.atomic():
            self._hold()
            row = LongWork.objects.select_for_update().get(pk=self.id)
            first = name not in row.stages
            yield first
            if first:
                self._flush()
                LongWork.objects.filter(pk=self.id).update(stages=[*row.stages, name])
                _STAGE_DONE.reach()

    def look_again(self) -> None:
        """Ask anew what the asker may do; raises a refusal once he or she may no longer."""
        self.by = _actor(self._row, self.at)
        self._kind.admit(self.by, self.payload)
        _check_reach(self._kind.needed(self.payload), self.by, self._row)

    def _one(self, ref: str, label: str, do: Callable[[str], str | None]) -> None:
        try:
            with transaction.atomic():
                self._hold()
                remark = do(ref) or ""
                self._flush()
                self.report(ref, label, True, remark)
                self._flush()
        except Refusal as refusal:
            self.report(ref, label, False, refusal.message)
        except (Stopped, Lost):
            raise
        except Exception as error:
            if isinstance(error, DatabaseError) and not isinstance(error, IntegrityError):
                raise
            log.exception("work_row_failed", work=str(self.id), kind=self._kind.name, error=type(error).__name__)
            self.report(ref, label, False, _("系统处理这一条时出错，已记录。请稍后重试，或联系系统管理员。"))
        _ROW_DONE.reach()

    def _flush(self) -> None:
        rows, self._waiting = list({row.ref: row for row in self._waiting}.values()), []
        if rows:
            fields = ["label", "ok", "message"]
            WorkRow.objects.bulk_create(
                rows, update_conflicts=True, unique_fields=["work", "ref"], update_fields=fields, batch_size=200
            )

    def _hold(self) -> None:
        """Renew the lease, in the present transaction if there is one: whoever has lost it changes nothing."""
        held = OutboxMessage.objects.filter(
            topic=TOPIC, key=self._key, state=OutboxState.RUNNING, attempts=self._attempt
        )
        if not held.update(lease_until=max(clock.now(), self.at) + LEASE):
            raise Lost
        if LongWork.objects.filter(pk=self.id, cancel_asked_at__isnull=False).exists():
            raise Stopped


def deliver(delivery: Delivery) -> None:
    """Run a piece of work once; the outbox calls this outside any transaction, and again after a kill or a failure."""
    row = LongWork.objects.filter(pk=UUID(delivery.payload["work"])).first()
    if row is None or row.is_over:
        return
    if row.kind not in kinds:
        _end(row, delivery.at, WorkState.FAILED, _("这类办理已经停用，请联系系统管理员。"))
        return
    kind = kinds[row.kind]
    try:
        _run(row, kind, delivery)
    except Stopped:
        _end(row, delivery.at, WorkState.CANCELLED, _("已按您的要求取消，取消前已办理的内容保留。"))
    except Lost:
        log.warning("work_lost", work=str(row.pk), kind=row.kind)
    except Refusal as refusal:
        _end(row, delivery.at, WorkState.FAILED, refusal.message)
    except Exception as error:
        log.exception("work_failed", work=str(row.pk), kind=row.kind, error=type(error).__name__)
        if delivery.attempt < topics[TOPIC].attempts:
            LongWork.objects.filter(pk=row.pk).update(state=WorkState.QUEUED, note=_("处理中断，稍后自动重试。"))
            raise
        _end(row, delivery.at, WorkState.FAILED, _("处理多次出错，已停止。请稍后重试；仍不成功，请联系系统管理员。"))
    else:
        _end(row, delivery.at, WorkState.DONE, "")


def tend(at: datetime) -> int:
    """Say clearly what no worker will take up again, and forget what has had its time; how many."""
    count = 0
    dead = OutboxMessage.objects.filter(topic=TOPIC, state=OutboxState.DEAD).values_list("key", flat=True)
    given_up = set(dead)
    for row in LongWork.objects.exclude(state__in=ENDED):
        if _key(row) in given_up:
            _end(
                row,
                at,
                WorkState.FAILED,
                _("处理多次中断，已停止。已办理的内容保留，请重试；仍不成功，请联系系统管理员。"),
            )
            count += 1
    count += WorkFile.objects.filter(expires_at__lte=at).delete()[0]
    return count + LongWork.objects.filter(state__in=ENDED, ended_at__lt=at - KEEP).delete()[0]


def _run(row: LongWork, kind: Kind, delivery: Delivery) -> None:
    """Begin, run, and see at the end that the work is still ours; what was reported is kept whatever happens."""
    by = _actor(row, delivery.at)
    kind.admit(by, row.payload)
    needed = kind.needed(row.payload)
    _check_reach(needed, by, row)
    if needed is not None and not row.reach:
        row.reach = stored_reach(by.reach(needed))
    row.state, row.begun_at, row.note = WorkState.RUNNING, row.begun_at or delivery.at, ""
    row.save(update_fields=["state", "begun_at", "note", "reach"])
    work = Work(row, kind, by, at=delivery.at, key=_key(row), attempt=delivery.attempt)
    try:
        work._hold()
        kind.begin(work)
    except Refusal:
        work._flush()
        raise
    work._flush()
    work._hold()
    _RAN.reach()


def _check_reach(ability: Ability | None, by: Actor, row: LongWork) -> None:
    """Refuse once the asker reaches less than when the run began: half of it would be out of scope."""
    if ability is not None and row.reach and not reaches(by.reach(ability), row.reach):
        raise ReachesLess(_("您的管理范围在办理途中有变化，已停止。请按现在的范围重新办理。"), ability=ability.code)


def _end(row: LongWork, at: datetime, state: WorkState, note: str) -> None:
    with transaction.atomic():
        open_still = LongWork.objects.select_for_update().filter(pk=row.pk).exclude(state__in=ENDED).first()
        if open_still is None:
            return
        ended = max(at, clock.now())
        LongWork.objects.filter(pk=row.pk).update(state=state, ended_at=ended, note=note[:300])
        outcome = audit.Outcome.DONE if state == WorkState.DONE else audit.Outcome.REFUSED
        by = _Asker(row.by_account, row.by_person)
        audit.record(
            by=by, at=at, action="work.end", target=_target(row), outcome=outcome, kind=row.kind, state=str(state)
        )


class _Asker:
    """Who asked, for the audit: the identifiers are known even when the account is gone."""

    name = ""
    is_known = True

    def __init__(self, account_id: UUID, person_id: UUID | None) -> None:
        self.account_id: UUID | None = account_id
        self.person_id = person_id

    def reach(self, ability: Ability) -> Reach:
        """Nowhere: only a name for a row."""
        return Reach()


def _actor(row: LongWork, at: datetime) -> Actor:
    """The asker with the rights of now."""
    actor_now = import_string(settings.KEXIE_ACTOR_NOW)
    actor: Actor = actor_now(row.by_account, at=max(at, clock.now()))
    return actor


def _put(work: LongWork, *, at: datetime) -> None:
    outbox.put(topic=TOPIC, key=_key(work), payload={"work": str(work.pk)}, at=at)


def _key(work: LongWork) -> str:
    return f"{work.pk}:{work.rounds}"


def _target(work: LongWork) -> str:
    return f"kernel.work:{work.pk}"


def _locked(found: QuerySet[LongWork], work_id: UUID) -> LongWork:
    work = found.select_for_update().filter(pk=work_id).first()
    if work is None:
        raise NotFound
    return work


def _store(work: LongWork, *, made: bool, content: bytes, name: str, media_type: str, expires_at: datetime) -> WorkFile:
    sealed = vault.seal(b64encode(content).decode("ascii"), context=_context(work.pk, made))
    return WorkFile.objects.create(
        work=work,
        made=made,
        name=name[:200],
        media_type=media_type,
        size=len(content),
        content=sealed,
        expires_at=expires_at,
    )


def _opened(file: WorkFile) -> bytes:
    return b64decode(vault.open_sealed(file.content, context=_context(file.work_id, file.made)))


def _context(work_id: UUID, made: bool) -> str:
    return f"kernel.work:{work_id}:{'made' if made else 'given'}"
