"""Designing the forms of a version: each button changes one thing, is kept at once, and leads back to its place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kexie.base.kernel import clock
from kexie.base.kernel.access import requires
from kexie.base.kernel.errors import NotFound
from kexie.base.kernel.web import Request, whole_number
from kexie.base.matters.abilities import DESIGN, VIEW_MATTERS
from kexie.base.matters.actions import versions
from kexie.base.matters.forms.editing import ConditionForm, FieldForm, FormPartForm, GroupForm, PaperForm
from kexie.base.matters.forms.filling import Filling, script_kind
from kexie.base.matters.models import MatterVersion
from kexie.base.matters.queries.judging import form_problems
from kexie.base.matters.queries.matters import VersionView, version_view
from kexie.base.matters.queries.shown import label_of, labels_of, values_of
from kexie.base.matters.rules.bpmn.model import Problem
from kexie.base.matters.rules.forms import FieldDef, FormDef, FormsUnreadable, GroupDef, as_json, form_of, read_forms
from kexie.base.matters.rules.forms import editing as edit
from kexie.base.matters.rules.forms.conditions import Asked
from kexie.base.matters.rules.forms.known import known_for
from kexie.base.matters.rules.forms.showing import condition_of
from kexie.base.standards import api as standards
from kexie.base.standards.queries.in_force import standard
from kexie.base.standards.rules.definitions import ElementDefinition
from kexie.base.ui.picking import spellings

_EDIT: Final = ["GET", "HEAD", "POST"]
MOST_FOUND: Final = 40


@dataclass(frozen=True)
class Desk:
    """A version, its forms, and the one that is worked on."""

    request: Request
    view: VersionView
    forms: tuple[FormDef, ...]
    form: FormDef | None = None

    @classmethod
    def of(cls, request: Request, version_id: UUID, form_key: str = "") -> Desk:
        """Raises NotFound for what the actor neither writes nor publishes, and for a form that is not there."""
        view = version_view(request.actor, version_id)
        try:
            forms = read_forms(view.version.forms)
        except FormsUnreadable:
            forms = ()
        form = form_of(forms, form_key) if form_key else None
        if form_key and form is None:
            raise NotFound
        return cls(request, view, forms, form)

    @property
    def version(self) -> MatterVersion:
        """The version that is designed."""
        return self.view.version

    @property
    def here(self) -> FormDef:
        """The form that is worked on."""
        if self.form is None:
            raise NotFound
        return self.form

    def writable(self) -> Desk:
        """The same, for a change. Raises NotFound for a version that is not the actor's to write now."""
        if not self.view.may_edit:
            raise NotFound
        return self

    def keep(self, forms: tuple[FormDef, ...]) -> None:
        """Store the forms. Raises VersionChanged."""
        versions.save_draft(
            by=self.request.actor,
            at=clock.now(),
            version_id=self.version.pk,
            seen=whole_number(self.request.POST.get("seen"), digits=9) or 0,
            changes={"forms": as_json(forms)},
        )

    def keep_form(self, form: FormDef) -> None:
        """Store the form that is worked on, changed. Raises VersionChanged."""
        self.keep(edit.change_form(self.forms, self.here.key, lambda _old: form))

    def address(self, key: str = "", anchor: str = "") -> str:
        """The page of a form, or the list of all."""
        if not key:
            return reverse("matters:forms", args=[self.version.pk])
        return reverse("matters:form", args=[self.version.pk, key]) + (f"#{anchor}" if anchor else "")

    def problems(self, key: str = "") -> list[Problem]:
        """What is wrong with all forms, or with one."""
        found = form_problems(self.version)
        return [one for one in found if one.id.partition(":")[0] == key] if key else found

    def page(self, template: str, status: int = 200, **context: Any) -> HttpResponse:
        """A page about the version."""
        shared = {"desk": self, "version": self.version, "form_def": self.form, "may_edit": self.view.may_edit}
        return render(self.request, template, {**shared, **context}, status=status)


