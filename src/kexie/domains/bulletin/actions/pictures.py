"""Pictures of submissions: taken in, taken out, and the bytes that nobody points to any more swept away."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID

from django.apps import apps
from django.db import transaction
from django.db.models import Exists, F, JSONField, Model, OuterRef, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from kexie.base.documents.intake import Kind, Upload, safe_name, take_in
from kexie.base.documents.refusals import ExtensionDiffers, FileRefusal, NotAccepted, NoText, UnknownType
from kexie.base.kernel import audit
from kexie.base.kernel.access import Actor
from kexie.domains.bulletin.actions.sending_in import writable
from kexie.domains.bulletin.actions.words_sent import place_pictures
from kexie.domains.bulletin.models import Blob, Picture, Submission
from kexie.domains.bulletin.rules.submissions import MOST_PICTURES

#: Pixels of the longest side of a picture as it is kept; at 150 to the inch it would fill a page twice.
LONGEST_SIDE: Final = 2000
ACCEPTED: Final = frozenset({Kind.PNG, Kind.JPEG})
#: How long bytes lie untouched before they are swept.
GRACE: Final = timedelta(days=1)


class GivenFile(NamedTuple):
    """A file as somebody sent it."""

    name: str
    data: bytes


class Added(NamedTuple):
    """What became of pictures: how many were taken in, and a sentence for each that was not."""

    submission: Submission
    taken: int
    refused: tuple[str, ...]


def keep_blob(data: bytes, *, at: datetime, media_type: str) -> Blob:
    """The bytes in the database, each content once; a step inside a verb. Its age begins anew, so that no sweep takes it."""
    sha256 = hashlib.sha256(data).hexdigest()
    fresh = {"media_type": media_type, "size": len(data), "content": data, "stored_at": at}
    blob, created = Blob.objects.defer("content").get_or_create(sha256=sha256, defaults=fresh)
    if not created:
        Blob.objects.filter(pk=sha256).update(stored_at=at)
    return blob


def add_pictures(
    *, by: Actor, at: datetime, submission_id: UUID, seen: int, files: Sequence[GivenFile], after: int = 0
) -> Added:
    """Take pictures in behind paragraph ``after``. One that is no good is refused by itself; the others are kept.

    Raises NotFound, NotWritable, SubmissionChanged.
    """
    with transaction.atomic():  # nobody lets us read files who may not write here
        writable(by, submission_id, seen)
    uploads, refused = _looked_at(files)
    with transaction.atomic():
        submission = writable(by, submission_id, seen)
        there = set(submission.pictures.values_list("blob_id", flat=True))
        room = MOST_PICTURES - len(there)
        fresh = list({upload.sha256: upload for upload in uploads if upload.sha256 not in there}.values())
        for upload in fresh[:room]:
            hang(submission, upload, at=at, after=after)
        if len(fresh) > room:
            sentence = _("一条信息最多%(most)s张图片，有%(count)s张没有收下。")
            refused.append(sentence % {"most": MOST_PICTURES, "count": len(fresh) - room})
        if fresh[:room]:
            _changed(submission, by=by, at=at, action="bulletin.picture_add", count=len(fresh[:room]))
    return Added(submission, len(fresh[:room]), tuple(refused))


def remove_picture(*, by: Actor, at: datetime, submission_id: UUID, seen: int, sha256: str) -> Submission:
    """Take a picture out of a submission; one that is not there changes nothing.

    Raises NotFound, NotWritable, SubmissionChanged.
    """
    with transaction.atomic():
        submission = writable(by, submission_id, seen)
        gone, _rows = submission.pictures.filter(blob_id=sha256).delete()
        if gone:
            _changed(submission, by=by, at=at, action="bulletin.picture_remove", count=gone)
    return submission


def hang(
    submission: Submission, upload: Upload, *, at: datetime, after: int = 0, alt: str = "", caption: str = ""
) -> Picture:
    """A picture of a submission, behind the others; a step inside a verb."""
    return Picture.objects.create(
        submission=submission,
        blob=keep_blob(upload.data, at=at, media_type=upload.media_type),
        after=after,
        order=submission.pictures.count() + 1,
        alt=alt,
        caption=caption,
        width=upload.width,
        height=upload.height,
    )


def sweep_blobs(*, by: Actor, at: datetime) -> int:
    """Forget the bytes that nothing of the bulletin has pointed to for a day; how many."""
    old = Blob.objects.filter(stored_at__lt=at - GRACE)
    for model, field in _pointing():
        old = old.exclude(Exists(model._base_manager.filter(**{field: OuterRef("pk")})))
    written = _written()
    unused = [sha256 for sha256 in old.values_list("pk", flat=True)[:1000] if not _is_written(sha256, written)]
    if not unused:
        return 0
    with transaction.atomic():
        # Whoever has taken the same bytes in meanwhile has made them young again.
        gone, _rows = Blob.objects.filter(pk__in=unused, stored_at__lt=at - GRACE).delete()
        audit.record(by=by, at=at, action="bulletin.sweep", target="bulletin.blob", count=gone)
    return gone


def _looked_at(files: Sequence[GivenFile]) -> tuple[list[Upload], list[str]]:
    uploads: list[Upload] = []
    refused: list[str] = []
    for file in files:
        try:
            uploads.append(take_in(file.data, name=file.name, accept=ACCEPTED, longest=LONGEST_SIDE))
        except (UnknownType, NotAccepted, ExtensionDiffers):
            sentence = _("“%(name)s”不是 JPEG 或 PNG 图片，没有收下。请在相册或看图软件中另存为 JPEG 后再上传。")
            refused.append(sentence % {"name": safe_name(file.name)})
        except NoText:
            sentence = _("“%(name)s”是空的，没有收下，请重新选择。")
            refused.append(sentence % {"name": safe_name(file.name)})
        except FileRefusal as refusal:
            refused.append(f"{safe_name(file.name)}：{refusal.message}")
    return uploads, refused


def _changed(submission: Submission, *, by: Actor, at: datetime, action: str, count: int) -> None:
    place_pictures(submission, None)
    submission.edition += 1
    submission.updated_at = at
    submission.save(update_fields=["edition", "updated_at"])
    audit.record(by=by, at=at, action=action, target=f"bulletin.submission:{submission.pk}", count=count)


def _pointing() -> list[tuple[type[Model], str]]:
    """Every key of the app's models to a blob."""
    return [
        (model, field.attname)
        for model in apps.get_app_config("bulletin").get_models()
        for field in model._meta.concrete_fields
        if field.related_model is Blob
    ]


def _written() -> list[tuple[type[Model], str]]:
    """Every column of the app that holds words as JSON, in which a picture may be named by its digest."""
    return [
        (model, field.name)
        for model in apps.get_app_config("bulletin").get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, JSONField)
    ]


def _is_written(sha256: str, columns: list[tuple[type[Model], str]]) -> bool:
    return any(
        model._base_manager.annotate(words_held=Cast(F(column), TextField()))
        .filter(words_held__contains=sha256)
        .exists()
        for model, column in columns
    )
