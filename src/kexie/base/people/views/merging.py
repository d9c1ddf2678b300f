"""The doors through which two records of one human being become one, and two again."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kexie.base.kernel import clock
from kexie.base.kernel.access import requires
from kexie.base.kernel.errors import Conflict, Invalid
from kexie.base.kernel.idempotency import key_of, once
from kexie.base.kernel.web import Request
from kexie.base.people.abilities import MERGE_PERSONS
from kexie.base.people.actions import merging
from kexie.base.people.forms.confirming import ConfirmForm
from kexie.base.people.forms.merging import MergeForm, OtherRecordForm
from kexie.base.people.models import Person
from kexie.base.people.queries.merging import (
    doubles,
    likely_doubles,
    merge_choices,
    merge_to_undo,
    merged_already,
    merges,
    person_to_merge,
)
from kexie.base.people.queries.secrets import masked
from kexie.base.people.tables.merging import MergeTable
from kexie.base.people.views import person_page
from kexie.base.people.views.steps import step
from kexie.base.ui import registers
from kexie.base.ui.picking import answer


@requires(MERGE_PERSONS)
@require_http_methods(["GET", "HEAD", "POST"])
def person_merge(request: Request, person_id: UUID) -> HttpResponse:
    """Choose the second record, look at what would move, then merge once; this address's record is the one kept."""
    today = clock.today()
    kept = person_to_merge(request.actor, person_id, on=today)
    if request.method == "POST" and merged_already(kept, request.GET.get("other", "")):
        return _merged_page(request, kept)
    choice = OtherRecordForm(
        request.GET if "other" in request.GET or "other_text" in request.GET else None, actor=request.actor, kept=kept
    )
    other = choice.other()
    if other is None:
        context = {"person": kept, "form": choice, "likely": likely_doubles(request.actor, kept, on=today)}
        return render(request, "people/person_merge_choose.html", context, status=422 if choice.errors else 200)
    seen = merging.preview(by=request.actor, at=clock.now(), kept=kept, merged=other)
    form = MergeForm(request.POST or None, initial={"expected": seen.fingerprint})
    if request.method == "POST" and form.is_valid():
        try:
            once(
                by=request.actor,
                key=key_of(request.POST),
                verb="people.person-merge",
                do=lambda: _merged(request, kept, other, form.cleaned_data),
            )
        except (Invalid, Conflict) as refusal:
            form.add_error(None, refusal.message)
        else:
            return _merged_page(request, kept)
    return _preview_page(request, kept, other, seen, form)


def _merged_page(request: Request, kept: Person) -> HttpResponse:
    messages.success(request, _("已合并。如有误，可以在“合并记录”中撤销。"))
    return redirect("people:person", kept.pk)


def _merged(request: Request, kept: Person, other: Person, given: dict[str, Any]) -> str:
    done = merging.merge(
        by=request.actor,
        at=clock.now(),
        kept=kept,
        merged=other,
        reason=given["reason"],
        expected=given["expected"],
    )
    return str(done.pk)


def _preview_page(
    request: Request, kept: Person, other: Person, seen: merging.Preview, form: forms.Form
) -> HttpResponse:
    masks = masked([kept, other])
    sides = [
        (
            title,
            one,
            person_page.facts(one),
            person_page.events(request.actor, one),
            list(masks.get(one.pk, {}).values()),
        )
        for title, one in ((_("保留的记录"), kept), (_("并入的记录"), other))
    ]
    context = {"kept": kept, "other": other, "seen": seen, "form": form, "sides": sides}
    return render(request, "people/person_merge.html", context, status=422 if form.errors else 200)


@require_safe
@requires(MERGE_PERSONS)
def merge_options(request: Request) -> JsonResponse:
    """The records that another can be merged with, each with what tells namesakes apart."""
    return answer(merge_choices(request.actor, request.GET.get("q", ""), on=clock.today()))


@require_safe
@requires(MERGE_PERSONS)
def person_duplicates(request: Request) -> HttpResponse:
    """Records within reach that are likely one human being."""
    context = {"groups": doubles(request.actor, on=clock.today())}
    return render(request, "people/person_duplicates.html", context)


@require_safe
@requires(MERGE_PERSONS)
def merge_list(request: Request) -> HttpResponse:
    """What was merged, and what can be undone."""
    table = MergeTable(merges(request.actor, on=clock.today()))
    return registers.respond(request, table, forms.Form(), code="people.merges", title=_("合并记录"))


@requires(MERGE_PERSONS)
@require_http_methods(["GET", "HEAD", "POST"])
def person_unmerge(request: Request, merge_id: UUID) -> HttpResponse:
    """Put back what a merge has moved."""
    done = merge_to_undo(request.actor, merge_id, on=clock.today())
    form = ConfirmForm(request.POST or None)

    def do(given: dict[str, Any]) -> str:
        return str(merging.undo(by=request.actor, at=clock.now(), done=done).pk)

    what = _("将把合并时移入“%(name)s”的内容原样放回原来的记录；合并之后新增的内容仍留在保留的记录上。") % {
        "name": done.kept.name
    }
    back = resolve_url("people:person-merges")
    return step(request, form, do, title=_("撤销合并"), what=what, done=_("已撤销合并。"), back=back)
