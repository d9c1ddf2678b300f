"""Steps that keep the seals of posts: written after every change by an action, reported when one does not fit."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from django.db import transaction

from kexie.base.kernel import audit
from kexie.base.kernel.access import Platform
from kexie.base.kernel.models import AuditEvent, Outcome
from kexie.base.people.models import Post, PostQuerySet
from kexie.base.people.queries.post_seals import content_of, is_intact, seal_for

TAMPERED = "post.tampered"


def seal(posts: Iterable[Post]) -> int:
    """Give ``posts``, as they are in memory, the seal that fits, inside the action that has changed them; how many."""
    changed = []
    for post in posts:
        wanted = seal_for(post)
        if post.seal != wanted:
            post.seal = wanted
            changed.append(post)
    if changed:
        Post.objects.beyond("sealed by the action that wrote them").bulk_update(changed, ["seal"], batch_size=500)
    return len(changed)


@contextmanager
def kept_sealed(posts: PostQuerySet) -> Iterator[None]:
    """Let the block change the persons, units or dates of ``posts``, and seal those anew whose seal did fit before."""
    sound = [post.pk for post in posts if is_intact(post)]
    yield
    seal(Post.objects.beyond("sealed by the action that wrote them").filter(pk__in=sound))


@transaction.atomic
def report_all(post_ids: Iterable[UUID], *, at: datetime) -> None:
    """:func:`report` each of these posts."""
    for post in Post.objects.beyond("reported, shown to nobody").select_related("organisation").filter(pk__in=post_ids):
        report(post, at=at)


@transaction.atomic
def renew_seals(*, accept_edited: bool = False) -> tuple[int, int]:
    """Write all seals under the present key, before an earlier key goes; how many were renewed, and how many do not fit.

    What does not fit stays so, unless ``accept_edited``: a person has looked at the rows and found them right.
    """
    renewed = broken = 0
    for post in Post.objects.beyond("every seal is renewed").select_for_update().iterator(chunk_size=500):
        if not (accept_edited or is_intact(post)):
            broken += 1
        else:
            renewed += seal([post])
    return renewed, broken


@transaction.atomic
def report(post: Post, *, at: datetime) -> bool:
    """Keep in the audit, once for each state of the row, that ``post`` was edited past the actions; whether it is new."""
    target = f"people.post:{post.pk}"
    found = hashlib.sha256(f"{content_of(post)}|{post.seal}".encode()).hexdigest()[:32]
    known = AuditEvent.objects.filter(action=TAMPERED, target=target).values_list("data", flat=True)
    if any(data.get("found") == found for data in known):
        return False
    audit.record(
        by=Platform("任职校验"),
        at=at,
        action=TAMPERED,
        target=target,
        unit_path=post.organisation.path,
        outcome=Outcome.REFUSED,
        role=post.role,
        found=found,
    )
    return True
