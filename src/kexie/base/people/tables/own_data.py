"""The export of one's own data: one archive with the same content for machines, for reading and for a spreadsheet."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from kexie.base.kernel import tabular
from kexie.base.kernel.personal_rows import Part


def pack(parts: list[Part], *, name: str, at: datetime) -> bytes:
    """A zip of data.json (UTF-8), data.html and data.xlsx; for reading, parts without rows are only named."""
    moment = timezone.localtime(at)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for file, content in (
            ("data.json", _json(parts, moment)),
            ("data.html", _html(parts, name, moment)),
            ("data.xlsx", _xlsx(parts)),
        ):
            archive.writestr(zipfile.ZipInfo(file, moment.timetuple()[:6]), content)
    return buffer.getvalue()


def _json(parts: list[Part], moment: datetime) -> bytes:
    content = {
        "exported_at": moment.isoformat(timespec="seconds"),
        "parts": [
            {"part": part.label, "rows": [dict(zip(part.heads, row, strict=True)) for row in part.rows]}
            for part in parts
        ],
    }
    return json.dumps(content, ensure_ascii=False, indent=1, default=str).encode()


def _html(parts: list[Part], name: str, moment: datetime) -> bytes:
    shown = [
        {"label": part.label, "heads": part.heads, "rows": [[_words(value) for value in row] for row in part.rows]}
        for part in parts
        if part.rows
    ]
    empty = _("、").join(part.label for part in parts if not part.rows)
    context = {"parts": shown, "empty": empty, "name": name, "moment": moment}
    return render_to_string("people/privacy_export.html", context).encode()


def _xlsx(parts: list[Part]) -> bytes:
    """One line for each value: the parts differ in their columns."""
    lines = [
        (part.label, number, head, _words(value))
        for part in parts
        for number, row in enumerate(part.rows, 1)
        for head, value in zip(part.heads, row, strict=True)
    ]
    return tabular.xlsx_bytes((_("类别"), _("序号"), _("项目"), _("内容")), lines, _("我的数据"))


def _words(value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)
