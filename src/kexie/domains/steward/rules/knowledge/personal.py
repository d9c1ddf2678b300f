"""What answers keep about persons; searches that found nothing keep nothing of the kind."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from kexie.base.kernel.personal import BY_ACCOUNT, Basis, Personal, Purge, declare
from kexie.domains.steward.rules.knowledge.dead_ends import KEPT_DAYS

_DUTY: Final = {
    "basis": Basis.DUTY,
    "keep": _("与问答一同保存"),
    "erase": "keep",
    "why": _("记录由谁编写、由谁审核，是公务记录。"),
}


def declare_answers() -> None:
    """Who has written and reviewed; how long words that led to nothing are kept."""
    made = Personal(_("记录由谁编写问答"), **_DUTY)  # type: ignore[arg-type]
    reviewed = Personal(_("记录由谁审核问答"), **_DUTY)  # type: ignore[arg-type]
    declare(
        "steward.AnswerVersion",
        subject=f"{BY_ACCOUNT}made_by",
        columns={"made_by": made, "made_by_name": made, "made_at": made},
        other={"reviewed_by": "见审核人", "reviewed_by_name": "见审核人"},
    )
    declare(
        "steward.AnswerVersion",
        subject=f"{BY_ACCOUNT}reviewed_by",
        columns={"reviewed_by": reviewed, "reviewed_by_name": reviewed, "reviewed_at": reviewed},
        other={"made_by": "见编写人", "made_by_name": "见编写人"},
    )
    # Nobody can be told from words and a day; they go all the same.
    words = ("id", "text", "times", "first_at", "last_at", "dismissed")
    declare("steward.DeadEnd", subject=None, other=words, purge=Purge("last_at", KEPT_DAYS))
    days = ("id", "dead_end", "place", "at", "times")
    declare("steward.DeadEndDay", subject=None, other=days, purge=Purge("at", KEPT_DAYS))
