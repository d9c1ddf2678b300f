"""What lies at the desk: the list with its counts, one submission as the editor reads it, what it resembles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Count, Exists, F, Min, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Length
from django.utils import timezone
from django.utils.translation import gettext as _

from kexie.base.kernel.access import Actor, check, may
from kexie.base.kernel.errors import NotFound
from kexie.domains.bulletin.abilities import HANDLE
from kexie.domains.bulletin.models import (
    Likeness,
    Picture,
    Submission,
    SubmissionCredit,
    SubmissionNote,
    SubmissionQuerySet,
    SubmissionStep,
)
from kexie.domains.bulletin.queries.desk import TimelineEntry
from kexie.domains.bulletin.queries.submissions import shown_words
from kexie.domains.bulletin.rules.comparing import Paragraph, compared, share_alike
from kexie.domains.bulletin.rules.desk import ALL_WEEKS, TABS, UNDO, frequent, monday_of, united
from kexie.domains.bulletin.rules.submissions import SORTABLE, Shown, SubmissionState, SubmissionVerb, printed, verbs

_AT_THE_DESK: Final = [state.value for state in TABS]
#: What a line of the list shows.
_LINE: Final = ("title", "state", "submitted_at", "version", "commission_id", "joined_to_id")
_BESIDE_LINE: Final = {
    "column_name": F("column__name"),
    "issue_year": F("item__issue__year"),
    "issue_number": F("item__issue__number"),
}
#: How far back reasons are looked at, to offer them again.
_REASONS_OF: Final = timedelta(days=365)
_TONES: Final = {
    SubmissionVerb.SEND_IN: "info",
    SubmissionVerb.WITHDRAW: "neutral",
    SubmissionVerb.ADOPT: "good",
    SubmissionVerb.RESERVE: "progress",
    SubmissionVerb.RETURN: "warn",
    SubmissionVerb.REJECT: "neutral",
    SubmissionVerb.REOPEN: "info",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskAsked:
    """What the list is narrowed to. ``week`` is the ISO date of a Monday, "all", or empty for this week and what is undecided."""

    week: str = ""
    state: str = ""
    column: int | None = None
    kind: int | None = None
    unit_path: str = ""
    unit_kind: str = ""
    channel: str = ""
    text: str = ""
    commission: UUID | None = None
    pictures: bool = False
    undecided: bool = False
    alike: bool = False
    placed: str = ""


def desk_submissions(actor: Actor, *, asked: DeskAsked, today: date, whole: bool = True) -> SubmissionQuerySet:
    """What has come to the desk, newest first, without words, with what a line of the list shows; ``whole`` for a file."""
    rows = _narrowed(actor, asked, today)
    if asked.state in _AT_THE_DESK:
        rows = rows.filter(state=asked.state)
    rows = rows.prefetch_related(Prefetch("credits", SubmissionCredit.objects.only("submission_id", "name", "order")))
    rows = rows.order_by("-submitted_at", "-pk")
    found: SubmissionQuerySet = rows.only(*_LINE).annotate(**_BESIDE_LINE)
    if whole:
        related = rows.select_related("unit", "column", "kind", "commission", "item__issue").defer("text")
        found = related.annotate(characters=Length("text"), picture_count=Subquery(_pictures()))
    return found


def _pictures() -> Any:
    """How many pictures a submission has."""
    own = Picture.objects.filter(submission=OuterRef("pk")).order_by().values("submission")
    return own.annotate(count=Count("pk")).values("count")


@dataclass(frozen=True, slots=True)
class BesideLines:
    """What else the lines of one page show: how many pictures, on which the unit has left word, which resemble others."""

    pictures: dict[UUID, int]
    noted: frozenset[UUID]
    alike: frozenset[UUID]


def beside_lines(actor: Actor, keys: list[UUID]) -> BesideLines:
    """The same for the submissions of a page of the desk, in three queries."""
    check(actor, HANDLE)
    pictures = Picture.objects.filter(submission__in=keys).order_by().values_list("submission")
    notes = SubmissionNote.objects.filter(submission__in=keys, by_desk=False).order_by()
    likenesses = _known(Likeness.objects.filter(submission__in=keys)).order_by()
    return BesideLines(
        pictures=dict(pictures.annotate(count=Count("pk"))),
        noted=frozenset(notes.values_list("submission", flat=True)),
        alike=frozenset(likenesses.values_list("submission", flat=True)),
    )


def counts_by_state(actor: Actor, *, asked: DeskAsked, today: date) -> dict[str, int]:
    """How many submissions each tab holds under the same filters, in one query."""
    rows = _narrowed(actor, asked, today).order_by().values_list("state").annotate(count=Count("pk"))
    return dict(rows)


def _narrowed(actor: Actor, asked: DeskAsked, today: date) -> SubmissionQuerySet:
    check(actor, HANDLE)
    # By what it is not: so the newest are found by their index, and the search ends with the page.
    rows: SubmissionQuerySet = Submission.objects.seen_by(actor, HANDLE).at_the_desk()
    return rows.filter(_in_week(asked.week, today), _of(asked), _such(asked))


def _in_week(week: str, today: date) -> Q:
    if week == ALL_WEEKS:
        return Q()
    try:
        monday = date.fromisoformat(week) if week else monday_of(today)
        begin = datetime.combine(monday, time(), timezone.get_default_timezone())
    except (ValueError, OverflowError):
        return Q()
    end = begin + timedelta(days=7)
    within = Q(submitted_at__gte=begin, submitted_at__lt=end)
    return within if week else Q(submitted_at__gte=begin) | Q(state=SubmissionState.SENT.value)


def _of(asked: DeskAsked) -> Q:
    """Whose, and of what kind."""
    plain: dict[str, Any] = {
        "column": asked.column,
        "kind": asked.kind,
        "unit__path__startswith": asked.unit_path,
        "unit__kind": asked.unit_kind,
        "channel": asked.channel,
        "commission": asked.commission,
    }
    condition = Q(**{name: value for name, value in plain.items() if value})
    if text := asked.text.strip():
        condition &= Q(title__icontains=text) | Q(text__icontains=text) | Q(author_name__icontains=text)
    return condition


def _such(asked: DeskAsked) -> Q:
    """What is the matter with it."""
    condition = Q()
    if asked.pictures:
        condition &= Q(Exists(Picture.objects.filter(submission=OuterRef("pk"))))
    if asked.undecided:
        condition &= Q(state=SubmissionState.SENT.value)
    if asked.alike:
        condition &= Q(Exists(_alike(OuterRef("pk"))))
    if asked.placed:
        condition &= Q(state=SubmissionState.ADOPTED.value, item__isnull=asked.placed == "no")
    return condition


def _alike(submission: Any) -> Any:
    """The likenesses of a submission to what the desk has, or an issue has printed."""
    return _known(Likeness.objects.filter(submission=submission))


def _known(likenesses: Any) -> Any:
    return likenesses.filter(Q(other__isnull=True) | Q(other__state__in=_AT_THE_DESK))


@dataclass(frozen=True, slots=True)
class Undecided:
    """How much waits for a decision, and since when."""

    count: int
    oldest: datetime | None


def undecided(actor: Actor) -> Undecided:
    """What waits at the desk for this actor; nothing for who does not sit there. One query."""
    if not may(actor, HANDLE):
        return Undecided(0, None)
    rows = Submission.objects.seen_by(actor, HANDLE).filter(state=SubmissionState.SENT.value).order_by()
    found = rows.aggregate(count=Count("pk"), oldest=Min("submitted_at"))
    return Undecided(found["count"], found["oldest"])


@dataclass(frozen=True, slots=True)
class Alike:
    """Something that says nearly the same: another submission, or an item of an issue."""

    percent: int
    other: Submission | None
    item: Any


@dataclass(frozen=True, slots=True)
class Reading:
    """One submission as the editor reads it."""

    submission: Submission
    parts: tuple[Shown, ...]
    alike: tuple[Alike, ...]
    joined: tuple[Submission, ...]
    notes: tuple[SubmissionNote, ...]
    events: tuple[TimelineEntry, ...]
    verbs: tuple[SubmissionVerb, ...]

    @property
    def signed_by(self) -> str:
        """All units that will sign, those of what was joined to it too: 科普部、某区科协."""
        return "、".join(
            united([credit.name for credit in one.credits.all()] for one in (self.submission, *self.joined))
        )

    @property
    def may_sort(self) -> bool:
        """Whether the desk may set column, kind and credits now."""
        return self.submission.item_id is None and SubmissionState(self.submission.state) in SORTABLE

    @property
    def characters(self) -> int:
        """The length of the text without blanks at the ends of lines."""
        return sum(map(len, self.submission.paragraphs))


def at_the_desk(actor: Actor, submission_id: UUID) -> Submission:
    """A submission that the desk has or has had, with its relations; NotFound otherwise."""
    check(actor, HANDLE)
    rows = Submission.objects.seen_by(actor, HANDLE).at_the_desk().prefetch_related("credits")
    related = ("unit", "column", "kind", "commission", "item__issue", "joined_to", "entry")
    found: Submission | None = rows.select_related(*related).filter(pk=submission_id).first()
    if found is None:
        raise NotFound
    return found


def reading(actor: Actor, submission_id: UUID) -> Reading:
    """All that the reading pane shows, in a bounded number of queries; NotFound for what the desk has not."""
    found = at_the_desk(actor, submission_id)
    return Reading(
        submission=found,
        parts=tuple(printed(shown_words(found, own=False, versions=list(found.versions.all())))),
        alike=alike(actor, found),
        joined=tuple(found.joined.beyond("what was joined to it at the desk").prefetch_related("credits")),
        notes=tuple(found.notes.all()),
        events=events(found),
        verbs=verbs_of(found),
    )


def verbs_of(submission: Submission) -> tuple[SubmissionVerb, ...]:
    """What the desk can do with it as it stands: nothing once it stands in an issue."""
    if submission.item_id:
        return ()
    steps = verbs(SubmissionState(submission.state))
    return tuple(verb for verb in steps if verb not in (SubmissionVerb.SEND_IN, SubmissionVerb.WITHDRAW))


def alike(actor: Actor, submission: Submission) -> tuple[Alike, ...]:
    """What says nearly the same, the most alike first; where an item was made of submissions, those stand for it."""
    rows = _alike(submission.pk).select_related("other__unit", "other__item__issue", "item__issue")
    found = rows.prefetch_related("item__credits")
    return tuple(Alike(row.percent, row.other, row.item) for row in found if _says_more(row, submission))


def _says_more(row: Likeness, submission: Submission) -> bool:
    """Nobody is told that a submission resembles the item that was made of it."""
    return row.item_id is None or row.item_id != submission.item_id


def events(submission: Submission) -> tuple[TimelineEntry, ...]:
    """How it came to the desk and what was done with it, the oldest first."""
    begun = TimelineEntry(what=_("撰写"), tone="info", who=submission.author_name, at=submission.created_at)
    return (begun, *(_told(step) for step in submission.steps.all()))


def _told(step: SubmissionStep) -> TimelineEntry:
    tone = _TONES[SubmissionVerb(step.verb)]
    return TimelineEntry(step.get_verb_display(), tone, who=step.person_name, at=step.at, note=step.note)


def last_step(submission: Submission) -> TimelineEntry | None:
    """What was done last, for somebody who comes too late."""
    step = submission.steps.last()
    return _told(step) if step else None


def just_decided(actor: Actor, submission_id: str, *, at: datetime) -> Submission | None:
    """The submission, if this actor has decided on it a moment ago and may still take that back unheard."""
    try:
        rows = Submission.objects.seen_by(actor, HANDLE).filter(pk=submission_id, decided_at__gte=at - UNDO)
        found: Submission | None = rows.defer("text").first()
    except ValidationError:
        return None
    last = found.steps.last() if found else None
    return found if last and last.person_id == actor.person_id and last.verb != SubmissionVerb.REOPEN else None


def frequent_reasons(actor: Actor, verb: SubmissionVerb, *, at: datetime) -> list[str]:
    """What editors have often given as the reason, to choose from."""
    check(actor, HANDLE)
    rows = SubmissionStep.objects.filter(verb=verb.value, at__gte=at - _REASONS_OF).order_by("-at")
    told = Counter(
        part for note in rows.values_list("note", flat=True)[:300] for part in note.rstrip("。").split("；") if part
    )
    often = [words for words, count in told.most_common(12) if count > 1 and len(words) <= 40]
    return frequent(often, verb)


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Two texts with what differs between them; one of ``other`` and ``item`` is what stands on the right."""

    submission: Submission
    other: Submission | None
    item: Any
    left_title: Paragraph
    right_title: Paragraph
    left: tuple[Paragraph, ...]
    right: tuple[Paragraph, ...]

    @property
    def left_share(self) -> int:
        """How much of the left text stands on the right too, in percent."""
        return share_alike(self.left)

    @property
    def right_share(self) -> int:
        """How much of the right text stands on the left too, in percent."""
        return share_alike(self.right)


