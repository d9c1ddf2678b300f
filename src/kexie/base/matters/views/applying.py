"""Applying: fill in the form of a matter, look over what was written, send it once, keep its number."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kexie.base.kernel import clock
from kexie.base.kernel.access import public, signed_in
from kexie.base.kernel.errors import NotFound
from kexie.base.kernel.idempotency import FIELD, once
from kexie.base.kernel.web import Request
from kexie.base.matters.actions import cases, drafts
from kexie.base.matters.errors import DraftChanged, MatterInvalid, NotOpen, Stuck
from kexie.base.matters.forms.applying import WHO, WhoForm
from kexie.base.matters.forms.filling import Filling, data_of
from kexie.base.matters.models import Case, MatterVersion
from kexie.base.matters.queries.acting import takes_on_behalf
from kexie.base.matters.queries.cases import case_for, own_case
from kexie.base.matters.queries.choosing import unit_options as found_units
from kexie.base.matters.queries.drafts import drafts_listed, own_draft, own_drafts, own_paper, typed_in
from kexie.base.matters.queries.guides import application_form, guide, units_applied_for
from kexie.base.matters.queries.known import known_facts
from kexie.base.matters.queries.shown import shown
from kexie.base.matters.rules.carried import carried, put_down
from kexie.base.matters.rules.forms import FormsUnreadable, read_forms
from kexie.base.matters.rules.guests import Guest, door
from kexie.base.matters.views.doors import doors_of
from kexie.base.matters.views.files import given_out
from kexie.base.matters.views.filling import Sheet
from kexie.base.ui.picking import answer

REVIEW = "review"


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: Request, code: str) -> HttpResponse:
    """Fill in the application; it keeps itself. 下一步 leads to what one looks over before it is sent."""
    version = open_version(code)
    who = _who(request, version)
    if not who.choices:
        raise MatterInvalid(_("这个事项由单位申请，您还不是任何单位的经办人，请联系本单位的管理员。"))
    sheet = _sheet(request, version, who)
    if request.method != "POST":
        checked = "check" in request.GET and sheet.draft is not None
        return sheet.page(sheet.filling(checked=checked))
    response = sheet.handle()
    if sheet.draft is not None:
        put_down(request.session, code)
    if response is not None:
        return response
    filling = sheet.filling(checked=True)
    if not _is_good(who, filling):
        return sheet.page(filling, status=422)
    return redirect(sheet.doors.review, code)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: Request, code: str) -> HttpResponse:
    """What was written, as it will be read; sent from here, once."""
    version = open_version(code)
    if request.method == "POST":
        return _send(request, version)
    who = _who(request, version)
    sheet = _sheet(request, version, who)
    filling = sheet.filling(checked=True) if sheet.draft is not None else None
    if filling is None or not _is_good(who, filling):
        return HttpResponseRedirect(sheet.address + ("?check=1" if sheet.draft else ""))
    context = {
        "version": version,
        "sheet": sheet,
        "doors": sheet.doors,
        "applicant": _applicant_name(request, who),
        "shown": shown(sheet.definition, filling.answers, masked=False),
        "papers": _papers_shown(filling),
    }
    return render(request, "matters/review.html", context)


@signed_in
@require_safe
def applied(request: Request, code: str, case_id: UUID) -> HttpResponse:
    """The receipt: the number, and what happens next."""
    try:
        case = own_case(request.actor, case_id)
    except NotFound:
        case = case_for(request.actor, case_id)
    if case.matter.code != code:
        raise NotFound
    own, doors = case.applicant_id == request.actor.person_id, doors_of(request.actor)
    return render(request, "matters/applied.html", {"case": case, "own": own, "doors": doors})


@public
@require_safe
def unit_options(request: Request) -> JsonResponse:
    """The units that can be chosen in a form: those of the public directory, for everybody who fills one in."""
    return answer(found_units(request.GET.get("q", "")))


@signed_in
@require_safe
def draft_paper(request: Request, paper_id: UUID) -> HttpResponse:
    """A file of one's own draft, to look at again."""
    return given_out(own_paper(request.actor, paper_id))


@signed_in
@require_safe
def draft_list(request: Request) -> HttpResponse:
    """What one has begun to fill in and not sent."""
    return render(request, "matters/drafts.html", {"drafts": drafts_listed(request.actor)[:100]})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def draft_discard(request: Request, draft_id: UUID) -> HttpResponse:
    """Give a draft up, after asking."""
    draft = own_draft(request.actor, draft_id)
    if request.method == "POST":
        drafts.discard(by=request.actor, at=clock.now(), draft_id=draft_id)
        messages.success(request, _("草稿已删除。"))
        return redirect("matters:drafts")
    words = {
        "layout": "ui/me.html",
        "title": _("删除草稿"),
        "text": _("“%(name)s”里填写的内容和上传的文件都会删除，不能恢复。") % {"name": draft.version.name},
        "action": _("删除草稿"),
        "danger": True,
        "action_url": request.path,
        "cancel_url": reverse("matters:drafts"),
    }
    return render(request, "ui/confirm.html", words)


def open_version(code: str) -> MatterVersion:
    """The version in force of a matter that takes applications. Raises NotFound, NotOpen."""
    version = guide(code, on=clock.today())
    if not version.matter.open:
        raise NotOpen
    return version


