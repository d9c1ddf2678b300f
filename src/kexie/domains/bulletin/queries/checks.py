"""What the checks find in an issue, with what was waived; what they find in words that a unit is writing.

The texts, the register of posts, the past weeks and the watched words are fetched in a number of queries that does not
grow with the issue.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from kexie.base.kernel.access import Actor, check, may
from kexie.base.kernel.errors import NotFound
from kexie.base.people import api as people
from kexie.domains.bulletin.abilities import CONTRIBUTE, EDIT, HANDLE, VIEW_DRAFTS
from kexie.domains.bulletin.errors.checks import ChecksOpen
from kexie.domains.bulletin.models import Issue, Item, Submission, Waiver, WatchWord, WordGrade
from kexie.domains.bulletin.rules.checks import (
    Bearing,
    CheckedIssue,
    CheckedItem,
    CheckedLine,
    CheckedPicture,
    Finding,
    Grade,
    Known,
    NamedUnit,
    Part,
    PastText,
    Word,
    check_issue,
    check_item,
    names_in,
    units_in,
)
from kexie.domains.bulletin.rules.checks.frame import passages
from kexie.domains.bulletin.rules.checks.labels import LABELS, OF_WRITING, around, mend_words, place_words
from kexie.domains.bulletin.rules.life_cycle import IssueState
from kexie.domains.bulletin.rules.submissions import SubmissionState

#: How far back a text may have been printed, or sent in, to be told from a new one.
PAST: Final = timedelta(weeks=8)
MOST_PAST: Final = 300
_MOST_NAMES: Final = 5000
_SENT: Final = [state.value for state in (SubmissionState.SENT, SubmissionState.ADOPTED, SubmissionState.RESERVED)]


@dataclass(frozen=True, slots=True)
class Judged:
    """A finding with the words around it, and the waiver by which it stands."""

    finding: Finding
    waiver: Waiver | None = None
    before: str = ""
    after: str = ""

    @property
    def label(self) -> Promise:
        """What it is called."""
        return LABELS[self.finding.code]

    @property
    def place(self) -> str:
        """Where it stands, in words."""
        return place_words(self.finding)

    @property
    def mend(self) -> str:
        """What the mend does, in words; empty where only a person can mend it."""
        return mend_words(self.finding)

    @property
    def is_must(self) -> bool:
        """Whether it is mended or waived before the issue goes to review."""
        return self.finding.grade is Grade.MUST

    @property
    def is_open_must(self) -> bool:
        """Whether it keeps the issue from review."""
        return self.is_must and self.waiver is None


@dataclass(frozen=True, slots=True)
class CheckedGroup:
    """The findings of one item, or of 目录提要 (``item`` None)."""

    item: Item | None
    judged: tuple[Judged, ...]

    @property
    def open(self) -> tuple[Judged, ...]:
        """Those that nobody has waived, what must be mended first."""
        left = [each for each in self.judged if each.waiver is None]
        return tuple(sorted(left, key=lambda each: not each.is_must))

    @property
    def waived(self) -> tuple[Judged, ...]:
        """Those that stand with a reason."""
        return tuple(each for each in self.judged if each.waiver is not None)

    @property
    def of_writing(self) -> tuple[Judged, ...]:
        """Open ones of mere writing, which are mended all at once."""
        return tuple(each for each in self.open if each.mend and each.finding.code in OF_WRITING)


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What the checks say of an issue; ``lapsed`` are waivers whose words are there no longer."""

    issue: Issue
    groups: tuple[CheckedGroup, ...]
    lapsed: tuple[Waiver, ...]
    may_edit: bool

    @property
    def judged(self) -> tuple[Judged, ...]:
        """All findings in the order of the paper."""
        return tuple(each for group in self.groups for each in group.judged)

    @property
    def open_musts(self) -> int:
        """How many must be mended or waived before the issue goes to review."""
        return sum(each.is_open_must for each in self.judged)

    @property
    def open_shoulds(self) -> int:
        """How many are only pointed out."""
        return sum(each.waiver is None for each in self.judged) - self.open_musts

    @property
    def of_writing(self) -> tuple[Judged, ...]:
        """All open ones of mere writing."""
        return tuple(each for group in self.groups for each in group.of_writing)

    @property
    def waived(self) -> int:
        """How many stand with a reason."""
        return sum(each.waiver is not None for each in self.judged)


