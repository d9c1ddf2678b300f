"""Questions about pictures: in which sizes one is there, which ones a page shows."""

from __future__ import annotations

from typing import Any

from kexie.base.pages.models import PageImage, PageRendition
from kexie.base.pages.rules.pictures import MADE_AHEAD, Offer, offers


def offered(image: PageImage) -> list[Offer]:
    """The formats and sizes of ``image`` that have been made; none is made here. One query, none for a new picture."""
    if image.sizes_made_at is None:
        return []
    made = PageRendition.objects.filter(image=image, filter_spec__in=MADE_AHEAD)
    return offers({row.filter_spec: row for row in made})


def body_pictures(page: Any) -> list[PageImage]:
    """The pictures in the body of a page, each once."""
    body = getattr(page, "body", None) or ()
    found = [block.value["image"] for block in body if block.block_type == "picture" and block.value["image"]]
    return list({image.pk: image for image in found}.values())


def images(keys: list[int]) -> list[PageImage]:
    """These pictures, as far as there are."""
    return list(PageImage.objects.filter(pk__in=keys).order_by("pk"))