def beside_submission(actor: Actor, submission_id: UUID, other_id: UUID) -> SideBySide:
    """Two submissions beside each other; NotFound for what the desk has not, or the same one twice."""
    one, other = at_the_desk(actor, submission_id), at_the_desk(actor, other_id)
    if one == other:
        raise NotFound
    return _beside(one, other.title, other.text, other=other)


def beside_item(actor: Actor, submission_id: UUID, item_id: UUID) -> SideBySide:
    """A submission beside an item that it resembles; NotFound where none was found."""
    one = at_the_desk(actor, submission_id)
    row = Likeness.objects.filter(submission=one, item=item_id).select_related("item__issue", "item__column").first()
    if row is None or row.item is None:
        raise NotFound
    return _beside(one, row.item.title, row.item.text, item=row.item)


def may_join(found: SideBySide) -> bool:
    """Whether the two can become one item now: neither stands in an issue, and both are, or can be, adopted."""
    if found.other is None or found.submission.joined_to_id or found.other.joined_to_id == found.submission.pk:
        return False
    can = (SubmissionState.SENT, SubmissionState.RESERVED, SubmissionState.ADOPTED)
    return all(one.item_id is None and one.state in can for one in (found.submission, found.other))


def _beside(one: Submission, title: str, text: str, *, other: Submission | None = None, item: Any = None) -> SideBySide:
    left, right = compared(one.text, text, moved=True)
    left_title, right_title = compared(one.title, title)
    return SideBySide(one, other, item, _line(left_title), _line(right_title), left, right)


def _line(paragraphs: Iterable[Paragraph]) -> Paragraph:
    return tuple(run for paragraph in paragraphs for run in paragraph)
