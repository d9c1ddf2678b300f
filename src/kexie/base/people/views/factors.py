"""The doors of second factors: allauth's views with our declarations, our counting of failures and our pages."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base import views as base_views
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as recovery_views
from allauth.mfa.totp import views as totp_views
from allauth.mfa.webauthn import views as webauthn_views
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.shortcuts import redirect, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from kexie.base.kernel import clock, vault
from kexie.base.kernel.access import fresh, public, requires, signed_in
from kexie.base.kernel.web import Request
from kexie.base.people import queries
from kexie.base.people.abilities import MANAGE_ACCOUNTS
from kexie.base.people.actions import factors
from kexie.base.people.forms.confirming import ConfirmForm
from kexie.base.people.models import Account
from kexie.base.people.views.accounts import locked_out
from kexie.base.people.views.codes import is_locked, note_failure
from kexie.base.people.views.sessions import note_factor
from kexie.base.people.views.steps import step
from kexie.base.ui import identity

#: In which context the vault seals what an authenticator app shares with us.
SEALED: Final = "people.factor"
#: Where a session keeps the page that wanted a second factor.
WANTED: Final = "after_factor"


class FactorAdapter(DefaultMFAAdapter):
    """What allauth's factors ask of us."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("验证码不正确或已经用过，请等下一个验证码出现后再输入。"),
        "cannot_delete_authenticator": _("这项两步验证不能停用。"),
        "cannot_generate_recovery_codes": _("请先设置验证器应用或通行密钥，再生成恢复码。"),
    }

    def encrypt(self, text: str) -> str:
        """What is stored of an app or of recovery codes is sealed."""
        return vault.seal(text, context=SEALED)

    def decrypt(self, encrypted_text: str) -> str:
        """The same, opened."""
        return vault.open_sealed(encrypted_text, context=SEALED)

    def get_totp_issuer(self) -> str:
        """What the app shows above the code."""
        site = identity.current()
        return f"{site.title}（{site.name}）"

    def generate_authenticator_name(self, user: Account, type: str) -> str:  # noqa: A002 - the name of the base class
        """A name to begin with."""
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return gettext("通行密钥%(number)d") % {"number": count + 1}


class SecondFactorView(base_views.AuthenticateView):
    """The second step of a log-in, with failures counted by person and address."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Refuse the locked-out before anything is compared."""
        if is_locked(request, self.stage.login.user.email):
            return locked_out(request)
        answer: HttpResponse = super().post(request, *args, **kwargs)
        return answer

    def form_invalid(self, form: Any) -> HttpResponse:
        """Count the failure."""
        note_failure(self.request, self.stage.login.user.email)
        answer: HttpResponse = super().form_invalid(form)
        return answer


class _Confirming:
    """Confirming by a factor, with failures counted by person and address."""

    request: HttpRequest

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Refuse the locked-out before anything is compared."""
        if is_locked(request, request.user.email):  # type: ignore[union-attr]
            return locked_out(request)
        answer: HttpResponse = super().post(request, *args, **kwargs)  # type: ignore[misc]
        return answer

    def form_invalid(self, form: Any) -> HttpResponse:
        """Count the failure."""
        note_failure(self.request, self.request.user.email)  # type: ignore[union-attr]
        answer: HttpResponse = super().form_invalid(form)  # type: ignore[misc]
        return answer


class ConfirmFactorView(_Confirming, base_views.ReauthenticateView):
    """Confirm by a code of the app or a recovery code."""


class ConfirmPasskeyView(_Confirming, webauthn_views.ReauthenticateWebAuthnView):
    """Confirm by a passkey."""


class SetUpAppView(totp_views.ActivateTOTPView):
    """Set up an authenticator app; who has shown its first code has shown a second factor."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Keep it in the audit."""
        answer: HttpResponse = super().form_valid(form)
        _added(self.request, "totp")
        return answer


