"""Pure decisions on posts: what their seal covers, which of them exclude each other, who may hand out which."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from kexie.base.kernel.access import Ability, Scope

#: The purpose under which the vault's key seals posts; the number counts up when :func:`sealed_content` changes.
SEAL_PURPOSE: Final = "people.post.1"

#: Three administrators that one person may not be on the same day (GB/T 22239-2019, 8.1.5: 三权分立).
EXCLUSIVE: Final = frozenset({"system_admin", "security_admin", "audit_admin"})

#: Who may hand out which role within his own subtree; the security administrator hands out every role, everywhere.
#: A role that no line names (those of other apps too) is for the security administrator alone.
GRANTED_BY: Final[Mapping[str, frozenset[str]]] = {"unit_admin": frozenset({"clerk"})}

#: The usual order of titles within a unit, by their ends; the first that fits counts, the place is editable.
TITLES: Final = (
    ("副主席", 30), ("副理事长", 30), ("副会长", 30), ("主席", 10), ("理事长", 10), ("会长", 10), ("党组副书记", 25),
    ("副书记", 25), ("书记", 15), ("副秘书长", 50), ("秘书长", 40), ("副主任", 70), ("主任", 60), ("副部长", 70), ("部长", 60),
    ("监事长", 55),
)  # fmt: skip
#: The place of every other title.
LAST: Final = 100


@dataclass(frozen=True, slots=True)
class Term:
    """A role held from ``begin`` to ``end``, both inclusive; without end it is held still."""

    role: str
    begin: date
    end: date | None = None

    def meets(self, other: Term) -> bool:
        """Whether both are held on one day at least."""
        return (other.end is None or self.begin <= other.end) and (self.end is None or other.begin <= self.end)


@dataclass(frozen=True, slots=True)
class Clash:
    """Two roles that exclude each other and are held on the same day, in alphabetical order of their codes."""

    first: str
    second: str


def sealed_content(
    *, post_id: UUID, person_id: UUID, unit_id: int, role: str, begin: date, end: date | None, stopped: bool = False
) -> str:
    """All of a post that rights depend on, as one line; its parts cannot run into each other."""
    parts = [post_id.hex, person_id.hex, unit_id, role, begin.isoformat(), end.isoformat() if end else ""]
    if stopped:
        parts.append("stopped")
    return "|".join(str(part).replace("|", "||") for part in parts)


def conflicting_roles(posts: Iterable[Term]) -> list[Clash]:
    """The pairs of exclusive administrators' roles that are held on the same day, past, present or to come.

    For one person's posts; for a merge, hand in the posts of both records.
    """
    exclusive = [term for term in posts if term.role in EXCLUSIVE]
    pairs = {
        tuple(sorted((one.role, other.role)))
        for index, one in enumerate(exclusive)
        for other in exclusive[index + 1 :]
        if one.role != other.role and one.meets(other)
    }
    return [Clash(*pair) for pair in sorted(pairs)]


def may_hand_out(held: Iterable[str], role: str, *, everywhere: bool) -> bool:
    """Whether one who holds the roles ``held`` may hand out ``role``; ``everywhere``: by the right to grant all posts."""
    return everywhere or any(role in GRANTED_BY.get(mine, frozenset()) for mine in held)


def carried_by(role: str, abilities: Iterable[Ability]) -> dict[str, Scope]:
    """What ``role`` carries: the scope of each ability by its code."""
    found: dict[str, Scope] = {}
    for ability in abilities:
        scopes = {granted.code: scope for granted, scope in ability.granted.items()}
        scope = scopes.get(role, ability.any_role)
        if scope is not None:
            found[ability.code] = scope
    return found


def rank_of(title: str) -> int:
    """The usual place of a title within a unit; a deputy in charge (常务) comes before the other deputies."""
    for ending, place in TITLES:
        if title.endswith(ending):
            return place - 5 if title.startswith("常务") else place
    return LAST


def renumbered(order: Sequence[UUID], moving: UUID, to: int) -> list[UUID]:
    """``order`` with ``moving`` in the place ``to`` (from 1; beyond the ends: at the end)."""
    rest = [key for key in order if key != moving]
    at = min(max(to, 1), len(order)) - 1
    return [*rest[:at], moving, *rest[at:]]
