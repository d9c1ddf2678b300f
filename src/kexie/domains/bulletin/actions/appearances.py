"""What a signed issue adds to the figures; a step inside the signature."""

from __future__ import annotations

from kexie.domains.bulletin.models import Appearance, Issue, Item


def note_appearances(issue: Issue) -> None:
    """Let the figures count the items of ``issue`` as it has just been signed, in the place of what they counted of it."""
    Appearance.objects.beyond("the units of an issue, whoever signs it").filter(issue=issue).delete()
    items = issue.items.prefetch_related("credits")
    Appearance.objects.bulk_create(row for item in items for row in _rows(issue, item))


def _rows(issue: Issue, item: Item) -> list[Appearance]:
    units = list(dict.fromkeys(credit.organisation_id for credit in item.credits.all()))
    return [
        Appearance(
            issue=issue,
            item=item.pk,
            on=issue.date,
            title=item.title,
            column_id=item.column_id,
            kind_id=item.kind_id,
            entry_id=item.entry_id,
            unit_id=unit,
            order=order,
            place=item.order,
        )
        for order, unit in enumerate(units, start=1)
    ]
