"""In which sizes and formats a picture of an article is kept: few, fixed here, so that no request can ask for another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

#: Widths in pixels: a phone, a column of text, the same on a sharp screen.
WIDTHS: Final = (480, 960, 1440)
#: What browsers are offered, the smallest first.
FORMATS: Final = (("avif", "image/avif"), ("webp", "image/webp"))
#: For everyone else, in the format in which the picture came.
FALLBACK: Final = "width-960"
#: How wide the picture stands on the page.
SIZES: Final = "(min-width: 60rem) 45rem, 100vw"


def spec(width: int, kind: str) -> str:
    """One size in one format, as Wagtail writes it."""
    return f"width-{width}|format-{kind}"


#: All that is made ahead for a picture of an article.
MADE_AHEAD: Final = (FALLBACK, *(spec(width, kind) for kind, _media in FORMATS for width in WIDTHS))


@dataclass(frozen=True, slots=True)
class Offer:
    """One format of a picture: its media type and, as `srcset`, the sizes that there are."""

    media: str
    srcset: str


def offers(made: Mapping[str, Any]) -> list[Offer]:
    """What can be offered of the renditions that have been ``made`` (by their spec), each with its address and width."""
    found = []
    for kind, media in FORMATS:
        sizes = _different(made[name] for width in WIDTHS if (name := spec(width, kind)) in made)
        if sizes:
            found.append(Offer(media, ", ".join(f"{one.url} {one.width}w" for one in sizes)))
    return found


def _different(renditions: Iterable[Any]) -> list[Any]:
    """A small picture is never made larger: the same width counts once."""
    return list({one.width: one for one in renditions}.values())
