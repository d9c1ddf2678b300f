"""The register of cases turns its pages along indexes: of all, of a state, of a unit; so do the tasks of a unit that has applied."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('matters', '0003_desk'),
        ('people', '0014_organisation_initial'),
    ]

    operations = [
        migrations.RemoveIndex(model_name='case', name='case_by_state'),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['state', '-started_at', '-id'], name='case_by_state'),
        ),
        migrations.AlterField(
            model_name='caseunit',
            name='organisation',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation', verbose_name='单位'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['-started_at', '-id'], name='case_in_order'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('applicant_unit__isnull', False), ('state', 'open')), fields=['applicant_unit', '-id'], name='case_open_of_unit'),
        ),
        migrations.AddIndex(
            model_name='caseunit',
            index=models.Index(fields=['organisation', 'case'], name='case_unit_by_unit'),
        ),
    ]
