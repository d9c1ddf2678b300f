"""A form of a matter as somebody fills it in: fields from the standard, shown by condition, rows that repeat, places for papers.

`Filling` is a Django form made of a `rules.forms.FormDef`. What is hidden by its condition is neither demanded nor answered;
what the platform knows itself is taken from its records, whatever was sent. ``answers`` after :meth:`is_valid` are plain
values (text, numbers, truth, lists; days and moments as ISO 8601) under the keys of the form.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, Protocol

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.base.documents.intake import MEGABYTES, Kind
from kexie.base.documents.kinds import TRAITS
from kexie.base.matters.forms.not_before import OF_TIME, ask_not_before
from kexie.base.matters.queries.choosing import unit_option
from kexie.base.matters.queries.known import Known
from kexie.base.matters.queries.shown import label_of, labels_of, lines_of, values_of
from kexie.base.matters.rules.forms import FieldDef, FormDef, GroupDef, PaperDef, Repeat
from kexie.base.matters.rules.forms.checking import MOST_ROWS, is_answered
from kexie.base.matters.rules.forms.showing import condition_of, for_browser, is_asked
from kexie.base.standards import api as standards
from kexie.base.standards.rules.definitions import Datatype
from kexie.base.ui.picking import ManyPickerField, PickerField
from kexie.base.ui.uploading import FilesDrop

#: What stands in front of every name that a filling sends.
PREFIX: Final = "f"
#: The index of the row that is kept as a pattern for scripts.
BLANK: Final = "__row__"
#: So many choices stand open; more are folded into a menu.
MOST_OPEN: Final = 5

_OPTIONS: Final = "matters:unit-options"
_BOOLEANS: Final = (("true", gettext_lazy("是")), ("false", gettext_lazy("否")))
ACCEPTED: Final[dict[str, tuple[Kind, ...]]] = {
    "pdf": (Kind.PDF,),
    "picture": (Kind.JPEG, Kind.PNG),
    "word": (Kind.DOCX,),
    "sheet": (Kind.XLSX,),
}
ANY_KIND: Final = frozenset(kind for kinds in ACCEPTED.values() for kind in kinds)
_MACROS: Final = frozenset({".docm", ".xlsm"})


class KeptPaper(Protocol):
    """A file that is kept with a draft or a case."""

    key: str
    name: str
    file_id: str


@dataclass(frozen=True, slots=True)
class Item:
    """What stands in a group, in order: a field to fill in, a fact that the platform knows, or a text to read."""

    asked: FieldDef
    label: str = ""
    bound: BoundField | None = None
    known: Known | None = None
    condition: list[Any] | None = None
    words: str = ""

    @property
    def kind(self) -> str:
        """How a script reads its answer."""
        return script_kind(self.asked)

    @property
    def show(self) -> str:
        """Its condition, for a script."""
        return json.dumps(self.condition, ensure_ascii=False) if self.condition else ""

    @property
    def fixed(self) -> str:
        """The answer that the platform knows, for scripts; nothing that is shown under a mask."""
        return self.known.value if self.known and not standards.definition(self.asked.element).mask else ""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a repeating group: its index in the names of its fields, and its items."""

    index: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """A group on the page: ``items``, or ``rows`` that can be added and taken away, with the ``blank`` one for scripts."""

    definition: GroupDef
    items: tuple[Item, ...] = ()
    rows: tuple[Row, ...] = ()
    blank: Row | None = None

    @property
    def is_full(self) -> bool:
        """Whether no row can be added."""
        repeat = self.definition.repeat
        return repeat is not None and len(self.rows) >= repeat.max


@dataclass(frozen=True, slots=True)
class Place:
    """A place for files on the page, and what lies there already."""

    definition: PaperDef
    bound: BoundField
    papers: tuple[KeptPaper, ...] = ()
    condition: list[Any] | None = None
    words: str = ""

    @property
    def show(self) -> str:
        """Its condition, for a script."""
        return json.dumps(self.condition, ensure_ascii=False) if self.condition else ""

    @property
    def is_full(self) -> bool:
        """Whether no further file is taken."""
        return len(self.papers) >= self.definition.most


class PaperField(forms.Field):
    """A place for files: they are taken in one by one beside the form, which only looks whether enough lie there."""

    def __init__(self, paper: PaperDef) -> None:
        kinds = kinds_of(paper)
        endings = sorted(ending for kind in kinds for ending in TRAITS[kind].extensions - _MACROS)
        widget = FilesDrop(accept=",".join(endings), max_bytes=max(MEGABYTES[kind] for kind in kinds) * 1024 * 1024)
        super().__init__(label=paper.name, required=paper.required, widget=widget, help_text=escape(paper.help))

    def clean(self, value: Any) -> None:
        """Nothing: what is there is counted by the form."""


