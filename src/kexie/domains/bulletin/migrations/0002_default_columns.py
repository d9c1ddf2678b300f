"""The five columns of the field (domain: 栏目), as a start: an administrator adds and retires columns later."""

from django.db import migrations

COLUMNS = ["主题教育", "数字科协", "科创工作", "科普工作", "基层动态"]


def add_columns(apps, schema_editor):
    column = apps.get_model("bulletin", "Column")
    for place, name in enumerate(COLUMNS, start=1):
        column.objects.get_or_create(name=name, defaults={"order": place * 10})


class Migration(migrations.Migration):
    dependencies = [("bulletin", "0001_initial")]
    operations = [migrations.RunPython(add_columns, migrations.RunPython.noop)]
