"""What somebody writes into a case: a word, a reason; looked at before anything is stored."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _

from kexie.base.matters.errors import MatterInvalid

LONGEST_REASON: Final = 500


def said(text: str, *, field: str, most: int, asked: str) -> str:
    """``text`` without blanks around it. Where nothing is said, or more than ``most`` characters, raises MatterInvalid at
    ``field`` with the sentence ``asked``, in which ``%d`` stands for ``most``.
    """
    text = text.strip()
    if not 0 < len(text) <= most:
        raise MatterInvalid(errors={field: [asked % most]})
    return text


def told_reason(text: str, *, most: int = LONGEST_REASON) -> str:
    """``text`` as a reason. Raises MatterInvalid where it is empty or too long."""
    return said(text, field="reason", most=most, asked=_("请写明理由，不超过%d个字。"))
