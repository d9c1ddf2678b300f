"""Since when a password is in use, for the switch that asks to replace old ones."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0003_person_spellings")]

    operations = [
        migrations.AddField(
            model_name="account",
            name="password_set_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="密码设定时间"),
        ),
    ]
