"""What a unit has changed between two versions of a submission, word by word, as one text with insertions and deletions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kexie.base.ui.dates import day
from kexie.base.ui.marking import Line, Mark, marked, marked_lines


class Fact(NamedTuple):
    """Something beside the text that was changed: before and after, empty where there was nothing."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What two versions have not in common; ``text`` holds all paragraphs, the unchanged ones too."""

    title: Line
    text: tuple[Line, ...]
    facts: tuple[Fact, ...]

    @property
    def is_none(self) -> bool:
        """Whether the two say the same."""
        lines = (self.title, *self.text)
        return not self.facts and all(piece.mark is Mark.SAME for line in lines for piece in line)


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> Difference:
    """From the words of one version to those of another (`queries.submissions.words_of`)."""
    return Difference(
        title=marked(before["title"], after["title"]),
        text=tuple(marked_lines(before["text"].split("\n"), after["text"].split("\n"))),
        facts=tuple(_facts(before, after)),
    )


_LABELS: Final[Mapping[str, Promise]] = {
    "credits": _("署名单位"),
    "event_on": _("活动日期"),
    "event_until": _("活动结束日期"),
    "place": _("活动地点"),
    "column": _("栏目"),
    "kind": _("信息类别"),
}


def _facts(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Fact]:
    for name, label in _LABELS.items():
        if before[name] != after[name]:
            yield Fact(str(label), _said(name, before[name]), _said(name, after[name]))
    yield from _pictures(before["pictures"], after["pictures"])


def _said(name: str, value: Any) -> str:
    if name == "credits":
        return "、".join(value)
    if name.startswith("event_") and value:
        return day(date.fromisoformat(value), year=True)
    return str(value)


def _pictures(before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]) -> Iterator[Fact]:
    old, new = ({picture["sha256"]: picture for picture in pictures} for pictures in (before, after))
    for sha256 in [*old, *(each for each in new if each not in old)]:
        was, now = _picture(old.get(sha256)), _picture(new.get(sha256))
        if was != now:
            yield Fact(str(_("图片")), was, now)
    if list(old) != list(new) and set(old) == set(new):
        yield Fact(str(_("图片顺序")), _order(old.values()), _order(new.values()))


def _picture(picture: Mapping[str, Any] | None) -> str:
    if picture is None:
        return ""
    words = picture["caption"] or picture["alt"] or _("（无说明）")
    place = _("第%(number)s段之后") % {"number": picture["after"]} if picture["after"] else _("文首")
    return f"{words}（{place}）"


def _order(pictures: Any) -> str:
    return "、".join(str(picture["caption"] or picture["alt"] or _("（无说明）")) for picture in pictures)
