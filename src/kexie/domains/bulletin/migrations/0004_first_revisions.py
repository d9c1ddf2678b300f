"""Issues that were signed before there were revisions get their first one; the usual kinds of information as a start."""

from itertools import groupby

from django.db import migrations

KINDS = [
    ("news", "工作动态"),
    ("experience", "经验做法"),
    ("research", "调研建议"),
    ("problem", "问题反映"),
    ("commissioned", "约稿"),
]


def add_kinds(apps, schema_editor):
    kind = apps.get_model("bulletin", "ItemKind")
    for place, (code, name) in enumerate(KINDS, start=1):
        kind.objects.get_or_create(code=code, defaults={"name": name, "order": place * 10})


def said_in(issue):
    """What the issue says, as `rules.snapshot` writes it."""
    items = list(issue.items.select_related("column").order_by("order"))
    return {
        "name": issue.name,
        "year": issue.year,
        "number": issue.number,
        "total": issue.total,
        "date": issue.date.isoformat(),
        "publisher": issue.publisher,
        "highlights": [line.text for line in issue.highlights.order_by("order")],
        "columns": [
            {
                "name": name,
                "items": [
                    {
                        "id": str(item.pk),
                        "title": item.title,
                        "paragraphs": item.text.split("\n"),
                        "credits": [credit.name for credit in item.credits.order_by("order")],
                    }
                    for item in group
                ],
            }
            for name, group in groupby(items, key=lambda item: item.column.name)
        ],
        "mailbox": issue.mailbox,
        "editor": issue.editor,
        "reviewer": issue.reviewer,
        "distribution": list(issue.distribution),
    }


def add_revisions(apps, schema_editor):
    issues, revision = apps.get_model("bulletin", "Issue"), apps.get_model("bulletin", "Revision")
    for issue in issues.objects.filter(state="signed").select_related("signed_by", "reviewed_by"):
        issues.objects.filter(pk=issue.pk).update(published_at=issue.signed_at)
        revision.objects.create(
            issue=issue,
            number=0,
            content=said_in(issue),
            content_hash=issue.content_hash,
            reviewed_name=issue.reviewed_by.name,
            signed_by=issue.signed_by,
            signed_name=issue.signed_by.name,
            signed_at=issue.signed_at,
        )


class Migration(migrations.Migration):
    dependencies = [("bulletin", "0003_the_whole_way")]
    operations = [
        migrations.RunPython(add_kinds, migrations.RunPython.noop),
        migrations.RunPython(add_revisions, migrations.RunPython.noop),
    ]
