"""The doors of log-in by code, and what counts failed steps: by person and address, as for passwords (security.md, 5, 8)."""

from __future__ import annotations

from typing import Any, Final

from allauth.account import views as allauth_views
from axes.handlers.proxy import AxesProxyHandler
from django.http import HttpRequest, HttpResponse

from kexie.base.kernel import clock, vault
from kexie.base.kernel.access import Visitor, public
from kexie.base.people.actions import sessions
from kexie.base.people.actions.codes import SEALED_PHONE, ask_code
from kexie.base.people.rules import codes
from kexie.base.people.views.accounts import locked_out

_PHONE: Final = "phone:"


def is_locked(request: HttpRequest, name: str) -> bool:
    """Whether ``name`` has failed too often from where the request comes."""
    return not AxesProxyHandler.is_allowed(request, {"email": name})


def note_failure(request: HttpRequest, name: str) -> None:
    """Count a failed step of ``name``, and keep it in the audit."""
    AxesProxyHandler.user_login_failed(sender=__name__, credentials={"email": name}, request=request)
    sessions.note_failed_log_in(by=Visitor(), at=clock.now(), email=name)


class AskCodeView(allauth_views.RequestLoginCodeView):
    """Ask for a code; an unknown address costs the same message in the outbox as a known one."""

    def form_valid(self, form: Any) -> HttpResponse:
        """The message of an unknown address goes nowhere."""
        response: HttpResponse = super().form_valid(form)
        if form._user is None:
            given = form.cleaned_data
            ask_code(at=clock.now(), code="", email=given.get("email", ""), sealed_phone=given.get("phone", ""))
        return response


class LogInCodeView(allauth_views.ConfirmLoginCodeView):
    """Take the code: good once, six tries at most, and fewer when this address has failed before."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Refuse the locked-out before anything is compared."""
        if is_locked(request, self._name()):
            return locked_out(request)
        answer: HttpResponse = super().post(request, *args, **kwargs)
        return answer

    def form_invalid(self, form: Any) -> HttpResponse:
        """Count the failure."""
        note_failure(self.request, self._name())
        answer: HttpResponse = super().form_invalid(form)
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Where the code was sent to, masked."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        phone = context.pop("phone", None)
        if phone:
            context["phone"] = codes.masked_mobile(vault.open_sealed(phone, context=SEALED_PHONE))
        return context

    def _name(self) -> str:
        """What failures are counted by: the address, or the blind index of the phone."""
        state = self._process.state
        if phone := state.get("phone"):
            mobile = vault.open_sealed(phone, context=SEALED_PHONE)
            return _PHONE + vault.blind(mobile, purpose="mobile")
        return str(state.get("email", ""))


ask_code_page = public(AskCodeView.as_view())
take_code = public(LogInCodeView.as_view())
