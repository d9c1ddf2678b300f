"""What a unit has had printed, for its public page: drawn from signed revisions alone."""

from __future__ import annotations

from kexie.base.people.api import Organisation
from kexie.domains.bulletin.models import Credit, Revision
from kexie.domains.bulletin.queries.published import PrintedItem, printed_items


def printed_by(unit: Organisation, limit: int = 5) -> list[PrintedItem]:
    """The newest items that ``unit`` has signed, as they are printed, in two queries.

    The credits say which; what they say is read in the revisions, because a correction under way is nobody's yet.
    """
    signed = Credit.objects.filter(organisation=unit, item__issue__revisions__current=True)
    newest = signed.order_by("-item__issue__revisions__date", "-item__issue__total", "item__order")
    keys = list(newest.values_list("item_id", "item__issue_id")[:limit])
    if not keys:
        return []
    revisions = Revision.objects.filter(current=True, issue__in={issue for _, issue in keys}).select_related("issue")
    printed = {item.pk: item for one in revisions for item in printed_items(one.issue, one.content)}
    return [printed[key] for key, _ in keys if key in printed]
