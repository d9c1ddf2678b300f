"""个人资料与隐私: one's own consents, who has seen one's numbers, one's own data to take away, the request to be erased."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render, resolve_url
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from kexie.base.kernel import clock
from kexie.base.kernel.access import fresh, signed_in
from kexie.base.kernel.errors import NotFound
from kexie.base.kernel.web import Request
from kexie.base.people.actions import consents, erasure, privacy
from kexie.base.people.errors.privacy import ConsentGiven
from kexie.base.people.forms.confirming import ConfirmForm
from kexie.base.people.forms.privacy import AskForm, ConsentForm
from kexie.base.people.queries import consents as consent_queries
from kexie.base.people.queries import erasure as erasure_queries
from kexie.base.people.queries import privacy as queries
from kexie.base.people.rules import erasure as rules
from kexie.base.people.rules.consents import PAPER, Standing
from kexie.base.people.tables.own_data import pack
from kexie.base.people.tables.privacy import state_status
from kexie.base.people.views.steps import step

ME = "ui/me.html"
#: Tone and words of a consent's standing.
STANDINGS = {
    Standing.NONE: ("neutral", gettext_lazy("未同意")),
    Standing.GIVEN: ("good", gettext_lazy("已同意")),
    Standing.OUTDATED: ("warn", gettext_lazy("内容已更新，需要重新确认")),
    Standing.WITHDRAWN: ("neutral", gettext_lazy("已撤回")),
}


@signed_in
@require_safe
def consent_list(request: Request) -> HttpResponse:
    """What is asked, where it stands, what has been."""
    lines = shown_lines(consent_queries.own_consents(request.actor))
    return render(request, "people/privacy.html", {"lines": lines})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def consent_give(request: Request, purpose: str) -> HttpResponse:
    """Agree to the wording that is shown."""
    line = _line(request, purpose)
    form = ConsentForm(request.POST or None, initial={"edition": line.edition.number})

    def do(given: dict[str, Any]) -> str:
        try:
            return str(consents.give(by=request.actor, at=clock.now(), purpose=purpose, edition=given["edition"]).pk)
        except ConsentGiven:  # pressed again, or in two windows: it is as the person wants it
            return ""

    back = resolve_url("privacy:consents")
    title = _("同意“%(title)s”") % {"title": line.purpose.title}
    return step(
        request, form, do, title=title, what=line.edition.text, done=_("已记录您的同意。"), back=back, layout=ME
    )


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def consent_withdraw(request: Request, purpose: str) -> HttpResponse:
    """Take a consent back."""
    line = _line(request, purpose)
    form = ConfirmForm(request.POST or None)

    def do(given: dict[str, Any]) -> str:
        return str(consents.withdraw(by=request.actor, at=clock.now(), purpose=purpose).pk)

    what = _("撤回后立即停止这项使用；撤回之前已经完成的使用不受影响。您可以随时再次同意。")
    back = resolve_url("privacy:consents")
    title = _("撤回“%(title)s”") % {"title": line.purpose.title}
    return step(request, form, do, title=title, what=what, done=_("已撤回，这项使用已经停止。"), back=back, layout=ME)


@signed_in
@require_safe
def unmasking_list(request: Request) -> HttpResponse:
    """Who has seen one's numbers in clear, when and why."""
    rows = [(row, queries.element_label(row.element)) for row in queries.own_unmaskings(request.actor)]
    return render(request, "people/privacy_views.html", {"rows": rows})


@fresh
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def own_data(request: Request) -> HttpResponse:
    """What the export holds (GET); the archive itself (POST)."""
    at = clock.now()
    if request.method != "POST":
        parts = queries.own_data(request.actor, at=at)
        filled = [(part.label, len(part.rows)) for part in parts if part.rows]
        return render(request, "people/privacy_data.html", {"parts": filled})
    parts = privacy.export_own(by=request.actor, at=at)
    response = HttpResponse(pack(parts, name=request.actor.name, at=at), content_type="application/zip")
    response["Content-Disposition"] = content_disposition_header(True, _("我的数据") + ".zip") or "attachment"
    response["Cache-Control"] = "no-store, private"
    return response


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def erasure_ask(request: Request) -> HttpResponse:
    """One's requests to be erased, and a new one."""
    form = AskForm(request.POST or None)
    asked = erasure_queries.own_erasures(request.actor)
    if request.method == "POST":

        def do(given: dict[str, Any]) -> str:
            return str(erasure.ask(by=request.actor, at=clock.now(), reason=given["reason"]).pk)

        back = resolve_url("privacy:erasure")
        done = _("已收到您的申请。三个工作日内可以撤回，十五个工作日内答复。")
        return step(request, form, do, title=_("申请删除个人信息"), what="", done=done, back=back, layout=ME)
    rows = [(one, *state_status(one), erasure_queries.deadline_of(one)) for one in asked]
    context = {"form": form, "rows": rows, "waiting": any(one.state == "asked" for one in asked)}
    return render(request, "people/privacy_erasure.html", context | {"answer_days": rules.ANSWER_DAYS})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def erasure_withdraw(request: Request, erasure_id: UUID) -> HttpResponse:
    """Take one's request back."""
    own = next((one for one in erasure_queries.own_erasures(request.actor) if one.pk == erasure_id), None)
    if own is None:
        raise NotFound
    form = ConfirmForm(request.POST or None)

    def do(given: dict[str, Any]) -> str:
        return str(erasure.withdraw_request(by=request.actor, at=clock.now(), erasure=own).pk)

    what = _("撤回后，您的个人信息和账号照常使用。")
    back = resolve_url("privacy:erasure")
    return step(request, form, do, title=_("撤回删除申请"), what=what, done=_("已撤回申请。"), back=back, layout=ME)


def shown_lines(lines: list[consent_queries.ConsentLine]) -> list[dict[str, Any]]:
    """Consents as a page shows them."""
    return [
        {
            "line": line,
            "tone": STANDINGS[line.standing][0],
            "word": STANDINGS[line.standing][1],
            "may_give": line.standing != Standing.GIVEN,
            "may_withdraw": line.open is not None,
            "history": [
                (one, _("书面（%(number)s）") % {"number": one.channel.removeprefix(PAPER)})
                if one.channel.startswith(PAPER)
                else (one, _("本人在网上"))
                for one in line.history
            ],
        }
        for line in lines
    ]


def _line(request: Request, purpose: str) -> consent_queries.ConsentLine:
    found = [line for line in consent_queries.own_consents(request.actor) if line.purpose.code == purpose]
    if not found:
        raise NotFound
    return found[0]
