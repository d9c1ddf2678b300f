"""Draw the card that is shared with a page: title, source, day and the code of its address, as a PNG of 750 × 1000 pixels."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import segno

from kexie.base.documents.pdf import lock, press
from kexie.base.documents.wording import clean

_TEMPLATE: Final = Path(__file__).parent / "layout" / "card.typ"
_PIXELS_PER_INCH: Final = 144.0
#: In characters; so much of both fits above the line.
_LONGEST_TITLE: Final = 60
_LONGEST_SUMMARY: Final = 96


@dataclass(frozen=True, slots=True)
class Card:
    """The words of a card. ``colour`` such as #b3211e; ``address`` is what the code leads to, ``shown`` how it is printed."""

    site: str
    title: str
    about: str
    summary: str
    call: str
    address: str
    shown: str
    colour: str


def draw(card: Card) -> bytes:
    """The picture; about 60 ms, a second for the first one of a process."""
    with lock:
        return press().picture(_TEMPLATE, "card", lambda faces: _data(card, faces), _PIXELS_PER_INCH)


def _data(card: Card, faces: dict[str, list[str]]) -> str:
    words = {
        "site": clean(card.site),
        "title": _cut(clean(card.title), _LONGEST_TITLE),
        "about": clean(card.about),
        "summary": _cut(clean(card.summary), _LONGEST_SUMMARY),
        "call": clean(card.call),
        "address": clean(card.shown),
        "colour": card.colour,
        "code": _code(card.address),
        "sans": faces["hei"],
        "serif": faces["title"],
    }
    return json.dumps(words, ensure_ascii=False)


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[:longest].rstrip("，、；：") + "…"


def _code(address: str) -> str:
    drawn = io.BytesIO()
    segno.make_qr(address, error="m").save(drawn, kind="svg", border=1, scale=4, xmldecl=False)
    return drawn.getvalue().decode()
