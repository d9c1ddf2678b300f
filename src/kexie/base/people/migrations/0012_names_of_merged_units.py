"""Say of each former name whether it came with a merged unit, after the history for those there are."""

from django.db import migrations, models

_COLUMN = "people.OrganisationName.organisation"


def mark(apps, schema_editor):
    """Mark what each merge that still holds has brought: the unit's last name, and the former ones it had."""
    changes = apps.get_model("people", "OrganisationChange").objects.filter(kind="merged")
    names = apps.get_model("people", "OrganisationName").objects.filter(came_from=None)
    for change in changes.exclude(organisation__merged_into=None).order_by("at", "id"):
        keys = [change.details.get("name"), *change.details.get("moved", {}).get(_COLUMN, [])]
        names.filter(pk__in=[key for key in keys if key is not None]).update(came_from=change.organisation_id)


class Migration(migrations.Migration):
    dependencies = [("people", "0011_post_stopped")]

    operations = [
        migrations.AddField(
            model_name="organisationname",
            name="came_from",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=models.deletion.CASCADE,
                related_name="names_brought",
                to="people.organisation",
                verbose_name="随并入而来",
            ),
        ),
        migrations.RunPython(mark, migrations.RunPython.noop),
    ]
