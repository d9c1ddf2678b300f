"""Leaders: names, titles and order beside the register of posts as it was on the day of the event."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Final

from django.utils.translation import gettext as _

from kexie.domains.bulletin.rules.checks.dates import event_day, spoken
from kexie.domains.bulletin.rules.checks.frame import (
    Bearing,
    CheckedItem,
    Grade,
    Known,
    NamedUnit,
    Passage,
    Spot,
    TextCheck,
)
from kexie.domains.bulletin.rules.checks.titles import Mention, Piece, courtesies, joined, likely_name, mentions
from kexie.domains.bulletin.rules.checks.units import Read, Units

#: What may be left out before a title, or be said besides it: 书记 of 党组书记.
_LEFT_OUT: Final = ("党组", "党委", "专职", "兼职", "驻会", "挂职")
_SEPARATORS: Final = str.maketrans({"，": "、", ",": "、", "兼": "、", "；": "、", "/": "、"})


@dataclass(frozen=True, slots=True)
class Register:
    """The register of posts, ready to be asked."""

    by_name: dict[str, tuple[Bearing, ...]]
    by_title: dict[str, tuple[Bearing, ...]]
    units: Units

    def unit_of(self, piece: Piece, named: frozenset[int]) -> Read:
        """The unit of a title; of several that a short name can mean, those that the item names in full."""
        read = self.units.read(piece.before)
        return Read(units=read.units & named) if len(read.units) > 1 and read.units & named else read


@dataclass(frozen=True, slots=True)
class Seen:
    """A mention whose name the register has."""

    mention: Mention
    name: str
    rows: tuple[Bearing, ...]

    @property
    def end(self) -> int:
        """Where the name ends."""
        return self.mention.at + len(self.name)


def register_of(known: Known) -> Register:
    """The register that is known; units of which it has no post are left out, for nothing can differ from it there."""
    by_name: dict[str, list[Bearing]] = {}
    by_title: dict[str, list[Bearing]] = {}
    for bearing in known.bearings:
        by_name.setdefault(bearing.name, []).append(bearing)
        for title in _parts(bearing.title):
            by_title.setdefault(title, []).append(bearing)
    kept = {bearing.unit for bearing in known.bearings}
    kept |= {parent for key in kept if key in known.units and (parent := known.units[key].parent) is not None}
    return Register(
        by_name={name: tuple(rows) for name, rows in by_name.items()},
        by_title={title: tuple(rows) for title, rows in by_title.items()},
        units=Units({key: unit for key, unit in known.units.items() if key in kept}),
    )


def names_in(texts: Iterable[str]) -> frozenset[str]:
    """The names for which the register is to be asked: all that can be a name beside a title."""
    found: set[str] = set()
    for text in texts:
        for mention in mentions(text):
            found.update(mention.spellings)
        for name, _title, _start, _end in courtesies(text):
            found.update({name, name[-2:]})
    return frozenset(found)


def units_in(texts: Iterable[str], units: Mapping[int, NamedUnit]) -> frozenset[int]:
    """The units for whose posts the register is to be asked: those that can be meant before a title."""
    known = Units(units)
    before = {piece.before for text in texts for mention in mentions(text) for piece in mention.pieces}
    return frozenset(unit for words in before for unit in known.read(words).units)


def leader_check(item: CheckedItem, known: Known, register: Register) -> TextCheck | None:
    """The check of the texts of one item beside the register as it was on the day of the event; None without a register."""
    if not known.bearings:
        return None
    day = event_day(item, known.date)
    named = register.units.spoken_of("".join([item.title, *item.paragraphs, *item.credits]))

    def check(_text: str, passage: Passage, known: Known) -> Iterator[Spot]:
        return _spots(passage, day, named, known, register)

    return check


def _spots(passage: Passage, day: date, named: frozenset[int], known: Known, register: Register) -> Iterator[Spot]:
    seen: list[Seen] = []
    for mention in mentions(passage.text):
        name = next((name for name in mention.spellings if name in register.by_name), "")
        if name:
            here = Seen(mention, name, register.by_name[name])
            seen.append(here)
            yield from _titles(here, day, named, known, register)
        elif not mention.shares:
            yield from _unknown(mention, day, named, register)
    for name, title, start, end in courtesies(passage.text):
        yield from _courtesy(name, title, start, end, day, register)
    yield from _order(passage.text, seen, day)


def _titles(seen: Seen, day: date, named: frozenset[int], known: Known, register: Register) -> Iterator[Spot]:
    """The titles of one mention; a title without a unit is that of the one before it, or of any unit."""
    read = Read()
    for piece in seen.mention.pieces:
        own = register.unit_of(piece, named)
        read = own if own.units or own.foreign else read
        if read.foreign:
            continue
        rows = tuple(row for row in seen.rows if not read.units or row.unit in read.units)
        wrong = _title(seen, piece, rows, read, day, known)
        if wrong and not (wrong.code == "leader_unit" and not _keeps(register, read.units, piece.title, day)):
            yield wrong
            return


def _title(seen: Seen, piece: Piece, rows: tuple[Bearing, ...], read: Read, day: date, known: Known) -> Spot | None:
    start, end = (piece.start, piece.end) if not seen.mention.shares else (seen.mention.at, seen.end)
    now = [row for row in rows if row.on(day)]
    if any(_fits(piece.title, title) for row in now for title in _parts(row.title)):
        return None
    certain = bool(read.units) and len({row.person for row in seen.rows}) == 1
    told = {"name": seen.name, "title": piece.title, "day": spoken(day, known.date)}
    if now:
        right = _registered(now)
        sentence = _("任职登记中，%(day)s时%(name)s的职务是“%(right)s”，文中写作“%(title)s”。")
        reason = sentence % {**told, "right": right}
        start, end, mend = _mend(seen, piece, now, right)
        return Spot("leader_title", start, end, reason, Grade.MUST if certain else Grade.SHOULD, mend)
    if rows:
        sentence = _("任职登记中，%(name)s在%(day)s不担任这项职务（%(terms)s）。")
        reason = sentence % {**told, "terms": "；".join(_term(row) for row in rows)}
        return Spot("leader_term", start, end, reason, Grade.MUST if certain else Grade.SHOULD)
    elsewhere = _registered([row for row in seen.rows if row.on(day)] or list(seen.rows))
    sentence = _("任职登记中，%(name)s的职务是“%(right)s”，不在文中所写的单位。")
    return Spot("leader_unit", start, end, sentence % {**told, "right": elsewhere})


def _mend(seen: Seen, piece: Piece, now: list[Bearing], right: str) -> tuple[int, int, str | None]:
    """What is to be replaced, and by what: all titles of one unit by those registered; a single one by its like."""
    pieces = seen.mention.pieces
    if seen.mention.shares:
        return seen.mention.at, seen.end, None
    if len({row.unit for row in now}) > 1 or any(each.before for each in pieces[1:]):
        return piece.start, piece.end, None
    if len(pieces) > 1:
        return pieces[0].start, pieces[-1].end, right
    kin = [part for row in now for part in _parts(row.title) if part[-2:] == piece.title[-2:]]
    return piece.start, piece.end, kin[0] if len(kin) == 1 else right


def _unknown(mention: Mention, day: date, named: frozenset[int], register: Register) -> Iterator[Spot]:
    """A name that the register does not have, behind a title of a unit whose leaders it has, or one like theirs."""
    read = Read()
    for piece in mention.pieces:
        own = register.unit_of(piece, named)
        read = own if own.units or own.foreign else read
        if read.foreign:
            continue
        peers = _peers(register, read.units or None, piece.title, day)
        close = sorted({row.name for row in peers if _one_apart(row.name, mention.after[: len(row.name)])})
        if len(close) == 1 and (read.units or len(close[0]) > 2):
            yield _misspelt(mention, piece, close[0], Grade.MUST if read.units else Grade.SHOULD)
            return
        name = likely_name(mention.after) if read.units and peers else ""
        if name:
            sentence = _("任职登记中没有%(title)s“%(name)s”，登记的是“%(peers)s”。请核对姓名，或者先登记任职。")
            told = {"name": name, "title": piece.title, "peers": "、".join(dict.fromkeys(row.name for row in peers))}
            yield Spot("leader_name", mention.at, mention.at + len(name), sentence % told)
            return


def _misspelt(mention: Mention, piece: Piece, right: str, grade: Grade) -> Spot:
    name = mention.after[: len(right)]
    sentence = _("任职登记中没有%(title)s“%(name)s”，登记的是“%(right)s”，是否写错了字？")
    reason = sentence % {"title": piece.title, "name": name, "right": right}
    return Spot("leader_name", mention.at, mention.at + len(name), reason, grade, right)


def _courtesy(name: str, title: str, start: int, end: int, day: date, register: Register) -> Iterator[Spot]:
    """林某某副主席: a short title that fits none that the person bears on that day."""
    rows = register.by_name.get(name) or register.by_name.get(name[-2:]) or ()
    now = [part for row in rows if row.on(day) for part in _parts(row.title)]
    if not now or any(part.endswith(title) and not part.removesuffix(title).endswith("副") for part in now):
        return
    sentence = _("任职登记中，%(name)s的职务是“%(right)s”，文中称“%(title)s”。")
    reason = sentence % {"name": rows[0].name, "right": "、".join(now), "title": title}
    mend = f"副{title}" if f"副{title}" in now else None
    yield Spot("leader_title", start, end, reason, mend=mend)


def _order(text: str, seen: list[Seen], day: date) -> Iterator[Spot]:
    """Names in one list, of one unit, in another order than that of precedence; a bare list is mended by sorting it."""
    for before, after in pairwise(seen):
        if not joined(text, before.end, after.mention.start):
            continue
        firsts, seconds = _places(before.rows, day), _places(after.rows, day)
        for unit in firsts.keys() & seconds.keys():
            one, other = firsts[unit], seconds[unit]
            if one.place <= other.place or one.person == other.person:
                continue
            sentence = _("按任职登记的排序，%(after)s（%(title)s）排在%(before)s之前，请核对名单顺序。")
            reason = sentence % {"after": after.name, "title": other.title, "before": before.name}
            grade = Grade.MUST if one.precedence != other.precedence else Grade.SHOULD
            bare = after.mention.shares
            start = before.mention.at if bare else after.mention.at
            mend = f"{after.name}{text[before.end : after.mention.at]}{before.name}" if bare else None
            yield Spot("leader_order", start, after.end, reason, grade, mend)
            break


def _places(rows: tuple[Bearing, ...], day: date) -> dict[int, Bearing]:
    """The first place of a name in each of its units; none for a name that two persons bear."""
    if len({row.person for row in rows}) > 1:
        return {}
    first: dict[int, Bearing] = {}
    for row in sorted(rows, key=lambda row: row.place):
        if row.on(day):
            first.setdefault(row.unit, row)
    return first


def _peers(register: Register, units: frozenset[int] | None, title: str, day: date) -> list[Bearing]:
    """Who bears the title in one of the units (None: anywhere) on that day, in the order of precedence."""
    titles = (title, *(f"{before}{title}" for before in _LEFT_OUT))
    rows = (row for each in titles for row in register.by_title.get(each, ()))
    found = [row for row in rows if (units is None or row.unit in units) and row.on(day)]
    return sorted(found, key=lambda row: row.place)


def _keeps(register: Register, units: frozenset[int], title: str, day: date) -> bool:
    """Whether the register names somebody for the title in the units: it is kept there."""
    return bool(_peers(register, units, title, day))


def _fits(said: str, registered: str) -> bool:
    """Whether a title may be said for the registered one: the same, or without what may be left out before it."""
    if said == registered:
        return True
    rest = registered.removesuffix(said)
    return rest != registered and rest in _LEFT_OUT


def _parts(title: str) -> list[str]:
    return [part for part in title.translate(_SEPARATORS).split("、") if part]


def _registered(rows: Iterable[Bearing]) -> str:
    ordered = sorted(rows, key=lambda row: row.place)
    return "、".join(dict.fromkeys(part for row in ordered for part in _parts(row.title)))


def _term(row: Bearing) -> str:
    until = row.end.isoformat() if row.end else _("今")
    return _("%(title)s，%(begin)s至%(end)s") % {"title": row.title, "begin": row.begin.isoformat(), "end": until}


def _one_apart(one: str, other: str) -> bool:
    """Whether two names of one length differ in a single character."""
    if len(one) != len(other) or (one[:1] != other[:1] and one[1:] != other[1:]):
        return False
    return sum(a != b for a, b in zip(one, other, strict=True)) == 1
