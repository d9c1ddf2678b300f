"""What a form of a matter asks, as it is kept in a version (JSON) and as the platform works with it.

A field asks for a data element of the standard. Where the standard has none it is a unit of the association to be chosen
(``choose``), one word of a few that the form itself names (``choices``), or a text to read (``note``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from django.utils.translation import gettext as _

#: What a field may let choose, beside the standard's codes.
ORGANISATION: Final = "organisation"
DEFAULT_MOST_ROWS: Final = 10


class FormsUnreadable(ValueError):
    """What is kept is no list of forms; the message is one sentence that names the place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldDef:
    """One question. Its answer stands under ``key``; ``known`` names what the platform knows itself (`rules.forms.known`).

    ``tell``: whoever has applied reads what the office answers here (`rules.told` says when). ``earliest``: of a date or a
    moment, how many working days it lies ahead of the day of the answer at least, as "10d"; "0d" is that day itself.
    """

    key: str
    element: str = ""
    choose: str = ""
    many: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    note: str = ""
    label: str = ""
    required: bool = False
    show_when: str = ""
    help: str = ""
    known: str = ""
    tell: bool = False
    earliest: str = ""

    @property
    def kind(self) -> str:
        """What it is: note, choose, choices or element."""
        return "note" if self.note else "choose" if self.choose else "choices" if self.choices else "element"


