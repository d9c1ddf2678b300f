"""Where the lines of the trend run: each rate by stroke and mark of its own, so that nobody needs to tell colours apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kexie.domains.steward.rules.figures import RATE_LABELS, Rate, Share, tenths

WIDTH: Final = 720
HEIGHT: Final = 260
_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 12, 12, 28
#: The strokes (as SVG's stroke-dasharray) and the marks.
_STROKES: Final = {Rate.RESPONSE: "", Rate.KEPT: "8 4", Rate.SOLVED: "2 4", Rate.SATISFIED: "10 4 2 4"}
_MARKS: Final = {Rate.RESPONSE: "circle", Rate.KEPT: "square", Rate.SOLVED: "triangle", Rate.SATISFIED: "diamond"}


@dataclass(frozen=True, slots=True)
class Mark:
    """A point of a line, and what it says."""

    x: float
    y: float
    words: str

    @property
    def place(self) -> tuple[str, str]:
        """As SVG writes it, in whatever language the page is."""
        return f"{self.x:.1f}", f"{self.y:.1f}"

    @property
    def triangle(self) -> str:
        """Its corners, for a polygon."""
        return f"{self.x:.1f},{self.y - 5:.1f} {self.x - 5:.1f},{self.y + 4:.1f} {self.x + 5:.1f},{self.y + 4:.1f}"

    @property
    def diamond(self) -> str:
        """Its corners, for a polygon."""
        x, y = self.x, self.y
        return f"{x:.1f},{y - 5:.1f} {x + 5:.1f},{y:.1f} {x:.1f},{y + 5:.1f} {x - 5:.1f},{y:.1f}"

    @property
    def square(self) -> str:
        """Its corners, for a polygon."""
        x, y = self.x, self.y
        return f"{x - 4:.1f},{y - 4:.1f} {x + 4:.1f},{y - 4:.1f} {x + 4:.1f},{y + 4:.1f} {x - 4:.1f},{y + 4:.1f}"

    def corners(self, mark: str) -> str:
        """Of a mark by its name; nothing for a circle."""
        return str(getattr(self, mark, ""))


@dataclass(frozen=True, slots=True)
class Line:
    """A rate: its runs (broken where a period has nothing to divide by) and its marks."""

    label: str
    stroke: str
    mark: str
    runs: tuple[str, ...]
    marks: tuple[Mark, ...]

    @property
    def legend(self) -> str:
        """Corners of the mark in the legend."""
        return Mark(20, 8, "").corners(self.mark)

    @property
    def polygons(self) -> tuple[tuple[str, str], ...]:
        """Corners and words of its marks, but for circles."""
        return tuple((mark.corners(self.mark), mark.words) for mark in self.marks)


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is drawn: lines, the words below (place and text), the rules across (place and text)."""

    width: int
    height: int
    lines: tuple[Line, ...]
    below: tuple[tuple[str, str], ...]
    across: tuple[tuple[str, str], ...]
    left: int
    right: int


def drawing(periods: Sequence[str], shares: Mapping[Rate, Sequence[Share]]) -> Drawing:
    """The lines of ``shares`` over ``periods`` (as they are named below), the earliest first."""
    step = (WIDTH - _LEFT - _RIGHT) / max(len(periods), 1)
    places = [_LEFT + step * (at + 0.5) for at in range(len(periods))]
    lines = tuple(_line(rate, places, periods, values) for rate, values in shares.items())
    across = tuple((f"{_height(of * 10):.1f}", f"{of}%") for of in (0, 25, 50, 75, 100))
    below = tuple((f"{x:.1f}", period) for x, period in zip(places, periods, strict=True))
    return Drawing(WIDTH, HEIGHT, lines, below, across, _LEFT, WIDTH - _RIGHT)


def _height(of_thousand: int) -> float:
    return _TOP + (HEIGHT - _TOP - _BOTTOM) * (1 - of_thousand / 1000)


def _line(rate: Rate, places: Sequence[float], periods: Sequence[str], values: Sequence[Share]) -> Line:
    label, runs, marks = str(RATE_LABELS[rate]), [], []
    run: list[str] = []
    for x, period, share in zip(places, periods, values, strict=True):
        if share.value is None:
            runs.append(run)
            run = []
            continue
        mark = Mark(x, _height(tenths(share.value)), f"{period} {label} {share}")
        marks.append(mark)
        run.append(f"{mark.x:.1f},{mark.y:.1f}")
    runs.append(run)
    drawn = tuple(" ".join(points) for points in runs if len(points) > 1)
    return Line(label, _STROKES[rate], _MARKS[rate], drawn, tuple(marks))
