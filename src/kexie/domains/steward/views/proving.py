"""Doors of whoever has no account, or is not logged in: a contact is proven by a one-time code, and opens pages for a while."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from allauth.core import ratelimit
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kexie.base.kernel import clock
from kexie.base.kernel.access import public
from kexie.base.kernel.errors import NotFound
from kexie.base.kernel.web import Request
from kexie.base.matters.api import Contact, Guest, guests_name, offered_to_guests
from kexie.domains.steward.actions import proving as actions
from kexie.domains.steward.forms.proving import ApplicantForm, CodeForm, ContactForm
from kexie.domains.steward.queries.proving import proven
from kexie.domains.steward.rules.proving import APPLIES_FOR, OWNS_FOR, Answer
from kexie.domains.steward.views.opened import Opened

_EDIT: Final = ["GET", "HEAD", "POST"]
#: What the session keeps: which code is waited for, and what for; who applies; which cases are one's own.
_ASKED: Final = "steward.asked"
_APPLIES: Final = Opened("steward.applies", APPLIES_FOR)
_OWNS: Final = Opened("steward.owns", OWNS_FOR)
#: Which cases were opened by number and code.
FOLLOWS: Final = Opened("steward.followed", timedelta(minutes=30))


@public
@require_http_methods(_EDIT)
def to_apply(request: Request, code: str) -> HttpResponse:
    """Name and contact of whoever applies without an account; the code is sent there."""
    version = offered_to_guests(code, on=clock.today())
    form = ApplicantForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _has_time(request, form):
        given = form.cleaned_data
        proof_id = actions.ask(by=request.actor, at=clock.now(), contact=given["contact"], name=given["name"])
        return _sent(request, proof_id, code=code)
    return _page(request, "steward/to_apply.html", form, version=version)


@public
@require_http_methods(_EDIT)
def to_own(request: Request, case_id: UUID) -> HttpResponse:
    """The contact that was left with a case which is open by number and code; the code is sent there, if it is that one."""
    if not FOLLOWS.has(request, case_id):
        if request.actor.is_known:
            raise NotFound
        return redirect("steward:follow")
    form = ContactForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _has_time(request, form):
        contact = form.cleaned_data["contact"]
        proof_id = actions.ask(by=request.actor, at=clock.now(), contact=contact, case_id=case_id)
        return _sent(request, proof_id, case_id=case_id)
    return _page(request, "steward/to_own.html", form, case_id=case_id)


@public
@require_http_methods(_EDIT)
def take_code(request: Request) -> HttpResponse:
    """The code that has arrived: where it is right, the way goes on."""
    asked: dict[str, str] | None = request.session.get(_ASKED)
    if asked is None:
        return redirect("steward:follow")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not ratelimit.consume(request, action="steward_code"):
            form.add_error(None, _("操作过于频繁，请过几分钟再试。"))
            return _page(request, "steward/code.html", form, status=429, again=_again(asked))
        answer, left = actions.prove(
            by=request.actor, at=clock.now(), proof_id=UUID(asked["proof"]), typed=form.cleaned_data["code"]
        )
        if answer is Answer.PROVEN:
            return _go_on(request, asked)
        if answer is Answer.STALE or left == 0:
            del request.session[_ASKED]
            messages.error(request, _("验证码已经失效，请重新获取。"))
            return HttpResponseRedirect(_again(asked))
        form.add_error("code", _("验证码不正确，请核对后重新输入，还可以试%(left)d次。") % {"left": left})
    return _page(request, "steward/code.html", form, again=_again(asked))


def forget(request: Request) -> None:
    """Whatever this browser has opened is closed."""
    request.session.pop(_ASKED, None)
    for opened in (_APPLIES, _OWNS, FOLLOWS):
        opened.forget(request)


def way_to_end(request: Request) -> str:
    """On the page of one's own case: for whoever sits at a screen that others use."""
    return render_to_string("steward/parts/end.html", request=request)


class ContactDoor:
    """Guests are let in by the contact that they have proven (`matters.api.Door`)."""

    def applying(self, request: Request) -> Guest | None:
        """Whoever has proven a contact in this browser, to apply."""
        for proof_id in _APPLIES.keys_of(request):
            if found := proven(proof_id):
                _APPLIES.open(request, proof_id)
                return Guest(name=found.name, key=found.key, contact=found.contact)
        return None

    def owning(self, request: Request, case_id: UUID) -> Guest | None:
        """Whoever has proven in this browser that the case is his."""
        if not _OWNS.has(request, case_id):
            return None
        _OWNS.open(request, case_id)
        return Guest(name=guests_name(case_id), key=case_id, contact=Contact(), case_id=case_id)

    def everybody(self, request: Request) -> Iterator[Guest]:
        """All that this browser may act as."""
        if guest := self.applying(request):
            yield guest
        for case_id in _OWNS.keys_of(request):
            if guest := self.owning(request, case_id):
                yield guest

    def began(self, request: Request, case_id: UUID) -> None:
        """The case was applied for here just now: it is open as one's own, and to be followed."""
        _OWNS.open(request, case_id)
        FOLLOWS.open(request, case_id)

    def way_to_apply(self, code: str) -> str:
        """Where a contact is proven to apply."""
        return reverse("steward:to-apply", args=[code])

    def way_to_follow(self) -> str:
        """Where a case is followed by number and code."""
        return reverse("steward:follow")

    def way_to_own(self, case_id: UUID) -> str:
        """Where one proves that the case is one's own."""
        return reverse("steward:to-own", args=[case_id])


def _has_time(request: Request, form: ContactForm) -> bool:
    """Whether a code may be asked for, from this address and for this contact, so soon after others."""
    contact: Contact = form.cleaned_data["contact"]
    if ratelimit.consume(request, action="steward_prove", key=contact.mobile or contact.email):
        return True
    form.add_error(None, _("获取验证码过于频繁，请过几分钟再试。"))
    form.too_often = True  # type: ignore[attr-defined]  # read by `_page`
    return False


def _sent(request: Request, proof_id: UUID, **what: Any) -> HttpResponse:
    request.session[_ASKED] = {"proof": proof_id.hex} | {name: str(value) for name, value in what.items()}
    return redirect("steward:take-code")


def _again(asked: dict[str, str]) -> str:
    if "code" in asked:
        return reverse("steward:to-apply", args=[asked["code"]])
    return reverse("steward:to-own", args=[UUID(asked["case_id"])])


def _go_on(request: Request, asked: dict[str, str]) -> HttpResponse:
    request.session.cycle_key()
    del request.session[_ASKED]
    if "code" in asked:
        _APPLIES.forget(request)
        _APPLIES.open(request, UUID(asked["proof"]))
        return redirect("matters:guest-apply", asked["code"])
    case_id = UUID(asked["case_id"])
    _OWNS.open(request, case_id)
    return redirect("matters:guest-case", case_id)


def _page(request: Request, template: str, form: Any, *, status: int = 0, **more: Any) -> HttpResponse:
    wrong = 429 if getattr(form, "too_often", False) else 422
    response = render(request, template, {"form": form, **more}, status=status or (wrong if form.errors else 200))
    response["Cache-Control"] = "private, no-store"
    return response
