"""What every door of the bulletin asks of a request."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from kexie.base.kernel.idempotency import key_of, once
from kexie.base.kernel.web import Request, whole_number
from kexie.domains.bulletin.errors.figures import InstructionChanged, TableChanged, Unfit
from kexie.domains.bulletin.rules.desk import own_address


def edition(request: Request, name: str) -> int:
    """The edition that a form carries; 0, which no submission has, for anything else."""
    return whole_number(request.POST.get(name), digits=9) or 0


def list_address(request: Request) -> str:
    """The list of the desk from which somebody came, as it was narrowed there; the whole list if that is not told."""
    sent = request.POST if request.method == "POST" else request.GET
    return own_address(sent.get("from", ""), path=reverse("bulletin:desk"))


def ask(
    request: Request,
    form: forms.Form,
    do: Callable[[], str],
    context: Mapping[str, Any],
    *,
    done: str,
    onward: Callable[[str], str],
    template: str = "bulletin/commissions/ask.html",
) -> HttpResponse:
    """Ask (GET), then do it once (POST) and go ``onward`` from what it answers; what can be mended stands beside the form."""
    status = 200
    if request.method == "POST" and form.is_valid():
        verb = f"bulletin.{request.resolver_match.url_name}" if request.resolver_match else "bulletin"
        try:
            reference = once(by=request.actor, key=key_of(request.POST), verb=verb, do=do)
        except Unfit as refusal:
            for name, sentence in refusal.errors.items():
                form.add_error(name if name in form.fields else None, sentence)
        except (TableChanged, InstructionChanged) as refusal:
            form.add_error(None, refusal.message)
            status = refusal.status
        else:
            messages.success(request, done)
            return HttpResponseRedirect(onward(reference))
    if form.errors and status == 200:
        status = 422
    return render(request, template, {**context, "form": form}, status=status)
