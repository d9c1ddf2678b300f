"""Whether what was signed is still what is kept: every revision and every paper, by its hash."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from kexie.domains.bulletin.models import Output, Revision
from kexie.domains.bulletin.queries.papers import content_hash
from kexie.domains.bulletin.rules.snapshot import understood_of


@dataclass(frozen=True, slots=True)
class Differs:
    """Something that is not what was signed: which revision, and what of it ("content" or a format)."""

    label: str
    revision: int
    what: str


@dataclass(frozen=True, slots=True)
class Verified:
    """How much was looked at, and what differs."""

    revisions: int
    outputs: int
    differing: tuple[Differs, ...]


def verify() -> Verified:
    """Hash every revision's content and every paper anew."""
    differing: list[Differs] = []
    revisions = Revision.objects.select_related("issue").order_by("issue__total", "number")
    for revision in revisions.iterator():
        if content_hash(understood_of(revision.content)) != revision.content_hash:
            differing.append(Differs(revision.issue.label, revision.number, "content"))
    outputs = Output.objects.select_related("revision__issue", "blob").order_by("revision__issue__total", "pk")
    for output in outputs.iterator(chunk_size=50):
        if hashlib.sha256(bytes(output.blob.content)).hexdigest() != output.blob_id:
            differing.append(Differs(output.revision.issue.label, output.revision.number, output.format))
    return Verified(revisions.count(), outputs.count(), tuple(differing))
