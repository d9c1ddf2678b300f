"""The doors through which posts are granted and ended, accounts opened and disabled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kexie.base.kernel import clock
from kexie.base.kernel.access import requires
from kexie.base.kernel.errors import Conflict, Invalid
from kexie.base.kernel.idempotency import once
from kexie.base.kernel.web import Request
from kexie.base.people import queries
from kexie.base.people.abilities import GRANT_POSTS, MANAGE_ACCOUNTS, MANAGE_ORGANISATIONS
from kexie.base.people.actions import accounts, posts
from kexie.base.people.actions import organisations as units
from kexie.base.people.forms import AppointForm, ConfirmForm, ConfirmUnitForm, EndForm, InviteForm, RenameUnitForm
from kexie.base.ui.picking import answer


@requires(GRANT_POSTS)
@require_http_methods(["GET", "HEAD", "POST"])
def post_grant(request: Request, uid: UUID) -> HttpResponse:
    """Give somebody known, or somebody new, a post in this unit."""
    unit = queries.unit_to_staff(request.actor, uid)
    form = AppointForm(request.POST or None, actor=request.actor)

    def do(given: dict[str, Any]) -> str:
        post = posts.appoint(by=request.actor, at=clock.now(), organisation=unit, **given)
        return str(post.pk)

    back = resolve_url("people:organisation", unit.uid)
    return _step(request, form, do, title=_("授予任职"), what=unit.name, done=_("已授予任职。"), back=back)


@requires(GRANT_POSTS)
@require_http_methods(["GET", "HEAD", "POST"])
def post_end(request: Request, post_id: UUID) -> HttpResponse:
    """Let a post end."""
    post = queries.post_to_end(request.actor, post_id, on=clock.today())
    what = f"{post.organisation}　{post.person}　{post.title or post.role_label}"
    form = EndForm(request.POST or None, initial={"end": clock.today()})

    def do(given: dict[str, Any]) -> str:
        return str(posts.end_post(by=request.actor, at=clock.now(), post=post, on=given["end"]).pk)

    back = resolve_url("people:organisation", post.organisation.uid)
    return _step(request, form, do, title=_("结束任职"), what=what, done=_("已结束任职。"), back=back)


@requires(GRANT_POSTS)
@require_safe
def person_options(request: Request) -> JsonResponse:
    """Whom a post can be given to: the persons within reach, by name, pinyin or initials."""
    return answer(queries.person_options(request.actor, request.GET.get("q", ""), on=clock.today()))


@requires(MANAGE_ORGANISATIONS)
@require_safe
def unit_options(request: Request) -> JsonResponse:
    """The units that another can be put below."""
    return answer(queries.unit_options(request.actor, request.GET.get("q", "")))


@requires(MANAGE_ORGANISATIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def unit_confirm(request: Request, uid: UUID) -> HttpResponse:
    """Say what a unit is that an import has named, and put it in its place."""
    unit = queries.unit_to_manage(request.actor, uid)
    form = ConfirmUnitForm(request.POST or None, actor=request.actor, initial={"short_name": unit.short_name})

    def do(given: dict[str, Any]) -> str:
        return str(units.confirm_organisation(by=request.actor, at=clock.now(), organisation=unit, **given).pk)

    back = resolve_url("people:organisation", unit.uid)
    return _step(request, form, do, title=_("组织"), what=unit.name, done=_("已确认。"), back=back)


@requires(MANAGE_ORGANISATIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def unit_rename(request: Request, uid: UUID) -> HttpResponse:
    """Give a unit another name."""
    unit = queries.unit_to_manage(request.actor, uid)
    form = RenameUnitForm(request.POST or None, initial={"name": unit.name, "short_name": unit.short_name})

    def do(given: dict[str, Any]) -> str:
        return str(units.rename_organisation(by=request.actor, at=clock.now(), organisation=unit, **given).pk)

    back = resolve_url("people:organisation", unit.uid)
    return _step(request, form, do, title=_("更名"), what=unit.name, done=_("已更名。"), back=back)


@requires(MANAGE_ORGANISATIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def unit_remove(request: Request, uid: UUID) -> HttpResponse:
    """Take away a unit that an import has named by mistake."""
    unit = queries.unit_to_manage(request.actor, uid)
    form = ConfirmForm(request.POST or None)

    def do(given: dict[str, Any]) -> str:
        units.remove_unconfirmed(by=request.actor, at=clock.now(), organisation=unit)
        return str(unit.pk)

    what = _("将删除待确认组织“%(name)s”。已有内容使用的组织不能删除。") % {"name": unit.name}
    back = resolve_url("people:organisations")
    return _step(request, form, do, title=_("删除"), what=what, done=_("已删除。"), back=back)


@requires(MANAGE_ACCOUNTS)
@require_http_methods(["GET", "HEAD", "POST"])
def account_open(request: Request, person_id: UUID) -> HttpResponse:
    """Open the account with which a person logs in; the password is set by a link that is mailed."""
    person = queries.person(request.actor, person_id, on=clock.today())
    form = InviteForm(request.POST or None)

    def do(given: dict[str, Any]) -> str:
        return str(accounts.invite(by=request.actor, at=clock.now(), person=person, email=given["email"]).pk)

    done = _("账号已开通，设置密码的链接已发往所填邮箱。")
    back = resolve_url("people:person", person.pk)
    return _step(request, form, do, title=_("开通账号"), what=person.name, done=done, back=back)


@requires(MANAGE_ACCOUNTS)
@require_http_methods(["GET", "HEAD", "POST"])
def account_disable(request: Request, person_id: UUID) -> HttpResponse:
    """Close a person's account to log-in."""
    account = queries.account_of(request.actor, person_id, on=clock.today())
    form = ConfirmForm(request.POST or None)

    def do(given: dict[str, Any]) -> str:
        return str(accounts.disable_account(by=request.actor, at=clock.now(), account=account).pk)

    what = _("%(name)s不能再登录，已登录的会话立即结束；办理过的事项仍然保留。") % {"name": account}
    back = resolve_url("people:person", person_id)
    return _step(request, form, do, title=_("停用账号"), what=what, done=_("账号已停用。"), back=back)


def _step(
    request: Request,
    form: forms.Form,
    do: Callable[[dict[str, Any]], str],
    *,
    title: str | Promise,
    what: str,
    done: str,
    back: str,
) -> HttpResponse:
    """Ask (GET), then do it once (POST); what can be mended stands beside the form."""
    if request.method == "POST" and form.is_valid():
        verb = f"people.{request.resolver_match.url_name}" if request.resolver_match else "people"
        try:
            once(by=request.actor, key=request.POST.get("submit_key", ""), verb=verb, do=lambda: do(form.cleaned_data))
        except (Invalid, Conflict) as refusal:
            named = {name: texts for name, texts in getattr(refusal, "errors", {}).items() if name in form.fields}
            for name, texts in (named or {None: [refusal.message]}).items():
                form.add_error(name, texts)
        else:
            messages.success(request, done)
            return redirect(back)
    context = {"form": form, "title": title, "what": what, "back": back}
    return render(request, "people/manage.html", context, status=422 if form.errors else 200)
