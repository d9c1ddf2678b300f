"""Seals for the posts that are there: from now on a row that no action has written gives no rights."""

from django.db import migrations

from kexie.base.kernel import vault
from kexie.base.people.rules.posts import SEAL_PURPOSE, sealed_content


def seal(apps, schema_editor):
    Post = apps.get_model("people", "Post")
    posts = list(Post.objects.filter(seal=""))
    for post in posts:
        content = sealed_content(
            post_id=post.pk,
            person_id=post.person_id,
            unit_id=post.organisation_id,
            role=post.role,
            begin=post.begin,
            end=post.end,
        )
        post.seal = vault.blind(content, purpose=SEAL_PURPOSE)
    Post.objects.bulk_update(posts, ["seal"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("people", "0005_organisation_letters")]

    operations = [migrations.RunPython(seal, migrations.RunPython.noop, elidable=True)]
