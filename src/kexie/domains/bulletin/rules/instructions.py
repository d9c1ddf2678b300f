"""Leaders' instructions (批示): what they have to say, and when units are reminded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

from django.utils.translation import gettext as _

from kexie.domains.bulletin.rules.commissions import DUE_AT, HOME, moment_of, reminds
from kexie.domains.bulletin.rules.scoring import InstructionKind

LONGEST_TEXT: Final = 1000
LONGEST_PROGRESS: Final = 500
LONGEST_NAME: Final = 60
#: Nobody is told of anything before the morning.
_DAY_BEGINS, _DAY_ENDS = time(8), time(20)


@dataclass(frozen=True, slots=True, kw_only=True)
class InstructionWords:
    """What a leader has written, on which day, and until when it is to be carried out."""

    kind: InstructionKind
    leader_name: str
    given_on: date
    text: str
    leader_title: str = ""
    due_on: date | None = None


def wrong_words(
    words: InstructionWords, *, issued_on: date, today: date, has_unit: bool, has_assists: bool
) -> dict[str, str]:
    """Sentences by field for what cannot be recorded."""
    wrong: dict[str, str] = {}
    if not words.leader_name:
        wrong["leader_name"] = _("请填写批示领导的姓名。")
    if not words.text:
        wrong["text"] = _("请填写批示内容；只是圈阅的，请写“圈阅”。")
    elif len(words.text) > LONGEST_TEXT:
        wrong["text"] = _("批示内容最多%(limit)s字。") % {"limit": LONGEST_TEXT}
    for name, value in (("leader_name", words.leader_name), ("leader_title", words.leader_title)):
        if len(value) > LONGEST_NAME:
            wrong[name] = _("最多%(limit)s字。") % {"limit": LONGEST_NAME}
    if not issued_on <= words.given_on <= today:
        days = {"since": issued_on.isoformat(), "until": today.isoformat()}
        wrong["given_on"] = _("批示日期须在印发日期（%(since)s）到今天（%(until)s）之间。") % days
    if has_unit and words.due_on is None:
        wrong["due_on"] = _("交单位办理的，请填写办理期限。")
    elif words.due_on is not None and words.due_on < words.given_on:
        wrong["due_on"] = _("办理期限不能早于批示日期。")
    if not has_unit and (has_assists or words.due_on):
        wrong["unit"] = _("填了协办单位或者办理期限的，请选择承办单位。")
    return wrong


def wrong_text(text: str, *, missing: str, limit: int) -> dict[str, str]:
    """Whether a report or a reason says something that can be kept."""
    if not text:
        return {"text": missing}
    return {"text": _("最多%(limit)s字，请精简。") % {"limit": limit}} if len(text) > limit else {}


def reminds_before(at: datetime, due_on: date) -> bool:
    """Whether a unit is reminded at ``at``: from the morning of the working day before until the end of the day itself."""
    return reminds(at, moment_of(due_on, DUE_AT))


def tells_overdue(at: datetime, due_on: date) -> bool:
    """Whether the day has passed, and it is not night."""
    local = at.astimezone(HOME)
    return local.date() > due_on and _DAY_BEGINS <= local.time() < _DAY_ENDS
