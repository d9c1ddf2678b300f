"""What the tests of writing share: words of a unit, drafts, pictures, papers."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, date, datetime

import docx
from PIL import Image

from kexie.base.kernel.access import Platform
from kexie.base.ledger import api as ledger
from kexie.base.people.tests.cast import Cast
from kexie.domains.bulletin import actions
from kexie.domains.bulletin.models import Submission
from kexie.domains.bulletin.rules.submissions import SubmissionVerb, SubmissionWords

AT = datetime(2023, 5, 24, 2, 0, tzinfo=UTC)
WORDS = SubmissionWords(
    title="青溪区科协举办科普讲座",
    text="5月23日，青溪区科协在柳湾街道举办科普讲座，一百人到场。\n讲座由航空学会承办。",
    event_on=date(2023, 5, 23),
    place="柳湾街道",
)


def begun(cast: Cast, member: str = "clerk_a", unit: str = "青溪区科协", **changes: object) -> Submission:
    """A draft."""
    words = replace(WORDS, **changes)
    return actions.begin_submission(by=cast.actor(member), at=AT, unit=cast.unit(unit), words=words)


def step(cast: Cast, member: str, submission: Submission, verb: SubmissionVerb, note: str = "") -> Submission:
    """One step of its life."""
    now = Submission.objects.get(pk=submission.pk)
    return actions.take_step(
        by=cast.actor(member), at=AT, submission_id=submission.pk, verb=verb, seen=now.edition, note=note
    )


def sent(cast: Cast, member: str = "clerk_a", unit: str = "青溪区科协", **changes: object) -> Submission:
    """One that lies at the desk."""
    return step(cast, member, begun(cast, member, unit, **changes), SubmissionVerb.SEND_IN)


def returned(cast: Cast, note: str = "请写明参加人数。", **changes: object) -> Submission:
    """One that the desk has sent back."""
    return step(cast, "editor", sent(cast, **changes), SubmissionVerb.RETURN, note)


def picture(colour: int = 40, width: int = 60, height: int = 40, kind: str = "PNG") -> bytes:
    """A small picture; each colour has bytes of its own."""
    file = io.BytesIO()
    Image.new("RGB", (width, height), (colour, 90, 120)).save(file, kind)
    return file.getvalue()


def paper(*parts: object) -> bytes:
    """A DOCX of texts (str) and pictures (bytes), in that order."""
    word = docx.Document()
    for part in parts:
        if isinstance(part, bytes):
            word.add_picture(io.BytesIO(part))
        else:
            word.add_paragraph(str(part))
    file = io.BytesIO()
    word.save(file)
    return file.getvalue()


def work_done(cast: Cast, *units: str, source: str = "test:1", on: date = date(2023, 5, 20), **changes: object):
    """An entry of the ledger."""
    kinds = ledger.kinds
    if "test.lecture" not in kinds:
        kinds.register("test.lecture", ledger.Kind("test.lecture", "科普讲座"))
    said = {"title": "柳湾街道科普讲座", "place": "柳湾街道", "kind": "test.lecture"} | changes
    found = [cast.unit(unit) for unit in units or ("青溪区科协",)]
    return ledger.write(by=Platform(), at=AT, units=found, occurred_on=on, source=source, **said)
