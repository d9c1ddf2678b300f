"""The letter under which the public directory lists a unit."""

from django.db import migrations, models

from kexie.base.people.rules.organisations import initial_of, place_in


def spell(apps, schema_editor):
    Organisation = apps.get_model("people", "Organisation")
    top = Organisation.objects.filter(depth=1, kind="city", closed_on=None).order_by("path")
    place = place_in(top.values_list("name", flat=True).first() or "")
    units = list(Organisation.objects.only("pk", "name", "kind"))
    for unit in units:
        unit.initial = initial_of(unit.name, "" if unit.kind == "city" else place)
    Organisation.objects.bulk_update(units, ["initial"], batch_size=200)


class Migration(migrations.Migration):
    dependencies = [("people", "0013_post_with_role")]

    operations = [
        migrations.AddField(
            "organisation",
            "initial",
            models.CharField("首字母", max_length=1, blank=True, editable=False, default=""),
            preserve_default=False,
        ),
        migrations.RunPython(spell, migrations.RunPython.noop, elidable=True),
    ]
