"""The doors to what the ledger says, and to the other side's word on it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kexie.base.kernel import clock
from kexie.base.kernel.access import Actor, may, requires
from kexie.base.kernel.web import Request
from kexie.base.ledger import actions, queries
from kexie.base.ledger.abilities import CONFIRM, RECORD, VIEW
from kexie.base.ledger.errors import WrongEntry
from kexie.base.ledger.forms.filters import DisputeForm, EntryFilter, TotalFilter
from kexie.base.ledger.models import Entry, EntryState
from kexie.base.ledger.rules import Period, days_words
from kexie.base.ledger.tables import EntryTable, TotalTable, shown_state
from kexie.base.ui import registers
from kexie.base.ui.todos import ToDo


@require_safe
@requires(VIEW)
def entry_list(request: Request) -> HttpResponse:
    """Entries within reach, filtered, in pages, or as a file of all that the filter leaves."""
    chosen = EntryFilter(request.GET, queryset=queries.entries(request.actor, withdrawn=True))
    table = EntryTable(chosen.qs)
    return registers.respond(
        request,
        table,
        chosen.form,
        code="ledger.entries",
        title=_("工作台账"),
        template="ledger/entries.html",
        context={"may_record": may(request.actor, RECORD)},
    )


@require_safe
@requires(VIEW)
def total_list(request: Request) -> HttpResponse:
    """Totals by unit, kind and month, quarter or year over what the filter leaves."""
    chosen = TotalFilter(request.GET, queryset=queries.entries(request.actor))
    asked = request.GET.get("period", "")
    period = Period(asked) if asked in set(Period) else Period.MONTH
    table = TotalTable(queries.lines(request.actor, chosen.qs, period))
    return registers.respond(
        request, table, chosen.form, code="ledger.totals", title=_("台账统计"), template="ledger/totals.html"
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(VIEW, CONFIRM)
def entry_detail(request: Request, entry_id: UUID) -> HttpResponse:
    """One entry; its persons and corrections for those within whose reach it lies; the other side settles it here."""
    entry = queries.entry_for(request.actor, entry_id)
    form = DisputeForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _settled(request, entry, form):
        return redirect("ledger:entry", entry_id=entry_id)
    tone, word = shown_state(entry.state)
    context = {
        "entry": entry,
        "kind": queries.kind_label(entry.kind),
        "measures": queries.measured(entry.measures),
        "form": form,
        "tone": tone,
        "word": word,
        "days": days_words(entry.occurred_on, entry.ended_on),
        "verbs": verbs(entry) if queries.may_amend(request.actor, entry) else [],
        "may_settle": queries.may_settle(request.actor, entry),
        "trail": [(_("工作台账"), reverse("ledger:entries")), (entry.title, "")],
    }
    if queries.sees_inside(request.actor, entry):
        context["persons"] = [part.person for part in entry.persons.all()]
        context["history"] = queries.history(entry)
    return render(request, "ledger/entry.html", context, status=422 if form.errors else 200)


def _settled(request: Request, entry: Entry, form: DisputeForm) -> bool:
    """Confirm or dispute as the button says; False where the form has to be mended."""
    seen, at = whole(request.POST.get("seen")), clock.now()
    if request.POST.get("verb") == "confirm":
        actions.confirm(by=request.actor, at=at, entry_id=entry.pk, seen=seen)
        messages.success(request, _("已确认，这条台账计入统计。"))
        return True
    try:
        actions.dispute(by=request.actor, at=at, entry_id=entry.pk, seen=seen, reason=form.cleaned_data["reason"])
    except WrongEntry as refusal:
        form.add_error("reason", refusal.errors["reason"])
        return False
    messages.success(request, _("已提出异议，登记单位会看到理由。"))
    return True


def verbs(entry: Entry) -> list[tuple[str, str]]:
    """What can be done to an entry made by hand, as addresses with their words."""
    restore = [("ledger:restore", _("恢复"))]
    change = [("ledger:amend", _("更正")), ("ledger:withdraw", _("作废"))]
    offered = restore if entry.state == EntryState.WITHDRAWN else change
    return [(reverse(name, kwargs={"entry_id": entry.pk}), word) for name, word in offered]


def whole(text: str | None) -> int:
    """A version from a form; 0, which is none, for anything else."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 10 else 0


def to_dos(actor: Actor, at: datetime) -> list[ToDo]:
    """The entries that wait for the actor's word for his or her unit, and those of it that the other side disputes."""
    return [
        ToDo(
            title=entry.title,
            what=_("更正") if entry.state == EntryState.DISPUTED else _("确认"),
            url=reverse("ledger:entry", kwargs={"entry_id": entry.pk}),
            since=entry.settled_at or entry.created_at,
        )
        for entry in queries.waiting_for(actor)
    ]
