"""What may be noted of a search that found nothing: its words, without anything by which a person could be known."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

#: Where people search, as it is noted: the answers, the service hall, their own words to the concierge.
PLACES: Final = ("answers", "hall", "ask")
LONGEST: Final = 40
SHORTEST: Final = 2
#: After so many days without being looked for they are forgotten.
KEPT_DAYS: Final = 180

_MAIL: Final = re.compile(r"\S*@\S*")
#: Five digits and more are a telephone, a document, an account: whatever stands between them.
_NUMBER: Final = re.compile(r"[0-9](?:[ .-]?[0-9]){4,}[xX]?")
_APART: Final = re.compile(r"[^\w]+|_+")


def notable(text: str) -> str:
    """The words as they are noted: normal, short, without addresses and long numbers; empty where nothing is left to note."""
    plain = unicodedata.normalize("NFKC", text[:400]).lower()
    plain = _NUMBER.sub(" ", _MAIL.sub(" ", plain))
    words = " ".join(_APART.sub(" ", plain).split())[:LONGEST].strip()
    return words if len(words) >= SHORTEST and not words.replace(" ", "").isdigit() else ""
