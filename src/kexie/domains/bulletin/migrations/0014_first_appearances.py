"""What has appeared so far, for the figures: the items of the published issues under the names of their units."""

from django.db import migrations


def fill(apps, schema_editor):
    credit, appearance = apps.get_model("bulletin", "Credit"), apps.get_model("bulletin", "Appearance")
    known = set()
    for one in (
        credit.objects.filter(item__issue__published_at__isnull=False)
        .select_related("item__issue")
        .order_by("item__issue__date", "item__issue__total", "item__order", "order")
        .iterator()
    ):
        item = one.item
        if (item.pk, one.organisation_id) in known:
            continue
        known.add((item.pk, one.organisation_id))
        appearance.objects.create(
            issue=item.issue,
            item=item.pk,
            on=item.issue.date,
            title=item.title,
            column_id=item.column_id,
            kind_id=item.kind_id,
            entry_id=item.entry_id,
            unit_id=one.organisation_id,
            order=one.order,
            place=item.order,
        )


class Migration(migrations.Migration):
    dependencies = [("bulletin", "0013_after_the_issue")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
