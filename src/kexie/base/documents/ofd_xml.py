"""The XML of an OFD file: elements in its name space, numbers and boxes as it writes them (millimetres)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

NAMESPACE = "http://www.ofdspec.org/2016"
PLACES = 4  # a ten-thousandth of a millimetre

register_namespace("ofd", NAMESPACE)


def number(value: float) -> str:
    """A number without needless digits: 5.5563, 210."""
    return f"{round(value, PLACES) + 0.0:.{PLACES}f}".rstrip("0").rstrip(".")


def numbers(*values: float) -> str:
    """Several numbers, as coordinates, boxes and matrices stand in one attribute."""
    return " ".join(number(value) for value in values)


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the page, from its left and its top edge."""

    x: float
    y: float
    width: float
    height: float

    def __str__(self) -> str:
        return numbers(self.x, self.y, self.width, self.height)

    @classmethod
    def around(cls, points: Iterable[tuple[float, float]], room: float) -> Self:
        """The smallest box with all points in it, and ``room`` on every side."""
        xs, ys = zip(*points, strict=True)
        return cls(min(xs) - room, min(ys) - room, max(xs) - min(xs) + 2 * room, max(ys) - min(ys) + 2 * room)


class Part:
    """An element; a whole part of the file is its root."""

    def __init__(self, element: Element) -> None:
        self._element = element

    @classmethod
    def root(cls, tag: str, /, **attributes: object) -> Self:
        """A new part of the file."""
        return cls(Element(f"{{{NAMESPACE}}}{tag}", _written(attributes)))

    def add(self, tag: str, words: str = "", /, **attributes: object) -> Part:
        """A new element inside, behind the others."""
        element = SubElement(self._element, f"{{{NAMESPACE}}}{tag}", _written(attributes))
        element.text = words or None
        return Part(element)

    @property
    def data(self) -> bytes:
        """The part as bytes, UTF-8."""
        return b'<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(self._element, encoding="unicode").encode()


def _written(attributes: dict[str, object]) -> dict[str, str]:
    return {
        name: number(value) if isinstance(value, float) else str(value)
        for name, value in attributes.items()
        if value is not None
    }
