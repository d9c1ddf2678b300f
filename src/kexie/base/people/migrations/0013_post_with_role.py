"""The few posts that carry a role are read without the many that do not."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0012_names_of_merged_units"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="post",
            index=models.Index(
                condition=models.Q(("role", ""), _negated=True),
                fields=["organisation", "begin"],
                name="post_with_role",
            ),
        ),
    ]
