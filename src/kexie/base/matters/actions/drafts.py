"""Verbs on drafts: what somebody has begun to fill in is kept as it is typed, with its files, until it is sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kexie.base.documents.intake import Kind, Upload, Verdict, safe_name, take_in
from kexie.base.documents.refusals import FileRefusal
from kexie.base.kernel import audit
from kexie.base.kernel.access import Actor
from kexie.base.kernel.errors import NotFound
from kexie.base.matters.actions.papers import keep
from kexie.base.matters.errors import DraftChanged, TaskGone
from kexie.base.matters.models import Draft, DraftPaper, MatterVersion
from kexie.base.matters.queries.acting import tasks_for
from kexie.base.matters.queries.drafts import own_draft, own_drafts
from kexie.base.matters.queries.sealed import seal_into
from kexie.base.matters.rules.forms import PaperDef
from kexie.base.matters.rules.guests import Guest
from kexie.base.people.api import Organisation

#: How long what a guest has typed and not sent is kept.
GUESTS_DRAFTS: Final = timedelta(days=1)


class GivenFile(NamedTuple):
    """A file as somebody sent it."""

    name: str
    data: bytes


class Taken(NamedTuple):
    """What became of files: how many were kept, and a sentence for each that was not."""

    kept: int
    refused: tuple[str, ...]


@transaction.atomic
def save(
    *,
    by: Actor,
    at: datetime,
    version: MatterVersion,
    typed: Mapping[str, Sequence[str]],
    seen: int,
    task_id: UUID | None = None,
    unit: Organisation | None = None,
) -> Draft:
    """Keep what was ``typed``, good or not; ``seen`` is the revision that was opened, 0 for none.

    Raises:
        NotFound, TaskGone: the task is not the actor's to do.
        DraftChanged: it was saved elsewhere since.
    """
    guest = by.key if isinstance(by, Guest) else None
    if by.account_id is None and guest is None:
        raise NotFound
    found = own_drafts(by, matter_id=version.matter_id, task_id=task_id)
    draft = found.select_for_update(of=("self",)).first()
    if task_id is not None and not tasks_for(by, on=timezone.localdate(at)).filter(pk=task_id).exists():
        raise TaskGone if draft is not None else NotFound
    if (draft.revision if draft else 0) != seen:
        raise DraftChanged(revision=draft.revision if draft else 0)
    if draft is None:
        draft = Draft(account_id=by.account_id, guest=guest, matter_id=version.matter_id, task_id=task_id)
        draft.revision, draft.begun_at = 0, at
    draft.version, draft.unit, draft.saved_at = version, unit, at
    draft.revision += 1
    seal_into(draft, {"typed": dict(typed)})
    try:
        with transaction.atomic():
            draft.save()
    except IntegrityError as error:  # another tab was first
        raise DraftChanged(revision=1) from error
    if seen == 0:
        _audit("begin", draft, by=by, at=at)
    return draft


def add_papers(
    *, by: Actor, at: datetime, draft_id: UUID, paper: PaperDef, accept: frozenset[Kind], files: Sequence[GivenFile]
) -> Taken:
    """Take files in for a place of the form. One that is no good is refused by itself; the others are kept.

    Raises NotFound.
    """
    own_draft(by, draft_id)  # nobody lets us read files whose draft it is not
    uploads, refused = _looked_at(files, accept)
    with transaction.atomic():
        draft = own_draft(by, draft_id, lock=True)
        there = set(draft.papers.filter(key=paper.key).values_list("file_id", "name"))
        fresh = [upload for upload in uploads if (upload.sha256, upload.name) not in there]
        room = max(0, paper.most - len(there))
        for upload in fresh[:room]:
            DraftPaper.objects.create(
                draft=draft, key=paper.key, name=upload.name[:120], file_id=keep(upload, at=at), at=at
            )
        if over := fresh[room:]:
            sentence = _("“%(name)s”最多%(most)d份，有%(count)d份没有收下。")
            refused.append(sentence % {"name": paper.name, "most": paper.most, "count": len(over)})
        if fresh[:room]:
            _audit("paper", draft, by=by, at=at, count=len(fresh[:room]))
    return Taken(len(fresh[:room]), tuple(refused))


@transaction.atomic
def drop_paper(*, by: Actor, at: datetime, draft_id: UUID, paper_id: UUID) -> None:
    """Take a file out of a draft; one that is not there changes nothing. Raises NotFound."""
    draft = own_draft(by, draft_id, lock=True)
    gone, _rows = draft.papers.filter(pk=paper_id).delete()
    if gone:
        _audit("drop", draft, by=by, at=at, count=gone)


@transaction.atomic
def discard(*, by: Actor, at: datetime, draft_id: UUID) -> None:
    """Give a draft up, with its files. Raises NotFound."""
    draft = own_draft(by, draft_id, lock=True)
    _audit("discard", draft, by=by, at=at)
    draft.delete()


@transaction.atomic
def forget_guests(*, by: Actor, at: datetime) -> int:
    """Forget what guests have left unfinished: no browser leads back to it. How many."""
    gone, _rows = Draft.objects.filter(guest__isnull=False, saved_at__lt=at - GUESTS_DRAFTS).delete()
    if gone:
        audit.record(by=by, at=at, action="matters.draft", target="matters.draft:-", verb="forget", count=gone)
    return gone


def _looked_at(files: Sequence[GivenFile], accept: frozenset[Kind]) -> tuple[list[Upload], list[str]]:
    uploads: list[Upload] = []
    refused: list[str] = []
    for file in files:
        name = safe_name(file.name)
        try:
            upload = take_in(file.data, name=file.name, accept=accept)
        except FileRefusal as refusal:
            refused.append(f"{name}：{refusal.message}")
            continue
        if upload.verdict is Verdict.CLEAN:
            uploads.append(upload)
        else:
            sentence = _("“%(name)s”%(reason)s，没有收下。请去掉后另存一份再上传。")
            refused.append(sentence % {"name": name, "reason": upload.reason})
    return uploads, refused


def _audit(verb: str, draft: Draft, *, by: Actor, at: datetime, **data: Any) -> None:
    """What begins and ends, and what is handed in; the saving of every few seconds is nobody's concern."""
    audit.record(by=by, at=at, action="matters.draft", target=f"matters.draft:{draft.pk}", verb=verb, **data)
