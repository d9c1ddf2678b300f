"""Pure decisions on posts and rights."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from kexie.base.kernel.access import Ability, Reach, Scope

#: Three administrators that one person may not be at the same time (GB/T 22239-2019, 8.1.5: 三权分立).
EXCLUSIVE_ROLES: Final = frozenset({"system_admin", "security_admin", "audit_admin"})


@dataclass(frozen=True, slots=True)
class Holding:
    """A role held in the organisation at tree path ``path``."""

    role: str
    path: str


@dataclass(frozen=True, slots=True)
class PersonActor:
    """A person with an account and what he or she holds today."""

    name: str
    account_id: UUID | None
    person_id: UUID | None
    holdings: tuple[Holding, ...] = ()
    is_known: bool = True
    #: Posts whose seal does not fit: they give no rights.
    tampered: tuple[UUID, ...] = ()

    def reach(self, ability: Ability) -> Reach:
        """Where one of the holdings grants ``ability``."""
        return reach_of(ability, self.holdings)


def reach_of(ability: Ability, holdings: Iterable[Holding]) -> Reach:
    """Join what each holding grants of ``ability``."""
    scopes = {role.code: scope for role, scope in ability.granted.items()}
    granted = [(scopes.get(holding.role, ability.any_role), holding.path) for holding in holdings]
    return Reach(
        everywhere=any(scope is Scope.ALL for scope, _ in granted),
        units=frozenset(path for scope, path in granted if scope is Scope.OWN_UNIT),
        subtrees=frozenset(path for scope, path in granted if scope is Scope.SUBTREE),
    )


def in_force(begin: date, end: date | None, on: date) -> bool:
    """Whether a post from ``begin`` to ``end`` (both inclusive, no end: still held) is held on the day ``on``."""
    return begin <= on and (end is None or on <= end)


def excluded_roles(held: Iterable[str], wanted: str) -> frozenset[str]:
    """The administrators' roles among ``held`` that exclude ``wanted`` (GB/T 22239-2019, 8.1.5)."""
    if wanted not in EXCLUSIVE_ROLES:
        return frozenset()
    return frozenset(held) & (EXCLUSIVE_ROLES - {wanted})


def reaches_everywhere(role: str, abilities: Iterable[Ability]) -> bool:
    """Whether ``role`` carries any of ``abilities`` everywhere: more than the administrator of one unit may hand out."""
    return any(
        scope is Scope.ALL
        for ability in abilities
        for granted, scope in ability.granted.items()
        if granted.code == role
    )


def covers_all(reach: Reach, paths: Iterable[str]) -> bool:
    """Whether every unit at ``paths`` is within reach; without any unit, whether everything is."""
    paths = list(paths)
    return reach.everywhere or (bool(paths) and all(reach.covers(path) for path in paths))


def tidy_name(name: str) -> str:
    """A name without control and formatting characters, its runs of blanks (full-width ones too) made one."""
    visible = "".join(" " if char.isspace() else char for char in name if _prints(char))
    return " ".join(visible.split())


def _prints(char: str) -> bool:
    return char.isspace() or unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co"}


def normal_mail(email: str) -> str:
    """An e-mail address as it is stored and compared: without blanks around it, in lower case."""
    return email.strip().lower()


def strong_without(password: str, words: Iterable[str], least: int = 6) -> bool:
    """Whether ``password`` has at least ``least`` different characters left when ``words`` are taken out of it."""
    rest = password.lower()
    for word in sorted(words, key=len, reverse=True):
        rest = rest.replace(word.lower(), "")
    return len({char for char in rest if char.isalnum()}) >= least or rest == password.lower()