@requires(VIEW_MATTERS)
@require_http_methods(_EDIT)
def forms(request: Request, version_id: UUID) -> HttpResponse:
    """All forms of a version, with what is wrong with them; a new one is begun here."""
    desk = Desk.of(request, version_id)
    keys = {form.key for form in desk.forms}
    key = "application" if "application" not in keys else edit.free_key("form", keys)
    if request.method == "POST":
        desk.writable()
        form = FormPartForm(request.POST, form=None, taken=keys, key=key)
        if form.is_valid():
            group = GroupDef(key="main", title=_("基本情况"))
            made = FormDef(key=form.cleaned_data["key"], title=form.cleaned_data["title"], groups=(group,))
            desk.keep((*desk.forms, made))
            return redirect(desk.address(made.key))
    else:
        form = FormPartForm(None, form=None, taken=keys, key=key)
    found = desk.problems()
    counts = Counter(one.id.partition(":")[0] for one in found)
    rows = [(one, sum(1 for _field in one.fields), counts[one.key]) for one in desk.forms]
    context: dict[str, Any] = {"rows": rows, "form": form, "problems": [one for one in found if not one.id]}
    return desk.page("matters/form_design/forms.html", 422 if form.errors else 200, **context)


@requires(VIEW_MATTERS)
@require_http_methods(_EDIT)
def form(request: Request, version_id: UUID, form_key: str) -> HttpResponse:
    """One form: its groups, fields and papers in their order, with the buttons that move them."""
    desk = Desk.of(request, version_id, form_key)
    if request.method == "POST":
        anchor = _press(desk.writable(), request.POST.get("do", ""))
        return HttpResponseRedirect(desk.address(form_key, anchor))
    labels, values = labels_of(desk.forms), values_of(desk.forms)
    context: dict[str, Any] = {
        "groups": [(group, [_line(field, labels, values) for field in group.fields]) for group in desk.here.groups],
        "papers": [(paper, _condition_words(paper.show_when, labels, values)) for paper in desk.here.papers],
        "problems": desk.problems(form_key),
    }
    return desk.page("matters/form_design/form.html", **context)


@requires(VIEW_MATTERS)
@require_safe
def preview(request: Request, version_id: UUID, form_key: str) -> HttpResponse:
    """The form as who applies sees it, on a phone; nothing can be sent from here."""
    desk = Desk.of(request, version_id, form_key)
    return desk.page("matters/form_design/preview.html", form=Filling(desk.here, siblings=desk.forms))


@requires(DESIGN)
@require_http_methods(_EDIT)
def form_rename(request: Request, version_id: UUID, form_key: str) -> HttpResponse:
    """Another title, another code; or take the form away."""
    desk = Desk.of(request, version_id, form_key).writable()
    data = request.POST if request.method == "POST" else None
    entered = FormPartForm(data, form=desk.here, taken={one.key for one in desk.forms}, key=form_key)
    if data is not None and data.get("do") == "remove":
        desk.keep(edit.with_part(desk.forms, form_key, None))
        messages.success(request, _("表单“%(title)s”已删除。") % {"title": desk.here.title})
        return redirect(desk.address())
    if data is not None and entered.is_valid():
        key, title = entered.cleaned_data["key"], entered.cleaned_data["title"]
        desk.keep_form(replace(desk.here, key=key, title=title))
        return redirect(desk.address(key))
    words = _("表单“%(title)s”") % {"title": desk.here.title or form_key}
    return _part_page(desk, entered, title=words, removes=_("删除整张表单"))


