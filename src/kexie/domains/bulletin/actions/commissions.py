"""The office asks units for a text (约稿): asked, changed, closed, called off; and the unit's answer that it cannot."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.base.kernel import audit
from kexie.base.kernel.access import Actor, check
from kexie.base.kernel.errors import NotFound
from kexie.base.people.api import Organisation
from kexie.domains.bulletin.abilities import CONTRIBUTE, HANDLE
from kexie.domains.bulletin.actions import commission_notices as notices
from kexie.domains.bulletin.errors import CommissionChanged, CommissionRefused
from kexie.domains.bulletin.models import (
    AskedState,
    Commission,
    CommissionedUnit,
    CommissionedUnitQuerySet,
    CommissionState,
)
from kexie.domains.bulletin.rules.commissions import LONGEST_REASON, CommissionWords, remind_at, wrong_words
from kexie.domains.bulletin.rules.wording import tidied_paragraphs, tidied_title


def create_commission(*, by: Actor, at: datetime, words: CommissionWords, units: Iterable[Organisation]) -> Commission:
    """Ask ``units`` for a text; they are told. Raises NotPermitted, CommissionRefused."""
    check(by, HANDLE)
    asked = list({unit.pk: unit for unit in units}.values())
    words = _tidied(words)
    if wrong := wrong_words(words, at=at, units=len(asked)):
        raise CommissionRefused(wrong)
    with transaction.atomic():
        commission = Commission.objects.create(
            created_at=at, created_by_id=by.person_id, created_name=by.name, **_fields(words)
        )
        _ask(commission, asked, at=at)
        _audit("create", commission, by=by, at=at, units=len(asked))
    return commission


def change_commission(*, by: Actor, at: datetime, commission_id: UUID, seen: int, words: CommissionWords) -> Commission:
    """Give an open commission other words, or more time: who was late by the old date and is not by the new one is late
    no more, and is reminded anew. Units are told of another date.

    Raises NotFound, NotPermitted, CommissionChanged, CommissionRefused.
    """
    words = _tidied(words)
    with transaction.atomic():
        commission = _open(by, commission_id, seen)
        moved = words.due_at != commission.due_at
        if wrong := wrong_words(words, at=at, is_new=moved):
            raise CommissionRefused(wrong)
        before = commission.due_at
        for name, value in _fields(words).items():
            setattr(commission, name, value)
        _save(commission)
        if moved:
            _forgive(commission, at=at)
            notices.tell_new_date(commission, by=by, at=at)
        _audit("change", commission, by=by, at=at, before=before.isoformat(), after=words.due_at.isoformat())
    return commission


def ask_more(*, by: Actor, at: datetime, commission_id: UUID, seen: int, units: Iterable[Organisation]) -> Commission:
    """Ask more units for the same; those that are asked already stay as they are. Raises as :func:`change_commission`."""
    with transaction.atomic():
        commission = _open(by, commission_id, seen)
        known = set(_asked_of(commission).values_list("organisation", flat=True))
        new = [unit for pk, unit in {unit.pk: unit for unit in units}.items() if pk not in known]
        if not new:
            raise CommissionRefused({"units": _("请选择尚未约稿的单位。")})
        if commission.due_at <= at:
            raise CommissionRefused({"units": _("这次约稿已经到期。请先把截止时间延后，再加约单位。")})
        _ask(commission, new, at=at)
        _save(commission)
        _audit("ask", commission, by=by, at=at, units=len(new))
    return commission


def let_off(*, by: Actor, at: datetime, asked_id: int) -> Commission:
    """Ask a unit no longer, as if it never had been; it is told. Not one that has sent something in.

    Raises NotFound, NotPermitted, CommissionRefused.
    """
    check(by, HANDLE)
    with transaction.atomic():
        asked = _locked(by, asked_id)
        if asked.state == AskedState.HANDED_IN:
            raise CommissionRefused({"units": _("%(unit)s已经报送，不能移出。") % {"unit": asked.organisation}})
        notices.tell_called_off(asked, by=by, at=at, reason="")
        commission, unit = asked.commission, asked.organisation
        asked.delete()
        _audit("let_off", commission, by=by, at=at, unit=unit.pk)
    return commission


def close_commission(*, by: Actor, at: datetime, commission_id: UUID, seen: int) -> Commission:
    """End a commission: nobody is reminded any more, what is there counts. Raises NotFound, CommissionChanged …"""
    with transaction.atomic():
        commission = _open(by, commission_id, seen)
        commission.state = CommissionState.CLOSED
        _save(commission)
        _audit("close", commission, by=by, at=at)
    return commission


def reopen_commission(*, by: Actor, at: datetime, commission_id: UUID, seen: int) -> Commission:
    """Take the end of a commission back. Raises NotFound, CommissionChanged."""
    with transaction.atomic():
        commission = _held(by, commission_id, seen)
        if commission.state != CommissionState.CLOSED:
            raise CommissionChanged(state=commission.get_state_display())
        commission.state = CommissionState.OPEN
        _save(commission)
        _audit("reopen", commission, by=by, at=at)
    return commission


def cancel_commission(*, by: Actor, at: datetime, commission_id: UUID, seen: int, reason: str) -> Commission:
    """Call a commission off, with the reason; units that have not answered are told, and have missed nothing.

    Raises NotFound, CommissionChanged, CommissionRefused.
    """
    reason = _reason(reason, _("请写明取消的原因，单位会看到。"))
    with transaction.atomic():
        commission = _open(by, commission_id, seen)
        commission.state, commission.reason = CommissionState.CANCELLED, reason
        _save(commission)
        for asked in _asked_of(commission).filter(state__in=[AskedState.ASKED, AskedState.MISSED]):
            notices.tell_called_off(asked, by=by, at=at, reason=reason)
        _asked_of(commission).filter(state=AskedState.MISSED).update(state=AskedState.ASKED, missed_at=None)
        _audit("cancel", commission, by=by, at=at)
    return commission


def decline(*, by: Actor, at: datetime, asked_id: int, reason: str) -> CommissionedUnit:
    """A unit's answer that it cannot send anything, and why; the desk is told. It may still send something in later.

    Raises NotFound, CommissionRefused, CommissionChanged.
    """
    reason = _reason(reason, _("请写明不能报送的原因，编辑部好另作安排。"))
    with transaction.atomic():
        asked = _locked(by, asked_id)
        if asked.commission.state != CommissionState.OPEN or asked.state == AskedState.HANDED_IN:
            state = asked.commission if asked.commission.state != CommissionState.OPEN else asked
            raise CommissionChanged(state=state.get_state_display())
        asked.state, asked.reason, asked.answered_at = AskedState.DECLINED, reason, at
        asked.save(update_fields=["state", "reason", "answered_at"])
        notices.tell_declined(asked, by=by, at=at)
        _audit("decline", asked.commission, by=by, at=at, unit=asked.organisation_id)
    return asked


def _ask(commission: Commission, units: list[Organisation], *, at: datetime) -> None:
    # Who is asked when the morning of the reminder is over is not reminded of what he has just read.
    reminded = at if at >= remind_at(commission.due_at) else None
    CommissionedUnit.objects.bulk_create(
        CommissionedUnit(commission=commission, organisation=unit, reminded_at=reminded) for unit in units
    )
    new = _asked_of(commission).filter(organisation__in=[unit.pk for unit in units])
    for asked in new:
        notices.tell_asked(asked, at=at)


def _forgive(commission: Commission, *, at: datetime) -> None:
    """Another date: who missed the old one has time again; who came late may have come in time; reminders anew."""
    asked = _asked_of(commission)
    if commission.due_at > at:
        asked.filter(state=AskedState.MISSED).update(state=AskedState.ASKED, missed_at=None)
    asked.filter(answered_at__lte=commission.due_at).update(missed_at=None)
    if at < remind_at(commission.due_at):
        asked.update(reminded_at=None)


def _asked_of(commission: Commission) -> CommissionedUnitQuerySet:
    rows: CommissionedUnitQuerySet = CommissionedUnit.objects.beyond("all that were asked, inside a verb of the desk")
    return rows.filter(commission=commission).select_related("organisation", "commission")


def _held(by: Actor, commission_id: UUID, seen: int) -> Commission:
    check(by, HANDLE)
    found = Commission.objects.select_for_update(of=("self",)).filter(pk=commission_id).first()
    if found is None:
        raise NotFound
    if found.version != seen:
        raise CommissionChanged(state=found.get_state_display())
    return found


def _open(by: Actor, commission_id: UUID, seen: int) -> Commission:
    found = _held(by, commission_id, seen)
    if found.state != CommissionState.OPEN:
        raise CommissionChanged(state=found.get_state_display())
    return found


def _locked(by: Actor, asked_id: int) -> CommissionedUnit:
    rows = CommissionedUnit.objects.seen_by(by, CONTRIBUTE, HANDLE).select_for_update(of=("self",))
    found: CommissionedUnit | None = rows.select_related("commission", "organisation").filter(pk=asked_id).first()
    if found is None:
        raise NotFound
    return found


def _save(commission: Commission) -> None:
    commission.version += 1
    commission.save()


def _tidied(words: CommissionWords) -> CommissionWords:
    return CommissionWords(
        title=tidied_title(words.title),
        brief="\n".join(tidied_paragraphs(words.brief)),
        column=words.column,
        kind=words.kind,
        due_at=words.due_at,
    )


def _fields(words: CommissionWords) -> dict[str, object]:
    return {
        "title": words.title,
        "brief": words.brief,
        "column_id": words.column,
        "kind_id": words.kind,
        "due_at": words.due_at,
    }


def _reason(text: str, missing: str) -> str:
    text = tidied_title(text)
    if not text:
        raise CommissionRefused({"reason": missing})
    if len(text) > LONGEST_REASON:
        raise CommissionRefused({"reason": _("原因最多%(limit)s字，请精简。") % {"limit": LONGEST_REASON}})
    return text


def _audit(what: str, commission: Commission, *, by: Actor, at: datetime, **data: Any) -> None:
    target = f"bulletin.commission:{commission.pk}"
    audit.record(by=by, at=at, action=f"bulletin.commission_{what}", target=target, **data)
