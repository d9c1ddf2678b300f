"""A submission from a paper that was written in Word: its words, its pictures, and what could not be taken over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kexie.base.documents.intake import Kind, Upload, Verdict, take_in
from kexie.base.documents.reading import ReadPicture, read_paper
from kexie.base.kernel.access import Actor, check
from kexie.base.kernel.errors import Invalid
from kexie.base.people.api import Organisation, find_unit
from kexie.domains.bulletin.abilities import CONTRIBUTE
from kexie.domains.bulletin.actions.pictures import LONGEST_SIDE, hang
from kexie.domains.bulletin.actions.sending_in import NOWHERE, begin_submission
from kexie.domains.bulletin.actions.words_sent import place_pictures
from kexie.domains.bulletin.errors.mails import DangerousPaper
from kexie.domains.bulletin.models import Submission
from kexie.domains.bulletin.rules.reading_submissions import UnderstoodSubmission, understand_submission
from kexie.domains.bulletin.rules.submissions import (
    LONGEST_CAPTION,
    LONGEST_TEXT,
    MOST_PICTURES,
    Channel,
    Origin,
    SubmissionWords,
)

ACCEPTED: Final = frozenset({Kind.DOCX, Kind.TEXT, Kind.MARKDOWN})


class Begun(NamedTuple):
    """A draft, and a sentence for each thing that its writer should look at."""

    submission: Submission
    told: tuple[str, ...]


class ReadWord(NamedTuple):
    """A paper that was read: what it says, and its pictures in reading order, None for one that cannot be used."""

    said: UnderstoodSubmission
    pictures: Sequence[ReadPicture | None]


def begin_from_file(
    *, by: Actor, at: datetime, unit: Organisation, name: str, data: bytes, origin: Origin = NOWHERE
) -> Begun:
    """A new draft of ``unit`` from a DOCX (or a plain text); nothing is sent in yet.

    Raises what :func:`read_file` and :func:`begin_submission` raise.
    """
    check(by, CONTRIBUTE, unit.path)
    return begin_read(by=by, at=at, unit=unit, read=read_file(data, name=name, at=at), origin=origin)


def begin_read(
    *,
    by: Actor,
    at: datetime,
    unit: Organisation,
    read: ReadWord,
    channel: Channel = Channel.FILE,
    origin: Origin = NOWHERE,
) -> Begun:
    """A new draft of ``unit`` from a paper that was read. Raises what :func:`begin_submission` raises."""
    said, pictures = read
    signing, unknown = _units(said.credits, unit)
    words = SubmissionWords(
        title=said.title,
        text="\n".join(said.paragraphs),
        units=tuple(each.pk for each in signing),
        event_on=said.event_on,
        event_until=said.event_until,
    )
    with transaction.atomic():
        submission = begin_submission(by=by, at=at, unit=unit, words=words, channel=channel, origin=origin)
        lost = _hang_all(submission, said, pictures, at=at)
    return Begun(submission, tuple(_told(said, unknown, lost)))


def read_file(data: bytes, *, name: str, at: datetime) -> ReadWord:
    """Take a paper in, read and understand it.

    Raises a refusal of `documents`, DangerousPaper, or Invalid for one with too many words.
    """
    upload = take_in(data, name=name, accept=ACCEPTED)
    if upload.verdict is Verdict.QUARANTINED:
        sentence = _("“%(name)s”%(reason)s，为安全起见没有读取。请另存为不含这些内容的文件，或把文字直接粘贴进来。")
        raise DangerousPaper(sentence % {"name": upload.name, "reason": upload.reason})
    paper = read_paper(upload.data, name=upload.name, longest=LONGEST_SIDE)
    said = understand_submission(paper.blocks, near=timezone.localdate(at))
    count = sum(map(len, said.paragraphs))
    if count > LONGEST_TEXT:
        sentence = _("这份文件有%(count)s个字，一条信息最多%(most)s个字。请精简后再上传。")
        raise Invalid(sentence % {"count": count, "most": LONGEST_TEXT})
    return ReadWord(said, paper.pictures)


def _units(names: Sequence[str], unit: Organisation) -> tuple[list[Organisation], list[str]]:
    """The units that the names mean, and the names that mean none; the unit itself where it is not among them comes first."""
    found = [(name, find_unit(name)) for name in names]
    known = [each for _name, each in found if each is not None and each.confirmed and each.closed_on is None]
    if unit not in known:
        known.insert(0, unit)
    return known, [name for name, each in found if each is None or each not in known]


def _hang_all(
    submission: Submission, said: UnderstoodSubmission, pictures: Sequence[ReadPicture | None], *, at: datetime
) -> int:
    """Store the pictures in their places; how many could not be."""
    hung: set[str] = set()
    for place in said.pictures:
        picture = pictures[place.which]
        if picture is None or picture.sha256 in hung or len(hung) >= MOST_PICTURES:
            continue
        hung.add(picture.sha256)
        hang(
            submission,
            _upload(picture),
            at=at,
            after=place.after,
            alt=place.alt[:LONGEST_CAPTION],
            caption=place.caption[:LONGEST_CAPTION],
        )
    place_pictures(submission, None)
    different = {picture.sha256 for picture in pictures if picture is not None}
    return sum(picture is None for picture in pictures) + len(different - hung)


def _upload(picture: ReadPicture) -> Upload:
    return Upload(
        name="",
        kind=picture.kind,
        data=picture.data,
        sha256=picture.sha256,
        width=picture.width,
        height=picture.height,
    )


def _told(said: UnderstoodSubmission, unknown: Sequence[str], lost: int) -> list[str]:
    told = []
    if not said.title:
        told.append(_("没有认出标题，请填写。"))
    if unknown:
        sentence = _("署名“%(names)s”没有找到对应的单位，请在“署名单位”中选择。")
        told.append(sentence % {"names": "、".join(unknown)})
    if lost:
        sentence = _("有%(count)s张图片没有取出（只收 JPEG 和 PNG，最多%(most)s张），请另存后上传。")
        told.append(sentence % {"count": lost, "most": MOST_PICTURES})
    if said.left_out:
        told.append(_("这些内容没有放进正文：%(lines)s") % {"lines": "；".join(said.left_out)})
    return told
