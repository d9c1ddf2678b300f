"""What the pages are put together from: few blocks, each with one way to look."""

from kexie.base.pages.blocks.body import (
    AttachmentsBlock,
    BodyBlock,
    HeadingBlock,
    ParagraphBlock,
    PictureBlock,
    QuoteBlock,
)

__all__ = ["AttachmentsBlock", "BodyBlock", "HeadingBlock", "ParagraphBlock", "PictureBlock", "QuoteBlock"]
