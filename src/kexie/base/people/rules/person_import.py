"""From the rows of a sheet to what is to be written: pure, so that ten thousand rows are judged before one is stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _

#: What a row may correct on a record that is there, beside the numbers and the post.
CORRECTED: Final = ("sex", "workplace")


@dataclass(frozen=True, slots=True)
class Known:
    """A record on file: what a row is compared with. ``seen``: within the reach of the one who imports."""

    id: UUID
    name: str
    seen: bool
    details: Mapping[str, str]
    elements: frozenset[str] = frozenset()
    posts: frozenset[tuple[int, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class OnFile:
    """What is known before the import, by what a row says: by identity number, by mobile and name, by name and unit."""

    units: Mapping[str, int | None] = field(default_factory=dict)
    by_identity: Mapping[str, Known] = field(default_factory=dict)
    by_mobile: Mapping[tuple[str, str], Known] = field(default_factory=dict)
    by_unit: Mapping[tuple[str, int], list[Known]] = field(default_factory=dict)
    needs_unit: bool = True


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one cell (``key``: the column's), by a stable word, and how to mend it."""

    row: int
    key: str
    rule: str
    message: str


@dataclass(slots=True)
class Step:
    """One row that is to be written: a new record, or corrections of one on file (none: it is as the row says)."""

    row: int
    name: str
    known: UUID | None
    unit: int | None
    details: dict[str, str]
    secrets: dict[str, str]
    post: tuple[int, str, date] | None

    @property
    def changes(self) -> bool:
        """Whether anything is to be written."""
        return self.known is None or bool(self.details or self.secrets or self.post)


@dataclass(slots=True)
class Plan:
    """All steps, or what is to be mended first: with faults nothing is written."""

    steps: list[Step] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def fits_sex(identity_number: str, sex: str) -> bool:
    """Whether the sex (GB/T 2261.1: 1 male, 2 female) is that of an identity number's 17th digit (GB 11643: odd is male).

    True where either is missing or says nothing.
    """
    if len(identity_number) != 18 or not identity_number[16].isdigit() or sex not in ("1", "2"):
        return True
    return (int(identity_number[16]) % 2 == 1) == (sex == "1")


def planned(rows: Iterable[tuple[int, Mapping[str, Any]]], on_file: OnFile) -> Plan:
    """Judge each row, against what is on file and against the rows before it."""
    plan = Plan()
    first_of: dict[tuple[str, ...], int] = {}
    for number, values in rows:
        unit = _unit(number, values, on_file, plan.faults)
        for marks in _marks(values, unit):
            if (before := first_of.setdefault(marks, number)) != number:
                message = _("与第%(row)d行是同一个人，请合并为一行。") % {"row": before}
                plan.faults.append(Fault(number, marks[0], "twice", message))
                break
        _check_post(number, values, unit, plan.faults)
        if not fits_sex(values.get("identity_number") or "", values.get("sex") or ""):
            message = _("性别与公民身份号码第17位不符（单数为男，双数为女），请核对这两项。")
            plan.faults.append(Fault(number, "sex", "unfit", message))
        known = _known(number, values, unit, on_file, plan.faults)
        plan.steps.append(_step(number, values, unit, known))
    return plan


def _unit(number: int, values: Mapping[str, Any], on_file: OnFile, faults: list[Fault]) -> int | None:
    name = values.get("unit") or ""
    if not name:
        if on_file.needs_unit:
            faults.append(Fault(number, "unit", "required", _("请填写本人所在或登记的单位。")))
        return None
    unit = on_file.units.get(name)
    if unit is None:
        message = _("没有找到这个单位，或不在您的管理范围内，请填写单位全称。")
        faults.append(Fault(number, "unit", "unknown", message))
    return unit


def _marks(values: Mapping[str, Any], unit: int | None) -> list[tuple[str, ...]]:
    """What tells that two rows are one person: the identity number, else the mobile number or the unit with the name."""
    name = values["name"]
    if values.get("identity_number"):
        return [("identity_number", values["identity_number"])]
    if values.get("mobile"):
        return [("mobile", name, values["mobile"])]
    return [("name", name, str(unit))]


def _check_post(number: int, values: Mapping[str, Any], unit: int | None, faults: list[Fault]) -> None:
    if values.get("title") and not values.get("unit"):
        faults.append(Fault(number, "unit", "required", _("填写职务时，请同时填写单位。")))
    if values.get("title") and not values.get("begin"):
        faults.append(Fault(number, "begin", "required", _("填写职务时，请同时填写任职开始日期。")))


def _known(
    number: int, values: Mapping[str, Any], unit: int | None, on_file: OnFile, faults: list[Fault]
) -> Known | None:
    """The record that the row speaks of, if there is one; a fault where that cannot be said, or may not be touched."""
    name = values["name"]
    found = on_file.by_identity.get(values.get("identity_number") or "")
    if found is None and values.get("mobile"):
        found = on_file.by_mobile.get((name, values["mobile"]))
    if found is None and unit is not None and not values.get("identity_number") and not values.get("mobile"):
        same = on_file.by_unit.get((name, unit), [])
        if len(same) > 1:
            message = _("该单位有多名同名人员，请填写身份证件号码加以区分。")
            faults.append(Fault(number, "identity_number", "ambiguous", message))
        found = same[0] if len(same) == 1 else None
    if found is not None and not found.seen:
        message = _("此人已有登记，请联系系统管理员或该单位。")
        faults.append(
            Fault(number, "identity_number" if values.get("identity_number") else "mobile", "beyond", message)
        )
    elif found is not None and found.name != name:
        message = _("这个身份证件号码已登记在另一姓名之下，请核对姓名和号码。")
        faults.append(Fault(number, "name", "differs", message))
    return found


def _step(number: int, values: Mapping[str, Any], unit: int | None, known: Known | None) -> Step:
    details = {key: values.get(key) or "" for key in CORRECTED}
    secrets = {key: values[key] for key in ("identity_number", "mobile") if values.get(key)}
    post = (unit, values["title"], values["begin"]) if unit and values.get("title") and values.get("begin") else None
    if known is not None:
        details = {key: value for key, value in details.items() if value and value != known.details.get(key)}
        secrets = {key: value for key, value in secrets.items() if key not in known.elements}
        post = None if post and (post[0], post[1]) in known.posts else post
    return Step(number, values["name"], known.id if known else None, unit, details, secrets, post)
