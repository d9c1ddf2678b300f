"""Files with the shapes of districts that an app offers where the setting names none: the demo's fictional city."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kexie.base.kernel.registry import Registry


@dataclass(frozen=True, slots=True)
class ShapeFile:
    """A GeoJSON file, and whether it serves now."""

    path: str
    serves: Callable[[], bool]


shape_files: Registry[ShapeFile] = Registry("file of district shapes")


def offer_shapes(name: str, path: str, *, serves: Callable[[], bool]) -> None:
    """Offer a file of shapes under a name of its own; called in ``ready()``."""
    if name not in shape_files:
        shape_files.register(name, ShapeFile(path, serves))
