"""What an issue of the bulletin says: the form in which a file is understood and from which a paper is composed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

DEFAULT_NAME: Final = "科协每周动态"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnderstoodItem:
    """One item: its title, its paragraphs without the credit, and the units that sign it, in their order."""

    title: str
    paragraphs: tuple[str, ...]
    credits: tuple[str, ...] = ()


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
    """The issue in the form that ``--check --json`` prints: plain lists, dictionaries, an ISO date."""
    return {
        "year": issue.year,
        "number": issue.number,
        "total": issue.total,
        "date": issue.date.isoformat(),
        "publisher": issue.publisher,
        "highlights": list(issue.highlights),
        "columns": [
            {
                "name": column.name,
                "items": [
                    {"title": item.title, "paragraphs": list(item.paragraphs), "credits": list(item.credits)}
                    for item in column.items
                ],
            }
            for column in issue.columns
        ],
        "mailbox": issue.mailbox,
        "editor": issue.editor,
        "reviewer": issue.reviewer,
        "distribution": list(issue.distribution),
    }