class Filling(forms.Form):
    """See the module.

    ``data`` is what was typed; with ``checked=False`` it is shown as it is, without a word about what is wrong with it.
    ``answers`` are those from which an empty page begins; ``said`` those of the case so far, which conditions may ask for;
    ``known`` what the platform knows by field (`queries.known`); ``papers`` the files that are kept by now.
    """

    prefix = PREFIX
    use_required_attribute = False

    def __init__(
        self,
        definition: FormDef,
        data: QueryDict | None = None,
        *,
        answers: Mapping[str, Any] | None = None,
        said: Mapping[str, Any] | None = None,
        known: Mapping[str, Known] | None = None,
        papers: Iterable[KeptPaper] = (),
        siblings: Sequence[FormDef] = (),
        checked: bool = True,
    ) -> None:
        self.definition = definition
        self.begun, self.said, self.known = dict(answers or {}), dict(said or {}), dict(known or {})
        self.papers = list(papers)
        self.answers: dict[str, Any] = {}
        self._labels, self._values = labels_of([*siblings, definition]), values_of([*siblings, definition])
        super().__init__(data)
        self._indices = {group.key: self._rows_of(group, group.repeat) for group in definition.groups if group.repeat}
        for name, asked, begun, place in self._asked():
            self.fields[name] = self._field(asked)
            self.fields[name].row = place  # type: ignore[attr-defined]  # for what is said above the form (`ui.mending`)
            self.initial[name] = _initial(asked, begun)
        for paper in definition.papers:
            self.fields[_paper_name(paper)] = PaperField(paper)
        if data is not None and not checked:
            self._errors, self.cleaned_data = forms.utils.ErrorDict(), {}

    @property
    def typed(self) -> dict[str, list[str]]:
        """What was sent of this form, as it was typed, for a draft."""
        return typed_of(self.data, PREFIX) if isinstance(self.data, QueryDict) else {}

    @property
    def typed_answers(self) -> dict[str, Any]:
        """What was sent under the keys of the form as answers are, good or not: texts as they were typed, truths as truths."""
        found: dict[str, Any] = {}
        for group in self.definition.groups:
            if group.repeat:
                found[group.key] = [self._typed_in(group, index) for index in self._indices[group.key]]
            else:
                found |= self._typed_in(group, "")
        return found

    def _typed_in(self, group: GroupDef, index: str) -> dict[str, Any]:
        names = {asked.key: _name(group, index, asked) for asked in group.fields}
        return {key: _sent(self[name].data) for key, name in names.items() if name in self.fields}

    def clean(self) -> dict[str, Any]:
        """Forget what is hidden, gather the answers, count rows and papers."""
        seen, answers = dict(self.said), {}
        for group in self.definition.groups:
            if group.repeat:
                answers[group.key] = seen[group.key] = self._clean_rows(group, group.repeat, seen)
                continue
            for asked in group.fields:
                if asked.kind == "note":
                    continue
                answers[asked.key] = seen[asked.key] = self._answer(asked.key, asked, seen)
        for paper in self.definition.papers:
            self._check_paper(paper, seen)
        begun = {**self.said, **self.begun}
        self.answers = {key: value for key, value in answers.items() if is_answered(value) or key in begun}
        return self.cleaned_data

    def _answer(self, name: str, asked: FieldDef, seen: Mapping[str, Any]) -> Any:
        """The plain answer of a field, or None; a field that is not asked is forgotten with what is wrong with it."""
        if not is_asked(asked, seen):
            self._forget(name)
            return None
        if asked.key in self.known and name == asked.key:
            return self.known[asked.key].value
        value = plain(self.cleaned_data.get(name))
        return value if is_answered(value) else None

    def _forget(self, name: str) -> None:
        self.errors.pop(name, None)
        self.cleaned_data.pop(name, None)

    def _clean_rows(self, group: GroupDef, repeat: Repeat, seen: Mapping[str, Any]) -> list[dict[str, Any]]:
        """The rows that hold something; blank ones are left out as long as enough others are filled in."""
        rows, blank = [], []
        for index in self._indices[group.key]:
            if not self._is_typed(group, index):
                blank.append(index)
                continue
            row: dict[str, Any] = {}
            for asked in group.fields:
                if asked.kind != "note":
                    value = self._answer(_name(group, index, asked), asked, {**seen, **row})
                    row[asked.key] = value
            rows.append({key: value for key, value in row.items() if value is not None})
        lacking = max(0, repeat.min - len(rows))
        demanded: list[str] = []
        for place, index in enumerate(blank):
            for asked in group.fields:
                if asked.kind == "note":
                    continue
                if place >= lacking or not is_asked(asked, seen):
                    self._forget(_name(group, index, asked))
                else:
                    demanded.append(_name(group, index, asked))
        if lacking and not any(name in self.errors for name in demanded):
            sentence = _("“%(title)s”至少填写%(least)d行，还差%(lacking)d行。")
            words = {"title": group.title, "least": repeat.min, "lacking": lacking}
            self.add_error(next(iter(demanded), None), sentence % words)
        return rows

    def _is_typed(self, group: GroupDef, index: str) -> bool:
        start = f"{PREFIX}-{group.key}-{index}-"
        return any(text.strip() for name, texts in self.typed.items() if name.startswith(start) for text in texts)

    def _check_paper(self, paper: PaperDef, seen: Mapping[str, Any]) -> None:
        name, count = _paper_name(paper), len(self._papers_of(paper))
        if not is_asked(paper, seen):
            self._forget(name)
        elif paper.required and not count:
            self.add_error(name, _("请上传“%(name)s”。") % {"name": paper.name})
        elif count > paper.most:
            sentence = _("“%(name)s”最多%(most)d份，请移除多余的文件。")
            self.add_error(name, sentence % {"name": paper.name, "most": paper.most})

    @property
    def handed(self) -> list[KeptPaper]:
        """The papers that go along: those whose place is asked for, after :meth:`is_valid`."""
        seen = {**self.said, **self.answers}
        asked = {paper.key for paper in self.definition.papers if is_asked(paper, seen)}
        return [paper for paper in self.papers if paper.key in asked]

    # What a page shows.

    @property
    def groups(self) -> list[Group]:
        """The groups in order; what cannot be asked after what was said before is left out."""
        return [self._group(group) for group in self.definition.groups]

    @property
    def places(self) -> list[Place]:
        """The places for files."""
        own = self.definition.keys
        return [
            Place(
                paper,
                self[_paper_name(paper)],
                tuple(self._papers_of(paper)),
                for_browser(paper, self.said, own),
                self._condition_words(paper),
            )
            for paper in self.definition.papers
            if self._may_be_asked(paper, own)
        ]

    def _group(self, group: GroupDef) -> Group:
        if not group.repeat:
            return Group(group, tuple(self._items(group, "")))
        rows = tuple(Row(index, tuple(self._items(group, index))) for index in self._indices[group.key])
        return Group(group, rows=rows, blank=Row(BLANK, tuple(self._items(group, BLANK))))

    def _items(self, group: GroupDef, index: str) -> Iterator[Item]:
        own = self.definition.keys | {asked.key for asked in group.fields}
        for asked in group.fields:
            if not self._may_be_asked(asked, own):
                continue
            condition, words = for_browser(asked, self.said, own), self._condition_words(asked)
            if asked.kind == "note":
                yield Item(asked, condition=condition, words=words)
            elif asked.key in self.known and not index:
                yield Item(asked, label_of(asked), None, self.known[asked.key], condition, words)
            else:
                name = _name(group, index, asked)
                yield Item(asked, label_of(asked), self._bound(name, asked), None, condition, words)

    def _bound(self, name: str, asked: FieldDef) -> BoundField:
        if name in self.fields:
            return self[name]
        return BoundField(self, self._field(asked), name)

    def _may_be_asked(self, part: FieldDef | PaperDef, own: frozenset[str]) -> bool:
        condition = condition_of(part.show_when)
        return condition is None or bool(condition.names & own) or condition.value(self.said)

    def _condition_words(self, part: FieldDef | PaperDef) -> str:
        condition = condition_of(part.show_when)
        own = frozenset(asked.key for asked in self.definition.fields) | self.definition.keys
        if condition is None or not condition.names & own:
            return ""
        return condition.words(self._labels, self._values)

    # How fields come to be.

    def _asked(self) -> Iterator[tuple[str, FieldDef, Any, str]]:
        """Every field that is filled in here: its name, what it asks, the answer from which it begins, its row in words."""
        for group in self.definition.groups:
            if not group.repeat:
                yield from (
                    (asked.key, asked, self.begun.get(asked.key), "")
                    for asked in group.fields
                    if asked.kind != "note" and asked.key not in self.known
                )
                continue
            begun = lines_of(self.begun.get(group.key))
            for place, index in enumerate(self._indices[group.key]):
                row, words = begun[place] if place < len(begun) else {}, f"{group.title} {place + 1}".strip()
                for asked in group.fields:
                    if asked.kind != "note":
                        yield _name(group, index, asked), asked, row.get(asked.key), words

    def _rows_of(self, group: GroupDef, repeat: Repeat) -> list[str]:
        """The indices of the rows on the page, in order; as many as are demanded, and one where there is room for any."""
        if self.is_bound:
            sent = self.typed.get(f"{PREFIX}-{group.key}-row", [])
            found = [text for text in dict.fromkeys(sent) if text.isascii() and text.isdecimal() and len(text) < 6]
            least = repeat.min
        else:
            found = [str(place) for place in range(len(lines_of(self.begun.get(group.key))))]
            least = max(1, repeat.min)
        found = found[: min(repeat.max, MOST_ROWS)]
        following = max((int(text) for text in found), default=-1) + 1
        return [*found, *(str(following + more) for more in range(least - len(found)))]

    def _papers_of(self, paper: PaperDef) -> list[KeptPaper]:
        return [kept for kept in self.papers if kept.key == paper.key]

    def _field(self, asked: FieldDef) -> forms.Field:
        options: dict[str, Any] = {"required": asked.required, "label": label_of(asked)}
        if asked.help:
            options["help_text"] = escape(asked.help)
        if asked.choose:
            chooser: Any = ManyPickerField if asked.many else PickerField
            made: forms.Field = chooser(options_url=_OPTIONS, find=unit_option, **options)
            return made
        if asked.choices:
            return _choices(asked.choices, options)
        known = standards.definition(asked.element)
        if known.datatype is Datatype.BOOLEAN:
            return _choices(_BOOLEANS, options)
        of_time = standards.form_field(asked.element, **options)
        if asked.earliest and known.datatype in OF_TIME:
            ask_not_before(of_time, asked.earliest, is_kept=lambda value: plain(value) == self.begun.get(asked.key))
        return of_time


