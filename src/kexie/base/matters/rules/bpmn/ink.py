"""The colours of a drawing: the tokens of the platform, which follow light and dark, or plain ones for paper."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final


@dataclass(frozen=True, slots=True)
class Ink:
    """Colours by what they are for."""

    ink: str = "#1b2430"
    soft: str = "#4a5665"
    line: str = "#7a8798"
    ground: str = "#ffffff"
    head: str = "#f5f7fa"
    good: str = "#1a6b3c"
    good_soft: str = "#e5f3ea"
    action: str = "#14508c"
    action_soft: str = "#e6eff8"
    bad: str = "#b3211e"
    bad_soft: str = "#fbe9e8"
    warn: str = "#855000"

    def of(self, icon: str) -> str:
        """An icon in these colours."""
        for field in fields(self):
            icon = icon.replace(f"{{{field.name}}}", getattr(self, field.name))
        return icon


PLAIN: Final = Ink()

_TOKENS: Final = {
    "ink": "--ink",
    "soft": "--ink-soft",
    "line": "--line-strong",
    "ground": "--ground-raised",
    "head": "--ground-soft",
    "good": "--good",
    "good_soft": "--good-soft",
    "action": "--action",
    "action_soft": "--action-soft",
    "bad": "--bad",
    "bad_soft": "--bad-soft",
    "warn": "--warn",
}
#: ``var()`` with the plain colour behind it: attributes of SVG take it as style sheets do, and need no style of their own.
SCREEN: Final = Ink(**{name: f"var({token}, {getattr(PLAIN, name)})" for name, token in _TOKENS.items()})
