"""What an issue of the bulletin says: the form in which a file is understood and from which a paper is composed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final

DEFAULT_NAME: Final = "科协每周动态"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnderstoodPicture:
    """A picture behind paragraph ``after`` (0: before the first), by the SHA-256 of its bytes."""

    sha256: str
    alt: str = ""
    caption: str = ""
    after: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class UnderstoodItem:
    """One item: its title, its paragraphs without the credit, the units that sign it and its pictures, in their order."""

    title: str
    paragraphs: tuple[str, ...]
    credits: tuple[str, ...] = ()
    pictures: tuple[UnderstoodPicture, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UnderstoodColumn:
    """One column (栏目), its name without brackets, and its items in their order."""

    name: str
    items: tuple[UnderstoodItem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnderstoodIssue:
    """A whole issue. ``number`` counts within ``year``, ``total`` since the first issue; ``highlights`` (目录提要) have
    wording of their own; a text that the paper lacks is empty.
    """

    name: str = DEFAULT_NAME
    year: int
    number: int
    total: int
    date: date
    publisher: str = ""
    highlights: tuple[str, ...] = ()
    columns: tuple[UnderstoodColumn, ...]
    mailbox: str = ""
    editor: str = ""
    reviewer: str = ""
    distribution: tuple[str, ...] = ()


def as_json(issue: UnderstoodIssue) -> dict[str, Any]:
    """The issue in the form that ``--check --json`` prints and that is hashed: plain lists, dictionaries, an ISO date."""
    return {
        "year": issue.year,
        "number": issue.number,
        "total": issue.total,
        "date": issue.date.isoformat(),
        "publisher": issue.publisher,
        "highlights": list(issue.highlights),
        "columns": [
            {"name": column.name, "items": [item_as_json(item) for item in column.items]} for column in issue.columns
        ],
        "mailbox": issue.mailbox,
        "editor": issue.editor,
        "reviewer": issue.reviewer,
        "distribution": list(issue.distribution),
    }


def item_as_json(item: UnderstoodItem) -> dict[str, Any]:
    """An item as plain data; ``pictures`` only where there are some, so that hashes of texts stay what they are."""
    said: dict[str, Any] = {
        "title": item.title,
        "paragraphs": list(item.paragraphs),
        "credits": list(item.credits),
    }
    if item.pictures:
        said["pictures"] = [asdict(picture) for picture in item.pictures]
    return said


def from_json(said: Mapping[str, Any], *, name: str) -> UnderstoodIssue:
    """The issue of which :func:`as_json` gave ``said``; its ``name`` stands apart."""
    columns = tuple(
        UnderstoodColumn(name=column["name"], items=tuple(_item_from(item) for item in column["items"]))
        for column in said["columns"]
    )
    return UnderstoodIssue(
        name=name,
        year=said["year"],
        number=said["number"],
        total=said["total"],
        date=date.fromisoformat(said["date"]),
        publisher=said["publisher"],
        highlights=tuple(said["highlights"]),
        columns=columns,
        mailbox=said["mailbox"],
        editor=said["editor"],
        reviewer=said["reviewer"],
        distribution=tuple(said["distribution"]),
    )


def _item_from(said: Mapping[str, Any]) -> UnderstoodItem:
    return UnderstoodItem(
        title=said["title"],
        paragraphs=tuple(said["paragraphs"]),
        credits=tuple(said["credits"]),
        pictures=tuple(UnderstoodPicture(**picture) for picture in said.get("pictures", ())),
    )
