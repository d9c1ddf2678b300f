"""The posts register: who is, and was, what on any day, in which order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from kexie.base.kernel import access
from kexie.base.kernel.access import Actor
from kexie.base.kernel.errors import NotFound
from kexie.base.people.abilities import GRANT_POSTS, VIEW_PERSONS
from kexie.base.people.models import Organisation, Person, Post, PostQuerySet
from kexie.base.people.rules import tidy_name
from kexie.base.people.rules.posts import rank_of

_PUBLIC = "who bears which title is no secret: bulletins print it"


@dataclass(frozen=True, slots=True)
class Standing:
    """What somebody is on a day: the unit, the title in it, and the place in the order of precedence (0 comes first)."""

    person_id: UUID
    unit: str
    title: str
    precedence: int


@dataclass(frozen=True, slots=True)
class Bearer:
    """Who bears a title in a unit from ``begin`` to ``end``, both inclusive; without end, still."""

    person_id: UUID
    name: str
    unit_id: int
    title: str
    precedence: int
    begin: date
    end: date | None


def register(
    actor: Actor,
    *,
    on: date,
    unit: Organisation | None = None,
    below: bool = False,
    text: str = "",
    role: str = "",
) -> PostQuerySet:
    """The posts held on the day ``on`` in the units within reach of `VIEW_PERSONS`, in the order of precedence.

    ``unit`` narrows to one unit, with ``below`` to its subtree; ``text`` to names and titles that hold it.
    """
    access.check(actor, VIEW_PERSONS)
    found: PostQuerySet = Post.objects.seen_by(actor, VIEW_PERSONS).on(on).select_related("organisation", "person")
    if unit is not None:
        found = found.filter(organisation__path__startswith=unit.path) if below else found.filter(organisation=unit)
    if role:
        found = found.filter(role=role)
    if text := tidy_name(text):
        found = found.filter(person__name__icontains=text) | found.filter(title__icontains=text)
    return found.order_by("organisation__path", "precedence", "begin", "pk")


def post_to_change(actor: Actor, post_id: UUID) -> Post:
    """A post, over or not, that ``actor`` may correct; NotFound otherwise."""
    found: Post | None = (
        Post.objects.seen_by(actor, GRANT_POSTS).select_related("organisation", "person").filter(pk=post_id).first()
    )
    if found is None:
        raise NotFound
    return found


def posts_on(day: date, *, organisation: Organisation | None = None, titles: Iterable[str] = ()) -> list[Post]:
    """The posts with a title that are held on ``day``, in the order of precedence; ``titles`` narrows to these titles."""
    found = Post.objects.beyond(_PUBLIC).on(day).exclude(title="").select_related("organisation", "person")
    if organisation is not None:
        found = found.filter(organisation=organisation)
    if wanted := list(titles):
        found = found.filter(title__in=wanted)
    return sorted(found, key=_place)


def posted(
    day: date, *, organisation: Organisation, below: bool = False, title: str = "", role: str = ""
) -> list[Post]:
    """The posts held on ``day`` in a unit, with ``below`` in its subtree, in the order of precedence, each with its
    person's account; ``title`` and ``role`` narrow to what is exactly so called. For lists of recipients.
    """
    found = Post.objects.beyond(_PUBLIC).on(day).select_related("organisation", "person__account")
    where = {"organisation__path__startswith": organisation.path} if below else {"organisation": organisation}
    found = found.filter(**where)
    found = found.filter(title=title) if title else found
    found = found.filter(role=role) if role else found
    return sorted(found, key=_place)


def standing(name: str, on: date) -> list[Standing]:
    """What everybody called ``name`` is on the day ``on``, in the order of precedence; empty for a name nobody bears."""
    found = Post.objects.beyond(_PUBLIC).on(on).filter(person__name=tidy_name(name)).exclude(title="")
    rows = sorted(found.select_related("organisation", "person"), key=_place)
    return [Standing(post.person_id, post.organisation.name, post.title, post.precedence) for post in rows]


def bearers(*, names: Iterable[str], units: Iterable[int]) -> list[Bearer]:
    """Every title, past and present, of those called one of ``names``, and every one in ``units``, in one query and in
    the order of precedence: who checks many texts asks once, and looks at the day of each himself.
    """
    wanted = Q(person__name__in=list(names)) | Q(organisation__in=list(units))
    found = Post.objects.beyond(_PUBLIC).filter(wanted).exclude(title="").order_by()
    columns = ("person_id", "person__name", "organisation_id", "title", "precedence", "begin", "end")
    rows = sorted(
        found.values_list("organisation__path", *columns),
        key=lambda row: _order(row[0], row[5], row[4], row[6], row[1]),
    )
    return [Bearer(*row[1:]) for row in rows]


def in_order_of_precedence(persons: Iterable[Person], on: date) -> list[Person]:
    """``persons`` as a list of names is printed: by the place of their first post on ``on``; without one, last, by name."""
    wanted = {person.pk: person for person in persons}
    found = Post.objects.beyond(_PUBLIC).on(on).filter(person__in=wanted).exclude(title="")
    first: dict[UUID, int] = {}
    for place, post in enumerate(sorted(found.select_related("organisation"), key=_place)):
        first.setdefault(post.person_id, place)
    return sorted(
        wanted.values(), key=lambda person: (first.get(person.pk, len(first) + 1000), person.letters, person.name)
    )


def _place(post: Post) -> tuple[int, int, str, int, date, str]:
    return _order(post.organisation.path, post.precedence, post.title, post.begin, post.pk)


def _order(path: str, precedence: int, title: str, begin: date, key: UUID) -> tuple[int, int, str, int, date, str]:
    """The unit higher up comes first; in it the order that was set, then that of titles, then who has served longer."""
    return len(path), precedence, path, rank_of(title), begin, str(key)
