"""What is asked before personal data is used beyond what a service needs: purposes, their editions, where a consent stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

#: How a consent was given: by the person here, or on paper ("paper:" and the file number of the sheet).
ON_SCREEN: Final = "screen"
PAPER: Final = "paper:"
#: The longest file number that fits beside it.
LONGEST_NUMBER: Final = 50


@dataclass(frozen=True, slots=True)
class Edition:
    """One wording of a purpose, asked from the day ``since`` on."""

    number: int
    since: date
    text: str


@dataclass(frozen=True, slots=True)
class Purpose:
    """One thing that needs consent; ``editions`` in order, at least one."""

    code: str
    title: str
    editions: tuple[Edition, ...]

    def current(self, on: date) -> Edition | None:
        """The wording that counts on the day ``on``; None before the first."""
        return next((edition for edition in reversed(self.editions) if edition.since <= on), None)

    def edition(self, number: int) -> Edition | None:
        """The wording with this number."""
        return next((edition for edition in self.editions if edition.number == number), None)


class Standing(StrEnum):
    """Where a consent stands: never given, in force, given to an earlier wording, withdrawn."""

    NONE = "none"
    GIVEN = "given"
    OUTDATED = "outdated"
    WITHDRAWN = "withdrawn"


def purposes_from(data: Mapping[str, Any]) -> tuple[Purpose, ...]:
    """The purposes of a data file.

    Raises:
        ValueError: a purpose without wording, twice the same code, editions that do not count up from 1 in time.
    """
    made = tuple(
        Purpose(
            row["code"],
            row["title"],
            tuple(Edition(one["edition"], date.fromisoformat(one["since"]), one["text"]) for one in row["editions"]),
        )
        for row in data["purposes"]
    )
    if len({purpose.code for purpose in made}) != len(made):
        raise ValueError("a purpose stands twice in the file")
    for purpose in made:
        _check_editions(purpose)
    return made


def _check_editions(purpose: Purpose) -> None:
    numbers = [edition.number for edition in purpose.editions]
    days = [edition.since for edition in purpose.editions]
    if not numbers or numbers != list(range(1, len(numbers) + 1)):
        raise ValueError(f"the editions of {purpose.code} count up from 1")
    if days != sorted(set(days)):
        raise ValueError(f"each edition of {purpose.code} begins later than the one before")
    if not all(edition.text for edition in purpose.editions):
        raise ValueError(f"{purpose.code} has an edition without words")


def standing(current: Edition | None, open_edition: int | None, was_withdrawn: bool) -> Standing:
    """Where a consent stands: ``open_edition`` is the wording agreed to and not withdrawn, if any."""
    if open_edition is not None:
        return Standing.GIVEN if current is not None and open_edition == current.number else Standing.OUTDATED
    return Standing.WITHDRAWN if was_withdrawn else Standing.NONE


def find(purposes: Sequence[Purpose], code: str) -> Purpose | None:
    """The purpose of this code."""
    return next((purpose for purpose in purposes if purpose.code == code), None)
