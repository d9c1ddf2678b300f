from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("bulletin", "0004_first_revisions")]
    operations = [
        migrations.AddConstraint(
            model_name='issue',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'signed'), _negated=True), ('published_at__isnull', False), _connector='OR'), name='issue_signed_is_published'),
        ),
        migrations.AddConstraint(
            model_name='issue',
            constraint=models.CheckConstraint(condition=models.Q(('revision', 0), models.Q(('published_at__isnull', False), models.Q(('correction', ''), _negated=True)), _connector='OR'), name='issue_corrected_with_reason'),
        ),
    ]
