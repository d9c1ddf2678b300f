"""Rounds of killing a merge and its undoing, run as a process of its own with a database of its own.

Every round makes two records, forks a child that dies by SIGKILL at one named point, and prints one line of JSON: which
record has what, and whether the same verb then does its whole work.
"""

from __future__ import annotations

from datetime import date

from rounds import ended, forked, tell

from kexie.base.kernel import audit, clock
from kexie.base.kernel.access import Platform
from kexie.base.kernel.scoping import beyond
from kexie.base.people import api as people
from kexie.base.people.actions import merging, persons
from kexie.base.people.models import Membership, PersonMerge, PersonSecret, Post
from kexie.base.people.queries.secrets import clear_for_platform

BY = Platform("试验")


def pair(turn: int, unit: people.Organisation) -> tuple[people.Person, people.Person]:
    """Two records of which the second has a post, a membership, a number and a detail."""
    given = {"by": BY, "at": clock.now(), "name": "谷一川", "registered_in": None}
    kept = persons.register_person(**given, details={})
    merged = persons.register_person(**given, details={"workplace": "青溪学院"}, mobile=f"138{turn:08d}")
    Post.objects.create(person=merged, organisation=unit, title="顾问", begin=date(2020, 1, 1))
    Membership.objects.create(person=merged, organisation=unit, kind="senior", begin=date(2020, 1, 1))
    return kept, merged


def state(kept: people.Person, merged: people.Person) -> str:
    """ "all": everything is with the kept record; "nothing": with the other; else what is where."""
    kept.refresh_from_db()
    merged.refresh_from_db()
    here = [
        Post.objects.filter(person=kept).count(),
        Membership.objects.filter(person=kept).count(),
        PersonSecret.objects.filter(person=kept).count(),
        int(kept.workplace != ""),
        int(merged.merged_into_id == kept.pk),
    ]
    holder = kept if here[2] else merged
    readable = clear_for_platform(holder.pk, "mobile", reason="the rounds look") != ""
    words = {(1, 1, 1, 1, 1): "all", (0, 0, 0, 0, 0): "nothing"}
    return words.get(tuple(here), repr(here)) if readable else "unreadable"


def merge(kept: people.Person, merged: people.Person) -> PersonMerge:
    return merging.merge(by=BY, at=clock.now(), kept=kept, merged=merged, reason="同一人")


def undo(merged: people.Person) -> None:
    done = PersonMerge.objects.get(merged=merged, undone_at__isnull=True)
    merging.undo(by=BY, at=clock.now(), done=done)


def main(rounds: int) -> None:
    with beyond("the rounds look at everything"):
        unit = people.add_organisation(by=BY, at=clock.now(), name="云川市农学会", kind="society")
        turn = 0
        for _ in range(rounds):
            for point in ("merge.moved", "merge.marked"):
                kept, merged = pair(turn := turn + 1, unit)
                end = ended(forked(lambda pair=(kept, merged): merge(*pair) and None, point=point))
                first = state(kept, merged)
                merge(kept, merged)
                tell({"kind": point, "end": end, "state": first, "again": state(kept, merged)})
            for point in ("unmerge.moved", "unmerge.marked"):
                kept, merged = pair(turn := turn + 1, unit)
                merge(kept, merged)
                end = ended(forked(lambda one=merged: undo(one), point=point))
                first = state(kept, merged)
                undo(merged)
                tell({"kind": point, "end": end, "state": first, "again": state(kept, merged)})
        tell({"kind": "together", **together(turn + 1, unit)})
        tell({"kind": "audit", "holds": audit.verify().holds})


def together(turn: int, unit: people.Organisation) -> dict[str, object]:
    """Three processes merge the same record into three others at once."""
    kept, merged = pair(turn, unit)
    others = [kept, *(pair(turn + more, unit)[0] for more in (1, 2))]
    children = [forked(lambda one=one: merge(one, merged) and None) for one in others]
    ends = sorted(ended(child) for child in children)
    open_merges = PersonMerge.objects.filter(merged=merged, undone_at__isnull=True).count()
    posts = Post.objects.filter(person__in=[one.pk for one in others]).count()
    return {"ends": ends, "merges": open_merges, "posts": posts}
