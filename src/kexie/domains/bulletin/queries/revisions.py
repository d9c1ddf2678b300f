"""Revisions of an issue: the list, one with its papers and what it changed of the one before."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from kexie.base.kernel.access import Actor, check, may
from kexie.base.kernel.errors import NotFound
from kexie.domains.bulletin.abilities import VIEW_DRAFTS
from kexie.domains.bulletin.models import Issue, Output, Revision
from kexie.domains.bulletin.queries.published import (
    PrintedHighlight,
    PrintedItem,
    printed_columns,
    printed_highlights,
    printed_items,
)
from kexie.domains.bulletin.rules.comparing import Paragraph, compared
from kexie.domains.bulletin.rules.composition import as_markdown
from kexie.domains.bulletin.rules.snapshot import understood_of


@dataclass(frozen=True, slots=True)
class RevisionView:
    """A revision: its columns and lines, its papers, and before/after of what it changed (both empty for the first)."""

    revision: Revision
    columns: tuple[tuple[str, tuple[PrintedItem, ...]], ...]
    highlights: tuple[PrintedHighlight, ...]
    outputs: tuple[Output, ...]
    before: tuple[Paragraph, ...]
    after: tuple[Paragraph, ...]


def revisions_of(actor: Actor, issue: Issue) -> tuple[Revision, ...]:
    """The revisions of an issue, the latest first; nothing without the right to view drafts."""
    if not (issue.is_published and may(actor, VIEW_DRAFTS)):
        return ()
    return tuple(issue.revisions.defer("content").order_by("-number"))


def revision(actor: Actor, issue_id: UUID, number: int) -> RevisionView:
    """One revision; NotFound when there is none."""
    check(actor, VIEW_DRAFTS)
    found = Revision.objects.filter(issue=issue_id, number=number).select_related("issue").first()
    if found is None:
        raise NotFound
    items = printed_items(found.issue, found.content)
    outputs = found.outputs.select_related("blob").defer("blob__content").order_by("format")
    before = Revision.objects.filter(issue=issue_id, number=number - 1).first() if number else None
    left, right = _changed(before, found) if before else ((), ())
    return RevisionView(
        revision=found,
        columns=tuple(printed_columns(items)),
        highlights=printed_highlights(found.content, items),
        outputs=tuple(outputs),
        before=left,
        after=right,
    )


def _changed(before: Revision, after: Revision) -> tuple[tuple[Paragraph, ...], tuple[Paragraph, ...]]:
    """Both as text, of which the paragraphs that are the same on both sides are left out."""
    left, right = compared(as_markdown(understood_of(before.content)), as_markdown(understood_of(after.content)))
    return tuple(line for line in left if not _is_same(line)), tuple(line for line in right if not _is_same(line))


def _is_same(line: Paragraph) -> bool:
    return all(run.same for run in line)
