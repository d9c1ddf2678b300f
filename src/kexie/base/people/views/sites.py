"""The doors of the register of sites that log in through us."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import render, resolve_url
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from kexie.base.kernel import clock
from kexie.base.kernel.access import fresh, requires, signed_in
from kexie.base.kernel.errors import Invalid
from kexie.base.kernel.web import Request
from kexie.base.people import queries
from kexie.base.people.abilities import MANAGE_ACCOUNTS, MANAGE_SITES
from kexie.base.people.actions import identity
from kexie.base.people.forms.confirming import ConfirmForm
from kexie.base.people.forms.identity import SiteForm, SubjectForm
from kexie.base.people.models import Account
from kexie.base.people.queries import identity as identity_queries
from kexie.base.people.tables.invitations import SiteTable
from kexie.base.people.views.steps import step
from kexie.base.ui import registers

_EDIT = ["GET", "HEAD", "POST"]


@require_safe
@requires(MANAGE_SITES)
def site_list(request: Request) -> HttpResponse:
    """The register of sites."""
    table = SiteTable(identity_queries.sites(request.actor))
    form = forms.Form(request.GET)
    return registers.respond(
        request,
        table,
        form,
        code="people.sites",
        title=gettext("接入站点"),
        template="people/sites.html",
        context={"provider_is_on": queries.provider_is_on()},
    )


@require_safe
@requires(MANAGE_SITES)
def site_detail(request: Request, client_id: str) -> HttpResponse:
    """One site."""
    site = identity_queries.site(request.actor, client_id)
    return render(request, "people/site.html", {"site": site, "disabled": identity_queries.is_disabled(site)})


@fresh
@requires(MANAGE_SITES)
@require_http_methods(_EDIT)
def site_add(request: Request) -> HttpResponse:
    """Register a site; its secret is shown on the answer alone."""
    form = SiteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        uris = given.pop("redirect_uris").splitlines()
        try:
            site, secret = identity.add_site(by=request.actor, at=clock.now(), redirect_uris=uris, **given)
        except Invalid as refusal:
            for name, texts in refusal.errors.items():
                form.add_error(name, texts)
        else:
            return render(request, "people/site_secret.html", {"site": site, "secret": secret})
    context = {"form": form, "title": _("登记接入站点"), "what": "", "back": resolve_url("people:sites")}
    return render(request, "people/manage.html", context, status=422 if form.errors else 200)


@fresh
@requires(MANAGE_SITES)
@require_http_methods(_EDIT)
def site_secret(request: Request, client_id: str) -> HttpResponse:
    """A new secret, shown on the answer alone."""
    site = identity_queries.site(request.actor, client_id)
    if request.method == "POST":
        secret = identity.rotate_secret(by=request.actor, at=clock.now(), site=site)
        return render(request, "people/site_secret.html", {"site": site, "secret": secret})
    what = gettext("“%(name)s”现在的密钥立即失效，换上新密钥之前无法登录。") % {"name": site.name}
    back = resolve_url("people:site", site.pk)
    context = {"form": ConfirmForm(), "title": _("更换密钥"), "what": what, "back": back}
    return render(request, "people/manage.html", context)


@fresh
@requires(MANAGE_SITES)
@require_http_methods(_EDIT)
def site_switch(request: Request, client_id: str) -> HttpResponse:
    """Switch a site off, or on again."""
    site = identity_queries.site(request.actor, client_id)
    on = identity_queries.is_disabled(site)

    def do(given: dict[str, Any]) -> str:
        return str(identity.switch_site(by=request.actor, at=clock.now(), site=site, on=on).pk)

    off = gettext("停用后不能再通过本平台登录“%(name)s”，已发出的令牌立即失效。") % {"name": site.name}
    what = gettext("启用后可以通过本平台登录“%(name)s”。") % {"name": site.name} if on else off
    title, done = (_("启用站点"), gettext("站点已启用。")) if on else (_("停用站点"), gettext("站点已停用。"))
    back = resolve_url("people:site", site.pk)
    return step(request, ConfirmForm(request.POST or None), do, title=title, what=what, done=done, back=back)


@fresh
@requires(MANAGE_ACCOUNTS)
@require_http_methods(_EDIT)
def identity_map(request: Request, person_id: UUID) -> HttpResponse:
    """Link a person's account to a city identity that an administrator has checked."""
    account = queries.account_of(request.actor, person_id, on=clock.today())

    def do(given: dict[str, Any]) -> str:
        linked = identity.map_identity(by=request.actor, at=clock.now(), account=account, subject=given["subject"])
        return str(linked.pk)

    what = gettext("请先核对确为%(name)s本人的统一身份。关联后，对方用统一身份认证即可登录这个账号。") % {
        "name": account
    }
    back = resolve_url("people:person", person_id)
    form = SubjectForm(request.POST or None)
    return step(request, form, do, title=_("关联统一身份"), what=what, done=gettext("已关联统一身份。"), back=back)


@fresh
@signed_in
@require_http_methods(_EDIT)
def identity_unlink(request: Request) -> HttpResponse:
    """Take the link of one's own account to the city identity away."""

    def do(given: dict[str, Any]) -> str:
        if isinstance(request.user, Account):
            identity.unlink_identity(by=request.actor, at=clock.now(), account=request.user)
        return ""

    back = resolve_url("mfa_index")
    what = gettext("解除后，不能再用统一身份登录本平台。")
    form = ConfirmForm(request.POST or None)
    return step(request, form, do, title=_("解除统一身份"), what=what, done=gettext("已解除关联。"), back=back)