def _who(request: Request, version: MatterVersion) -> WhoForm:
    """In whose name: as sent, else as the draft has it, else as the address asks."""
    actor = request.actor
    if request.method == "POST" and any(name.startswith(f"{WHO}-") for name in request.POST):
        data: QueryDict = request.POST
    else:
        draft = own_drafts(actor, matter_id=version.matter_id).first()
        typed = (
            {name: values for name, values in typed_in(draft).items() if name.startswith(f"{WHO}-")} if draft else {}
        )
        data = data_of(typed)
    return WhoForm(
        data,
        actor=actor,
        version=version,
        units=units_applied_for(actor, version, on=clock.today()),
        behalf=takes_on_behalf(actor, version),
    )


def _sheet(request: Request, version: MatterVersion, who: WhoForm, *, sent: bool = True) -> Sheet:
    try:
        definition = application_form(version)
    except FormsUnreadable as error:  # nothing that could be published
        raise NotOpen from error

    def draw(context: dict[str, Any], status: int) -> HttpResponse:
        words = list(carried(request.session, version.matter.code).values())
        more = {"version": version, "who": who, "carried": words, "go": REVIEW, "go_words": _("下一步：核对")}
        more["doors"] = doors_of(request.actor)
        return render(request, "matters/apply.html", {**more, **context}, status=status)

    return Sheet(
        request,
        version,
        definition,
        reverse(doors_of(request.actor).apply, args=[version.matter.code]),
        draw,
        unit=who.unit,
        known=known_facts(request.actor, definition, unit=who.unit, behalf=who.behalf),
        siblings=read_forms(version.forms),
        begun=carried(request.session, version.matter.code),
        also=(WHO,),
        sent=sent,
    )


def _is_good(who: WhoForm, filling: Filling) -> bool:
    """Whether both may be sent; each tells what is wrong with it."""
    chosen = who.is_valid() if who.is_asked or who.behalf else True
    return filling.is_valid() and chosen


def _send(request: Request, version: MatterVersion) -> HttpResponse:
    """Start the case from the draft and give the draft up, in one transaction.

    The same form again leads to the same case, and so does another page with the same draft, which is told: of a draft comes
    one case.
    """
    code, doors = version.matter.code, doors_of(request.actor)
    started: list[Case] = []

    def do() -> str:
        draft = request.POST.get("draft") or _draft_key(request, version)
        reference = once(by=request.actor, key=draft, verb="matters.apply-draft", do=lambda: start(draft))
        if not started:
            messages.info(request, _("这份申请已经提交过，没有重复提交。"))
        return reference

    def start(draft: str) -> str:
        who = _who(request, version)
        sheet = _sheet(request, version, who, sent=False)
        if sheet.draft is None:
            raise NotFound
        if str(sheet.draft.pk) != draft or str(sheet.draft.revision) != request.POST.get("revision"):
            raise DraftChanged
        filling = sheet.filling(checked=True)
        if not _is_good(who, filling):
            raise MatterInvalid
        case = _start(request, version, who, sheet, filling)
        drafts.discard(by=request.actor, at=clock.now(), draft_id=sheet.draft.pk)
        started.append(case)
        return str(case.pk)

    try:
        reference = once(by=request.actor, key=request.POST.get(FIELD, ""), verb="matters.apply", do=do)
    except MatterInvalid as refusal:
        messages.error(request, refusal.message)
        return HttpResponseRedirect(reverse(doors.apply, args=[code]) + "?check=1")
    except DraftChanged:
        messages.warning(request, _("草稿在别处有了改动，请重新核对后再提交。"))
        return redirect(doors.review, code)
    except Stuck as refusal:
        messages.error(request, refusal.message)
        return redirect(doors.review, code)
    if started and isinstance(request.actor, Guest) and (found := door()) is not None:
        found.began(request, started[0].pk)
    return redirect(doors.applied, code, reference)


def _draft_key(request: Request, version: MatterVersion) -> str:
    """The draft as it stands, for a page that does not say which one it has shown."""
    draft = own_drafts(request.actor, matter_id=version.matter_id).first()
    if draft is None:
        raise NotFound
    return str(draft.pk)


def _start(request: Request, version: MatterVersion, who: WhoForm, sheet: Sheet, filling: Filling) -> Case:
    behalf: dict[str, Any] = {}
    if who.behalf:
        given = who.cleaned_data
        behalf = {"channel": given["channel"], "applicant_name": given.get("name") or "", "contact": given["contact"]}
    return cases.start(
        by=request.actor,
        at=clock.now(),
        matter_id=version.matter_id,
        answers=filling.answers,
        papers=sheet.handed_of(filling),
        unit=who.unit,
        **behalf,
    )


def _applicant_name(request: Request, who: WhoForm) -> str:
    if who.unit is not None:
        return who.unit.name
    return who.cleaned_data.get("name") or "" if who.behalf else request.actor.name


def _papers_shown(filling: Filling) -> list[tuple[str, list[str]]]:
    handed = filling.handed
    return [
        (paper.name, [kept.name for kept in handed if kept.key == paper.key])
        for paper in filling.definition.papers
        if any(kept.key == paper.key for kept in handed)
    ]
