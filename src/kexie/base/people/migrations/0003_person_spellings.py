"""How names can be typed: a table of beginnings, filled for the persons that are there."""

import django.db.models.deletion
from django.db import migrations, models

from kexie.base.people.rules.spelling import letters, spellings

BATCH = 2000


def spell(apps, schema_editor):
    Person = apps.get_model("people", "Person")
    PersonSpelling = apps.get_model("people", "PersonSpelling")
    persons = list(Person.objects.only("pk", "name").order_by("pk"))
    for start in range(0, len(persons), BATCH):
        batch = persons[start : start + BATCH]
        for person in batch:
            person.letters = letters(person.name)
        Person.objects.bulk_update(batch, ["letters"], batch_size=200)
        rows = [PersonSpelling(person_id=person.pk, text=text) for person in batch for text in spellings(person.name)]
        PersonSpelling.objects.bulk_create(rows, batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("people", "0002_ground")]

    operations = [
        migrations.CreateModel(
            name="PersonSpelling",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.CharField(max_length=60, verbose_name="写法")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="spellings",
                        to="people.person",
                        verbose_name="人员",
                    ),
                ),
            ],
            options={"verbose_name": "姓名写法", "verbose_name_plural": "姓名写法"},
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                condition=models.Q(("merged_into__isnull", True)), fields=["letters", "id"], name="person_register"
            ),
        ),
        migrations.AddIndex(
            model_name="personspelling",
            index=models.Index(
                fields=["text", "person"], name="person_spelling", opclasses=["varchar_pattern_ops", "uuid_ops"]
            ),
        ),
        migrations.RunPython(spell, migrations.RunPython.noop, elidable=True),
    ]
