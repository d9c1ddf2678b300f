"""Whose an address is: registered at the desk, of somebody who sends in for a unit, or a unit's own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Q, QuerySet

from kexie.base.kernel.access import Actor, check
from kexie.base.people.api import Account, Organisation, Person, actor_of
from kexie.domains.bulletin.abilities import CONTRIBUTE, HANDLE
from kexie.domains.bulletin.models import SenderAddress
from kexie.domains.bulletin.rules.dispatching import normal


@dataclass(frozen=True, slots=True)
class Sender:
    """Whom an address stands for: the units that it may speak for, and the person where it is an account's."""

    units: tuple[Organisation, ...] = ()
    person: Person | None = None

    @property
    def unit(self) -> Organisation | None:
        """The unit, where there is exactly one."""
        return self.units[0] if len(self.units) == 1 else None


def sender_of(address: str, *, on: date) -> Sender:
    """Whom ``address`` stands for on the day ``on``: never shown to the sender."""
    address = normal(address)
    if not address:
        return Sender()
    registered = SenderAddress.objects.filter(address=address).select_related("organisation").first()
    if registered is not None and registered.organisation.closed_on is None:
        return Sender((registered.organisation,), _person(address))
    account = Account.objects.filter(email__iexact=address, is_active=True).select_related("person").first()
    if account is not None and account.person is not None:
        reach = actor_of(account, on=on).reach(CONTRIBUTE)
        held = Organisation.objects.filter(path__in=reach.units | reach.subtrees, closed_on__isnull=True)
        if units := tuple(held.order_by("path")[:20]):
            return Sender(units, account.person)
    own = Organisation.objects.filter(email__iexact=address, closed_on__isnull=True, confirmed=True)
    return Sender(tuple(own.order_by("path")[:20]))


def _person(address: str) -> Person | None:
    account = Account.objects.filter(email__iexact=address, is_active=True).select_related("person").first()
    return account.person if account else None


def our_addresses() -> frozenset[str]:
    """The addresses from which we write ourselves, and those of the mailbox."""
    named = (settings.DEFAULT_FROM_EMAIL, settings.KEXIE_MAILBOX_USER, *settings.KEXIE_MAILBOX_ADDRESSES)
    return frozenset(normal(each.rpartition("<")[2].strip("> ")) for each in named if "@" in each)


def sender_addresses(actor: Actor, *, text: str = "") -> QuerySet[SenderAddress]:
    """The register of addresses, by address."""
    check(actor, HANDLE)
    rows = SenderAddress.objects.select_related("organisation")
    wanted = Q(address__icontains=text) | Q(organisation__name__icontains=text)
    return rows.filter(wanted | Q(organisation__short_name__icontains=text)) if text else rows
