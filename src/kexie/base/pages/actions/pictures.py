"""The sizes of pictures are made ahead, by the worker, when a page goes out."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction
from wagtail.models import Page

from kexie.base.kernel import outbox
from kexie.base.pages import queries
from kexie.base.pages.rules.pictures import MADE_AHEAD

TOPIC: Final = "pages.pictures"


def ask_for_sizes(*, page: Page, at: datetime, why: str) -> None:
    """Let the worker make what the pictures of ``page`` lack; nothing where it has none. ``why`` tells this time apart."""
    keys = [image.pk for image in queries.body_pictures(page)]
    if keys:
        with transaction.atomic():
            outbox.put(topic=TOPIC, key=f"{page.pk}:{why}", payload={"images": keys}, at=at)


def make_sizes(*, keys: list[int], at: datetime) -> int:
    """Make every size that is missing of these pictures; of how many. A picture whose file is gone is left out."""
    there = [image for image in queries.images(keys) if image.file.storage.exists(image.file.name)]
    for image in there:
        image.get_renditions(*MADE_AHEAD)
        image.sizes_made_at = at
        image.save(update_fields=["sizes_made_at"])
    return len(there)
