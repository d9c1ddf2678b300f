"""Files of cases: kept once by content, given out through the case alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.db.models import Exists, OuterRef

from kexie.base.documents.intake import Upload, Verdict
from kexie.base.kernel import audit, walls
from kexie.base.kernel.access import Actor
from kexie.base.matters.errors import MatterInvalid
from kexie.base.matters.models import CasePaper, DraftPaper, PaperFile

if TYPE_CHECKING:
    from kexie.base.matters.actions.stepping import Step

#: How long bytes lie untouched before they are swept, and how many are swept at once.
GRACE: Final = timedelta(days=1)
_AT_ONCE: Final = 1000


@dataclass(frozen=True, slots=True)
class Handed:
    """A file that was handed in for the place ``key`` of a form, and is kept already (:func:`keep`)."""

    key: str
    name: str
    sha256: str


@walls.raised()
def keep(upload: Upload, *, at: datetime) -> str:
    """Keep the bytes of an upload that was looked at, once for each content; answers their SHA-256.

    Raises:
        MatterInvalid: it holds something dangerous.
    """
    if upload.verdict is not Verdict.CLEAN:
        raise MatterInvalid(upload.reason)
    PaperFile.objects.bulk_create(
        [
            PaperFile(
                sha256=upload.sha256,
                media_type=upload.media_type,
                size=len(upload.data),
                content=upload.data,
                stored_at=at,
            )
        ],
        ignore_conflicts=True,
    )
    # What was there already becomes young again, so that no sweep takes it before something points to it.
    PaperFile.objects.filter(pk=upload.sha256).update(stored_at=at)
    return upload.sha256


def sweep(*, by: Actor, at: datetime) -> int:
    """Forget the bytes that neither a case nor a draft has pointed to for a day; how many."""
    old = PaperFile.objects.filter(stored_at__lt=at - GRACE)
    for model in (CasePaper, DraftPaper):
        old = old.exclude(Exists(model._base_manager.filter(file=OuterRef("pk"))))
    if not (unused := list(old.values_list("pk", flat=True)[:_AT_ONCE])):
        return 0
    with transaction.atomic():
        # Whoever has handed the same bytes in meanwhile has made them young again.
        gone, _rows = PaperFile.objects.filter(pk__in=unused, stored_at__lt=at - GRACE).delete()
        audit.record(by=by, at=at, action="matters.sweep", target="matters.paperfile", count=gone)
    return gone


def keep_papers(
    step: Step, papers: Sequence[Handed] | Iterable[Handed], *, by_applicant: bool, internal: bool = False
) -> None:
    """Add files that are kept to the case of ``step``."""
    CasePaper.objects.beyond("a step of a locked case").bulk_create(
        CasePaper(
            case=step.case,
            key=paper.key,
            name=paper.name[:120],
            file_id=paper.sha256,
            at=step.at,
            by_name=step.by.name[:60],
            by_account=step.by.account_id,
            by_applicant=by_applicant,
            internal=internal,
        )
        for paper in papers
    )
