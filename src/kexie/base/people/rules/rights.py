"""Pure decisions on rights: why somebody may or may not, and what a reviewer should look at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from kexie.base.kernel.access import Ability, Scope

#: Without a log-in for so long, a right is likely not needed any more (GB/T 22239-2019, 8.1.4.1 c: surplus accounts).
UNUSED_AFTER: Final = timedelta(days=90)
#: A post that ends within so many days is flagged.
SOON: Final = timedelta(days=30)
#: A unit's rights are looked through twice a year.
REVIEW_EVERY: Final = timedelta(days=183)


class Flag(StrEnum):
    """What a reviewer should look at."""

    TAMPERED = "tampered"
    CLASH = "clash"
    UNUSED = "unused"
    NO_ACCOUNT = "no_account"
    ENDS_SOON = "ends_soon"
    CLOSED_UNIT = "closed_unit"


def flags_of(
    *,
    intact: bool,
    clashes: bool,
    has_account: bool,
    last_log_in: datetime | None,
    begin: date,
    end: date | None,
    unit_open: bool,
    at: datetime,
    on: date,
) -> list[Flag]:
    """The flags of one post with a role; who has just been appointed is given the time to log in."""
    unused = has_account and not (last_log_in and at - last_log_in <= UNUSED_AFTER) and on - begin > UNUSED_AFTER
    found = {
        Flag.TAMPERED: not intact,
        Flag.CLASH: clashes,
        Flag.UNUSED: unused,
        Flag.NO_ACCOUNT: not has_account,
        Flag.ENDS_SOON: end is not None and end - on <= SOON,
        Flag.CLOSED_UNIT: not unit_open,
    }
    return [flag for flag, raised in found.items() if raised]


def is_overdue(reviewed_at: datetime | None, at: datetime) -> bool:
    """Whether half a year has passed since the last review, or there was none."""
    return reviewed_at is None or at - reviewed_at > REVIEW_EVERY


@dataclass(frozen=True, slots=True)
class Grant:
    """One of somebody's posts and how far it grants an ability; None: not at all."""

    role: str
    unit: str
    path: str
    scope: Scope | None

    def reaches(self, path: str) -> bool:
        """Whether the unit at ``path`` is within what this post grants."""
        if self.scope is Scope.OWN_UNIT:
            return path == self.path
        return self.scope is Scope.ALL or (self.scope is Scope.SUBTREE and path.startswith(self.path))


def scope_of(ability: Ability, role: str) -> Scope | None:
    """How far ``role`` holds ``ability``."""
    scopes = {granted.code: scope for granted, scope in ability.granted.items()}
    return scopes.get(role, ability.any_role)


def roles_granting(ability: Ability, roles: Iterable[str]) -> list[tuple[str, Scope]]:
    """The roles that hold ``ability`` and how far, the narrowest first: the least that would do."""
    found = [(role, scope) for role in roles if (scope := scope_of(ability, role)) is not None]
    return sorted(found, key=lambda row: (row[1], row[0]))
