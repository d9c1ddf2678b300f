"""The latest issues for feed readers: as the public has them, each from its last signed revision."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from kexie.base.kernel.access import Actor
from kexie.domains.bulletin.models import Issue, Output, Revision
from kexie.domains.bulletin.queries.published import as_printed, public_revisions

LONGEST: Final = 20


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """An issue for a feed: its lines of 目录提要 (its titles where it has none), its columns, when it was signed first and
    last, and the size of its PDF in bytes, or 0 where none was kept.
    """

    issue: Issue
    lines: tuple[str, ...]
    columns: tuple[str, ...]
    published: datetime
    updated: datetime
    pdf_size: int


def feed(actor: Actor) -> tuple[FeedEntry, ...]:
    """The twenty latest public issues, newest first, in two queries. ``actor`` may be anybody: drafts are in nobody's."""
    latest = list(public_revisions()[:LONGEST])
    sizes = Output.objects.filter(revision__in=latest, format="pdf").values_list("revision_id", "blob__size")
    by_revision = dict(sizes)
    return tuple(_entry(revision.issue, revision, by_revision.get(revision.pk, 0)) for revision in latest)


def _entry(issue: Issue, revision: Revision, pdf_size: int) -> FeedEntry:
    columns = revision.content["columns"]
    titles = tuple(item["title"] for column in columns for item in column["items"])
    return FeedEntry(
        issue=as_printed(issue, revision),
        lines=tuple(revision.content["highlights"]) or titles,
        columns=tuple(column["name"] for column in columns),
        published=issue.published_at or revision.signed_at,
        updated=revision.signed_at,
        pdf_size=pdf_size,
    )
