"""What all processes must see of log-ins: pace of tries, used codes, codes for our other sites."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0008_person_indexes"),
    ]

    operations = [
        migrations.CreateModel(
            name="SharedValue",
            fields=[
                ("key", models.CharField(max_length=255, primary_key=True, serialize=False, verbose_name="键")),
                ("value", models.TextField(verbose_name="值")),
                ("expires_at", models.DateTimeField(db_index=True, verbose_name="失效时间")),
            ],
            options={
                "verbose_name": "登录的共享状态",
                "verbose_name_plural": "登录的共享状态",
            },
        ),
    ]
