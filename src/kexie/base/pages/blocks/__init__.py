"""What the pages are put together from: few blocks, each with one way to look."""

from kexie.base.pages.blocks.body import (
    FILMS,
    AttachmentsBlock,
    BodyBlock,
    HeadingBlock,
    ParagraphBlock,
    PictureBlock,
    QuoteBlock,
)
from kexie.base.pages.blocks.home import SectionsBlock

__all__ = [
    "FILMS",
    "AttachmentsBlock",
    "BodyBlock",
    "HeadingBlock",
    "ParagraphBlock",
    "PictureBlock",
    "QuoteBlock",
    "SectionsBlock",
]
