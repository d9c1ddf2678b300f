"""Whoever serves or is a member in the units of a district is read from an index alone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0009_shared_values"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="membership",
            index=models.Index(fields=["organisation", "end", "person"], name="membership_by_unit"),
        ),
        migrations.AddIndex(
            model_name="post",
            index=models.Index(fields=["organisation", "end", "person"], name="post_by_unit"),
        ),
    ]
