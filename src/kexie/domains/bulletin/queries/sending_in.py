"""A unit's side of its submissions: what it may write for, its register, one submission with all that has happened to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from kexie.base.kernel.access import Actor, check, may
from kexie.base.kernel.errors import NotFound
from kexie.base.people.api import Organisation, find_unit
from kexie.base.ui.picking import Option
from kexie.domains.bulletin.abilities import CONTRIBUTE, HANDLE
from kexie.domains.bulletin.errors import NotWritable
from kexie.domains.bulletin.models import (
    Column,
    ItemKind,
    Submission,
    SubmissionNote,
    SubmissionVersion,
)
from kexie.domains.bulletin.queries.submissions import is_own, shown_words, submission_for, words_of
from kexie.domains.bulletin.rules.checks import CheckedItem
from kexie.domains.bulletin.rules.submissions import (
    STATE_LABELS,
    STATE_LOOKS,
    VERB_LABELS,
    WRITABLE,
    SubmissionState,
    SubmissionVerb,
    SubmissionWords,
    verbs,
)
from kexie.domains.bulletin.rules.versions import Difference, difference

#: Units between which somebody who writes for many chooses on one page.
MOST_UNITS: Final = 300
#: No unit has this identifier.
NOBODY: Final = UUID(int=0)


def writing_units(actor: Actor) -> list[Organisation]:
    """The units for which ``actor`` may send in, those in which he or she holds the post first; NotPermitted if none."""
    check(actor, CONTRIBUTE)
    reach = actor.reach(CONTRIBUTE)
    units = Organisation.objects.filter(reach.q("path"), confirmed=True, closed_on=None).order_by("path")[:MOST_UNITS]
    held = reach.units | reach.subtrees
    return sorted(units, key=lambda unit: (unit.path not in held, unit.path))


def writing_unit(actor: Actor, uid: str) -> Organisation:
    """The unit with this identifier, or the first of :func:`writing_units` for none; NotFound for one out of reach."""
    check(actor, CONTRIBUTE)
    units = Organisation.objects.filter(actor.reach(CONTRIBUTE).q("path"), confirmed=True, closed_on=None)
    first = units.filter(uid=_uuid(uid) or NOBODY).first() if uid else next(iter(writing_units(actor)), None)
    if first is None:
        raise NotFound
    return first


def own_submissions(
    actor: Actor,
    *,
    state: str = "",
    column: int | None = None,
    since: date | None = None,
    until: date | None = None,
    text: str = "",
    unit: str = "",
) -> QuerySet[Submission]:
    """The submissions of the units for which ``actor`` sends in, the one that was worked on last first.

    ``since`` and ``until`` are days of 报送, or of the last change of what was not sent in; ``text`` is looked for in title
    and text.
    """
    found = Submission.objects.seen_by(actor, CONTRIBUTE).order_by("-updated_at", "-pk")
    found = found.filter(state=state) if state else found
    found = found.filter(column=column) if column else found
    found = found.filter(unit__uid=_uuid(unit) or NOBODY) if unit else found
    if since:
        found = found.filter(Q(submitted_at__date__gte=since) | Q(submitted_at=None, updated_at__date__gte=since))
    if until:
        found = found.filter(Q(submitted_at__date__lte=until) | Q(submitted_at=None, updated_at__date__lte=until))
    if text := " ".join(text.split()):
        found = found.filter(Q(title__icontains=text) | Q(text__icontains=text))
    shown: QuerySet[Submission] = found.select_related("unit", "column", "item__issue").prefetch_related("credits")
    return shown


def has_several_units(actor: Actor) -> bool:
    """Whether ``actor`` sends in for more than one unit, so that lists name it."""
    reach = actor.reach(CONTRIBUTE)
    return reach.everywhere or len(reach.units | reach.subtrees) > 1 or bool(reach.subtrees)


def own_submission(actor: Actor, submission_id: UUID) -> Submission:
    """A submission of a unit for which ``actor`` sends in, in whatever state; NotFound for one of others."""
    rows = Submission.objects.seen_by(actor, CONTRIBUTE).select_related("unit", "column", "kind", "commission", "entry")
    found: Submission | None = rows.filter(pk=submission_id).first()
    if found is None:
        raise NotFound
    return found


def submission_to_edit(actor: Actor, submission_id: UUID) -> Submission:
    """A submission whose words ``actor`` may change; NotFound for one of others, NotWritable while the desk has it."""
    found = own_submission(actor, submission_id)
    state = SubmissionState(found.state)
    if state not in WRITABLE:
        raise NotWritable(state=str(STATE_LABELS[state]))
    return found


def written_words(submission: Submission) -> SubmissionWords:
    """What a submission says now, as its verbs take it."""
    return SubmissionWords(
        title=submission.title,
        text=submission.text,
        column=submission.column_id,
        kind=submission.kind_id,
        units=tuple(submission.credits.values_list("organisation_id", flat=True)),
        event_on=submission.event_on,
        event_until=submission.event_until,
        place=submission.place,
    )


def checked(submission: Submission, words: Mapping[str, Any]) -> CheckedItem:
    """The words of a submission as the checks take them; the pictures they look up by themselves."""
    return CheckedItem(
        key=str(submission.pk),
        title=words["title"],
        paragraphs=submission.paragraphs,
        credits=tuple(words["credits"]),
        column=words["column"],
        event_on=submission.event_on,
        event_until=submission.event_until,
    )


def columns_to_choose(chosen: int | None = None) -> list[Column]:
    """The columns for a submission: those in use, and the one that it has."""
    return list(Column.objects.filter(Q(active=True) | Q(pk=chosen)))


def kinds_to_choose(chosen: int | None = None) -> list[ItemKind]:
    """The kinds of information for a submission: those in use, and the one that it has."""
    return list(ItemKind.objects.filter(Q(active=True) | Q(pk=chosen)))


def signing_units(uids: Iterable[str]) -> list[Organisation]:
    """The units with these identifiers that can sign, in this order, each once; the tree is public."""
    wanted = list(dict.fromkeys(uid for each in uids if (uid := _uuid(each))))
    found = {unit.uid: unit for unit in Organisation.objects.filter(uid__in=wanted, confirmed=True, closed_on=None)}
    return [found[uid] for uid in wanted if uid in found]


def units_by_keys(keys: Sequence[int]) -> list[Organisation]:
    """The units with these keys, in this order; closed ones too, where a draft has named them."""
    found = Organisation.objects.in_bulk(keys)
    return [found[key] for key in keys if key in found]


def signing_option(key: str) -> Option | None:
    """The unit with this identifier or this name, as the picker takes it."""
    uid = _uuid(key)
    unit = Organisation.objects.filter(uid=uid).first() if uid else find_unit(key)
    if unit is None or not unit.confirmed or unit.closed_on is not None:
        return None
    return Option(str(unit.uid), unit.name)


@dataclass(frozen=True, slots=True)
class SubmissionView:
    """One submission as its reader sees it. ``words`` are those of now for its unit, those that were sent in for the desk."""

    submission: Submission
    words: dict[str, Any]
    own: bool
    desk: bool
    events: list[dict[str, Any]]
    notes: list[SubmissionNote]
    versions: list[SubmissionVersion]
    verbs: tuple[SubmissionVerb, ...]

    @property
    def may_write(self) -> bool:
        """Whether the reader can change the words now."""
        return self.own and SubmissionState(self.submission.state) in WRITABLE

    @property
    def can_compare(self) -> bool:
        """Whether there are two texts to compare: versions, or a version and what the unit is working on."""
        return len(self.versions) + bool(self.versions and self.may_write) > 1

    @property
    def may_discard(self) -> bool:
        """Whether the reader can delete it."""
        return self.may_write and not self.submission.version


def view_of(actor: Actor, submission_id: UUID) -> SubmissionView:
    """A submission with its way, its notes and its versions; internal notes stay in the office. NotFound."""
    submission = submission_for(actor, submission_id)
    own, desk = is_own(actor, submission), may(actor, HANDLE)
    notes = submission.notes.all() if desk else submission.notes.filter(internal=False)
    versions = list(submission.versions.all())
    needed = [verb for verb in (SubmissionVerb.SEND_IN, SubmissionVerb.WITHDRAW) if own]
    return SubmissionView(
        submission=submission,
        words=shown_words(submission, own=own, versions=versions),
        own=own,
        desk=desk,
        events=_events(submission),
        notes=list(notes),
        versions=versions,
        verbs=tuple(verb for verb in verbs(SubmissionState(submission.state)) if verb in needed),
    )


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two versions of a submission; ``new`` 0 stands for the text that is being worked on."""

    submission: Submission
    versions: list[SubmissionVersion]
    old: int
    new: int
    found: Difference
    with_draft: bool