def checked(issue: Issue) -> tuple[list[Item], CheckedIssue]:
    """The issue as the checks see it, with its items; four queries."""
    items = list(issue.items.select_related("column").prefetch_related("credits", "pictures"))
    lines = issue.highlights.all()
    seen = CheckedIssue(
        date=issue.date,
        items=tuple(checked_item(item) for item in items),
        highlights=tuple(CheckedLine(text=line.text, item=str(line.item_id or "")) for line in lines),
    )
    return items, seen


def checked_item(item: Item) -> CheckedItem:
    """An item as the checks see it."""
    return CheckedItem(
        key=str(item.pk),
        title=item.title,
        paragraphs=item.paragraphs,
        credits=tuple(credit.name for credit in item.credits.all()),
        column=item.column.name,
        event_on=item.event_on,
        event_until=item.event_until,
        pictures=tuple(CheckedPicture(alt=each.alt, caption=each.caption) for each in item.pictures.all()),
    )


def findings_of(issue: Issue) -> list[Finding]:
    """What the checks find in the issue as it is stored now."""
    _items, seen = checked(issue)
    return check_issue(seen, known_for(seen.items, seen.date, printed_before(issue)))


def open_musts(issue: Issue) -> list[Finding]:
    """What must still be mended or waived before the issue goes to review."""
    waived = set(issue.waivers.filter(withdrawn_at=None).values_list("key", flat=True))
    return [found for found in findings_of(issue) if found.grade is Grade.MUST and found.key not in waived]


def check_musts(issue: Issue) -> None:
    """Raise ChecksOpen unless all that must be mended is mended or waived."""
    if count := len(open_musts(issue)):
        raise ChecksOpen(label=issue.short_label, count=count)


def check_report(actor: Actor, issue_id: UUID) -> CheckReport:
    """What the checks say of an issue, item by item; NotFound if there is none."""
    check(actor, VIEW_DRAFTS)
    issue = Issue.objects.filter(pk=issue_id).first()
    if issue is None:
        raise NotFound
    items, seen = checked(issue)
    findings = check_issue(seen, known_for(seen.items, seen.date, printed_before(issue)))
    waivers = {waiver.key: waiver for waiver in issue.waivers.filter(withdrawn_at=None).select_related("item")}
    by_item: dict[str, list[Judged]] = {}
    for found, judged in zip(findings, judged_in(seen, findings, waivers), strict=True):
        by_item.setdefault(found.place.item, []).append(judged)
    there = {found.key for found in findings}
    groups = [CheckedGroup(item, tuple(by_item.get(str(item.pk), ()))) for item in items]
    return CheckReport(
        issue=issue,
        groups=(*groups, CheckedGroup(None, tuple(by_item.get("", ())))),
        lapsed=tuple(waiver for key, waiver in waivers.items() if key not in there),
        may_edit=issue.is_drafting and may(actor, EDIT),
    )


def judged_in(seen: CheckedIssue, findings: Iterable[Finding], waivers: Mapping[str, Waiver]) -> list[Judged]:
    """The findings with the words around them and their waivers."""
    texts = {
        (passage.item, passage.part, passage.paragraph): passage.text
        for item in seen.items
        for passage in passages(item)
    }
    texts |= {("", Part.HIGHLIGHTS, number): line.text for number, line in enumerate(seen.highlights)}
    judged = []
    for found in findings:
        text = texts.get((found.place.item, found.place.part, found.place.paragraph), "")
        before, after = around(text, found) if found.excerpt else ("", "")
        judged.append(Judged(found, waivers.get(found.key), before, after))
    return judged