def _choices(choices: Sequence[tuple[str, Any]], options: dict[str, Any]) -> forms.Field:
    """A choice of few words: open where they are few, else a menu. Yes and no become truths."""
    given = list(choices)
    if len(given) <= MOST_OPEN:
        widget: forms.Widget = forms.RadioSelect()
        if not options["required"]:
            given = [("", _("不选")), *given]
    else:
        widget, given = forms.Select(), [("", "—"), *given]
    if choices is _BOOLEANS:
        return forms.TypedChoiceField(
            choices=given, coerce=lambda text: text == "true", empty_value=None, widget=widget, **options
        )
    return forms.ChoiceField(choices=given, widget=widget, **options)


def kinds_of(paper: PaperDef) -> frozenset[Kind]:
    """The types of file that a place takes in."""
    return frozenset(kind for name in paper.kinds for kind in ACCEPTED.get(name, ())) or frozenset({Kind.PDF})


def plain(value: Any) -> Any:
    """A cleaned value as a case keeps it: JSON, so that conditions can compare it."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value


def typed_of(data: QueryDict, *prefixes: str) -> dict[str, list[str]]:
    """Of what was sent, all whose name begins with one of ``prefixes`` and a hyphen."""
    starts = tuple(f"{prefix}-" for prefix in prefixes)
    return {name: data.getlist(name) for name in data if name.startswith(starts)}


def data_of(typed: Mapping[str, Sequence[str]]) -> QueryDict:
    """What a draft keeps as data of a form."""
    data = QueryDict(mutable=True)
    for name, values in typed.items():
        data.setlist(name, [str(value) for value in values])
    return data


def script_kind(asked: FieldDef) -> str:
    """How an answer is compared: text, number, truth or list."""
    if asked.many:
        return "list"
    known = standards.find_definition(asked.element) if asked.element else None
    if known is None:
        return "text"
    if known.datatype in (Datatype.INTEGER, Datatype.DECIMAL):
        return "number"
    return "truth" if known.datatype is Datatype.BOOLEAN else "text"


def _initial(asked: FieldDef, value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    known = standards.find_definition(asked.element) if asked.element else None
    if known is not None and known.datatype is Datatype.DATETIME and isinstance(value, str):
        try:
            return datetime.fromisoformat(value)
        except ValueError:
            return value
    return value


def _sent(value: Any) -> Any:
    """What a widget found in the request, to be read: without blanks at its ends, "true" and "false" as truths."""
    if isinstance(value, list | tuple):
        return [text for each in value if (text := str(each or "").strip())]
    text = str(value or "").strip()
    return {"true": True, "false": False}.get(text, text)


def _name(group: GroupDef, index: str, asked: FieldDef) -> str:
    return f"{group.key}-{index}-{asked.key}" if index else asked.key


def _paper_name(paper: PaperDef) -> str:
    return f"paper-{paper.key}"
