"""The doors by which one proves one's phone, so that it can log in."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from kexie.base.kernel import clock, texting, vault
from kexie.base.kernel.access import fresh, signed_in
from kexie.base.kernel.errors import NotFound, Refusal
from kexie.base.kernel.web import Request
from kexie.base.people.actions import notices, phones
from kexie.base.people.actions.codes import GOOD_FOR, SEALED_CODE, SEALED_PHONE, ask_code, new_code
from kexie.base.people.forms.codes import PhoneCodeForm, PhoneForm, check_pace
from kexie.base.people.forms.confirming import ConfirmForm
from kexie.base.people.models import Account
from kexie.base.people.rules import codes
from kexie.base.people.views.steps import step

#: Where the session keeps the number that is being proven: sealed, with the code, its end and the tries that are left.
_PENDING: Final = "phone_pending"
_TRIES: Final = 6
_EDIT: Final = ["GET", "HEAD", "POST"]


def _account(request: Request) -> Account:
    if not isinstance(request.user, Account) or not texting.is_on():
        raise NotFound
    return request.user


@fresh
@signed_in
@require_http_methods(_EDIT)
def phone_change(request: Request) -> HttpResponse:
    """Ask for the number and have a code sent there; the same reply whether another account has it."""
    account = _account(request)
    form = PhoneForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _may_ask(form, account):
        code, sealed = new_code(), vault.seal(form.cleaned_data["mobile"], context=SEALED_PHONE)
        request.session[_PENDING] = {
            "phone": sealed,
            "code": vault.seal(code, context=SEALED_CODE),
            "until": (clock.now() + GOOD_FOR).isoformat(),
            "tries": _TRIES,
        }
        ask_code(at=clock.now(), code=code, sealed_phone=sealed)
        return redirect("people:phone-verify")
    return render(request, "people/phone.html", {"form": form}, status=422 if form.errors else 200)


def _may_ask(form: PhoneForm, account: Account) -> bool:
    try:
        check_pace("request_login_code", f"verify:{account.pk}")
    except ValidationError as error:
        form.add_error("mobile", error)
        return False
    return True


@fresh
@signed_in
@require_http_methods(_EDIT)
def phone_verify(request: Request) -> HttpResponse:
    """Take the code: good once, for ten minutes, six tries."""
    account = _account(request)
    pending: dict[str, Any] | None = request.session.get(_PENDING)
    if not pending or clock.now() > datetime.fromisoformat(pending["until"]) or pending["tries"] <= 0:
        request.session.pop(_PENDING, None)
        messages.error(request, gettext("验证码已经失效，请重新获取。"))
        return redirect("people:phone-change")
    mobile = vault.open_sealed(pending["phone"], context=SEALED_PHONE)
    form = PhoneCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if _matches(pending, form.cleaned_data["code"]):
            request.session.pop(_PENDING)
            return _verified(request, account, mobile)
        request.session[_PENDING] = {**pending, "tries": pending["tries"] - 1}
        form.add_error("code", gettext("验证码不正确，请核对后重新输入。"))
    context = {"form": form, "phone": codes.masked_mobile(mobile)}
    return render(request, "people/phone_code.html", context, status=422 if form.errors else 200)


def _matches(pending: dict[str, Any], typed: str) -> bool:
    digits = "".join(char for char in typed if char.isdigit())
    return secrets.compare_digest(vault.open_sealed(pending["code"], context=SEALED_CODE).encode(), digits.encode())


def _verified(request: Request, account: Account, mobile: str) -> HttpResponse:
    try:
        phones.verify_phone(by=request.actor, at=clock.now(), account=account, mobile=mobile)
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect("people:phone-change")
    notices.tell(at=clock.now(), account=account, kind="phone_verified")
    messages.success(request, gettext("手机号已验证，今后可以用手机验证码登录。"))
    return redirect("mfa_index")


@fresh
@signed_in
@require_http_methods(_EDIT)
def phone_remove(request: Request) -> HttpResponse:
    """Let the phone no longer log in."""
    account = _account(request)

    def do(given: dict[str, Any]) -> str:
        phones.remove_phone(by=request.actor, at=clock.now(), account=account)
        notices.tell(at=clock.now(), account=account, kind="phone_removed")
        return ""

    what = gettext("解除后，不能再用手机验证码登录；人员资料中的手机号不变。")
    back = resolve_url("mfa_index")
    form = ConfirmForm(request.POST or None)
    return step(request, form, do, title=_("解除手机登录"), what=what, done=gettext("已解除手机登录。"), back=back)
