"""What would become of the running cases of a version if they were moved: counted by where they stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet

from kexie.base.kernel.access import Actor
from kexie.base.kernel.errors import NotFound
from kexie.base.matters.abilities import SUPERVISE
from kexie.base.matters.models import Case, CaseState, Matter, MatterVersion, Move
from kexie.base.matters.queries.versions import compiled_of
from kexie.base.matters.rules.engine import Compiled, why_not


@dataclass(frozen=True, slots=True)
class Standing:
    """Cases that stand at the same places: their names, how many, and why they cannot be moved (empty: they can)."""

    places: str
    count: int
    reason: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What a move would do."""

    old: MatterVersion
    new: MatterVersion
    standings: tuple[Standing, ...]

    @property
    def safe(self) -> int:
        """How many cases would be moved."""
        return sum(one.count for one in self.standings if not one.reason)

    @property
    def staying(self) -> int:
        """How many would stay on their version."""
        return sum(one.count for one in self.standings if one.reason)


@dataclass(frozen=True, slots=True)
class Open:
    """A published version and how many of its cases are open."""

    version: MatterVersion
    open: int


def matter_for_moves(actor: Actor, matter_id: UUID) -> tuple[Matter, list[Open]]:
    """A matter in the actor's charge, and its published versions, newest first. Raises NotFound."""
    matter = Matter.objects.seen_by(actor, SUPERVISE).filter(pk=matter_id).first()
    if matter is None:
        raise NotFound
    rows = Case.objects.seen_by(actor, SUPERVISE).filter(matter=matter, state=CaseState.OPEN).order_by()
    counts = dict(rows.values_list("version").annotate(count=Count("pk")))
    versions = matter.versions.published().order_by("-number")
    return matter, [Open(version, counts.get(version.pk, 0)) for version in versions]


def versions_for_move(actor: Actor, old_id: UUID, new_id: UUID) -> tuple[MatterVersion, MatterVersion]:
    """Two published versions of a matter in the actor's charge. Raises NotFound."""
    found = {
        one.pk: one
        for one in MatterVersion.objects.published().filter(pk__in=[old_id, new_id]).select_related("matter", "lead")
    }
    old, new = found.get(old_id), found.get(new_id)
    seen = Matter.objects.seen_by(actor, SUPERVISE)
    if old is None or new is None or old.matter_id != new.matter_id or not seen.filter(pk=old.matter_id).exists():
        raise NotFound
    return old, new


def preview(actor: Actor, old_id: UUID, new_id: UUID) -> Preview:
    """Where the open cases of one version stand, and whether they could go over to another. Raises NotFound."""
    old, new = versions_for_move(actor, old_id, new_id)
    before, after = compiled_of(old), compiled_of(new)
    verdicts: dict[frozenset[tuple[str, int]], str] = {}
    counted: Counter[tuple[str, str]] = Counter()
    for state in _states(actor, old):
        signature = frozenset((row[4], row[3]) for kept in (state, *state["parts"].values()) for row in kept["tasks"])
        if signature not in verdicts:
            verdicts[signature] = why_not(state, before, after)
        counted[(_places(state, before), verdicts[signature])] += 1
    standings = sorted((Standing(places, count, why) for (places, why), count in counted.items()), key=_order)
    return Preview(old, new, tuple(standings))


def movable(actor: Actor, move: Move) -> list[tuple[str, str]]:
    """The open cases that a move is about, by key and number."""
    rows = Case.objects.seen_by(actor, SUPERVISE).filter(version=move.old_id, state=CaseState.OPEN).order_by("pk")
    return [(str(key), number) for key, number in rows.values_list("pk", "number")]


def taken_over(actor: Actor, move: Move) -> list[tuple[str, str]]:
    """The cases that a move has taken over and that were not taken back, by key and number."""
    rows = _taken_over(actor, move).order_by("pk")
    return [(str(key), number) for key, number in rows.values_list("pk", "number")]


def taken_over_count(actor: Actor, move: Move) -> int:
    """How many these are."""
    return _taken_over(actor, move).order_by().count()


def _taken_over(actor: Actor, move: Move) -> QuerySet[Case]:
    taken = move.moved.filter(undone=False).values("case")
    found: QuerySet[Case] = Case.objects.seen_by(actor, SUPERVISE).filter(pk__in=taken, state=CaseState.OPEN)
    return found


def moves_of(actor: Actor, matter_id: UUID) -> list[Move]:
    """The moves of a matter's cases, newest first. Raises NotFound."""
    if not Matter.objects.seen_by(actor, SUPERVISE).filter(pk=matter_id).exists():
        raise NotFound
    return list(Move.objects.filter(old__matter=matter_id).select_related("old", "new"))


def move_of(actor: Actor, move_id: UUID) -> Move:
    """A move in the actor's charge. Raises NotFound."""
    move = Move.objects.select_related("old__matter", "new", "old__lead").filter(pk=move_id).first()
    if move is None or not actor.reach(SUPERVISE).covers(move.old.lead.path):
        raise NotFound
    return move


def _states(actor: Actor, version: MatterVersion) -> Iterator[Any]:
    rows = Case.objects.seen_by(actor, SUPERVISE).filter(version=version, state=CaseState.OPEN)
    for process in rows.order_by().values_list("process", flat=True).iterator(chunk_size=500):
        yield process["run"]


def _places(state: Any, compiled: Compiled) -> str:
    """The names of the nodes under way."""
    nodes = compiled.model.nodes
    rows = [row for kept in (state, *state["parts"].values()) for row in kept["tasks"] if row[3] & 24]
    keys = dict.fromkeys(row[4].removesuffix(" [child]") for row in rows)
    return "、".join(nodes[key].name or key for key in keys if key in nodes and not nodes[key].attached_to)


def _order(one: Standing) -> tuple[bool, int, str]:
    return bool(one.reason), -one.count, one.places
