"""The checks beside the real issue of 26 May 2023: what was signed then gives no false alarm, what is bent is found."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from kexie.base.documents.reading import read_blocks
from kexie.domains.bulletin.rules.checks import (
    Bearing,
    CheckedIssue,
    CheckedItem,
    CheckedLine,
    Grade,
    Known,
    NamedUnit,
    check_issue,
)
from kexie.domains.bulletin.rules.checks.titles import likely_name, mentions
from kexie.domains.bulletin.rules.highlights import item_of
from kexie.domains.bulletin.rules.understanding import understand
from kexie.domains.bulletin.tests.factories import REAL

pytestmark = pytest.mark.skipif(not REAL.exists(), reason=f"the real issue is not at {REAL}; set KEXIE_SHARED")

CITY = "北京"


@pytest.fixture(scope="module")
def issue() -> CheckedIssue:
    said = understand(read_blocks(REAL.read_bytes(), name=REAL.name, isolated=False))
    items = tuple(
        CheckedItem(key=f"{column.name}{number}", title=item.title, paragraphs=item.paragraphs, credits=item.credits)
        for column in said.columns
        for number, item in enumerate(column.items)
    )
    texts = [(item.title, "".join(item.paragraphs)) for item in items]
    places = [(line, item_of(line, texts)) for line in said.highlights]
    lines = tuple(CheckedLine(text=line, item="" if place is None else items[place].key) for line, place in places)
    return CheckedIssue(date=said.date, items=items, highlights=lines)


@pytest.fixture(scope="module")
def known(issue) -> Known:
    """The register as the issue itself tells it: whoever bears a title in a unit that is named."""
    units: dict[str, int] = {}
    rows: dict[tuple[str, int], list[str]] = {}
    for item in issue.items:
        for mention in (mention for text in item.paragraphs for mention in mentions(text)):
            unit = 0
            for piece in mention.pieces:
                name = piece.before.removeprefix(CITY)
                unit = units.setdefault(name, len(units) + 1) if name else unit
                if unit:
                    rows.setdefault((likely_name(mention.after), unit), []).append(piece.title)
    bearings = tuple(
        Bearing(
            person=name,
            name=name,
            unit=unit,
            title="、".join(dict.fromkeys(titles)),
            begin=date(2020, 1, 1),
            end=None,
            precedence=100,
            place=place,
        )
        for place, ((name, unit), titles) in enumerate(rows.items())
    )
    named = {key: NamedUnit(names=(name, CITY + name)) for name, key in units.items()}
    return Known(date=issue.date, bearings=bearings, units=named)


def bent(issue: CheckedIssue, old: str, new: str) -> CheckedIssue:
    """The issue with ``new`` where ``old`` stands first."""
    items = list(issue.items)
    for number, item in enumerate(items):
        whole = "\n".join(item.paragraphs)
        if old in whole:
            items[number] = replace(item, paragraphs=tuple(whole.replace(old, new, 1).split("\n")))
            return replace(issue, items=tuple(items))
    raise AssertionError(f"the issue does not say {old}")


def test_without_a_false_alarm(issue):
    """One item says 近日 and no day; one writes 的 twice where 地 belongs."""
    findings = check_issue(issue, Known(date=issue.date))
    assert Counter(found.code for found in findings) == {"undated": 1, "adverb": 2}
    assert {found.grade for found in findings} == {Grade.SHOULD}


def test_its_own_register_fits(issue, known):
    assert len(known.bearings) >= 12
    assert not [found for found in check_issue(issue, known) if found.code.startswith("leader")]


def test_every_name_bent_by_one_character_is_found(issue, known):
    """Each leader of a named unit, with the last character of the name replaced."""
    for row in known.bearings:
        title = row.title.split("、")[-1]
        if f"{title}{row.name}" not in "".join(text for item in issue.items for text in item.paragraphs):
            continue
        wrong = f"{title}{row.name[:-1]}囍"
        found = [
            each for each in check_issue(bent(issue, f"{title}{row.name}", wrong), known) if each.excerpt.endswith("囍")
        ]
        assert [(each.code, each.mend) for each in found] == [("leader_name", row.name)]


@pytest.mark.parametrize(
    ("old", "new", "code", "mend"),
    [
        ("5月23日，", "5月23日（周五），", "weekday", "二"),
        ("5月23日，", "5月32日，", "day_impossible", None),
        ("5月23日，", "6月23日，", "event_after_issue", None),
        ("，", ",", "half_width", "，"),
        ("”", "", "unbalanced", None),
    ],
)
def test_what_is_bent_is_found(issue, old, new, code, mend):
    found = [each for each in check_issue(bent(issue, old, new), Known(date=issue.date)) if each.code == code]
    assert [each.mend for each in found] == [mend]