def check_words(actor: Actor, words: CheckedItem, *, on: date) -> list[Judged]:
    """What the checks find in words that are being written, beside what was printed in the last weeks and what the actor
    may see of what was sent in; nothing is stored. ``words.key`` is the submission's own, or empty.
    """
    if not may(actor, HANDLE):
        check(actor, CONTRIBUTE)
    words = replace(words, pictures=_pictures(actor, words.key))
    printed = Issue.objects.filter(state=IssueState.SIGNED.value, date__gte=on - PAST, date__lte=on)
    findings = check_item(words, known_for((words,), on, [*_printed(printed), *_sent_in(actor, on=on, but=words.key)]))
    return judged_in(CheckedIssue(date=on, items=(words,)), findings, {})


def known_for(items: Iterable[CheckedItem], on: date, past: Iterable[PastText]) -> Known:
    """What the checks may know besides the texts: the register of posts as far as the texts speak of it, and the words."""
    texts = [text for item in items for text in (item.title, *item.paragraphs)]
    units = {pk: NamedUnit(names=unit.names, parent=unit.parent_id) for pk, unit in people.unit_names().items()}
    names = sorted(names_in(texts))[:_MOST_NAMES]
    rows = people.bearers(names=names, units=units_in(texts, units)) if names else []
    return Known(
        date=on,
        bearings=tuple(_bearing(row, place) for place, row in enumerate(rows)),
        units=units,
        past=tuple(past),
        words=tuple(
            Word(word=word, grade=Grade.MUST if grade == WordGrade.BANNED else Grade.SHOULD, instead=instead, note=note)
            for word, grade, instead, note in WatchWord.objects.filter(active=True).values_list(
                "word", "grade", "instead", "note"
            )
        ),
    )


def printed_before(issue: Issue) -> list[PastText]:
    """The items of the issues of the weeks before this one."""
    return _printed(Issue.objects.before(issue).filter(date__gte=issue.date - PAST))


def _printed(issues: QuerySet[Issue]) -> list[PastText]:
    rows = Item.objects.filter(issue__in=issues).select_related("issue").order_by("-issue__date", "order")
    fields = ("title", "text", "issue__year", "issue__number")
    return [
        PastText(
            key=str(row.pk),
            source=row.issue.short_label,
            title=row.title,
            text=row.text,
            address=row.get_absolute_url(),
        )
        for row in rows.only(*fields)[:MOST_PAST]
    ]


def _pictures(actor: Actor, key: str) -> tuple[CheckedPicture, ...]:
    """The pictures of a submission that the actor may see."""
    row = Submission.objects.seen_by(actor, CONTRIBUTE, HANDLE).filter(pk=key).first() if key else None
    pictures = row.pictures.all() if row else ()
    return tuple(CheckedPicture(alt=each.alt, caption=each.caption) for each in pictures)


def _sent_in(actor: Actor, *, on: date, but: str) -> list[PastText]:
    rows = Submission.objects.seen_by(actor, CONTRIBUTE, HANDLE)
    rows = rows.filter(state__in=_SENT, submitted_at__date__gte=on - PAST)
    found = rows.order_by("-submitted_at").only("pk", "submitted_at", "title", "text")[:MOST_PAST]
    return [
        PastText(key=str(row.pk), source=_sent_on(row.submitted_at), title=row.title, text=row.text)
        for row in found
        if row.submitted_at and str(row.pk) != but
    ]


def _sent_on(at: datetime) -> str:
    day = timezone.localdate(at)
    return _("%(month)s月%(day)s日报送的") % {"month": day.month, "day": day.day}


def _bearing(row: people.Bearer, place: int) -> Bearing:
    return Bearing(
        person=str(row.person_id),
        name=row.name,
        unit=row.unit_id,
        title=row.title,
        begin=row.begin,
        end=row.end,
        precedence=row.precedence,
        place=place,
    )
