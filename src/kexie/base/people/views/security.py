"""登录与安全: one's own log-in: password, second factors, phone, city identity, open sessions, what has happened."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kexie.base.kernel import clock, texting
from kexie.base.kernel.access import fresh, requires, signed_in
from kexie.base.kernel.web import Request
from kexie.base.people import queries
from kexie.base.people.abilities import MANAGE_ACCOUNTS
from kexie.base.people.actions import accounts, sessions
from kexie.base.people.forms.confirming import ConfirmForm
from kexie.base.people.models import Account
from kexie.base.people.queries import sessions as session_queries
from kexie.base.people.views import sessions as strength
from kexie.base.people.views.factors import wanted_page
from kexie.base.people.views.steps import step


@signed_in
@require_safe
def security(request: Request) -> HttpResponse:
    """Everything about one's own log-in on one page."""
    factors = list(session_queries.own_factors(request.actor))
    context = {
        "app": next((one for one in factors if one.type == Authenticator.Type.TOTP), None),
        "passkeys": [one for one in factors if one.type == Authenticator.Type.WEBAUTHN],
        "codes": next((one for one in factors if one.type == Authenticator.Type.RECOVERY_CODES), None),
        "open_sessions": session_queries.open_sessions(request.actor, key=request.session.session_key),
        "log_ins": session_queries.recent_log_ins(request.actor),
        "texts": texting.is_on(),
        "onward": wanted_page(request),
        "two_factor": strength.is_two_factor(request),
        "identity": queries.own_identity(request.actor),
        "identity_label": queries.identity_label(),
    }
    return render(request, "people/security.html", context)


@signed_in
@require_POST
def session_end(request: Request, number: int) -> HttpResponse:
    """End one other open log-in of one's own; the present one ends by logging out."""
    found = session_queries.own_session(request.actor, number)
    if found.session_key == request.session.session_key:
        return redirect("account_logout")
    sessions.end_session(by=request.actor, at=clock.now(), session=found)
    messages.success(request, gettext("已结束这个登录。"))
    return redirect("mfa_index")


@signed_in
@require_POST
def sessions_end(request: Request) -> HttpResponse:
    """End all other log-ins of one's own, also those that are not listed."""
    account = request.user
    if not isinstance(account, Account):
        return redirect("account_login")
    accounts.end_sessions(by=request.actor, at=clock.now(), account=account)
    account.refresh_from_db(fields=["session_generation"])
    update_session_auth_hash(request, account)
    strength.list_session(request)
    messages.success(request, gettext("其他登录已全部结束。"))
    return redirect("mfa_index")


@fresh
@requires(MANAGE_ACCOUNTS)
@require_http_methods(["GET", "HEAD", "POST"])
def person_sessions_end(request: Request, person_id: Any) -> HttpResponse:
    """End every log-in of a person."""
    account = queries.account_of(request.actor, person_id, on=clock.today())

    def do(given: dict[str, Any]) -> str:
        accounts.end_sessions(by=request.actor, at=clock.now(), account=account)
        return str(account.pk)

    what = gettext("%(name)s已登录的会话立即全部结束，账号仍然可以登录；系统会发邮件告知本人。") % {"name": account}
    back = resolve_url("people:person", person_id)
    form = ConfirmForm(request.POST or None)
    return step(
        request, form, do, title=_("结束全部登录"), what=what, done=gettext("已结束此人的全部登录。"), back=back
    )


@signed_in
@require_safe
def log_in_again(request: Request) -> HttpResponse:
    """For who has neither password nor factor and so can only confirm by a new log-in: how that is done."""
    return render(request, "people/log_in_again.html", {"next": request.GET.get("next", "")})