def comparison(actor: Actor, submission_id: UUID, *, old: int | None = None, new: int | None = None) -> Comparison:
    """Two versions word by word: the last two unless told; NotFound for a version that there is not, or with only one."""
    submission = submission_for(actor, submission_id)
    versions = list(submission.versions.all())
    own = is_own(actor, submission)
    with_draft = own and bool(versions) and SubmissionState(submission.state) in WRITABLE
    words = {version.number: version.words for version in versions} | ({0: words_of(submission)} if with_draft else {})
    old, new = _two(list(words), old, new)
    return Comparison(submission, versions, old, new, difference(words[old], words[new]), with_draft)


def _two(order: list[int], old: int | None, new: int | None) -> tuple[int, int]:
    """Two of the versions in ``order``, the older one first: the wanted ones, or the last two; NotFound."""
    later = order[-1] if new is None and order else new
    before = order[: order.index(later)] if later in order else []
    earlier = before[-1] if old is None and before else old
    if later is None or earlier is None or earlier not in before:
        raise NotFound
    return earlier, later


def returned_to(actor: Actor) -> list[Submission]:
    """What the desk has sent back to the actor's units, the oldest first, in one query; 51 at most."""
    found = Submission.objects.seen_by(actor, CONTRIBUTE).filter(state=SubmissionState.RETURNED.value)
    return list(found.order_by("decided_at")[:51])


def _events(submission: Submission) -> list[dict[str, Any]]:
    """The way of a submission, the latest first, as events of a timeline."""
    events: list[dict[str, Any]] = [
        {"what": _("开始撰写"), "tone": "neutral", "at": submission.created_at, "who": submission.author_name}
    ]
    count = 0
    for step in submission.steps.all():
        what = str(VERB_LABELS[SubmissionVerb(step.verb)])
        if step.verb == SubmissionVerb.SEND_IN:
            count += 1
            what = _("重新报送（第%(count)s稿）") % {"count": count} if count > 1 else what
        tone = STATE_LOOKS[SubmissionState(step.state_after)][0]
        events.append({"what": what, "tone": tone, "at": step.at, "who": step.person_name, "note": step.note})
    return events[::-1]


def day_of(text: str) -> date | None:
    """A day as words of a version keep it."""
    return date.fromisoformat(text) if text else None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
