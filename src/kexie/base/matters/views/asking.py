"""What the doors of matters share: ask, do once, go on; a version's frame."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from kexie.base.kernel.errors import NotPermitted, Refusal
from kexie.base.kernel.idempotency import key_of, once
from kexie.base.kernel.web import Request
from kexie.base.matters.errors import GroupInUse, MatterInvalid, NotReady, SamePerson, VersionChanged
from kexie.base.matters.models import MatterVersion
from kexie.base.matters.queries.matters import VersionView

#: Refusals that stand above the form, with what was filled in.
TOLD: tuple[type[Refusal], ...] = (VersionChanged, SamePerson, GroupInUse, NotPermitted)


def ask(
    request: Request,
    form: forms.Form | forms.ModelForm,
    do: Callable[[], str],
    context: Mapping[str, Any],
    *,
    done: str,
    onward: Callable[[str], str],
    template: str = "matters/design/ask.html",
    valid: Callable[[], bool] | None = None,
    changed: Callable[[], Mapping[str, Any]] | None = None,
) -> HttpResponse:
    """Ask (GET), then do it once (POST) and go ``onward`` from what it answers; what can be mended stands beside the form.

    ``valid`` is asked where there is more to look at than ``form``. ``changed`` says what the page shows besides when the version
    was changed meanwhile; else the refusal stands above the form.
    """
    status = 200
    problems: list[Any] = list(context.get("problems", ()))
    if request.method == "POST" and (valid or form.is_valid)():
        verb = f"matters.{request.resolver_match.url_name}" if request.resolver_match else "matters"
        try:
            reference = once(by=request.actor, key=key_of(request.POST), verb=verb, do=do)
        except MatterInvalid as refusal:
            for name, sentences in refusal.data["errors"].items():
                form.add_error(name if name in form.fields else None, sentences)
        except NotReady as refusal:
            if not context.get("held"):  # which says so already
                form.add_error(None, refusal.message)
            problems, status = refusal.data["problems"] or problems, refusal.status
        except TOLD as refusal:
            status = refusal.status
            if changed is not None and isinstance(refusal, VersionChanged):
                context = {**context, **changed()}
            else:
                form.add_error(None, refusal.message)
        else:
            messages.success(request, done)
            return HttpResponseRedirect(onward(reference))
    if request.method == "POST" and status == 200:
        status = 422
    return render(request, template, {**context, "form": form, "problems": problems}, status=status)


def matter_trail(matter: Any, *more: tuple[str | Promise, str]) -> list[tuple[str | Promise, str]]:
    """The way down to a matter, and further."""
    here = (matter.name, reverse("matters:matter", args=[matter.pk]) if more else "")
    return [(_("事项"), reverse("matters:matters")), here, *more]


def version_name(version: MatterVersion) -> str:
    """第3版."""
    return _("第%(number)s版") % {"number": version.number}


def version_frame(request: Request, view: VersionView, here: str) -> dict[str, Any]:
    """What every page of a version shows around its own: the way there, its tabs, its state; ``here`` names the tab."""
    version = view.version
    tabs = [
        {"label": label, "url": reverse(f"matters:{name}", args=[version.pk]), "current": name == here}
        for name, label in (
            ("version", _("办事指南")),
            ("forms", _("表单")),
            ("process", _("流程图")),
            ("dry-run", _("试运行")),
            ("compare", _("与上一版比较")),
        )
        if name != "compare" or view.before
    ]
    return {
        "view": view,
        "version": version,
        "tabs": tabs,
        "trail": matter_trail(version.matter, (version_name(version), "")),
        "title": _("%(name)s 第%(number)s版") % {"name": version.name, "number": version.number},
    }