@requires(DESIGN)
@require_http_methods(_EDIT)
def group_edit(request: Request, version_id: UUID, form_key: str, group_key: str) -> HttpResponse:
    """A group; the key "new" stands for one that is to be added."""
    desk = Desk.of(request, version_id, form_key).writable()
    here = next((one for one in desk.here.groups if one.key == group_key), None)
    if here is None and group_key != "new":
        raise NotFound
    entered = GroupForm(request.POST if request.method == "POST" else None, group=here)
    if request.method == "POST" and request.POST.get("do") == "remove" and here is not None:
        desk.keep_form(replace(desk.here, groups=edit.with_part(desk.here.groups, group_key, None)))
        return redirect(desk.address(form_key))
    if request.method == "POST" and entered.is_valid():
        old = here or GroupDef(key=edit.free_key("group", edit.taken_keys(desk.here)))
        said = entered.cleaned_data
        new = replace(old, title=said["title"], help=said["help"], repeat=entered.repeat)
        desk.keep_form(replace(desk.here, groups=edit.with_part(desk.here.groups, old.key, new)))
        return redirect(desk.address(form_key, f"group-{old.key}"))
    words = _("修改分组") if here else _("添加分组")
    removes = _("删除这一组和其中的字段") if here else ""
    return _part_page(desk, entered, title=words, removes=removes)


@requires(DESIGN)
@require_http_methods(_EDIT)
def field_add(request: Request, version_id: UUID, form_key: str, group_key: str) -> HttpResponse:
    """Choose a data element by its name, or a field of another kind, and put it at the end of the group."""
    desk = Desk.of(request, version_id, form_key).writable()
    group = next((one for one in desk.here.groups if one.key == group_key), None)
    if group is None:
        raise NotFound
    if request.method == "POST":
        made = _new_field(request.POST.get("element", ""), group, edit.taken_keys(desk.here))
        desk.keep_form(edit.with_field(desk.here, group_key, made.key, made))
        if made.element:
            messages.success(request, _("已添加“%(name)s”。") % {"name": label_of(made)})
            return redirect(desk.address(form_key, f"field-{made.key}"))
        return redirect("matters:form-field", version_id, form_key, made.key)
    text = request.GET.get("q", "").strip()[:40]
    there = {field.element for field in desk.here.fields if field.element}
    found = [(one, one.code in there) for one in _found(text)]
    return desk.page("matters/form_design/field_add.html", group=group, text=text, found=found)


@requires(DESIGN)
@require_http_methods(_EDIT)
def field_edit(request: Request, version_id: UUID, form_key: str, field_key: str) -> HttpResponse:
    """A field: its words, whether it is required, when it is shown; or take it out."""
    desk = Desk.of(request, version_id, form_key).writable()
    field, group = edit.field_in(desk.here, field_key), edit.group_of(desk.here, field_key)
    if field is None or group is None:
        raise NotFound
    data = request.POST if request.method == "POST" else None
    if data is not None and data.get("do") == "remove":
        desk.keep_form(edit.with_field(desk.here, group.key, field_key, None))
        return redirect(desk.address(form_key, f"group-{group.key}"))
    entered = FieldForm(data, field=field, group=group, taken=edit.taken_keys(desk.here))
    when = _condition_form(desk, data, field.show_when, field_key)
    if data is not None and all([entered.is_valid(), when.is_valid()]):
        new = entered.changed(when.show_when)
        desk.keep_form(edit.with_field(desk.here, group.key, field_key, new))
        return redirect(desk.address(form_key, f"field-{new.key}"))
    return _part_page(
        desk, entered, title=label_of(field) if not field.note else _("说明文字"), when=when, removes=_("删除字段")
    )


@requires(DESIGN)
@require_http_methods(_EDIT)
def paper_edit(request: Request, version_id: UUID, form_key: str, paper_key: str) -> HttpResponse:
    """A place for papers; the key "new" stands for one that is to be added."""
    desk = Desk.of(request, version_id, form_key).writable()
    here = edit.paper_in(desk.here, paper_key)
    if here is None and paper_key != "new":
        raise NotFound
    data = request.POST if request.method == "POST" else None
    if data is not None and data.get("do") == "remove" and here is not None:
        desk.keep_form(replace(desk.here, papers=edit.with_part(desk.here.papers, paper_key, None)))
        return redirect(desk.address(form_key, "papers"))
    entered = PaperForm(data, paper=here)
    when = _condition_form(desk, data, here.show_when if here else "", "")
    if data is not None and all([entered.is_valid(), when.is_valid()]):
        key = here.key if here else edit.free_key("paper", edit.taken_keys(desk.here))
        papers = edit.with_part(desk.here.papers, key, entered.changed(key, when.show_when))
        desk.keep_form(replace(desk.here, papers=papers))
        return redirect(desk.address(form_key, "papers"))
    words = _("修改材料") if here else _("添加材料")
    return _part_page(desk, entered, title=words, when=when, removes=_("删除材料") if here else "")


