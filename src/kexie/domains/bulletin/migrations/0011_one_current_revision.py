from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("bulletin", "0010_current_revisions")]
    operations = [
        migrations.AlterField("revision", "date", models.DateField(verbose_name="印发日期")),
        migrations.AddConstraint(
            "revision",
            models.UniqueConstraint(fields=["issue"], condition=Q(current=True), name="revision_one_current"),
        ),
        migrations.AddIndex(
            "revision",
            models.Index(fields=["-date"], condition=Q(current=True), name="revision_newest_public"),
        ),
    ]