class AddPasskeyView(webauthn_views.AddWebAuthnView):
    """Add a passkey; who has just used it has shown a second factor."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Whether the address is a number, which no passkey can be bound to (W3C WebAuthn, 5.1.2)."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        host, _port = split_domain_port(self.request.get_host())
        return context | {"by_number": host.startswith("[") or host.replace(".", "").isdigit()}

    def form_valid(self, form: Any) -> HttpResponse:
        """Keep it in the audit."""
        answer: HttpResponse = super().form_valid(form)
        _added(self.request, "webauthn")
        return answer


class RemoveAppView(totp_views.DeactivateTOTPView):
    """Stop using an authenticator app."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Keep it in the audit."""
        answer: HttpResponse = super().form_valid(form)
        _note(self.request, "remove", "totp")
        return answer


class RemovePasskeyView(webauthn_views.RemoveWebAuthnView):
    """Remove a passkey."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Keep it in the audit."""
        answer: HttpResponse = super().form_valid(form)
        _note(self.request, "remove", "webauthn")
        return answer


class NewRecoveryCodesView(recovery_views.GenerateRecoveryCodesView):
    """New recovery codes; earlier ones are void."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Keep it in the audit."""
        answer: HttpResponse = super().form_valid(form)
        _note(self.request, "add", "recovery_codes")
        return answer


class RecoveryCodesView(recovery_views.ViewRecoveryCodesView):
    """The recovery codes, and the way on to the page that wanted a second factor."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the way on."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"onward": wanted_page(self.request)}


def _note(request: HttpRequest, verb: str, kind: str) -> None:
    factors.note_factor(by=request.actor, at=clock.now(), verb=verb, kind=kind)  # type: ignore[attr-defined]


def _added(request: HttpRequest, kind: str) -> None:
    note_factor(request, kind)
    _note(request, "add", kind)


def wanted_page(request: HttpRequest) -> str:
    """The page that wanted a second factor and led here; remembered until the log-in ends."""
    asked = request.GET.get("next", "")
    if asked and url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()}):
        request.session[WANTED] = asked
    return str(request.session.get(WANTED, ""))


second_factor = public(SecondFactorView.as_view())
confirm_by_code = signed_in(ConfirmFactorView.as_view())
confirm_by_passkey = signed_in(ConfirmPasskeyView.as_view())
log_in_by_passkey = public(webauthn_views.login_webauthn)
set_up_app = fresh(signed_in(SetUpAppView.as_view()))
remove_app = fresh(signed_in(RemoveAppView.as_view()))
add_passkey = fresh(signed_in(AddPasskeyView.as_view()))
remove_passkey = fresh(signed_in(RemovePasskeyView.as_view()))
recovery_codes = fresh(signed_in(RecoveryCodesView.as_view()))
new_recovery_codes = fresh(signed_in(NewRecoveryCodesView.as_view()))
recovery_file = fresh(signed_in(recovery_views.download_recovery_codes))


@signed_in
@require_safe
def passkeys(request: Request) -> HttpResponse:
    """The list of passkeys stands on the page of log-in and security."""
    return redirect("mfa_index")


@fresh
@requires(MANAGE_ACCOUNTS)
@require_http_methods(["GET", "HEAD", "POST"])
def factors_reset(request: Request, person_id: UUID) -> HttpResponse:
    """Take a person's second factors away, so that new ones can be set up: a lost phone."""
    account = queries.account_of(request.actor, person_id, on=clock.today())

    def do(given: dict[str, Any]) -> str:
        factors.reset_factors(by=request.actor, at=clock.now(), account=account)
        return str(account.pk)

    what = gettext(
        "%(name)s的验证器应用、通行密钥和恢复码全部作废，已登录的会话立即结束，并发邮件告知本人。请先确认是本人提出。"
    )
    back = resolve_url("people:person", person_id)
    return step(
        request,
        ConfirmForm(request.POST or None),
        do,
        title=_("重置两步验证"),
        what=what % {"name": account},
        done=gettext("两步验证已重置。"),
        back=back,
    )
