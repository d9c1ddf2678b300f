"""Style sheets and scripts: Vite's bundles where they were built, the plain files of this app where there is no Node."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.templatetags.static import static

PLAIN_STYLES: Final = ("tokens", "base", "layout", "components", "print")
HTMX: Final = "django_htmx/htmx-2.min.js"


@dataclass(frozen=True, slots=True)
class Assets:
    """Paths below the static root, in the order in which a page names them; scripts are (path, is a module)."""

    styles: tuple[str, ...]
    scripts: tuple[tuple[str, bool], ...]

    def style_urls(self) -> list[str]:
        """Addresses of the style sheets."""
        return [static(path) for path in self.styles]

    def script_urls(self) -> list[tuple[str, bool]]:
        """Addresses of the scripts, and whether each is a module."""
        return [(static(path), is_module) for path, is_module in self.scripts]


@cache
def assets(entry: str = "app") -> Assets:
    """The files of an entry, looked up once per process. KeyError when a build does not know the entry."""
    manifest = Path(settings.KEXIE_ASSETS) / ".vite" / "manifest.json"
    return built(json.loads(manifest.read_text("utf-8")), entry) if manifest.is_file() else plain(entry)


def plain(entry: str) -> Assets:
    """The files as they are written, with htmx as django-htmx ships it; an entry but "app" adds nothing without Node."""
    if entry != "app":
        return Assets((), ())
    return Assets(
        styles=tuple(f"ui/{name}.css" for name in PLAIN_STYLES),
        scripts=((HTMX, False), ("ui/app.js", True)),
    )


def built(manifest: dict[str, Any], entry: str) -> Assets:
    """The hashed bundles that Vite's manifest names for ``entry``."""
    chunk = next(part for part in manifest.values() if part.get("isEntry") and part.get("name") == entry)
    return Assets(
        styles=tuple(f"assets/{path}" for path in chunk.get("css", ())),
        scripts=((f"assets/{chunk['file']}", True),),
    )
