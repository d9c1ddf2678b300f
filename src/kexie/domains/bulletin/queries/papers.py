"""An issue as a paper: what it says, its hash, and the files that are drawn from it.

The files of a signed issue are kept by its content hash below the platform's data folder, so that what was once sent is
what stays; those of a draft are drawn anew each time and kept nowhere.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import structlog
from django.conf import settings
from django.utils.translation import gettext as _

from kexie.base.documents.docx import render_docx
from kexie.base.documents.model import Document
from kexie.base.documents.ofd import render_ofd
from kexie.base.documents.pdf import render_pdf
from kexie.base.documents.text import render_text
from kexie.base.kernel.access import Actor, check
from kexie.base.kernel.errors import NotFound
from kexie.domains.bulletin.abilities import VIEW_DRAFTS
from kexie.domains.bulletin.models import Blob, Issue, Picture, Revision
from kexie.domains.bulletin.queries.issues import visible
from kexie.domains.bulletin.queries.published import latest_revision
from kexie.domains.bulletin.rules.composition import compose
from kexie.domains.bulletin.rules.issue import (
    UnderstoodColumn,
    UnderstoodIssue,
    UnderstoodItem,
    UnderstoodPicture,
    as_json,
)
from kexie.domains.bulletin.rules.numbering import number_line, running_line
from kexie.domains.bulletin.rules.snapshot import understood_of

log = structlog.get_logger("kexie.bulletin.papers")


def _text_bytes(document: Document) -> bytes:
    return render_text(document).encode()


@dataclass(frozen=True, slots=True)
class Format:
    """A file format of the paper."""

    name: str
    content_type: str
    render: Callable[[Document], bytes]


# OFD is experimental: offered for download and kept with the others, named as such on every page.
FORMATS: Final[Mapping[str, Format]] = {
    "pdf": Format("pdf", "application/pdf", render_pdf),
    "docx": Format("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", render_docx),
    "ofd": Format("ofd", "application/ofd", render_ofd),
    "txt": Format("txt", "text/plain; charset=utf-8", _text_bytes),
}


@dataclass(frozen=True, slots=True)
class Paper:
    """A file to download: ``etag`` is empty for a draft, which no cache may keep."""

    data: bytes
    filename: str
    content_type: str
    etag: str


def as_understood(issue: Issue) -> UnderstoodIssue:
    """What the issue says, in the form it was understood from; five queries."""
    items = issue.items.select_related("column").prefetch_related("credits", "pictures")
    return UnderstoodIssue(
        name=issue.name,
        year=issue.year,
        number=issue.number,
        total=issue.total,
        date=issue.date,
        publisher=issue.publisher,
        highlights=tuple(highlight.text for highlight in issue.highlights.all()),
        columns=tuple(
            UnderstoodColumn(
                name=name,
                items=tuple(
                    UnderstoodItem(
                        title=item.title,
                        paragraphs=item.paragraphs,
                        credits=tuple(credit.name for credit in item.credits.all()),
                        pictures=tuple(picture_of(picture) for picture in item.pictures.all()),
                    )
                    for item in group
                ),
            )
            for name, group in groupby(items, key=lambda item: item.column.name)
        ),
        mailbox=issue.mailbox,
        editor=issue.editor,
        reviewer=issue.reviewer,
        distribution=tuple(issue.distribution),
    )


def picture_of(picture: Picture) -> UnderstoodPicture:
    """A stored picture in the form that an issue is composed from."""
    return UnderstoodPicture(sha256=picture.blob_id, alt=picture.alt, caption=picture.caption, after=picture.after)


def content_hash(understood: UnderstoodIssue) -> str:
    """SHA-256 over everything that an issue says, its name included."""
    said = {"name": understood.name, **as_json(understood)}
    canonical = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def content_hash_of(issue: Issue) -> str:
    """The hash of what the issue says now."""
    return content_hash(as_understood(issue))


def document_of(issue: Issue) -> Document:
    """The issue as the neutral document that every renderer draws."""
    return composed(as_understood(issue))


def composed(said: UnderstoodIssue) -> Document:
    """What an issue says as the neutral document, with its pictures; one query where it has some."""
    wanted = {picture.sha256 for column in said.columns for item in column.items for picture in item.pictures}
    rows = Blob.objects.filter(sha256__in=wanted).values_list("sha256", "content") if wanted else ()
    return compose(said, {sha256: bytes(content) for sha256, content in rows})


def paper(actor: Actor, year: int, number: int, fmt: str) -> Paper:
    """The issue as a file; NotFound if it, or the format, does not exist for this actor."""
    found = visible(actor).filter(year=year, number=number).first()
    form = FORMATS.get(fmt)
    if found is None or form is None:
        raise NotFound
    revision = latest_revision(found)
    if revision is not None:
        return paper_of(revision, fmt)
    return Paper(form.render(document_of(found)), f"{found.name}{found.label}.{form.name}", form.content_type, etag="")


def preview_paper(actor: Actor, issue_id: UUID, fmt: str, typed: Mapping[str, Any] | None) -> Paper:
    """What the issue says now as a file, a correction that is being drafted too; for who may view drafts.

    ``typed`` are words of one item to stand in the place of the stored ones: ``item`` (its id), ``title``, ``text``,
    ``credits``.
    """
    check(actor, VIEW_DRAFTS)
    found, form = Issue.objects.filter(pk=issue_id).first(), FORMATS.get(fmt)
    if found is None or form is None:
        raise NotFound
    said = as_understood(found)
    if typed:
        keys = [str(pk) for pk in found.items.values_list("pk", flat=True)]
        said = _with_words(said, keys, typed)
    return Paper(form.render(composed(said)), f"{found.name}{found.label}.{form.name}", form.content_type, etag="")


def _with_words(said: UnderstoodIssue, keys: list[str], typed: Mapping[str, Any]) -> UnderstoodIssue:
    numbered = iter(keys)
    columns = tuple(
        replace(
            column,
            items=tuple(
                replace(
                    item,
                    title=typed["title"] or item.title,
                    paragraphs=tuple(typed["text"].split("\n")),
                    credits=tuple(typed["credits"]),
                )
                if next(numbered) == typed["item"]
                else item
                for item in column.items
            ),
        )
        for column in said.columns
    )
    return replace(said, columns=columns)


def paper_of(revision: Revision, fmt: str) -> Paper:
    """A paper of a revision as it was kept at the signature; NotFound for a format that there is none of.

    Of an issue that was signed before papers were kept, it is drawn from what the revision holds, and then kept on disk.
    """
    form = FORMATS.get(fmt)
    if form is None:
        raise NotFound
    output = revision.outputs.filter(format=fmt).select_related("blob").first()
    if output is not None:
        data, etag = bytes(output.blob.content), output.blob_id
    else:
        data, etag = _kept(revision, form), f"{revision.content_hash}-{form.name}"
    said = understood_of(revision.content)
    label = f"{number_line(said.year, said.number).replace(' ', '')}{running_line(said.total)}"
    again = _("（第%(number)d次更正）") % {"number": revision.number} if revision.number else ""
    return Paper(data, f"{said.name}{label}{again}.{form.name}", form.content_type, etag=f'"{etag}"')


def _kept(revision: Revision, form: Format) -> bytes:
    digest = revision.content_hash
    path = Path(settings.MEDIA_ROOT).parent / "papers" / digest[:2] / f"{digest}.{form.name}"
    with contextlib.suppress(OSError):
        return path.read_bytes()
    data = form.render(composed(understood_of(revision.content)))
    try:
        _keep(path, data)
    except OSError as error:
        log.warning("paper_not_kept", why=error.strerror)
    return data


def _keep(path: Path, data: bytes) -> None:
    """Put the file there whole or not at all: another process may be reading."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(data)
    Path(file.name).replace(path)
