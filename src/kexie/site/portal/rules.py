"""The App as a browser installs it: which icons there are, what the manifest says, what is never kept for offline reading."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

#: Addresses of which the browser keeps nothing, whatever a header says.
NEVER_KEPT: Final = ("/workbench/", "/me/", "/accounts/", "/editors/", "/identity/", "/api/", "/feedback/")
#: The ground of the light and of the dark look (`ui/tokens.css`).
GROUND: Final = "#ffffff"


@dataclass(frozen=True, slots=True)
class Icon:
    """An icon: pixels wide and high, and how much of that a logo fills.

    Of a ``full`` one the ground reaches the edges, because the system cuts a shape out of it.
    """

    side: int
    share: float = 1.0
    full: bool = False


#: All that there are, by name. Of a maskable icon only the inner circle of 80 % is sure to be seen (W3C, Web App Manifest).
ICONS: Final[Mapping[str, Icon]] = {
    "icon-192": Icon(192),
    "icon-512": Icon(512),
    "maskable-192": Icon(192, 0.56, full=True),
    "maskable-512": Icon(512, 0.56, full=True),
    "apple-180": Icon(180, 0.76, full=True),
}


def in_colour(mark: str, *, ours: str, brand: str, full: bool) -> str:
    """Our mark (SVG) in the brand's colour; a ``full`` one without round corners."""
    return mark.replace(ours, brand).replace(' rx="12"', ' rx="0"' if full else ' rx="12"')


def manifest(
    *, name: str, short_name: str, colour: str, icons: Mapping[str, str], shortcuts: Iterable[tuple[str, str]]
) -> dict[str, Any]:
    """The web app manifest; ``icons`` are addresses by the names of :data:`ICONS`, ``shortcuts`` words and addresses."""
    return {
        "id": "/",
        "name": name,
        "short_name": short_name,
        "lang": "zh-CN",
        "dir": "ltr",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "theme_color": colour,
        "background_color": GROUND,
        "icons": [_icon(address, code) for code, address in icons.items() if not code.startswith("apple")],
        "shortcuts": [
            {"name": words, "url": address, "icons": [_icon(icons["icon-192"], "icon-192")]}
            for words, address in shortcuts
        ],
        "prefer_related_applications": False,
    }


def _icon(address: str, code: str) -> dict[str, str]:
    side = ICONS[code].side
    return {
        "src": address,
        "sizes": f"{side}x{side}",
        "type": "image/png",
        "purpose": "maskable" if ICONS[code].full else "any",
    }


def version(parts: Iterable[bytes]) -> str:
    """A short name for exactly these contents."""
    told = hashlib.sha256()
    for part in parts:
        told.update(hashlib.sha256(part).digest())
    return told.hexdigest()[:16]
