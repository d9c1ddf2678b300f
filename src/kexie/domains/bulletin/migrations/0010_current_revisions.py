"""The latest revision of an issue is marked, with the day that it bears: pages for the public need no other rows."""

from datetime import date

from django.db import migrations, models


def mark(apps, schema_editor):
    revision = apps.get_model("bulletin", "Revision")
    latest = {}
    for row in revision.objects.order_by("number").iterator():
        row.date, row.current = date.fromisoformat(row.content["date"]), False
        row.save(update_fields=["date", "current"])
        latest[row.issue_id] = row.pk
    revision.objects.filter(pk__in=latest.values()).update(current=True)


class Migration(migrations.Migration):
    dependencies = [("bulletin", "0009_watch_word_changes")]
    operations = [
        migrations.AddField("revision", "current", models.BooleanField(default=True, verbose_name="现行")),
        migrations.AddField("revision", "date", models.DateField(null=True, verbose_name="印发日期")),
        migrations.RunPython(mark, migrations.RunPython.noop, elidable=True),
    ]
