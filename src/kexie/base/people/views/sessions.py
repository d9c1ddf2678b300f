"""How strong and how fresh the log-in behind a request is, and the gate that asks for more (security.md, 3, 4 and 11)."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from allauth.account.signals import user_logged_in
from allauth.usersessions.models import UserSession
from allauth.usersessions.signals import on_user_logged_in
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from kexie.base.kernel import clock
from kexie.base.kernel.access import Access
from kexie.base.kernel.errors import ConfirmFirst
from kexie.base.people.models import Account

# It would load every session of the person at each log-in, three queries each; `AccountAdapter.login` lists the new one.
user_logged_in.disconnect(receiver=on_user_logged_in)


def records(request: HttpRequest) -> list[dict[str, Any]]:
    """How the person has proven who he or she is in this session: method, moment (``at``, seconds since 1970), and more."""
    return get_authentication_records(request, request.user) if isinstance(request.user, Account) else []


def is_fresh(request: HttpRequest) -> bool:
    """Whether the person has logged in or confirmed it within `KEXIE_FRESH_S` seconds."""
    known = records(request)
    return bool(known) and time.time() - known[-1]["at"] < settings.KEXIE_FRESH_S


def is_two_factor(request: HttpRequest) -> bool:
    """Whether a second factor (or a passkey, which is two in one) was shown in this session."""
    return any(record["method"] == "mfa" for record in records(request))


def note_factor(request: HttpRequest, kind: str) -> None:
    """Let this session count as two-factor: the person has just set the factor up, and proven to hold it."""
    record_authentication(request, request.user, method="mfa", type=kind, reauthenticated=True)


def gate(request: HttpRequest, access: Access, *, fresh: bool) -> None:
    """Raise what the log-in lacks for a view: an old password, a second factor for staff pages, a fresh log-in."""
    account = request.user
    if not isinstance(account, Account):
        return
    if access.abilities:
        _check_password_age(account)
        if settings.KEXIE_STAFF_MFA and not is_two_factor(request):
            raise ConfirmFirst(_("工作台需要两步验证，请先设置或完成验证。"), address=_second_factor(account))
    if fresh and not is_fresh(request):
        raise ConfirmFirst(address=way_to_confirm(account))


def _check_password_age(account: Account) -> None:
    days = settings.KEXIE_PASSWORD_DAYS
    since = account.password_set_at or account.date_joined
    if days and account.has_usable_password() and (since is None or clock.now() - since > timedelta(days=days)):
        sentence = _("密码已使用超过%(days)d天，请设定一个新密码。") % {"days": days}
        raise ConfirmFirst(sentence, address=reverse("account_change_password"))


def _second_factor(account: Account) -> str:
    """Where a second factor is shown, or set up when there is none yet."""
    ways = {way["id"]: way for way in get_reauthentication_flows(account)}
    kinds = ways.get("mfa_reauthenticate", {}).get("types", [])
    if "totp" in kinds:
        return reverse("mfa_reauthenticate")
    return reverse("mfa_reauthenticate_webauthn") if "webauthn" in kinds else reverse("mfa_index")


def way_to_confirm(account: Account) -> str:
    """Where the person proves again who he or she is: by password, or by what there is; else by a new log-in."""
    ways = [way["id"] for way in get_reauthentication_flows(account)]
    return reverse("account_reauthenticate") if ways else reverse("people:log-in-again")


def list_session(request: HttpRequest) -> None:
    """Let the present session stand in the list of open log-ins: it has a new key."""
    UserSession.objects.create_from_request(request)
