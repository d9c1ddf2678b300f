"""Verbs of questions and answers: write, submit, review, renew, take down; what readers say of their use."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from kexie.base.kernel import audit
from kexie.base.kernel.access import Ability, Actor, check
from kexie.base.kernel.errors import NotFound
from kexie.base.matters.api import MatterVersion
from kexie.base.people.api import Organisation
from kexie.base.people.rules.organisations import letters_of
from kexie.base.search import api as search
from kexie.domains.steward.abilities import REVIEW_ANSWERS, WRITE_ANSWERS
from kexie.domains.steward.errors.knowledge import (
    AnswerChanged,
    AnswerInvalid,
    DraftOpen,
    NotFinished,
    SameAuthor,
    VerbNotPossible,
)
from kexie.domains.steward.models import Answer, AnswerVersion
from kexie.domains.steward.models.knowledge import OPEN
from kexie.domains.steward.queries.knowledge import ended_case, faults_of, public_versions, search_entry
from kexie.domains.steward.rules.knowledge.life_cycle import (
    BY_ANOTHER,
    AnswerState,
    AnswerVerb,
    is_sound_end,
    step_for,
    usual_end,
)
from kexie.domains.steward.rules.knowledge.texts import LONGEST_REASON, Wording, tidied

SOURCE: Final = "answers"
_ABILITIES: Final[dict[str, Ability]] = {each.code: each for each in (WRITE_ANSWERS, REVIEW_ANSWERS)}
_LOCKED: Final = "locked after the actor's own reach was asked"


@transaction.atomic
def begin(
    *,
    by: Actor,
    at: datetime,
    unit: Organisation,
    wording: Wording,
    matter_id: UUID | None = None,
    case_id: UUID | None = None,
) -> AnswerVersion:
    """A first draft, for ``unit`` to answer; born from a case that has ended and that the actor may see, if one is named.

    Raises NotPermitted, NotFound, NotFinished, AnswerInvalid.
    """
    check(by, WRITE_ANSWERS, unit.path)
    if case_id is not None and ended_case(by, case_id) is None:
        raise NotFinished
    answer = Answer.objects.create(unit=unit, case_id=case_id, made_at=at)
    version = AnswerVersion(answer=answer, **_made(by, at))
    _write(version, wording, matter_id, on=timezone.localdate(at))
    version.save(force_insert=True)
    _record("begin", version, by=by, at=at)
    return version


@transaction.atomic
def save(
    *, by: Actor, at: datetime, version_id: UUID, seen: int, wording: Wording, matter_id: UUID | None = None
) -> AnswerVersion:
    """Change a draft; ``seen`` is the revision that the actor began from. The author is who wrote it last.

    Raises NotFound, VerbNotPossible, AnswerChanged, AnswerInvalid.
    """
    version = _locked(by, version_id, AnswerVerb.SAVE, seen)
    _write(version, wording, matter_id, on=timezone.localdate(at))
    for name, value in _made(by, at).items():
        setattr(version, name, value)
    version.revision += 1
    version.save()
    _record("save", version, by=by, at=at)
    return version


@transaction.atomic
def revise(*, by: Actor, at: datetime, version_id: UUID) -> AnswerVersion:
    """A new draft of what is published, or was; the old one stays as it is. Raises NotFound, VerbNotPossible, DraftOpen."""
    version = _locked(by, version_id, AnswerVerb.REVISE)
    of_answer = AnswerVersion.objects.beyond(_LOCKED).filter(answer_id=version.answer_id)
    if of_answer.filter(state__in=OPEN).exists():
        raise DraftOpen
    last = of_answer.aggregate(last=Max("number"))["last"]
    of_answer.filter(latest=True).update(latest=False)
    said = {name: getattr(version, name) for name in ("question", "letters", "wordings", "text", "matter_id")}
    draft = AnswerVersion.objects.create(answer_id=version.answer_id, number=last + 1, **said, **_made(by, at))
    _record("revise", draft, by=by, at=at)
    return draft


@transaction.atomic
def discard(*, by: Actor, at: datetime, version_id: UUID, seen: int) -> None:
    """Give a draft up; with the only version the answer goes. Raises NotFound, VerbNotPossible, AnswerChanged."""
    version = _locked(by, version_id, AnswerVerb.DISCARD, seen)
    others = AnswerVersion.objects.beyond(_LOCKED).filter(answer_id=version.answer_id).exclude(pk=version.pk)
    _record("discard", version, by=by, at=at)
    before = others.order_by("-number").first()
    if before is None:
        Answer.objects.beyond(_LOCKED).filter(pk=version.answer_id).delete()
        return
    AnswerVersion.objects.beyond(_LOCKED).filter(pk=version.pk).delete()
    others.filter(pk=before.pk).update(latest=True)


@transaction.atomic
def submit(*, by: Actor, at: datetime, version_id: UUID, seen: int) -> AnswerVersion:
    """Hand a draft in for review. Raises NotFound, VerbNotPossible, AnswerChanged, AnswerInvalid: what is missing, and what
    in it speaks of a person.
    """
    version = _locked(by, version_id, AnswerVerb.SUBMIT, seen)
    if faults := faults_of(version):
        raise AnswerInvalid(errors=faults)
    version.submitted_at, version.reason = at, ""
    return _moved(version, AnswerVerb.SUBMIT, by=by, at=at)


@transaction.atomic
def approve(*, by: Actor, at: datetime, version_id: UUID, seen: int, expires_on: date | None = None) -> AnswerVersion:
    """Publish what another person has written, until ``expires_on`` at the latest; what was public before is replaced.

    Raises NotFound, VerbNotPossible, AnswerChanged, SameAuthor, AnswerInvalid.
    """
    version = _locked(by, version_id, AnswerVerb.APPROVE, seen)
    if faults := faults_of(version):
        raise AnswerInvalid(errors=faults)
    _review(version, expires_on, by=by, at=at)
    version.published_at = at
    before = AnswerVersion.objects.beyond(_LOCKED).filter(
        answer_id=version.answer_id, state=AnswerState.PUBLISHED.value
    )
    before.update(state=AnswerState.REPLACED.value)
    version = _moved(version, AnswerVerb.APPROVE, by=by, at=at)
    search.put(search_entry(version))
    return version


@transaction.atomic
def send_back(*, by: Actor, at: datetime, version_id: UUID, seen: int, reason: str) -> AnswerVersion:
    """Give it back to its author. Raises NotFound, VerbNotPossible, AnswerChanged, AnswerInvalid (no reason)."""
    version = _locked(by, version_id, AnswerVerb.RETURN, seen)
    version.reason, version.submitted_at = _reason(reason), None
    return _moved(version, AnswerVerb.RETURN, by=by, at=at)


@transaction.atomic
def renew(*, by: Actor, at: datetime, version_id: UUID, seen: int, expires_on: date | None = None) -> AnswerVersion:
    """Say anew that what is published is right, and until when. Raises as :func:`approve`."""
    version = _locked(by, version_id, AnswerVerb.RENEW, seen)
    _review(version, expires_on, by=by, at=at)
    version = _moved(version, AnswerVerb.RENEW, by=by, at=at)
    search.put(search_entry(version))
    return version


@transaction.atomic
def take_down(*, by: Actor, at: datetime, version_id: UUID, seen: int, reason: str) -> AnswerVersion:
    """Let nobody read it any more. Raises NotFound, VerbNotPossible, AnswerChanged, AnswerInvalid (no reason)."""
    version = _locked(by, version_id, AnswerVerb.TAKE_DOWN, seen)
    version.reason = _reason(reason)
    version = _moved(version, AnswerVerb.TAKE_DOWN, by=by, at=at)
    search.remove(SOURCE, str(version.answer_id))
    return version


def mark(*, by: Actor, at: datetime, answer_id: UUID, helpful: bool) -> None:
    """Count that a public answer has helped somebody, or has not: a number alone, which no audit tells whose it was.

    Raises NotFound for what is not public.
    """
    if not public_versions(on=timezone.localdate(at)).filter(answer_id=answer_id).exists():
        raise NotFound
    counted = "helpful" if helpful else "unhelpful"
    Answer.objects.beyond("a public answer").filter(pk=answer_id).update(**{counted: F(counted) + 1})


def _made(by: Actor, at: datetime) -> dict[str, Any]:
    return {"made_at": at, "made_by": by.account_id, "made_by_name": by.name[:60]}


def _write(version: AnswerVersion, wording: Wording, matter_id: UUID | None, *, on: date) -> None:
    said = tidied(wording)
    if not said.question:
        raise AnswerInvalid(errors={"question": [_("请填写问题。")]})
    if matter_id is not None and not MatterVersion.objects.on(on).filter(matter_id=matter_id).exists():
        raise AnswerInvalid(errors={"matter": [_("请从列表中选择一个现行的事项。")]})
    version.question, version.wordings, version.text = said.question, said.wordings, said.text
    version.letters, version.matter_id = letters_of([said.question]), matter_id
    if faults := faults_of(version, whole=False):
        raise AnswerInvalid(errors=faults)


def _locked(by: Actor, version_id: UUID, verb: AnswerVerb, seen: int | None = None) -> AnswerVersion:
    """The version within reach, with its answer locked: two who act on the same answer act one after the other."""
    rows: Callable[[], Any] = lambda: AnswerVersion.objects.seen_by(by, WRITE_ANSWERS, REVIEW_ANSWERS)  # noqa: E731
    answer_id = rows().filter(pk=version_id).values_list("answer_id", flat=True).first()
    if answer_id is None:
        raise NotFound
    Answer.objects.beyond(_LOCKED).select_for_update().get(pk=answer_id)
    version: AnswerVersion | None = rows().select_related("answer__unit").filter(pk=version_id).first()
    if version is None:
        raise NotFound
    step = step_for(AnswerState(version.state), verb)
    if step is None:
        raise VerbNotPossible
    check(by, _ABILITIES[step.ability], version.answer.unit.path)
    if seen is not None and version.revision != seen:
        raise AnswerChanged
    if verb in BY_ANOTHER and by.account_id is not None and by.account_id == version.made_by:
        raise SameAuthor
    return version


def _review(version: AnswerVersion, expires_on: date | None, *, by: Actor, at: datetime) -> None:
    today = timezone.localdate(at)
    end = expires_on or usual_end(today)
    if not is_sound_end(end, today):
        raise AnswerInvalid(errors={"expires_on": [_("有效期至少到今天，最多三年，请重新选择日期。")]})
    version.expires_on, version.reminded_on, version.reason = end, None, ""
    version.reviewed_at, version.reviewed_by, version.reviewed_by_name = at, by.account_id, by.name[:60]


def _moved(version: AnswerVersion, verb: AnswerVerb, *, by: Actor, at: datetime) -> AnswerVersion:
    step = step_for(AnswerState(version.state), verb)
    if step is None or step.next_state is None:
        raise VerbNotPossible
    version.state = step.next_state.value
    version.revision += 1
    version.save()
    _record(verb.value, version, by=by, at=at)
    return version


def _reason(reason: str) -> str:
    reason = reason.strip()
    if not reason:
        raise AnswerInvalid(errors={"reason": [_("请写明理由，编写人会看到。")]})
    return reason[:LONGEST_REASON]


def _record(verb: str, version: AnswerVersion, *, by: Actor, at: datetime) -> None:
    audit.record(
        by=by,
        at=at,
        action=f"steward.answer_{verb}",
        target=f"steward.answer:{version.answer_id}",
        unit_path=version.answer.unit.path,
        number=version.number,
        state=version.state,
    )
