"""What would happen if units changed their places: shown before it is confirmed, asked again before it is done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from kexie.base.kernel import access, repointing
from kexie.base.people.errors.organisations import BelowItself, IntoItself, SamePlace, UnitsBelow, WrongPlace
from kexie.base.people.models import Organisation, Post
from kexie.base.people.rules.organisations import Fit, fit, is_below
from kexie.base.people.rules.reach_changes import Held, Picture, ReachChange, digest_of, reach_changes

#: What stays with a unit that is merged: its own history, the units that were merged into it before, its own names.
STAYS: Final = frozenset(
    {
        "people.OrganisationChange.organisation",
        "people.Organisation.merged_into",
        "people.OrganisationName.came_from",
    }
)


@dataclass(frozen=True, slots=True)
class Preview:
    """What a change would do: ``units`` that it moves, rights that change, rows that go over, posts that end."""

    digest: str
    changes: list[ReachChange]
    units: int = 1
    unusual: bool = False
    rows: Mapping[str, int] = field(default_factory=dict)
    ends: tuple[str, ...] = ()


def counted(unit: Organisation) -> dict[str, int]:
    """How many rows of which kind point to ``unit`` and would follow it; kinds by their words on screen."""
    counts: dict[str, int] = {}
    for column, keys in repointing.referring(unit, but=STAYS):
        words = str(column.model._meta.verbose_name)
        counts[words] = counts.get(words, 0) + len(keys)
    return counts


def picture(*, on: date) -> Picture:
    """The whole tree, and every role held on the day ``on``."""
    paths = {str(uid): path for uid, path in Organisation.objects.values_list("uid", "path")}
    posts = Post.objects.beyond("narrowed by its caller").in_force(on).order_by("pk")
    rows = posts.values_list("person_id", "person__name", "role", "organisation__uid")
    return Picture(paths, tuple(Held(str(person), name, role, str(uid)) for person, name, role, uid in rows))


def moved(before: Picture, unit: Organisation, parent_path: str) -> Picture:
    """The picture after ``unit`` and all below it stand under ``parent_path`` (empty: at the top)."""
    # No path holds a tilde, so the new place is none of those there are; of equal length, none is above another.
    place = f"{parent_path}~{unit.pk:012d}"
    paths = {
        uid: place + path[len(unit.path) :] if is_below(path, unit.path) else path for uid, path in before.paths.items()
    }
    return Picture(paths, before.held)


def preview_move(unit: Organisation, parent: Organisation | None, *, on: date) -> Preview:
    """Who gains and loses what when ``unit`` goes below ``parent``; refused where it cannot go."""
    if parent is not None and is_below(parent.path, unit.path):
        raise BelowItself
    above = unit.get_parent()
    if (above.pk if above else None) == (parent.pk if parent else None):
        raise SamePlace
    fitting = fit(unit.kind, parent.kind if parent else None)
    if fitting is Fit.NEVER or (parent is not None and not parent.confirmed):
        raise WrongPlace
    before = picture(on=on)
    after = moved(before, unit, parent.path if parent else "")
    changes = reach_changes(before, after, access.abilities)
    units = sum(is_below(path, unit.path) for path in before.paths.values())
    digest = digest_of("move", unit.uid, unit.path, parent.uid if parent else None, units, shown(changes))
    return Preview(digest, changes, units, unusual=fitting is Fit.UNUSUAL)


def shown(changes: list[ReachChange]) -> list[list[object]]:
    """Gains and losses as the digest takes them."""
    return [[row.person, row.gains, row.roles, row.abilities, row.units] for row in changes]


def preview_merge(unit: Organisation, into: Organisation, *, on: date, rows: Mapping[str, int]) -> Preview:
    """Who gains and loses what when all that belongs to ``unit`` becomes that of ``into``; ``rows`` by kind go over."""
    if is_below(into.path, unit.path):
        raise IntoItself
    before = picture(on=on)
    paths = dict(before.paths)
    for child in unit.get_children():
        paths = dict(moved(Picture(paths, ()), child, into.path).paths)
    own, other = str(unit.uid), str(into.uid)
    held = tuple(Held(h.person, h.name, h.role, other) if h.unit == own else h for h in before.held)
    changes = reach_changes(before, Picture(paths, held), access.abilities)
    units = sum(is_below(path, unit.path) for path in before.paths.values()) - 1
    digest = digest_of("merge", unit.uid, unit.path, into.uid, into.path, dict(rows), shown(changes))
    return Preview(digest, changes, units, rows=rows)


def preview_unmerge(unit: Organisation, into: Organisation, *, on: date, posts: list[str], back: list[str]) -> Preview:
    """Who gains and loses what when ``posts`` (keys) and the units ``back`` (identifiers) return from ``into``."""
    before = picture(on=on)
    paths = dict(before.paths)
    for child in into.get_children().filter(uid__in=back):
        paths = dict(moved(Picture(paths, ()), child, unit.path).paths)
    rows = (
        Post.objects.beyond("narrowed by its caller")
        .on(on)
        .filter(pk__in=posts, organisation=into)
        .values_list("person_id", "role")
    )
    returning = {(str(person), role) for person, role in rows}
    own, other = str(unit.uid), str(into.uid)
    held = tuple(
        Held(h.person, h.name, h.role, own) if h.unit == other and (h.person, h.role) in returning else h
        for h in before.held
    )
    changes = reach_changes(before, Picture(paths, held), access.abilities)
    digest = digest_of("unmerge", unit.uid, into.uid, sorted(posts), sorted(back), shown(changes))
    return Preview(digest, changes, len(back))


def preview_close(unit: Organisation, *, on: date) -> Preview:
    """Which posts end, and who loses what by it, when ``unit`` is closed on the day ``on``; refused above open units."""
    if unit.get_children().filter(closed_on=None).exists():
        raise UnitsBelow
    before = picture(on=on)
    held = tuple(held for held in before.held if held.unit != str(unit.uid))
    changes = reach_changes(before, Picture(before.paths, held), access.abilities)
    posts = (
        Post.objects.beyond("narrowed by its caller").not_over(on).filter(organisation=unit).select_related("person")
    )
    ends = tuple(f"{post.person.name}　{post.title or post.role_label}" for post in posts if post.end != on)
    return Preview(digest_of("close", unit.uid, on, ends, shown(changes)), changes, 1, ends=ends)
