"""Row-level security on what is most personal; nothing on SQLite."""

from django.db import migrations

from kexie.base.kernel.walls import Wall


class Migration(migrations.Migration):
    dependencies = [("people", "0006_post_seals")]

    operations = [
        Wall(table) for table in ("people_personsecret", "people_consent", "people_unmasking", "people_erasure")
    ]