@dataclass(frozen=True, slots=True)
class Repeat:
    """How often a group may be filled in."""

    min: int = 0
    max: int = DEFAULT_MOST_ROWS


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupDef:
    """Fields that stand together. The answers of a repeating group are a list of rows under the group's ``key``."""

    key: str
    title: str = ""
    help: str = ""
    repeat: Repeat | None = None
    fields: tuple[FieldDef, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperDef:
    """A place for files: which kinds (`rules.forms.checking.PAPER_KINDS`), and how many at most."""

    key: str
    name: str = ""
    kinds: tuple[str, ...] = ("pdf", "picture")
    required: bool = False
    most: int = 1
    help: str = ""
    show_when: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormDef:
    """A form of a matter; tasks of the process name it by its ``key``."""

    key: str
    title: str = ""
    groups: tuple[GroupDef, ...] = ()
    papers: tuple[PaperDef, ...] = ()

    @property
    def fields(self) -> Iterator[FieldDef]:
        """All fields that ask something, those of repeating groups too."""
        return (field for group in self.groups for field in group.fields if field.kind != "note")

    @property
    def keys(self) -> frozenset[str]:
        """The keys under which its answers stand in a case."""
        single = {field.key for group in self.groups if not group.repeat for field in group.fields if not field.note}
        return frozenset(single | {group.key for group in self.groups if group.repeat})

    @property
    def told(self) -> FormDef:
        """What of it whoever has applied reads."""
        groups = (replace(group, fields=tuple(field for field in group.fields if field.tell)) for group in self.groups)
        return replace(self, groups=tuple(groups), papers=())

    @property
    def is_empty(self) -> bool:
        """Whether it asks nothing at all."""
        return not self.papers and not any(group.fields for group in self.groups)


def form_of(forms: Iterable[FormDef], key: str) -> FormDef | None:
    """The form of this key."""
    return next((form for form in forms if form.key == key), None)


def read_forms(kept: object) -> tuple[FormDef, ...]:
    """The forms of a version. Raises FormsUnreadable; whether they are well made is told by `rules.forms.checking`."""
    return tuple(_form(row) for row in _rows(kept, _("表单")))


def as_json(forms: Iterable[FormDef]) -> list[dict[str, Any]]:
    """What :func:`read_forms` reads: plain values, those that say nothing left out."""
    return [_form_row(form) for form in forms]


def _form(row: Mapping[str, Any]) -> FormDef:
    return FormDef(
        key=_text(row, "key"),
        title=_text(row, "title"),
        groups=tuple(_group(each) for each in _rows(row.get("groups") or [], _("分组"))),
        papers=tuple(_paper(each) for each in _rows(row.get("papers") or [], _("材料"))),
    )


def _group(row: Mapping[str, Any]) -> GroupDef:
    repeat = row.get("repeat") or None
    if repeat is not None and not isinstance(repeat, Mapping):
        raise FormsUnreadable(_("分组的“重复”要写明最少和最多的行数。"))
    return GroupDef(
        key=_text(row, "key"),
        title=_text(row, "title"),
        help=_text(row, "help"),
        repeat=Repeat(_number(repeat, "min", 0), _number(repeat, "max", DEFAULT_MOST_ROWS)) if repeat else None,
        fields=tuple(_field(each) for each in _rows(row.get("fields") or [], _("字段"))),
    )


def _field(row: Mapping[str, Any]) -> FieldDef:
    element = _text(row, "element")
    return FieldDef(
        key=_text(row, "key") or element,
        element=element,
        choose=_text(row, "choose"),
        many=bool(row.get("many")),
        choices=tuple(_choice(each) for each in _list(row.get("choices") or [], _("选项"))),
        note=_text(row, "note"),
        label=_text(row, "label"),
        required=bool(row.get("required")),
        show_when=_text(row, "show_when"),
        help=_text(row, "help"),
        known=_text(row, "known"),
        tell=bool(row.get("tell")),
        earliest=_text(row, "earliest"),
    )


def _choice(pair: object) -> tuple[str, str]:
    if not isinstance(pair, list | tuple) or len(pair) != 2 or not all(isinstance(each, str) for each in pair):
        raise FormsUnreadable(_("每个选项要写成代码和文字两部分。"))
    return str(pair[0]).strip(), str(pair[1]).strip()


def _paper(row: Mapping[str, Any]) -> PaperDef:
    return PaperDef(
        key=_text(row, "key"),
        name=_text(row, "name"),
        kinds=tuple(str(kind) for kind in _list(row.get("kinds") or ["pdf", "picture"], _("材料的格式"))),
        required=bool(row.get("required")),
        most=_number(row, "most", 1),
        help=_text(row, "help"),
        show_when=_text(row, "show_when"),
    )


def _list(value: object, what: str) -> list[Any]:
    if not isinstance(value, list | tuple):
        raise FormsUnreadable(_("“%(what)s”应当是一个列表。") % {"what": what})
    return list(value)


def _rows(value: object, what: str) -> list[Mapping[str, Any]]:
    rows = _list(value, what)
    if not all(isinstance(row, Mapping) for row in rows):
        raise FormsUnreadable(_("“%(what)s”的每一项应当是一组名称和值。") % {"what": what})
    return rows


def _text(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise FormsUnreadable(_("“%(name)s”应当是文字。") % {"name": name})
    return value.strip()


def _number(row: Mapping[str, Any], name: str, default: int) -> int:
    value = row.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int):
        raise FormsUnreadable(_("“%(name)s”应当是整数。") % {"name": name})
    return value


def _form_row(form: FormDef) -> dict[str, Any]:
    return {
        "key": form.key,
        "title": form.title,
        "groups": [_group_row(group) for group in form.groups],
        **({"papers": [_said(paper) for paper in form.papers]} if form.papers else {}),
    }


def _group_row(group: GroupDef) -> dict[str, Any]:
    repeat = {"min": group.repeat.min, "max": group.repeat.max} if group.repeat else None
    said = {"key": group.key, "title": group.title, "help": group.help}
    told = {name: text for name, text in said.items() if text} | ({"repeat": repeat} if repeat else {})
    return told | {"fields": [_said(field) for field in group.fields]}


def _said(part: FieldDef | PaperDef) -> dict[str, Any]:
    row = {name: getattr(part, name) for name in part.__slots__}
    if isinstance(part, FieldDef) and part.element == part.key:
        row.pop("key")
    return {name: _plain(value) for name, value in row.items() if value}


def _plain(value: Any) -> Any:
    return [_plain(each) for each in value] if isinstance(value, tuple) else value
