"""Two versions of a matter side by side: texts word by word, forms line by line, the process element by element."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from kexie.base.matters.models import MatterVersion
from kexie.base.matters.queries.asked import asked_by, forms_of, readable_forms
from kexie.base.matters.queries.shown import label_of, unit_names
from kexie.base.matters.rules.bpmn.comparing import Comparison, compare
from kexie.base.matters.rules.bpmn.model import Model
from kexie.base.matters.rules.bpmn.reading import Unreadable, read
from kexie.base.matters.rules.forms import FieldDef, FormDef, GroupDef
from kexie.base.matters.rules.lanes import lane_roles
from kexie.base.matters.rules.limits import limit_words
from kexie.base.matters.rules.terms import MATERIAL_FORMS, TERMS
from kexie.base.matters.rules.verbs import verbs
from kexie.base.people.api import Organisation
from kexie.base.ui import dates
from kexie.base.ui.marking import Line, Mark, marked, marked_lines


@dataclass(frozen=True, slots=True)
class Text:
    """A text of the guide that differs, as one with insertions and deletions."""

    label: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """What ``after`` says otherwise than ``before``; a part is empty where nothing differs."""

    before: MatterVersion
    after: MatterVersion
    texts: tuple[Text, ...]
    materials: tuple[Line, ...]
    forms: tuple[Line, ...]
    process: Comparison

    @property
    def is_none(self) -> bool:
        """Whether both say the same."""
        return not (self.texts or self.materials or self.forms or self.process)


def compared(before: MatterVersion, after: MatterVersion) -> Compared:
    """The differences from ``before`` to ``after``."""
    return Compared(
        before=before,
        after=after,
        texts=tuple(_texts(before, after)),
        materials=_lines(list(_materials(before)), list(_materials(after))),
        forms=_lines(list(_forms(before)), list(_forms(after))),
        process=_processes(before, after),
    )


@dataclass(frozen=True, slots=True)
class Beside:
    """A text of the guide as it is stored and as somebody would store it, which differ."""

    label: str
    stored: str
    typed: str


def beside(
    version: MatterVersion, changes: Mapping[str, Any], assists: Sequence[tuple[Organisation, str]]
) -> list[Beside]:
    """What ``changes`` and ``assists``, as `actions.versions.save_draft` takes them, would make other in ``version``."""
    typed = copy(version)
    for name, value in changes.items():
        setattr(typed, name, value)
    stored = dict(_whole(version, _assists(version)))
    return [
        Beside(label, stored[label], text)
        for label, text in _whole(typed, [(unit.name, duty) for unit, duty in assists])
        if text != stored[label]
    ]


def _whole(version: MatterVersion, assists: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """All that a version says in words, with what is said of the version itself."""
    for label, text in _said(version, assists):
        yield label, text.replace("\r\n", "\n")
    yield _("申请材料"), "\n".join(_materials(version))
    yield _("拟施行日期"), dates.day(version.effective_from, year=True) if version.effective_from else ""
    yield _("修改说明"), version.note.replace("\r\n", "\n")


def _processes(before: MatterVersion, after: MatterVersion) -> Comparison:
    """The two processes element by element, codes told by their names; the newer version's names win."""
    models = (_model(before), _model(after))
    units = {lane.unit for model in models for lane in model.lanes.values() if lane.unit}
    names = {
        "role": {role.code: str(role.label) for role in lane_roles},
        "form": forms_of(before) | forms_of(after),
        "verb": {verb.name: str(verb.label) for verb in verbs},
        "unit": unit_names(units),
        "element": {one.key: one.label for version in (before, after) for one in asked_by(version)},
    }
    return compare(*models, names)


def _texts(before: MatterVersion, after: MatterVersion) -> Iterator[Text]:
    old, new = dict(_said(before, _assists(before))), dict(_said(after, _assists(after)))
    for label, text in new.items():
        # A browser ends its lines otherwise than a file.
        if text.splitlines() != old[label].splitlines():
            lines = tuple(marked_lines(old[label].splitlines(), text.splitlines()))
            yield Text(label, lines or (marked(old[label], text),))


def _assists(version: MatterVersion) -> list[tuple[str, str]]:
    return [(one.organisation.name, one.duty) for one in version.assists.select_related("organisation")]


def _said(version: MatterVersion, assists: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    yield _("事项名称"), version.name
    yield _("平台分组"), version.group.name if version.group else ""
    yield _("申请对象"), str(version.get_applicants_display())
    yield _("责任部门"), version.lead.name
    yield _("受理窗口"), version.window.name if version.window else ""
    yield _("协办单位"), "\n".join(f"{name}（{duty}）" if duty else name for name, duty in assists)
    yield _("办理时限"), limit_words(version.limit)
    for key, (label, _most) in TERMS.items():
        yield str(label), str(version.terms.get(key, ""))


def _materials(version: MatterVersion) -> Iterator[str]:
    for one in version.materials:
        need = _("必须提交") if one.get("required") else _("选交")
        parts = [str(MATERIAL_FORMS.get(one.get("form", ""), "")), need, str(one.get("note", ""))]
        yield f"{one.get('name', '')}（{'，'.join(part for part in parts if part)}）"


def _forms(version: MatterVersion) -> Iterator[str]:
    """All forms in words, a line for each field and each paper."""
    for form in readable_forms(version):
        yield _("表单“%(title)s”") % {"title": form.title or form.key}
        for group in form.groups:
            for field in group.fields:
                yield _field(form, group, field)
        for paper in form.papers:
            yield f"{form.title}：{paper.name}（{_('必须提交') if paper.required else _('选交')}）"


def _field(form: FormDef, group: GroupDef, field: FieldDef) -> str:
    marks = [_("必填")] if field.required else []
    if field.tell:
        marks.append(_("告知申请人"))
    if field.earliest:
        marks.append(_("不早于%(days)s个工作日以后") % {"days": field.earliest.removesuffix("d")})
    if field.choices:
        choices = "、".join(words for _code, words in field.choices)
        marks.append(_("从选项中选择：%(choices)s") % {"choices": choices})
    if field.show_when:
        marks.append(_("满足条件时显示：%(condition)s") % {"condition": field.show_when})
    if field.help:
        marks.append(field.help)
    place = f"{form.title}·{group.title}" if group.title else form.title
    return f"{place}：{field.note or label_of(field)}" + (f"（{'；'.join(marks)}）" if marks else "")


def _lines(before: list[str], after: list[str]) -> tuple[Line, ...]:
    """The lines with what became of them; none where all are the same."""
    found = tuple(marked_lines(before, after))
    return found if any(piece.mark is not Mark.SAME for line in found for piece in line) else ()


def _model(version: MatterVersion) -> Model:
    try:
        return read(version.process) if version.process.strip() else Model()
    except Unreadable:
        return Model()
