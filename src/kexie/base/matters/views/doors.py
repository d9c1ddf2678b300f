"""Which addresses lead an applicant on: those of 我的 for who has an account, those of guests for who has none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from kexie.base.kernel.access import Actor
from kexie.base.matters.rules.guests import Guest


@dataclass(frozen=True, slots=True)
class Doors:
    """Names of addresses, and the frame of their pages."""

    layout: str = "ui/me.html"
    apply: str = "matters:apply"
    review: str = "matters:apply-review"
    applied: str = "matters:applied"
    draft_paper: str = "matters:draft-paper"
    case: str = "matters:my-case"
    task: str = "matters:my-task"
    note: str = "matters:my-note"
    message: str = "matters:my-message"
    papers: str = "matters:my-papers"
    paper: str = "matters:my-paper"
    withdraw: str = "matters:withdraw"
    #: Whether one finds one's drafts and cases again in 我的.
    has_account: bool = True


OWN: Final = Doors()
GUEST: Final = Doors(
    layout="ui/base.html",
    apply="matters:guest-apply",
    review="matters:guest-review",
    applied="matters:guest-applied",
    draft_paper="matters:guest-draft-paper",
    case="matters:guest-case",
    task="matters:guest-task",
    note="matters:guest-note",
    message="matters:guest-message",
    papers="matters:guest-papers",
    paper="matters:guest-paper",
    withdraw="matters:guest-withdraw",
    has_account=False,
)


def doors_of(actor: Actor) -> Doors:
    """The doors of whoever asks."""
    return GUEST if isinstance(actor, Guest) else OWN
