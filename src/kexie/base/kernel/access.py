"""Who may do what, where: the words in which every app declares it.

Permission = ability × role × organisation. An app declares each :class:`Ability` in its `abilities` room with the roles
that hold it and how far (:class:`Scope`). `people` turns the posts that a person holds today into an :class:`Actor`.
Doors declare what they need with :func:`public`, :func:`signed_in` or :func:`requires`; a door that declares nothing is
closed. Queries take the actor and narrow their rows with :meth:`Reach.q`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, Protocol, TypeVar
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from kexie.base.kernel.errors import LogInFirst, NotPermitted
from kexie.base.kernel.registry import Registry


class Scope(IntEnum):
    """How far an ability reaches from the organisation in which the role is held; a larger value reaches further."""

    OWN_UNIT = 1
    SUBTREE = 2
    ALL = 3


@dataclass(frozen=True, slots=True)
class Role:
    """A role that a post can carry: a stable code and the words on screen."""

    code: str
    label: str


@dataclass(frozen=True, slots=True)
class Ability:
    """One thing that can be done: ``app.verb``, its words on screen, and the scope in which each role holds it.

    ``any_role`` is the scope for every role that ``granted`` does not name, those of other apps too.
    """

    code: str
    label: str
    granted: Mapping[Role, Scope] = field(default_factory=dict, hash=False, compare=False)
    any_role: Scope | None = None


roles: Registry[Role] = Registry("role")
abilities: Registry[Ability] = Registry("ability")


def declare(*declared: Ability) -> None:
    """Register abilities and the roles they name; called by every app in ``ready()``."""
    for ability in declared:
        abilities.register(ability.code, ability)
        for role in ability.granted:
            roles.register(role.code, role)


@dataclass(frozen=True, slots=True)
class Reach:
    """Where an actor holds an ability: everywhere, or in some units and some subtrees (materialised tree paths)."""

    everywhere: bool = False
    units: frozenset[str] = frozenset()
    subtrees: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return self.everywhere or bool(self.units or self.subtrees)

    def covers(self, path: str) -> bool:
        """Whether the unit at ``path`` is within reach."""
        return self.everywhere or path in self.units or any(path.startswith(root) for root in self.subtrees)

    def q(self, field_name: str) -> Q:
        """A condition on the tree path in ``field_name`` (such as ``organisation__path``) that keeps rows within reach."""
        if self.everywhere:
            return Q()
        condition = Q(**{f"{field_name}__in": self.units})
        for root in sorted(self.subtrees):
            condition |= Q(**{f"{field_name}__startswith": root})
        return condition


class Actor(Protocol):
    """Who asks. Anonymous visitors and the platform itself (a command, a job) are actors too."""

    @property
    def name(self) -> str:
        """The name to show and to write into the audit."""

    @property
    def account_id(self) -> UUID | None:
        """The account that is logged in, if any."""

    @property
    def person_id(self) -> UUID | None:
        """The person behind the account, if any."""

    @property
    def is_known(self) -> bool:
        """Whether this is a logged-in person or the platform itself, not a visitor."""

    def reach(self, ability: Ability) -> Reach:
        """Where the actor holds ``ability``."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Anybody who is not logged in."""

    name: str = "访客"
    account_id: UUID | None = None
    person_id: UUID | None = None
    is_known: bool = False

    def reach(self, ability: Ability) -> Reach:
        """Nowhere."""
        return Reach()


@dataclass(frozen=True, slots=True)
class Platform:
    """The platform itself, in a command or a job; ``name`` says which, for the audit."""

    name: str = "系统"
    account_id: UUID | None = None
    person_id: UUID | None = None
    is_known: bool = True

    def reach(self, ability: Ability) -> Reach:
        """Everywhere."""
        return Reach(everywhere=True)


def may(actor: Actor, ability: Ability, path: str | None = None) -> bool:
    """Whether ``actor`` holds ``ability`` for the unit at ``path``; without a path, whether anywhere at all."""
    reach = actor.reach(ability)
    return bool(reach) if path is None else reach.covers(path)


def check(actor: Actor, ability: Ability, path: str | None = None) -> None:
    """Raise a refusal unless :func:`may`."""
    if may(actor, ability, path):
        return
    if not actor.is_known:
        raise LogInFirst
    sentence = _("您没有“%(ability)s”的权限。如有需要，请联系本单位的管理员。") % {"ability": ability.label}
    raise NotPermitted(sentence, ability=ability.code)


@dataclass(frozen=True, slots=True)
class Access:
    """What a door declares: open to all, to everyone logged in, or to holders of one of ``abilities`` somewhere."""

    public: bool = False
    abilities: tuple[Ability, ...] = ()

    def admit(self, actor: Actor) -> None:
        """Raise a refusal unless ``actor`` may pass this door at all; rows are narrowed by the query behind it."""
        if self.public:
            return
        if not actor.is_known:
            raise LogInFirst
        if self.abilities and not any(may(actor, ability) for ability in self.abilities):
            check(actor, self.abilities[0])


View = TypeVar("View", bound=Callable[..., Any])


def _declared(access: Access) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.access = access  # type: ignore[attr-defined]
        return view

    return mark


def public(view: View) -> View:
    """Declare a view open to everyone."""
    return _declared(Access(public=True))(view)


def signed_in(view: View) -> View:
    """Declare a view open to everyone who is logged in; it shows them their own things only."""
    return _declared(Access())(view)


def requires(*needed: Ability) -> Callable[[View], View]:
    """Declare a view open to those who hold one of ``needed`` somewhere."""
    if not needed:
        raise ValueError("name at least one ability")
    return _declared(Access(abilities=needed))


def fresh(view: View) -> View:
    """Declare a view that needs a log-in of the last minutes (security.md, 11), beside what else it declares.

    The order of decorators does not matter. What "fresh" means is told by the function that `KEXIE_GATE` names.
    """
    view.fresh = True  # type: ignore[attr-defined]
    return view
