"""Whether a post is as an action has written it: its seal fits, or somebody has edited the row (security.md, 30)."""

from __future__ import annotations

import hmac
from datetime import date
from typing import Final
from uuid import UUID

from kexie.base.kernel import vault
from kexie.base.people.models import Post
from kexie.base.people.rules.posts import SEAL_PURPOSE, sealed_content

#: The columns that :func:`row_fits` takes, in its order.
SEALED: Final = ("seal", "pk", "person_id", "organisation_id", "role", "begin", "end")


def content_of(post: Post) -> str:
    """What the seal of ``post`` covers."""
    return sealed_content(
        post_id=post.pk,
        person_id=post.person_id,
        unit_id=post.organisation_id,
        role=post.role,
        begin=post.begin,
        end=post.end,
        stopped=post.stopped_at is not None,
    )


def seal_for(post: Post) -> str:
    """The seal that ``post`` should bear."""
    return vault.blind(content_of(post), purpose=SEAL_PURPOSE)


def is_intact(post: Post) -> bool:
    """Whether the seal of ``post`` fits, under the present key or an earlier one; a post without a role has no rights."""
    return fits(post.seal, content_of(post))


def fits(seal: str, content: str) -> bool:
    """Whether ``seal`` is that of ``content``."""
    return bool(seal) and any(
        hmac.compare_digest(seal, wanted) for wanted in vault.blinds(content, purpose=SEAL_PURPOSE)
    )


def row_fits(seal: str, post_id: UUID, person_id: UUID, unit_id: int, role: str, begin: date, end: date | None) -> bool:
    """The same for the columns of a row, where no object is made of it."""
    content = sealed_content(post_id=post_id, person_id=person_id, unit_id=unit_id, role=role, begin=begin, end=end)
    return fits(seal, content)
