"""A stream field whose blocks are code alone: they are no part of the table, so a new block needs no migration."""

from __future__ import annotations

from typing import Any

from wagtail.fields import StreamField


class Stream(StreamField):
    """As Wagtail's, written into migrations without its blocks."""

    def __init__(self, block_types: Any = (), **kwargs: Any) -> None:
        super().__init__(block_types, **kwargs)

    def deconstruct(self) -> Any:
        """Name, path and the field's own arguments."""
        name, path, _args, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, path, [], kwargs