def _press(desk: Desk, asked: str) -> str:
    """Move what a button names; answers the anchor at which it stands."""
    what, _colon, rest = asked.partition(":")
    way, _colon, key = rest.partition(":")
    step = {"up": -1, "down": 1}.get(way)
    movers: dict[str, Callable[[FormDef], FormDef]] = {
        "field": lambda form: edit.with_field_moved(form, key, step or 0),
        "group": lambda form: replace(form, groups=edit.moved(form.groups, key, step or 0)),
        "paper": lambda form: replace(form, papers=edit.moved(form.papers, key, step or 0)),
    }
    if step is None or what not in movers:
        return ""
    desk.keep_form(movers[what](desk.here))
    return f"{what}-{key}"


def _new_field(asked: str, group: GroupDef, taken: set[str]) -> FieldDef:
    """A field for an element, or of another kind: ``choose``, ``choices``, ``note``. Raises NotFound."""
    if asked == "choose":
        return FieldDef(key=edit.free_key("unit", taken), choose="organisation", label=_("单位"))
    if asked == "choices":
        choices = (("agree", _("同意")), ("refuse", _("不同意")))
        return FieldDef(key=edit.free_key("decision", taken), choices=choices, label=_("意见"), required=True)
    if asked == "note":
        return FieldDef(key=edit.free_key("note", taken), note=_("请在这里写说明。"))
    if standards.find_definition(asked) is None:
        raise NotFound
    facts = [] if group.repeat else known_for(asked)
    return FieldDef(key=edit.free_key(asked, taken), element=asked, required=True, known=facts[0] if facts else "")


def _found(text: str) -> list[ElementDefinition]:
    """Elements by name, code, definition or the pinyin of the name."""
    wanted = "".join(text.casefold().split())
    return [one for one in standard().elements.values() if _is_meant(one, wanted)][:MOST_FOUND]


def _is_meant(element: ElementDefinition, wanted: str) -> bool:
    said = (element.code, element.english_name.casefold(), element.definition, *spellings(element.name))
    return any(wanted in words for words in said)


def _condition_form(desk: Desk, data: Any, text: str, key: str) -> ConditionForm:
    """The condition of a field (or, without a key, of a place for papers): about earlier fields and other forms' answers."""
    others = [field for one in desk.forms if one.key != desk.here.key for field in one.fields if field.key in one.keys]
    fields = {field.key: field for field in [*others, *edit.before(desk.here, key)]}
    codes = values_of(desk.forms)
    asked = {name: Asked(script_kind(field), codes.get(name)) for name, field in fields.items()}
    return ConditionForm(data, text=text, fields=asked, labels=labels_of(desk.forms))


def _line(field: FieldDef, labels: dict[str, str], values: dict[str, dict[str, str]]) -> dict[str, Any]:
    known = standards.find_definition(field.element) if field.element else None
    kinds = {"note": _("说明文字"), "choose": _("选择单位"), "choices": _("选项")}
    return {
        "field": field,
        "label": field.note[:40] if field.note else label_of(field),
        "kind": known.name if known else kinds.get(field.kind, field.element),
        "condition": _condition_words(field.show_when, labels, values),
    }


def _condition_words(text: str, labels: dict[str, str], values: dict[str, dict[str, str]]) -> str:
    condition = condition_of(text)
    return condition.words(labels, values) if condition else text


def _part_page(
    desk: Desk, entered: Any, *, title: str, removes: str = "", when: ConditionForm | None = None
) -> HttpResponse:
    wrong = bool(entered.errors or (when is not None and when.errors))
    context = {"form": entered, "title": title, "removes": removes, "when": when}
    return desk.page("matters/form_design/part.html", 422 if wrong else 200, **context)
