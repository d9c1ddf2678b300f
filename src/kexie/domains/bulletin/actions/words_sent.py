"""Steps inside the verbs by which a unit writes: what its words may be, where they come from, where its pictures stand."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from kexie.base.kernel.access import Actor
from kexie.base.kernel.errors import NotFound
from kexie.base.ledger import api as ledger
from kexie.base.people.api import Organisation
from kexie.domains.bulletin.errors import WordsMissing
from kexie.domains.bulletin.models import Commission, CommissionState, Submission
from kexie.domains.bulletin.rules.pasting import written_paragraphs
from kexie.domains.bulletin.rules.submissions import (
    LONGEST_CAPTION,
    LONGEST_PLACE,
    LONGEST_TEXT,
    LONGEST_TITLE,
    Origin,
    PictureWords,
    SubmissionWords,
    placed,
)
from kexie.domains.bulletin.rules.wording import tidied_title


def check_lengths(words: SubmissionWords, pictures: Sequence[PictureWords] = ()) -> None:
    """WordsMissing where something is too long to be kept."""
    wrong: dict[str, str] = {}
    for name, text, most in (
        ("title", tidied_title(words.title), LONGEST_TITLE),
        ("text", "\n".join(written_paragraphs(words.text)), LONGEST_TEXT),
        ("place", tidied_title(words.place), LONGEST_PLACE),
        *((f"alt-{each.sha256}", tidied_title(each.alt), LONGEST_CAPTION) for each in pictures),
        *((f"caption-{each.sha256}", tidied_title(each.caption), LONGEST_CAPTION) for each in pictures),
    ):
        if len(text) > most:
            sentence = _("最多%(most)s个字，现在有%(count)s个字，请精简。")
            wrong[name] = sentence % {"most": most, "count": len(text)}
    if wrong:
        raise WordsMissing(wrong)


def check_origin(by: Actor, unit: Organisation, origin: Origin) -> None:
    """NotFound for work in which the unit had no part, and for a commission that it was not given or that was cancelled."""
    if origin.entry_id and not ledger.entries(by, unit=unit).filter(pk=origin.entry_id).exists():
        raise NotFound
    if origin.commission_id:
        given = Commission.objects.exclude(state=CommissionState.CANCELLED).filter(asked__organisation=unit)
        if not given.filter(pk=origin.commission_id).exists():
            raise NotFound


def place_pictures(submission: Submission, pictures: Sequence[PictureWords] | None) -> None:
    """Store in which order, where and with which words the pictures stand; None only moves up what stands too far down."""
    rows = list(submission.pictures.all())
    known = {row.blob_id: row for row in rows}
    told = {each.sha256: each for each in pictures or () if each.sha256 in known}
    kept = (PictureWords(row.blob_id, row.after, row.alt, row.caption) for row in rows if row.blob_id not in told)
    for order, words in enumerate(placed([*told.values(), *kept], len(submission.paragraphs)), start=1):
        row = known[words.sha256]
        row.order, row.after = order, words.after
        row.alt, row.caption = tidied_title(words.alt), tidied_title(words.caption)
        row.save(update_fields=["order", "after", "alt", "caption"])
