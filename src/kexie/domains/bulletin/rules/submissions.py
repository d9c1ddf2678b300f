"""The life of a submission (domain.md §2): 报送 → 初审 → (退改 →) 采用 | 备用 | 不采用; and the words it is made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kexie.domains.bulletin.errors import StepNotPossible


class SubmissionState(StrEnum):
    """Where a submission stands."""

    DRAFT = "draft"
    SENT = "sent"
    RETURNED = "returned"
    RESERVED = "reserved"
    ADOPTED = "adopted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class SubmissionVerb(StrEnum):
    """What moves a submission on: the first two are the unit's, the others the desk's."""

    SEND_IN = "send_in"
    WITHDRAW = "withdraw"
    ADOPT = "adopt"
    RESERVE = "reserve"
    RETURN = "return"
    REJECT = "reject"
    REOPEN = "reopen"


class Channel(StrEnum):
    """How a submission came."""

    WEB = "web"
    FILE = "file"
    MAIL = "mail"
    LEDGER = "ledger"


class SubmissionStepRow(NamedTuple):
    """One row of the life cycle; ``ability`` is the code of the ability that the actor needs."""

    state: SubmissionState
    verb: SubmissionVerb
    next_state: SubmissionState
    ability: str


_UNIT: Final = "bulletin.contribute"
_DESK: Final = "bulletin.handle"
_S, _V = SubmissionState, SubmissionVerb

STEPS: Final = (
    SubmissionStepRow(_S.DRAFT, _V.SEND_IN, _S.SENT, _UNIT),
    SubmissionStepRow(_S.RETURNED, _V.SEND_IN, _S.SENT, _UNIT),
    SubmissionStepRow(_S.WITHDRAWN, _V.SEND_IN, _S.SENT, _UNIT),
    SubmissionStepRow(_S.SENT, _V.WITHDRAW, _S.WITHDRAWN, _UNIT),
    SubmissionStepRow(_S.RETURNED, _V.WITHDRAW, _S.WITHDRAWN, _UNIT),
    SubmissionStepRow(_S.SENT, _V.ADOPT, _S.ADOPTED, _DESK),
    SubmissionStepRow(_S.SENT, _V.RESERVE, _S.RESERVED, _DESK),
    SubmissionStepRow(_S.SENT, _V.RETURN, _S.RETURNED, _DESK),
    SubmissionStepRow(_S.SENT, _V.REJECT, _S.REJECTED, _DESK),
    SubmissionStepRow(_S.RESERVED, _V.ADOPT, _S.ADOPTED, _DESK),
    SubmissionStepRow(_S.RESERVED, _V.RETURN, _S.RETURNED, _DESK),
    SubmissionStepRow(_S.RESERVED, _V.REJECT, _S.REJECTED, _DESK),
    SubmissionStepRow(_S.RESERVED, _V.REOPEN, _S.SENT, _DESK),
    SubmissionStepRow(_S.REJECTED, _V.REOPEN, _S.SENT, _DESK),
    SubmissionStepRow(_S.ADOPTED, _V.REOPEN, _S.SENT, _DESK),
)
_BY_STATE_AND_VERB: Final = {(step.state, step.verb): step for step in STEPS}

#: What needs a reason, which the unit reads.
NEEDS_REASON: Final = frozenset({SubmissionVerb.RETURN, SubmissionVerb.REJECT})
#: The states in which the unit may change the words.
WRITABLE: Final = frozenset({SubmissionState.DRAFT, SubmissionState.RETURNED, SubmissionState.WITHDRAWN})
#: The states in which the desk may set column, kind and credits: while it lies there, until it stands in an issue.
SORTABLE: Final = frozenset({SubmissionState.SENT, SubmissionState.RESERVED, SubmissionState.ADOPTED})

STATE_LABELS: Final[Mapping[SubmissionState, Promise]] = {
    SubmissionState.DRAFT: _("草稿"),
    SubmissionState.SENT: _("待初审"),
    SubmissionState.RETURNED: _("退改"),
    SubmissionState.RESERVED: _("备用"),
    SubmissionState.ADOPTED: _("采用"),
    SubmissionState.REJECTED: _("不采用"),
    SubmissionState.WITHDRAWN: _("已撤回"),
}
#: The tone of each state and its icon, where that is not the tone's own.
STATE_LOOKS: Final[Mapping[SubmissionState, tuple[str, str]]] = {
    SubmissionState.DRAFT: ("neutral", "edit"),
    SubmissionState.SENT: ("info", "clock"),
    SubmissionState.RETURNED: ("warn", ""),
    SubmissionState.RESERVED: ("progress", "archive"),
    SubmissionState.ADOPTED: ("good", ""),
    SubmissionState.REJECTED: ("neutral", "cross"),
    SubmissionState.WITHDRAWN: ("neutral", ""),
}
VERB_LABELS: Final[Mapping[SubmissionVerb, Promise]] = {
    SubmissionVerb.SEND_IN: _("报送"),
    SubmissionVerb.WITHDRAW: _("撤回"),
    SubmissionVerb.ADOPT: _("采用"),
    SubmissionVerb.RESERVE: _("备用"),
    SubmissionVerb.RETURN: _("退改"),
    SubmissionVerb.REJECT: _("不采用"),
    SubmissionVerb.REOPEN: _("重新初审"),
}
CHANNEL_LABELS: Final[Mapping[Channel, Promise]] = {
    Channel.WEB: _("网上填报"),
    Channel.FILE: _("上传文件"),
    Channel.MAIL: _("电子邮件"),
    Channel.LEDGER: _("取自台账"),
}


def verbs(state: SubmissionState) -> tuple[SubmissionVerb, ...]:
    """What can be done in ``state``, in the order of the table."""
    return tuple(step.verb for step in STEPS if step.state == state)


def step_for(state: SubmissionState, verb: SubmissionVerb) -> SubmissionStepRow:
    """The row for ``verb`` in ``state``; StepNotPossible, naming what is possible, if there is none."""
    step = _BY_STATE_AND_VERB.get((state, verb))
    if step is None:
        possible = tuple(str(VERB_LABELS[each]) for each in verbs(state))
        raise StepNotPossible(state=str(STATE_LABELS[state]), verb=str(VERB_LABELS[verb]), possible=possible)
    return step


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionWords:
    """What a unit writes. ``units`` are the keys of the organisations that sign, in order; ``text`` has a paragraph a line."""

    title: str = ""
    text: str = ""
    column: int | None = None
    kind: int | None = None
    units: tuple[int, ...] = ()
    event_on: date | None = None
    event_until: date | None = None
    place: str = ""


class PictureWords(NamedTuple):
    """What a unit says of a picture, and behind which paragraph it stands (0: before the first)."""

    sha256: str
    after: int = 0
    alt: str = ""
    caption: str = ""


class Origin(NamedTuple):
    """Where a submission comes from, beside its unit: the work in the ledger that it reports, the commission that it answers."""

    entry_id: UUID | None = None
    commission_id: UUID | None = None


#: Lengths in characters of what a unit writes.
LONGEST_TITLE: Final = 120
LONGEST_TEXT: Final = 20_000
LONGEST_PLACE: Final = 120
LONGEST_CAPTION: Final = 120
LONGEST_NOTE: Final = 500
#: Pictures of one submission.
MOST_PICTURES: Final = 12


def placed(pictures: Sequence[PictureWords], paragraphs: int) -> list[PictureWords]:
    """Pictures in the order in which they are printed: none behind a paragraph that there is not."""
    moved = [picture._replace(after=min(max(picture.after, 0), paragraphs)) for picture in pictures]
    return sorted(moved, key=lambda picture: picture.after)


def picture_words(pictures: list[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Pictures as a version keeps them."""
    return [{name: picture[name] for name in ("sha256", "alt", "caption", "after")} for picture in pictures]


