"""Proposing editions: the next one of what is there, and the first one of something new."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kexie.base.kernel import clock
from kexie.base.kernel.access import requires
from kexie.base.kernel.errors import Conflict, Invalid, NotFound, Refusal, TooLarge
from kexie.base.kernel.idempotency import key_of, once
from kexie.base.kernel.tabular import XLSX_TYPE
from kexie.base.kernel.web import Request
from kexie.base.standards import abilities
from kexie.base.standards.actions import revising
from kexie.base.standards.errors import WrongRevision
from kexie.base.standards.forms.register import (
    MOST_BYTES,
    CodeListProposalForm,
    ElementProposalForm,
    NewCodeListForm,
    NewElementForm,
)
from kexie.base.standards.models import Revision, RevisionState
from kexie.base.standards.queries import exports, revisions
from kexie.base.standards.queries.sheet_templates import template
from kexie.base.standards.queries.sheets import Problem, read
from kexie.base.standards.rules.definitions import (
    CodeDefinition,
    CodeListDefinition,
    Datatype,
    ElementDefinition,
    Sensitivity,
)

_LIST_NAMES = ("name", "english_name", "source_norm", "note")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(abilities.EDIT)
def propose_element(request: Request, code: str) -> HttpResponse:
    """Propose the next edition of an element."""
    before = revisions.newest(Revision.Subject.ELEMENT, code)
    if not isinstance(before, ElementDefinition):
        raise NotFound
    start = _returned(request, Revision.Subject.ELEMENT, code)
    form = ElementProposalForm(before.datatype, request.POST or None, initial=_element_initial(start, before))

    def after() -> ElementDefinition:
        return replace(before, edition=before.edition + 1, **_element_said(form))

    title = _("修订“%(name)s”") % {"name": before.name}
    return _propose(request, form, after, title, (before.name, reverse("standards:element", kwargs={"code": code})))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(abilities.EDIT)
def new_element(request: Request) -> HttpResponse:
    """Propose an element that the standard does not have; ``?from=`` goes on with one's own that came back."""
    start = _returned(request, Revision.Subject.ELEMENT, request.GET.get("from", ""))
    form = NewElementForm(request.POST or None, initial=_element_initial(start, None))

    def after() -> ElementDefinition:
        said = _element_said(form)
        return ElementDefinition(**{**said, "edition": 1, "datatype": Datatype(said["datatype"])})

    trail = (_("数据元"), reverse("standards:elements"))
    return _propose(request, form, after, _("新设数据元"), trail, new=True)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(abilities.EDIT)
