"""Whoever applies, or follows a case of his own, without an account: known by a contact that a one-time code has proven.

How a contact is proven is an upper app's business: it registers its :class:`Door` in :data:`doors`. Without one, there is
only the way to log in.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, Protocol
from uuid import UUID

from kexie.base.kernel.access import Ability, Reach
from kexie.base.kernel.registry import Registry


@dataclass(frozen=True, slots=True)
class Contact:
    """Where somebody is reached: a mobile number of eleven digits, or an address of mail in its normal form."""

    mobile: str = ""
    email: str = ""

    def __bool__(self) -> bool:
        return bool(self.mobile or self.email)


@dataclass(frozen=True, slots=True)
class Guest:
    """An actor without an account: he may apply under ``name`` (``contact`` is proven), or act as the applicant of the one case
    ``case_id``. ``key`` is what his drafts are kept by.
    """

    name: str
    key: UUID
    contact: Contact = Contact()
    case_id: UUID | None = None
    account_id: None = None
    person_id: None = None
    is_known: bool = False

    def reach(self, ability: Ability) -> Reach:
        """Nowhere: what is his own is his by the case alone."""
        return Reach()


class Door(Protocol):
    """How contacts are proven; ``request`` is that of Django."""

    def applying(self, request: Any) -> Guest | None:
        """Whoever has proven a contact in this browser, to apply."""

    def owning(self, request: Any, case_id: UUID) -> Guest | None:
        """Whoever has proven in this browser that the case is his."""

    def everybody(self, request: Any) -> Iterable[Guest]:
        """All that this browser may act as."""

    def began(self, request: Any, case_id: UUID) -> None:
        """The case was applied for from this browser just now: it stays open here for a while."""

    def way_to_apply(self, code: str) -> str:
        """The address at which a contact is proven to apply for the matter ``code``."""

    def way_to_follow(self) -> str:
        """The address at which a case is followed by number and code."""

    def way_to_own(self, case_id: UUID) -> str:
        """The address at which one proves that the case is one's own."""


doors: Final[Registry[Door]] = Registry("door of guests")


def door() -> Door | None:
    """The door that is open to guests, if there is one."""
    return next(iter(doors), None)