def moved(pictures: Sequence[PictureWords], sha256: str, by: int) -> list[PictureWords]:
    """The pictures with one of them moved up (``by`` -1) or down (1) by one place; it takes the paragraph of the one that it
    passes, so that the order holds.
    """
    order = list(pictures)
    at = next((place for place, picture in enumerate(order) if picture.sha256 == sha256), None)
    if at is None or not 0 <= at + by < len(order):
        return order
    passed, picture = order[at + by], order.pop(at)
    order.insert(at + by, picture._replace(after=passed.after))
    return order


class Shown(NamedTuple):
    """A part of a submission as it is printed: a paragraph, or the pictures that stand together behind one."""

    text: str = ""
    pictures: tuple[Mapping[str, Any], ...] = ()
    last: bool = False


def printed(words: Mapping[str, Any]) -> list[Shown]:
    """The parts of a submission in the order of the page, from its words as a version keeps them; ``last`` marks the paragraph
    that bears the credit.
    """
    paragraphs = [line for line in words["text"].split("\n") if line]
    parts: list[Shown] = []
    for place, text in enumerate(["", *paragraphs]):
        if text:
            parts.append(Shown(text=text, last=place == len(paragraphs)))
        pictures = tuple(
            picture
            for picture in words["pictures"]
            if picture["after"] == place or (place == len(paragraphs) and picture["after"] > place)
        )
        if pictures:
            parts.append(Shown(pictures=pictures))
    return parts
