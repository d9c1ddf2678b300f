"""Pictures of articles in the formats and sizes that have been made of them."""

from __future__ import annotations

from django import template

from kexie.base.pages import queries
from kexie.base.pages.models import PageImage
from kexie.base.pages.rules.pictures import SIZES, Offer

register = template.Library()


@register.simple_tag
def offered(image: PageImage | None) -> list[Offer]:
    """What a browser may choose from beside the plain picture."""
    return queries.offered(image) if image else []


@register.simple_tag
def picture_sizes() -> str:
    """How wide the picture stands on the page."""
    return SIZES
