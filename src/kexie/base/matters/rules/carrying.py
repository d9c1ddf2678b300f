"""A matter as one file between installations: what stands in it, how it is written, and what is refused when it is read.

The file is JSON in UTF-8. Units and the group stand by their names, the process as the lines of its BPMN, and ``digest`` is
the SHA-256 of all the rest: a file that was changed on its way is not taken for the one that was exported. A file that was
written by hand may do without.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.base.matters.errors import ParcelUnreadable
from kexie.base.matters.rules.bpmn.reading import Unreadable
from kexie.base.matters.rules.bpmn.reading import read as read_process
from kexie.base.matters.rules.digests import digest_of_values
from kexie.base.matters.rules.forms import FormsUnreadable, as_json, read_forms
from kexie.base.matters.rules.terms import TERMS, wrong_materials, wrong_terms

FORMAT: Final = "kexie.matter"
EDITION: Final = 1
LARGEST: Final = 2 * 1024 * 1024
DEEPEST: Final = 12
APPLICANTS: Final = ("anyone", "persons", "units")
#: No line of the file is longer, as far as its values can be broken.
_LINE: Final = 120
_CODE: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,29}")
_LONGEST: Final = {"name": 60, "group": 40, "lead": 120, "window": 120, "limit": 8}
_DUTY: Final = 120
_STRANGE: Final = gettext_lazy("文件不是从本平台导出的事项，或者来自更新的版本，请先升级再导入。")
#: The parts of a material, in their order.
_MATERIAL: Final = ("name", "form", "required", "note")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """What a file says of a matter; ``assists`` are units by name, each with its duty."""

    code: str
    name: str
    group: str = ""
    lead: str
    window: str = ""
    applicants: str = "anyone"
    limit: str = ""
    terms: Mapping[str, str]
    materials: tuple[Mapping[str, Any], ...] = ()
    assists: tuple[tuple[str, str], ...] = ()
    forms: tuple[Mapping[str, Any], ...] = ()
    process: str = ""

    @property
    def units(self) -> list[str]:
        """The names of all units in it, each once: those of the process too, where a lane names one."""
        lanes = read_process(self.process).lanes.values() if self.process.strip() else ()
        named = [self.lead, self.window, *(unit for unit, _duty in self.assists), *(lane.unit for lane in lanes)]
        return list(dict.fromkeys(name for name in named if name))

    @property
    def digest(self) -> str:
        """SHA-256 of all that it says: canonical JSON."""
        return digest_of_values(_plain(self))


def ordered_terms(terms: Mapping[str, Any]) -> dict[str, Any]:
    """The texts in the order in which they are read: a database may give them in any."""
    return {key: terms[key] for key in TERMS if key in terms}


def ordered_materials(materials: Iterable[Mapping[str, Any]]) -> tuple[Mapping[str, Any], ...]:
    """Materials with their parts in order."""
    return tuple(
        {key: one[key] for key in (*_MATERIAL, *sorted(set(one) - set(_MATERIAL))) if key in one} for one in materials
    )


def ordered_forms(forms: Iterable[Mapping[str, Any]]) -> tuple[Mapping[str, Any], ...]:
    """Forms with their parts in order, without those that say nothing; as they are where they cannot be read."""
    rows = list(forms)
    try:
        return tuple(as_json(read_forms(rows)))
    except FormsUnreadable:
        return tuple(rows)


def written(parcel: Parcel) -> bytes:
    """The file; the same parcel gives the same bytes."""
    said = {"format": FORMAT, "edition": EDITION, "digest": parcel.digest, **_plain(parcel)}
    return (_pretty(said, 0) + "\n").encode()


def read(data: bytes) -> Parcel:
    """What a file says. Raises ParcelUnreadable for what is unsafe, damaged, or of another kind."""
    row = _loaded(data)
    if row.get("format") != FORMAT or row.get("edition") != EDITION:
        raise ParcelUnreadable(str(_STRANGE))
    known = {field.name for field in fields(Parcel)} | {"format", "edition", "digest"}
    if strangers := sorted(set(row) - known):
        raise ParcelUnreadable(_("文件里有不认识的内容：%(names)s。") % {"names": "、".join(strangers)[:120]})
    parcel = _parcel(row)
    if row.get("digest") not in (None, parcel.digest):
        raise ParcelUnreadable(_("文件的校验值不对：导出后被改动过，请重新导出；确实要改的，删去 digest 一行再导入。"))
    return parcel


def _parcel(row: Mapping[str, Any]) -> Parcel:
    texts = {name: _text(row, name, most) for name, most in _LONGEST.items()}
    code, applicants = _text(row, "code", 30), _text(row, "applicants", 8) or "anyone"
    if not _CODE.fullmatch(code):
        raise ParcelUnreadable(_("事项编码只用小写字母、数字和连字符，不超过30个字符。"))
    if not texts["name"] or not texts["lead"]:
        raise ParcelUnreadable(_("文件没有写明事项名称或者责任部门。"))
    if applicants not in APPLICANTS:
        raise ParcelUnreadable(_("申请对象不对，应当是 anyone、persons 或 units。"))
    parcel = Parcel(
        code=code,
        applicants=applicants,
        terms=_terms(row.get("terms", {})),
        materials=tuple(_rows(row, "materials")),
        assists=tuple((_text(one, "unit", 120), _text(one, "duty", _DUTY)) for one in _rows(row, "assists")),
        forms=tuple(_rows(row, "forms")),
        process=_lines(row.get("process", [])),
        **texts,
    )
    wrong = [*wrong_terms(parcel.terms).values(), *wrong_materials(parcel.materials)]
    if wrong := [*wrong, *_of_forms(parcel.forms), *_of_process(parcel.process)]:
        raise ParcelUnreadable(" ".join(wrong))
    return replace(
        parcel,
        terms=ordered_terms(parcel.terms),
        materials=ordered_materials(parcel.materials),
        forms=ordered_forms(parcel.forms),
    )


def _of_forms(forms: tuple[Mapping[str, Any], ...]) -> list[str]:
    try:
        read_forms(forms)
    except FormsUnreadable as error:
        return [str(error)]
    return []


def _of_process(process: str) -> list[str]:
    try:
        read_process(process) if process.strip() else None
    except Unreadable as error:
        return [problem.message for problem in error.problems]
    return []


def _loaded(data: bytes) -> dict[str, Any]:
    if len(data) > LARGEST:
        raise ParcelUnreadable(_("文件超过2 MB，不是一个事项。"))
    try:
        row = json.loads(data.decode("utf-8-sig"), object_pairs_hook=_once, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise ParcelUnreadable(_("文件不是完整的 JSON（UTF-8 编码），请重新导出。")) from None
    if not isinstance(row, dict):
        raise ParcelUnreadable(str(_STRANGE))
    if any(_unusable(text) for text in _strings(row)):
        raise ParcelUnreadable(_("文件的文字里含有不能使用的字符，请删去后再导入。"))
    if any(depth > DEEPEST for depth in _depths(row)):
        raise ParcelUnreadable(_("文件的层次太深，不是一个事项。"))
    return row


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    row = dict(pairs)
    if len(row) != len(pairs):
        raise ValueError("a name stands twice")
    return row


def _no_constant(name: str) -> Any:
    raise ValueError(name)


def _depths(value: Any) -> Iterator[int]:
    waiting = [(value, 1)]
    while waiting:
        one, depth = waiting.pop()
        yield depth
        inside = one.values() if isinstance(one, dict) else one if isinstance(one, list) else ()
        if depth <= DEEPEST:
            waiting.extend((each, depth + 1) for each in inside)


def _unusable(text: str) -> bool:
    """Whether a database refuses a text, or a page cannot show it: control signs, halves of pairs."""
    return any((ord(sign) < 32 and sign not in "\n\r\t") or "\ud800" <= sign <= "\udfff" for sign in text)


def _strings(value: Any) -> Iterator[str]:
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict):
            waiting.extend([*one.keys(), *one.values()])
        elif isinstance(one, list):
            waiting.extend(one)


def _text(row: Mapping[str, Any], name: str, most: int) -> str:
    value = row.get(name, "")
    if not isinstance(value, str) or len(value) > most:
        sentence = _("“%(name)s”应当是不超过%(most)d个字的文字。")
        raise ParcelUnreadable(sentence % {"name": name, "most": most})
    return value.strip()


def _rows(row: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    value = row.get(name, [])
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise ParcelUnreadable(_("“%(name)s”应当是一个列表，每一项写成名称和值。") % {"name": name})
    return value


def _terms(value: Any) -> dict[str, str]:
    if not isinstance(value, dict) or not all(isinstance(text, str) for text in value.values()):
        raise ParcelUnreadable(_("“terms”应当是办事指南的各项文字。"))
    return value


def _lines(value: Any) -> str:
    """The process: its lines, or all of it as one text."""
    lines = value if isinstance(value, list) else [value]
    if not all(isinstance(line, str) for line in lines):
        raise ParcelUnreadable(_("“process”应当是流程图的文字，一行一项。"))
    return "\n".join(lines)


def _plain(parcel: Parcel) -> dict[str, Any]:
    """The values of the file, in its order."""
    row = {field.name: getattr(parcel, field.name) for field in fields(Parcel)}
    row["materials"], row["forms"] = list(parcel.materials), list(parcel.forms)
    row["assists"] = [{"unit": unit, "duty": duty} for unit, duty in parcel.assists]
    row["process"] = parcel.process.split("\n") if parcel.process else []
    return row


def _pretty(value: Any, depth: int) -> str:
    """JSON that a person reads and a comparison of versions shows well: what fits into a line stands in one."""
    short = json.dumps(value, ensure_ascii=False)
    if not value or not isinstance(value, dict | list) or (len(short) + depth <= _LINE and depth):
        return short
    if isinstance(value, dict):
        parts = [f"{json.dumps(name, ensure_ascii=False)}: {_pretty(each, depth + 1)}" for name, each in value.items()]
    else:
        parts = [_pretty(each, depth + 1) for each in value]
    inside = ",\n".join(" " * (depth + 1) + part for part in parts)
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    return f"{opening}\n{inside}\n{' ' * depth}{closing}"
