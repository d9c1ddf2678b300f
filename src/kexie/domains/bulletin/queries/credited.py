"""What a unit has had printed, for its public page: drawn from signed revisions alone."""

from __future__ import annotations

from django.db.models import F

from kexie.base.people.api import Organisation
from kexie.domains.bulletin.models import Revision
from kexie.domains.bulletin.queries.published import PrintedItem, printed_items


def printed_by(unit: Organisation, limit: int = 5) -> list[PrintedItem]:
    """The newest items that ``unit`` has signed, as they are printed, in one query.

    The credits say which; what they say is read in the revisions, because a correction under way is nobody's yet.
    """
    signed = Revision.objects.filter(current=True, issue__items__credits__organisation=unit).select_related("issue")
    newest = signed.annotate(item=F("issue__items__pk")).order_by("-date", "-issue__total", "issue__items__order")
    printed = [(row.item, printed_items(row.issue, row.content)) for row in newest[:limit]]
    return [item for key, items in printed for item in items if item.pk == key]
