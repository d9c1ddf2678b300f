"""Which numbers of a person are sealed, where, and how one asks to see them."""

from __future__ import annotations

import re
import unicodedata
from typing import Final
from uuid import UUID

from django.utils.translation import gettext_lazy as _

#: What is sealed → the code of its data element, which checks and masks it.
ELEMENTS: Final = {"identity_number": "identity_number", "mobile": "mobile_phone"}

#: A reason has at least so many characters, and at most so many.
SHORTEST_REASON: Final = 4
LONGEST_REASON: Final = 200

#: Why a number is usually needed in clear.
USUAL_REASONS: Final = (
    _("核对证件"),
    _("电话联系本人"),
    _("办理表彰奖励"),
    _("办理入会或任职手续"),
    _("发放劳务费用"),
    _("查重合并人员记录"),
)


#: An identity number or a mobile number, blanks and hyphens between its digits as people write them.
_NUMBER: Final = re.compile(r"(?<!\d)(?:[1-9]\d{16}[\dXx]|(?:86)?1[3-9]\d{9})(?!\d)")
_BETWEEN: Final = re.compile(r"(?<=\d)[\s-]+(?=[\dXx])")


def holds_number(text: str) -> bool:
    """Whether a text holds an identity number or a mobile number in clear."""
    return _NUMBER.search(_BETWEEN.sub("", unicodedata.normalize("NFKC", text))) is not None


def context_of(person_id: UUID | str, element: str) -> str:
    """Where a sealed number stands: moved to another person or element, it does not open."""
    return f"people.secret:{person_id}:{element}"
