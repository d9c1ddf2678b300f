"""A table of words in an article."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock


class TableBlock(TypedTableBlock):
    """Rows and columns of plain text, with a title above; what is typed is text and nothing else."""

    def __init__(self, local_blocks: object = None, **kwargs: object) -> None:
        cell = blocks.TextBlock(label=_("文字"), required=False, rows=1)
        super().__init__(local_blocks or [("text", cell)], **kwargs)

    class Meta:
        label = _("表格")
        icon = "table"
        template = "pages/blocks/table.html"
