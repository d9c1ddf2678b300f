"""Colours of the brand: contrast as WCAG 2.2 defines it (relative luminance, success criterion 1.4.3)."""

from __future__ import annotations

import colorsys
import re
from typing import Final

#: The least contrast of text and ground (WCAG 2.2, 1.4.3).
READABLE: Final = 4.5
_STEPS: Final = 20
_COLOUR: Final = re.compile(r"#[0-9a-fA-F]{6}")


def is_colour(text: str) -> bool:
    """Whether ``text`` is a colour such as #b3211e."""
    return bool(_COLOUR.fullmatch(text))


def channels(colour: str) -> tuple[int, int, int]:
    """Red, green and blue, 0 to 255, of a colour such as #b3211e."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def tone(colour: str) -> tuple[int, int]:
    """Hue in degrees and saturation in percent of a colour such as #b3211e: what of it a darker or lighter one shares."""
    hue, _lightness, saturation = colorsys.rgb_to_hls(*(channel / 255 for channel in channels(colour)))
    return round(hue * 360), round(saturation * 100)


def luminance(colour: str) -> float:
    """Relative luminance, 0 (black) to 1 (white)."""
    red, green, blue = (_linear(channel / 255) for channel in channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def lightened(colour: str, ground: str) -> str:
    """``colour`` mixed with as little white as makes it readable on the dark ``ground``."""
    mixed = (_mixed(colour, step / _STEPS) for step in range(_STEPS + 1))
    return next((tone for tone in mixed if contrast(tone, ground) >= READABLE), "#ffffff")


def _mixed(colour: str, share: float) -> str:
    return "#" + "".join(f"{round(channel + (255 - channel) * share):02x}" for channel in channels(colour))


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
