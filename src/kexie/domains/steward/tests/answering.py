"""Answers of the fictional city for these tests: written by one, reviewed by another."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from kexie.base.matters.tests.factories import AT
from kexie.base.people.tests.cast import Cast
from kexie.domains.steward.actions import knowledge as actions
from kexie.domains.steward.models import AnswerVersion
from kexie.domains.steward.rules.knowledge.texts import Wording

SAID = Wording(
    "讲座要提前多久申请？",
    "专家进校园什么时候报名\n申请讲座的期限",
    "至少提前十五个工作日。\n\n- 写明时间\n- 写明地点",
)


def drafted(
    cast: Cast, *, by: str = "sender", unit: str = "办公室", said: Wording = SAID, **more: Any
) -> AnswerVersion:
    """A draft of 办公室, written by its handler."""
    at: datetime = more.pop("at", AT)
    return actions.begin(by=cast.actor(by), at=at, unit=cast.unit(unit), wording=said, **more)


def submitted(cast: Cast, **more: Any) -> AnswerVersion:
    """One that waits for review."""
    at, by = more.get("at", AT), more.get("by", "sender")
    draft = drafted(cast, **more)
    return actions.submit(by=cast.actor(by), at=at, version_id=draft.pk, seen=draft.revision)


def published(cast: Cast, *, end: date | None = None, **more: Any) -> AnswerVersion:
    """One that everybody may read, reviewed by the keeper of the whole association."""
    waiting = submitted(cast, **more)
    return actions.approve(
        by=cast.actor("keeper"),
        at=more.get("at", AT),
        version_id=waiting.pk,
        seen=waiting.revision,
        expires_on=end,
    )
