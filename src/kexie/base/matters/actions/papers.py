"""Files of cases: kept once by content, given out through the case alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from kexie.base.documents.intake import Upload, Verdict
from kexie.base.matters.errors import MatterInvalid
from kexie.base.matters.models import CasePaper, PaperFile

if TYPE_CHECKING:
    from kexie.base.matters.actions.stepping import Step


@dataclass(frozen=True, slots=True)
class Handed:
    """A file that was handed in for the place ``key`` of a form, and is kept already (:func:`keep`)."""

    key: str
    name: str
    sha256: str


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
    return upload.sha256


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
