"""What a person types into a form that is empty: by the name of the field, and where that is not enough by the address."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.test import Client
from django.utils import timezone
from openpyxl import Workbook

from architecture.forms import Form, forms_in
from architecture.sending import File, Outcome, Rows, sent
from kexie.base.kernel import clock, tabular
from kexie.base.people.queries.person_import import SHEET as PERSONS
from kexie.base.people.tests.cast import PASSWORD
from kexie.domains.bulletin.tests.factories import SAMPLE

FRESH = "qingxi-harbour-77"

#: field → what is typed. A form that holds something already keeps it.
TYPED: dict[str, Any] = {
    "again": FRESH,
    "answer": "材料不全，请补充后再报。",
    "address": "青溪路1号",
    "basis": "云科发〔2023〕1号",
    "code": "venue_floors",
    "credit_code": "",
    "definition": "活动场地所在的楼层。",
    "english_name": "Floor",
    "example": "3",
    "identifier": "YC-DE-0009",
    "max_length": "20",
    "email": "fresh@yunchuan.example",
    "login": "clerk_a@yunchuan.example",
    "name": "闻人泊",
    "note": "已逐项核对",
    "number": "A-7",
    "oldpassword": PASSWORD,
    "password": PASSWORD,
    "password1": FRESH,
    "password2": FRESH,
    "person_text": "闻人舟",
    "parent_text": "云川市科学技术协会",
    "into_text": "云川市地理学会",
    "purpose": "核对本单位名册，用后删除",
    "reason": "按工作需要办理",
    "organisation_text": "青溪区科学技术协会",
    "representation": "an..20",
    "source_norm": "科协业务",
    "redirect_uris": "https://another.yunchuan.example/return",
    "subject": "c-77",
    "title": "专员",
    "to": "2",
    "unit_text": "青溪区科学技术协会",
    "workplace": "青溪中学",
    "mobile": "13900139001",
}

#: (part of the address, field) → what is typed there, also where the form holds something already; None: nothing.
THERE: dict[tuple[str, str], Any] = {
    ("secrets/mobile/", "value"): "13900139001",
    ("secrets/identity_number/", "value"): "11010519491231002X",
    ("accounts/invitation/", "password"): FRESH,
    ("accounts/code/", "address"): "clerk_a@yunchuan.example",
    ("/posts/add/", "person_text"): None,
    ("/invite/", "person_text"): None,
    ("workbench/views/", "name"): "本月待审",
    ("/rename/", "name"): "青溪区科学技术协会（新）",
    ("organisations/add/", "kind"): "society",
    ("organisations/add/", "district"): None,
    ("standards/", "effective_from"): lambda: (timezone.localdate(clock.now()) + timedelta(days=40)).isoformat(),
    ("elements/seats/propose/", "maximum"): "9999",
    ("new/element/", "mask"): None,
    ("new/element/", "checks"): None,
    ("new/code-list/", "code"): "floor_kinds",
}


def chosen(form: Form) -> dict[str, Any]:
    """The form filled in as somebody would who wants it to be taken."""
    data: dict[str, Any] = dict(form.held)
    for name in form.open:
        if not data.get(name) and name in TYPED:
            data[name] = TYPED[name]
    for name, offered in form.offers:
        if not data.get(name) and any(offered):
            data[name] = next(value for value in offered if value)
    for (place, name), value in THERE.items():
        if place in form.action and name in form.names:
            data[name] = value() if callable(value) else value
    for name in form.files:
        data[name] = file_for(form)
    if form.button:
        data[form.button[0]] = form.button[1]
    return {name: value for name, value in data.items() if value is not None}


def file_for(form: Form) -> File:
    """A file that the form takes."""
    if "bulletin/" in form.action:
        return File("2023-20.md", SAMPLE.read_bytes())
    if "organisations/" in form.action:
        heads = ["名称", "简称", "类别", "上级单位", "统一社会信用代码", "所在区", "地址"]
        return File("units.xlsx", _book(heads, ["云川市邻里科学社", "", "学会", "云川市科协", "", "", "柳湾路1号"]))
    if "standards/" in form.action:
        return File(
            "codes.xlsx",
            _book(["代码值", "代码含义"], ["0", "未知的性别"], ["1", "男性"], ["2", "女性"], ["9", "未说明的性别"]),
        )
    heads = [column.title for column in PERSONS.columns]
    row = ["闻人泊", "", "13900139001", "", "", "青溪区科协"]
    return File("persons.csv", tabular.csv_bytes(heads, [[*row, *[""] * (len(heads) - len(row))]]))


def _book(*rows: list[str]) -> bytes:
    workbook, buffer = Workbook(), io.BytesIO()
    for row in rows:
        workbook.active.append(row)
    workbook.save(buffer)
    return buffer.getvalue()


def second_step(first: Form, content: str) -> Form | None:
    """The form by which what the first one has shown is done, if the answer holds one."""
    for form in forms_in(first.action, content):
        known = form.route == first.route and form.names != first.names
        onward = form.route != first.route and form.route.startswith(first.route)
        if (known or onward) and form.held:
            return form
    return None


Extra = Callable[[Form], dict[str, Any]]


def nothing(form: Form) -> dict[str, Any]:
    """No field but those of the form."""
    return {}


@dataclass
class Desk:
    """Somebody before the forms of the house: who it is, what there is, and how everything was before."""

    client: Client
    groups: list[list[Form]]
    before: Rows
    at: datetime

    def send(self, form: Form, extra: Extra = nothing, path: str = "") -> Outcome:
        """Fill in a form, with ``extra`` fields in every step, send it (to ``path``), and take it back."""

        def then(response: Any) -> tuple[str, dict[str, Any]] | None:
            if response.status_code != 200 or not response["Content-Type"].startswith("text/html"):
                return None
            step = second_step(form, response.content.decode())
            return None if step is None else (step.action, {**chosen(step), **extra(step)})

        data = {**chosen(form), **extra(form)}
        return sent(self.client, path or form.action, data, before=self.before, at=self.at, then=then)

    def done(self) -> Iterator[tuple[Form, Outcome]]:
        """Of the forms that are alike, the first that does something, and what it does."""
        for alike in self.groups:
            for form in alike:
                outcome = self.send(form)
                if outcome.did:
                    yield form, outcome
                    break
