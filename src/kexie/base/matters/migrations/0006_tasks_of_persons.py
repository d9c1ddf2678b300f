"""The open tasks of a person are looked up among those that are somebody's: most are a unit's."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('matters', '0005_walls'),
        ('people', '0014_organisation_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='casetask',
            name='task_open_of_person',
        ),
        migrations.AddIndex(
            model_name='casetask',
            index=models.Index(condition=models.Q(('person__isnull', False), ('state', 'open')), fields=['person'], name='task_open_of_person'),
        ),
    ]
