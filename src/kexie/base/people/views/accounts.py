"""The doors of log-in: allauth's views with our declarations, our words and our audit."""

from __future__ import annotations

from typing import Any

from allauth.account import views as allauth_views
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.translation import gettext_lazy as _

from kexie.base.kernel import clock
from kexie.base.kernel.access import Visitor, may, public, signed_in
from kexie.base.kernel.addresses import client_address
from kexie.base.kernel.web import refusal_response, wants_json
from kexie.base.people import queries, rules
from kexie.base.people.abilities import ENTER_WORKBENCH
from kexie.base.people.actions import notices, sessions
from kexie.base.people.actions.codes import ask_code
from kexie.base.people.errors import TooManyTries
from kexie.base.people.models import Account
from kexie.base.people.queries import actor_of
from kexie.base.people.rules import browsers
from kexie.base.people.views.sessions import is_fresh, list_session, records


class LogInView(allauth_views.LoginView):
    """Log-in, with the city's identity service where one is configured."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What the button of the identity service says."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"identity_label": queries.identity_label()}


log_in = public(LogInView.as_view())
log_out = public(allauth_views.logout)
reset = public(allauth_views.password_reset)
reset_asked = public(allauth_views.password_reset_done)
reset_by_key = public(allauth_views.password_reset_from_key)
reset_done = public(allauth_views.password_reset_from_key_done)
change_password = signed_in(allauth_views.password_change)
confirm = signed_in(allauth_views.reauthenticate)


class AccountAdapter(DefaultAccountAdapter):
    """What allauth asks of us: who may in, what is said, and the audit of it."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("邮箱或密码不正确，请核对后重新输入。"),
        "enter_current_password": _("请输入现在使用的密码。"),
        "incorrect_password": _("密码不正确，请重新输入。"),
        "invalid_password_reset": _("这个链接已经使用过或者已过期，请重新申请。"),
        "too_many_login_attempts": TooManyTries.default_message,
        "rate_limited": _("操作过于频繁，请稍后再试。"),
        "incorrect_code": _("验证码不正确，请核对后重新输入。"),
    }

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Of allauth's mails only the code is wanted; the worker mails it."""
        if template_prefix == "account/email/login_code":
            ask_code(at=clock.now(), code=context["code"], email=email)

    def send_notification_mail(self, template_prefix: str, user: Account, *args: Any, **kwargs: Any) -> None:
        """Tell the person in our words what has changed, through the outbox."""
        kind = template_prefix.rpartition("/")[2]
        notices.tell(at=clock.now(), account=user, kind=kind)

    def send_verification_code_sms(self, user: Account, phone: str, code: str, **kwargs: Any) -> None:
        """Have the code sent to a phone, whose number is sealed."""
        ask_code(at=clock.now(), code=code, sealed_phone=phone)

    def set_phone_verified(self, user: Account, phone: str) -> None:
        """Nothing: a phone that receives a code has been verified before."""

    def get_phone(self, user: Account) -> None:
        """No number for allauth: it stays sealed."""

    def respond_user_inactive(self, request: HttpRequest, user: Account) -> HttpResponse:
        """A disabled person is told what somebody unknown is told."""
        messages.error(request, str(self.error_messages["incorrect_code"]))
        return redirect("account_login")

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Whether the log-in is not fresh any more; the doors of factors say so themselves as well."""
        return not is_fresh(self.request or context.request)

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are opened by administrators; there is no registration."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address that failed log-ins are counted by."""
        return client_address(request)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Account | None:
        """The account of these credentials; a disabled one gets the same reply as a wrong password."""
        account: Account | None = super().authenticate(request, **credentials)
        if account is not None and not account.is_active:
            self.authentication_failed(request, **credentials)
            return None
        return account

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Keep the refusal in the audit."""
        sessions.note_failed_log_in(by=Visitor(), at=clock.now(), email=str(credentials.get("email", "")))

    def login(self, request: HttpRequest, user: Account) -> None:
        """Log in and keep it in the audit; Django gives the session a new key."""
        super().login(request, user)
        list_session(request)
        ways = "+".join(dict.fromkeys(str(record["method"]) for record in records(request)))
        client = browsers.name_of(request.headers.get("User-Agent", ""))
        sessions.note_log_in(by=actor_of(user, on=clock.today()), at=clock.now(), ways=ways, client=client)

    def logout(self, request: HttpRequest) -> None:
        """Log out and keep it in the audit."""
        if isinstance(request.user, Account):
            sessions.note_log_out(by=actor_of(request.user, on=clock.today()), at=clock.now())
        super().logout(request)

    def set_password(self, user: Account, password: str) -> None:
        """Set a password that a form has checked."""
        sessions.set_password(by=actor_of(user, on=clock.today()), at=clock.now(), account=user, password=password)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """The workbench for who may enter it, one's own pages for everybody else."""
        if isinstance(request.user, Account) and may(actor_of(request.user, on=clock.today()), ENTER_WORKBENCH):
            return resolve_url(settings.LOGIN_REDIRECT_URL)
        return resolve_url(settings.KEXIE_OWN_PAGES_URL)


def tried_name(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """The name that failed log-ins are counted by: the address in one spelling, so that capitals buy no more tries."""
    credentials = credentials or {}
    tried = credentials.get("email") or credentials.get("username") or request.POST.get("login", "")
    return rules.normal_mail(str(tried))


def locked_out(request: HttpRequest, response: HttpResponse | None = None, credentials: Any = None) -> HttpResponse:
    """What the locked-out see: how long to wait, and the other way in."""
    refusal = TooManyTries()
    if wants_json(request):
        return refusal_response(request, refusal)
    return render(request, "people/locked.html", {"refusal": refusal}, status=refusal.status)
