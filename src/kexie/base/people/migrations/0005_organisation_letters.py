"""Pinyin and initials for the units that are there."""

from django.db import migrations

from kexie.base.people.rules.organisations import letters_of


def spell(apps, schema_editor):
    Organisation = apps.get_model("people", "Organisation")
    units = list(Organisation.objects.filter(letters="").only("pk", "name", "short_name"))
    for unit in units:
        unit.letters = letters_of([unit.name, unit.short_name])
    Organisation.objects.bulk_update(units, ["letters"], batch_size=200)


class Migration(migrations.Migration):
    dependencies = [("people", "0004_password_age")]

    operations = [migrations.RunPython(spell, migrations.RunPython.noop, elidable=True)]
