"""One verb on a case: ask, do it once, go back; who comes too late keeps what was typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.functional import Promise

from kexie.base.kernel.errors import Refusal
from kexie.base.kernel.idempotency import key_of, once
from kexie.base.kernel.web import Request
from kexie.base.matters.errors import CaseChanged, MatterInvalid, NoReturn, Stuck, TaskGone, TooManyLooks
from kexie.base.matters.models import Case

#: What is said beside the form: it can be mended, or read and sent again.
TOLD: tuple[type[Refusal], ...] = (MatterInvalid, CaseChanged, TaskGone, NoReturn, Stuck, TooManyLooks)


def act(
    request: Request,
    form: forms.Form,
    do: Callable[[dict[str, Any]], object],
    *,
    case: Case,
    title: str | Promise,
    action: str | Promise,
    done: str | Promise,
    back: str,
    text: str | Promise = "",
    danger: bool = False,
    layout: str = "ui/workbench.html",
    told: tuple[type[Refusal], ...] = (),
) -> HttpResponse:
    """Ask (GET), then do it once (POST) and go ``back``; ``told`` is said beside the form besides :data:`TOLD`."""
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            do_once(request, lambda: do(form.cleaned_data))
        except TOLD + told as refusal:
            status = refusal.status
            tell(form, refusal)
            if isinstance(refusal, CaseChanged):
                _see_anew(form, case)
        else:
            messages.success(request, str(done))
            return HttpResponseRedirect(back)
    context = {
        "form": form,
        "case": case,
        "title": title,
        "action": action,
        "text": text,
        "danger": danger,
        "back": back,
        "layout": layout,
    }
    return render(request, "matters/act.html", context, status=422 if form.errors and status == 200 else status)


def at_once(
    request: Request,
    do: Callable[[], object],
    *,
    done: str | Promise,
    back: str,
    told: tuple[type[Refusal], ...] = (),
) -> HttpResponse:
    """Do it once (POST) and go ``back``; what is refused is told there, ``told`` besides :data:`TOLD`."""
    try:
        do_once(request, do)
    except TOLD + told as refusal:
        errors = [text for texts in refusal.data.get("errors", {}).values() for text in texts]
        messages.error(request, "".join(errors) or refusal.message)
    else:
        messages.success(request, str(done))
    return HttpResponseRedirect(back)


def done(
    request: Request,
    form: forms.Form,
    do: Callable[[dict[str, Any]], object],
    *,
    said: str | Promise = "",
    told: tuple[type[Refusal], ...] = (),
) -> bool:
    """Whether what a form on a page asks for was done, once, and is ``said`` on the next; what is wrong or refused
    (``told`` besides :data:`TOLD`) is told in the form.
    """
    if not form.is_valid():
        return False
    try:
        do_once(request, lambda: do(form.cleaned_data))
    except TOLD + told as refusal:
        tell(form, refusal)
        return False
    if said:
        messages.success(request, str(said))
    return True


def do_once(request: Request, do: Callable[[], object]) -> None:
    """Do what a form asks for, once for each form."""
    name = request.resolver_match.url_name if request.resolver_match else ""

    def reference() -> str:
        do()
        return "done"

    once(by=request.actor, key=key_of(request.POST), verb=f"matters.{name}", do=reference)


def tell(form: forms.Form, refusal: Refusal) -> None:
    """Say in ``form`` what was refused, beside its fields where they are named."""
    errors = refusal.data.get("errors", {})
    named = {name: texts for name, texts in errors.items() if name in form.fields}
    if not named:
        form.add_error(None, [text for texts in errors.values() for text in texts] or [refusal.message])
    for name, texts in named.items():
        form.add_error(name, texts)


def _see_anew(form: forms.Form, case: Case) -> None:
    """The form as it was typed, for the case as it is now: whoever sends it again has been told."""
    now = Case.objects.beyond("looked at by whoever asks").filter(pk=case.pk).values_list("revision", flat=True).first()
    form.data = {**form.data.dict(), "seen": str(now)}  # type: ignore[attr-defined]  # what a request has sent