def propose_code_list(request: Request, code: str) -> HttpResponse:
    """Propose the next edition of a code list, its codes from a sheet."""
    before = revisions.newest(Revision.Subject.CODE_LIST, code)
    if not isinstance(before, CodeListDefinition):
        raise NotFound
    start = _returned(request, Revision.Subject.CODE_LIST, code) or before
    initial = {name: getattr(start, name) for name in _LIST_NAMES} | _again(start, before)
    form = CodeListProposalForm(request.POST or None, request.FILES or None, initial=initial)
    problems: list[Problem] = []

    def after() -> CodeListDefinition:
        codes = _codes_sent(form, problems) or start.codes
        return replace(before, edition=before.edition + 1, codes=codes, **_list_said(form))

    title, back = _("修订“%(name)s”") % {"name": before.name}, reverse("standards:code_list", kwargs={"code": code})
    return _propose(
        request, form, after, title, (before.name, back), problems=problems, sheet=_sheet_url(start, before)
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(abilities.EDIT)
def new_code_list(request: Request) -> HttpResponse:
    """Propose a code list that the standard does not have; ``?from=`` goes on with one's own that came back."""
    start = _returned(request, Revision.Subject.CODE_LIST, request.GET.get("from", ""))
    initial = {name: getattr(start, name) for name in ("code", *_LIST_NAMES, "effective_from")} if start else {}
    form = NewCodeListForm(request.POST or None, request.FILES or None, initial=initial)
    problems: list[Problem] = []

    def after() -> CodeListDefinition:
        codes = _codes_sent(form, problems) or (start.codes if start else ())
        return CodeListDefinition(edition=1, codes=codes, **_list_said(form))

    sheet = _sheet_url(start, None) if start else reverse("standards:new_code_list_sheet")
    trail = (_("代码集"), reverse("standards:code_lists"))
    return _propose(request, form, after, _("新设代码集"), trail, new=True, problems=problems, sheet=sheet)


@require_safe
@requires(abilities.EDIT)
def new_code_list_sheet(request: Request) -> HttpResponse:
    """The empty sheet of codes."""
    return _sheet(template(exports.CODES), _("代码表"))


@require_safe
@requires(abilities.EDIT)
def returned_sheet(request: Request, code: str) -> HttpResponse:
    """The codes of one's own revision that came back, to be changed and sent in again."""
    start = _returned(request, Revision.Subject.CODE_LIST, code)
    if not isinstance(start, CodeListDefinition):
        raise NotFound
    return _sheet(exports.codes_xlsx(start), start.name)


def _sheet(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=XLSX_TYPE)
    response["Content-Disposition"] = content_disposition_header(True, f"{name}.xlsx") or "attachment"
    return response


def _sheet_url(start: CodeListDefinition, before: CodeListDefinition | None) -> str:
    name = "standards:code_list_sheet" if start is before else "standards:returned_sheet"
    return reverse(name, kwargs={"code": start.code})


def _element_initial(start: ElementDefinition | None, before: ElementDefinition | None) -> dict[str, Any]:
    """What the form begins with: what came back, else the edition before."""
    shown = start or before
    if shown is None:
        return {}
    initial = {name: getattr(shown, name) for name in shown.__slots__ if name != "effective_from"}
    return initial | {"checks": list(shown.checks)} | _again(start, before)


def _again(start: Any, before: Any) -> dict[str, Any]:
    """The day that was proposed before, unless it has passed."""
    again = start is not None and start is not before and start.effective_from >= timezone.localdate()
    return {"effective_from": start.effective_from} if again else {}


def _element_said(form: forms.Form) -> dict[str, Any]:
    said = {name: value for name, value in form.cleaned_data.items() if name != "reason"}
    said["sensitivity"] = Sensitivity(said["sensitivity"])
    if "checks" in said:
        said["checks"] = tuple(said["checks"])
    return said


def _list_said(form: forms.Form) -> dict[str, Any]:
    return {name: value for name, value in form.cleaned_data.items() if name not in ("reason", "file")}


def _codes_sent(form: forms.Form, problems: list[Problem]) -> tuple[CodeDefinition, ...]:
    """The codes of the file, if one came; what is wrong with it goes to ``problems``."""
    upload = form.cleaned_data["file"]
    if not upload:
        return ()
    if upload.size > MOST_BYTES:
        raise TooLarge
    found = read(exports.CODES, upload.read(), upload.name)
    problems.extend(found.problems)
    if problems:
        raise WrongRevision(errors={"file": [_("代码表有%(count)d处需要修改，见下表。") % {"count": len(problems)}]})
    return exports.codes_from([row.values for row in found.rows])


def _propose(
    request: Request,
    form: forms.Form,
    after: Callable[[], ElementDefinition | CodeListDefinition],
    title: str,
    trail: tuple[str, str],
    new: bool = False,
    **context: Any,
) -> HttpResponse:
    """Ask, then propose once; what can be mended stands beside its field and what was typed is kept."""
    if request.method == "POST" and form.is_valid():

        def do() -> str:
            reason = form.cleaned_data["reason"]
            made = revising.propose(by=request.actor, at=clock.now(), after=after(), reason=reason, new=new)
            return str(made.pk)

        try:
            made = once(by=request.actor, key=key_of(request.POST), verb="standards.propose", do=do)
        except (Invalid, Conflict, TooLarge) as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("已提交审核。"))
            return redirect("standards:revision", revision_id=made)
    said = {"form": form, "title": title, "back": trail[1], "trail": [trail, (title, "")], **context}
    return render(request, "standards/propose.html", said, status=422 if form.errors else 200)


def show_refusal(form: forms.Form, refusal: Refusal) -> None:
    """Each sentence beside its field; those of no field above the form."""
    errors = getattr(refusal, "errors", {})
    named = {name: texts for name, texts in errors.items() if name in form.fields}
    others = [text for name, texts in errors.items() if name not in form.fields for text in texts]
    for name, texts in named.items():
        form.add_error(name, texts)
    if others or not named:
        form.add_error(None, others or [refusal.message])


def _returned(request: Request, subject: str, code: str) -> Any:
    """What this person has proposed before and got back, to go on from there."""
    waiting = revisions.open_revision(subject, code[:60].replace("\0", ""))
    if waiting and waiting.state == RevisionState.RETURNED and waiting.proposed_by == request.actor.account_id:
        return revisions.proposed(waiting)
    return None
