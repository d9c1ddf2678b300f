"""One step of managing: ask, do it once, go back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise

from kexie.base.kernel.errors import Conflict, Invalid
from kexie.base.kernel.idempotency import key_of, once
from kexie.base.kernel.web import Request
from kexie.base.people.errors import ChangedMeanwhile
from kexie.base.people.forms.begun import BegunForm


def step(
    request: Request,
    form: forms.Form,
    do: Callable[[dict[str, Any]], str],
    *,
    title: str | Promise,
    what: str,
    done: str,
    back: str,
    layout: str = "ui/workbench.html",
    onward: Callable[[str], str] | None = None,
) -> HttpResponse:
    """Ask (GET), then do it once (POST); what can be mended stands beside the form.

    Afterwards to ``back``, or to the address that ``onward`` gives for the reference that ``do`` has answered.
    """
    if request.method == "POST" and form.is_valid():
        verb = f"people.{request.resolver_match.url_name}" if request.resolver_match else "people"
        try:
            reference = once(by=request.actor, key=key_of(request.POST), verb=verb, do=lambda: do(form.cleaned_data))
        except (Invalid, Conflict) as refusal:
            named = {name: texts for name, texts in getattr(refusal, "errors", {}).items() if name in form.fields}
            for name, texts in (named or {None: [refusal.message]}).items():
                form.add_error(name, texts)
            if isinstance(refusal, ChangedMeanwhile) and isinstance(form, BegunForm):
                form.begin_anew(refusal.now)
        else:
            messages.success(request, done)
            return redirect(onward(reference) if onward else back)
    context = {"form": form, "title": title, "what": what, "back": back, "layout": layout}
    return render(request, "people/manage.html", context, status=422 if form.errors else 200)
