"""Tones: what a colour means here. A tone always comes with an icon and a word."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Tone:
    """A meaning that a status, a banner or a light can have."""

    code: str
    icon: str


TONES: Final = {
    tone.code: tone
    for tone in (
        Tone("neutral", "dash"),
        Tone("info", "info"),
        Tone("progress", "progress"),
        Tone("good", "done"),
        Tone("warn", "alert"),
        Tone("bad", "cross"),
    )
}

#: Django's message levels in our tones.
OF_MESSAGE: Final = {"debug": "neutral", "info": "info", "success": "good", "warning": "warn", "error": "bad"}


def tone(code: str) -> Tone:
    """The tone of that code; KeyError with the known ones for a slip."""
    try:
        return TONES[code]
    except KeyError:
        raise KeyError(f"no tone {code!r}; known: {', '.join(TONES)}") from None
