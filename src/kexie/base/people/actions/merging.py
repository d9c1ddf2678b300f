"""Merging two records of one human being: previewed, in one transaction, and back again (ADR 0013)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from kexie.base.kernel import access, audit
from kexie.base.kernel.access import Actor
from kexie.base.kernel.faults import FaultPoint
from kexie.base.kernel.repointing import Changed, Moved, put_back, repoint
from kexie.base.people import rules
from kexie.base.people.abilities import GRANT_POSTS, MERGE_PERSONS
from kexie.base.people.actions.persons import DETAILS, target_of
from kexie.base.people.actions.post_seals import kept_sealed
from kexie.base.people.errors.persons import (
    MergeBeyondReach,
    MergeChanged,
    MergeRefused,
    NotOwnRecord,
    PersonMerged,
    UndoRefused,
)
from kexie.base.people.models import Account, Membership, Person, PersonMerge, PersonSecret, Post, PostQuerySet
from kexie.base.people.queries.secrets import rebound
from kexie.base.people.rules.merging import excluding, filled, fingerprint

#: What is not moved as it stands: the memory of merges, what is derived from the name, what is sealed for its person.
_BUT: Final = frozenset(
    {
        "people.Person.merged_into",
        "people.PersonMerge.kept",
        "people.PersonMerge.merged",
        "people.PersonSpelling.person",
        "people.PersonSecret.person",
    }
)
_FILLED: Final = (*DETAILS, "registered_in_id")

_MOVED: Final = FaultPoint("merge.moved")
_MARKED: Final = FaultPoint("merge.marked")
_BACK: Final = FaultPoint("unmerge.moved")
_UNMARKED: Final = FaultPoint("unmerge.marked")


@dataclass(frozen=True, slots=True)
class Preview:
    """What a merge would do: rows that move and that stay, by the words for their kind; details taken over; objections."""

    moves: list[tuple[str, int]]
    stays: list[tuple[str, int]]
    details: list[str]
    problems: list[str]
    fingerprint: str


def preview(*, by: Actor, at: datetime, kept: Person, merged: Person) -> Preview:
    """What :func:`merge` would do, found by doing it and taking it back; nothing is written.

    Refused like the merge itself, but for ``problems``, which the page shows beside everything else.
    """
    with transaction.atomic():
        _check(by, kept, merged)
        problems = _problems(by, at, kept, merged)
        moved = _carry_over(kept, merged) if not problems else []
        transaction.set_rollback(True)
    rows = [Moved.of(row) for row in moved if row["kind"] == "row"]
    secrets = Counter(bool(row["left"]) for row in moved if row["kind"] == "secret")
    gone = _counted(row for row in rows if not row.left) + ([(_("加密信息"), secrets[False])] if secrets[False] else [])
    left = _counted(row for row in rows if row.left) + ([(_("加密信息"), secrets[True])] if secrets[True] else [])
    labels = {field.attname: str(field.verbose_name) for field in Person._meta.concrete_fields}
    details = [labels[row["field"]] for row in moved if row["kind"] == "detail"]
    return Preview(gone, left, details, problems, fingerprint(moved))


def _counted(rows: Iterable[Moved]) -> list[tuple[str, int]]:
    names = Counter(str(apps.get_model(row.model)._meta.verbose_name) for row in rows)
    return sorted(names.items())


@transaction.atomic
def merge(
    *, by: Actor, at: datetime, kept: Person, merged: Person, reason: str, expected: str | None = None
) -> PersonMerge:
    """Move everything of ``merged`` to ``kept``; the record stays, empty, and leads to the kept one.

    ``expected`` is the preview's fingerprint. Refused: one's own record, beyond reach, records merged or erased already,
    two identity numbers, administrators' roles that exclude each other, anything changed since the preview.
    """
    held = {
        row.pk: row
        for row in Person.objects.beyond("after the action's own check")
        .select_for_update()
        .filter(pk__in=[kept.pk, merged.pk])
        .order_by("pk")
    }
    kept, merged = held[kept.pk], held.get(merged.pk, kept)
    _check(by, kept, merged)
    if problems := _problems(by, at, kept, merged):
        raise MergeRefused("".join(problems), problems=problems)
    with kept_sealed(_posts_of(kept, merged)):
        moved = _carry_over(kept, merged)
    if expected is not None and fingerprint(moved) != expected:
        raise MergeChanged
    merged.merged_into = kept
    merged.save(update_fields=["merged_into"])
    done = PersonMerge.objects.create(
        kept=kept,
        merged=merged,
        moved=moved,
        reason=reason.strip()[:200],
        at=at,
        by_name=by.name,
        by_account=by.account_id,
    )
    counts: dict[str, Any] = dict(Counter(str(row["kind"]) for row in moved))
    audit.record(
        by=by,
        at=at,
        action="person.merge",
        target=target_of(kept),
        unit_path=_path(kept),
        merged=str(merged.pk),
        **counts,
    )
    _MARKED.reach()
    return done


@transaction.atomic
def undo(*, by: Actor, at: datetime, done: PersonMerge) -> PersonMerge:
    """Put back exactly what a merge has moved; what came to the kept record since stays there.

    Refused, saying what has changed: rows that are gone or stand elsewhere, details or numbers corrected since, a kept
    record that was itself merged or erased.
    """
    done = PersonMerge.objects.select_for_update().get(pk=done.pk)
    pair = [done.kept_id, done.merged_id]
    held = {
        row.pk: row
        for row in Person.objects.beyond("after the action's own check")
        .select_for_update()
        .filter(pk__in=pair)
        .order_by("pk")
    }
    kept, merged = held[done.kept_id], held[done.merged_id]
    if done.undone_at is not None:
        raise UndoRefused(_("这次合并已经撤销。"))
    _check_reach(by, kept, merged)
    problems = _changes_since(done, kept, merged)
    if not problems:
        with kept_sealed(_posts_of(kept, merged)):
            problems = _carry_back(done, kept, merged)
    if problems:
        raise UndoRefused(
            _("合并之后又有变动，不能撤销：") + "；".join(problems) + _("。请先恢复这些内容。"), problems=problems
        )
    _BACK.reach()
    merged.merged_into = None
    merged.save(update_fields=["merged_into"])
    done.undone_at, done.undone_by_name = at, by.name
    done.save(update_fields=["undone_at", "undone_by_name"])
    audit.record(
        by=by, at=at, action="person.unmerge", target=target_of(kept), unit_path=_path(kept), merged=str(merged.pk)
    )
    _UNMARKED.reach()
    return done


def _check(by: Actor, kept: Person, merged: Person) -> None:
    if kept.pk == merged.pk:
        raise MergeRefused(_("请选择两份不同的记录。"))
    _check_reach(by, kept, merged)
    if kept.merged_into_id is not None or merged.merged_into_id is not None:
        raise PersonMerged
    if kept.erased_at is not None or merged.erased_at is not None:
        raise MergeRefused(_("已删除个人信息的记录不能合并。"))


def _posts_of(*persons: Person) -> PostQuerySet:
    return Post.objects.beyond("after the action's own check").filter(person__in=persons)


def _check_reach(by: Actor, *persons: Person) -> None:
    """Refuse unless both records lie wholly within the reach of ``by``, and neither is his or her own."""
    access.check(by, MERGE_PERSONS)
    if by.person_id in {person.pk for person in persons}:
        raise NotOwnRecord
    reach = by.reach(MERGE_PERSONS)
    for person in persons:
        posts = list(
            Post.objects.beyond("after the action's own check")
            .filter(person=person)
            .values_list("organisation__path", "role")
        )
        paths = [path for path, _role in posts]
        paths += (
            Membership.objects.beyond("after the action's own check")
            .filter(person=person)
            .values_list("organisation__path", flat=True)
        )
        paths += [person.registered_in.path] if person.registered_in else []
        beyond = any(rules.reaches_everywhere(role, access.abilities) for _path_, role in posts)
        # An empty record tells nothing of whose it is; one that a merge has emptied is judged by the kept one.
        emptied = person.merged_into_id is not None and not paths
        if not (emptied or rules.covers_all(reach, paths)) or (beyond and not reach.everywhere):
            raise MergeBeyondReach


def _problems(by: Actor, at: datetime, kept: Person, merged: Person) -> list[str]:
    """Why these two cannot be one human being, or not by ``by``; empty if they can."""
    found = []
    if (
        PersonSecret.objects.beyond("after the action's own check")
        .filter(person__in=[kept, merged], element="identity_number")
        .count()
        > 1
    ):
        found.append(_("两份记录的身份证件号码不同，不能合并；如果其中一个填写有误，请先更正。"))
    today = timezone.localdate(at)
    held: dict[UUID, list[tuple[str, str]]] = {kept.pk: [], merged.pk: []}
    rows = (
        Post.objects.beyond("after the action's own check")
        .not_over(today)
        .filter(person__in=[kept, merged])
        .exclude(role="")
    )
    for person_id, role, path in rows.values_list("person_id", "role", "organisation__path"):
        held[person_id].append((role, path))
    if excluding((role for role, _path_ in held[kept.pk]), (role for role, _path_ in held[merged.pk])):
        found.append(_("合并后将由同一人兼任互斥的管理员，请先结束其中一个管理员任职。"))
    if not all(access.may(by, GRANT_POSTS, path) for several in held.values() for _role, path in several):
        found.append(_("记录中有角色任职，合并会使账号得到这些权限，请由安全管理员合并，或先结束这些任职。"))
    return found


def _carry_over(kept: Person, merged: Person) -> list[dict[str, Any]]:
    """Move everything; what was done, for :class:`PersonMerge`."""
    moved: list[dict[str, Any]] = []
    for row in repoint(merged, kept, but=_BUT):
        moved.append({"kind": "row", **row.as_json()})
    _MOVED.reach()
    moved += _carry_secrets(merged, kept)
    if (account := Account.objects.filter(person=merged, is_active=True).first()) is not None:
        _set_active(account, False)
        moved.append({"kind": "account", "key": str(account.pk)})
    moved += _fill(kept, merged)
    return moved


def _carry_secrets(merged: Person, kept: Person) -> list[dict[str, Any]]:
    there = set(
        PersonSecret.objects.beyond("after the action's own check")
        .filter(person=kept)
        .values_list("element", flat=True)
    )
    moved = []
    for row in PersonSecret.objects.beyond("after the action's own check").filter(person=merged).order_by("element"):
        left = row.element in there
        if not left:
            rebound(row, kept.pk).save(update_fields=["person", "sealed", "key_id"])
        moved.append({"kind": "secret", "key": str(row.pk), "element": row.element, "left": left})
    return moved


def _fill(kept: Person, merged: Person) -> list[dict[str, Any]]:
    """Take over the details of which the kept record says nothing."""
    taken = filled(*({name: getattr(person, name) for name in _FILLED} for person in (kept, merged)))
    rows = []
    for name, value in taken.items():
        before, after = getattr(kept, name), value
        rows.append({"kind": "detail", "field": name, "before": before, "after": after})
        setattr(kept, name, value)
    if taken:
        kept.save(update_fields=[name.removesuffix("_id") for name in taken])
    return rows


def _set_active(account: Account, active: bool) -> None:
    Account.objects.filter(pk=account.pk).update(is_active=active, session_generation=F("session_generation") + 1)


def _changes_since(done: PersonMerge, kept: Person, merged: Person) -> list[str]:
    """What stands in the way of putting everything back, as far as it can be told before trying."""
    found = []
    if kept.merged_into_id is not None:
        found.append(_("保留的记录后来又并入了另一份记录"))
    if kept.erased_at is not None or merged.erased_at is not None:
        found.append(_("个人信息已经删除"))
    labels = {field.attname: str(field.verbose_name) for field in Person._meta.concrete_fields}
    for row in done.moved:
        if row["kind"] == "detail" and getattr(kept, row["field"]) != row["after"]:
            found.append(_("%(what)s已经更正") % {"what": labels[row["field"]]})
    wanted = {row["key"] for row in done.moved if row["kind"] == "secret" and not row["left"]}
    there = (
        PersonSecret.objects.beyond("after the action's own check")
        .filter(pk__in=wanted, person=kept, changed_at__lte=done.at)
        .count()
    )
    if there != len(wanted):
        found.append(_("身份证件号码或手机号已经更正"))
    return found


def _carry_back(done: PersonMerge, kept: Person, merged: Person) -> list[str]:
    """Put everything back; the words for what cannot be, in which case the caller rolls back."""
    rows = [Moved.of(row) for row in done.moved if row["kind"] == "row"]
    try:
        put_back(rows, source=merged, target=kept)
    except Changed as changed:
        return [
            _("%(what)s%(count)d条已有变动") % {"what": name, "count": count} for name, count in _counted(changed.moved)
        ]
    except IntegrityError:
        return [_("原记录上已有相同的内容")]
    for row in done.moved:
        if row["kind"] == "secret" and not row["left"]:
            rebound(PersonSecret.objects.beyond("after the action's own check").get(pk=row["key"]), merged.pk).save(
                update_fields=["person", "sealed", "key_id"]
            )
        elif row["kind"] == "detail":
            setattr(kept, row["field"], row["before"])
        elif row["kind"] == "account":
            for account in Account.objects.filter(pk=row["key"], person=merged, is_active=False):
                _set_active(account, True)
    kept.save(update_fields=[name.removesuffix("_id") for name in _FILLED])
    return []


def _path(person: Person) -> str:
    return person.registered_in.path if person.registered_in else ""
