"""What anybody may know of the units: the directory that every portal prints."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from kexie.base.people.models import Organisation
from kexie.base.people.queries.organisations import with_parents
from kexie.base.people.rules import tidy_name


def public_units(*, on: date, text: str = "", kind: str = "", district: str = "") -> QuerySet[Organisation]:
    """Confirmed units that exist on ``on``, in the order of the tree, each with ``parent_name``."""
    lasting = Q(closed_on__isnull=True) | Q(closed_on__gt=on)
    found: QuerySet[Organisation] = Organisation.objects.filter(lasting, confirmed=True).order_by("path")
    found = found.exclude(founded_on__gt=on)
    if kind:
        found = found.filter(kind=kind)
    if district:
        found = found.filter(district=district)
    if text := tidy_name(text):
        found = found.filter(Q(name__icontains=text) | Q(short_name__icontains=text) | Q(credit_code=text.upper()))
    return with_parents(found)
