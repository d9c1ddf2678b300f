"""Distribution lists, and whom they name on a day."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from kexie.base.kernel.access import Actor, check, may
from kexie.base.kernel.errors import NotFound
from kexie.base.people import api as people
from kexie.domains.bulletin.abilities import KEEP, SEND
from kexie.domains.bulletin.models import DistributionList, EntryKind, ListEntry
from kexie.domains.bulletin.rules.dispatching import Named, normal


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody to whom an issue would go: the address, once, and which line of which list names it first."""

    address: str
    name: str
    person_id: UUID | None
    source: str


@dataclass(frozen=True, slots=True)
class Lacking:
    """A line of a list, or somebody it names, that leads to no address, and why."""

    who: str
    why: str


@dataclass(frozen=True, slots=True)
class Resolved:
    """Whom lists name on a day; ``digest`` changes when an address does."""

    candidates: tuple[Candidate, ...]
    lacking: tuple[Lacking, ...]

    @property
    def digest(self) -> str:
        """Sixteen hexadecimal digits over the addresses."""
        joined = "\n".join(sorted(candidate.address for candidate in self.candidates))
        return hashlib.sha256(joined.encode()).hexdigest()[:16]


def lists(actor: Actor, *, active: bool | None = None) -> QuerySet[DistributionList]:
    """The lists, by name, with the number of their lines; for who sends and who keeps them."""
    if not may(actor, KEEP):
        check(actor, SEND)
    found = DistributionList.objects.annotate(lines=Count("entries"))
    return found if active is None else found.filter(active=active)


def list_for(actor: Actor, list_id: UUID) -> DistributionList:
    """One list with its lines; NotFound when there is none."""
    found = lists(actor).prefetch_related("entries__organisation").filter(pk=list_id).first()
    if found is None:
        raise NotFound
    return found


def resolve(chosen: Iterable[DistributionList], *, extra: Sequence[Named] = (), on: date) -> Resolved:
    """Whom ``chosen`` lists name on the day ``on``, in their order, each address once; ``extra`` addresses come last."""
    found: dict[str, Candidate] = {}
    lacking: dict[tuple[str, str], Lacking] = {}
    entries = ListEntry.objects.filter(list__in=[row.pk for row in chosen]).select_related("organisation", "list")
    for entry in entries.order_by("list__name", "pk"):
        for told in _named_by(entry, on):
            if isinstance(told, Lacking):
                lacking.setdefault((told.who, told.why), told)
            else:
                found.setdefault(told.address, told)
    for named in extra:
        found.setdefault(named.address, Candidate(named.address, named.name, None, _("另加的地址")))
    return Resolved(tuple(found.values()), tuple(lacking.values()))


def _named_by(entry: ListEntry, on: date) -> list[Candidate | Lacking]:
    source = entry.list.name
    if entry.kind == EntryKind.ADDRESS:
        return [Candidate(normal(entry.address), entry.name, None, source)]
    if entry.kind == EntryKind.UNIT:
        return [_of_unit(unit, source) for unit in _units(entry)]
    unit = entry.organisation
    posts = people.posted(on, organisation=unit, below=entry.below, title=entry.title, role=entry.role) if unit else []
    if not posts:
        return [Lacking(str(entry), _("目前没有人担任"))]
    return [_of_post(post, source) for post in posts]


def _units(entry: ListEntry) -> list[people.Organisation]:
    if entry.organisation is None:
        return []
    if not entry.below:
        return [entry.organisation]
    below = people.Organisation.objects.filter(path__startswith=entry.organisation.path, closed_on__isnull=True)
    return list(below.order_by("path"))


def _of_unit(unit: people.Organisation, source: str) -> Candidate | Lacking:
    if unit.closed_on is not None:
        return Lacking(unit.name, _("单位已撤销或并入其他单位"))
    if not unit.email:
        return Lacking(unit.name, _("没有登记办公邮箱"))
    return Candidate(normal(unit.email), unit.short_name or unit.name, None, source)


def _of_post(post: people.Post, source: str) -> Candidate | Lacking:
    account = getattr(post.person, "account", None)
    if account is None or not account.is_active:
        who = f"{post.organisation}　{post.title or post.role_label}　{post.person.name}"
        return Lacking(who, _("没有可用的账号，因此没有邮箱"))
    return Candidate(normal(account.email), post.person.name, post.person_id, source)
