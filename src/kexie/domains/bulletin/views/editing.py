"""Changing the words of a draft in the browser."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kexie.base.kernel import clock
from kexie.base.kernel.access import requires
from kexie.base.kernel.web import Request
from kexie.domains.bulletin import actions, queries
from kexie.domains.bulletin.abilities import EDIT
from kexie.domains.bulletin.errors import NotDrafting, WordsChanged, WordsMissing
from kexie.domains.bulletin.forms import HighlightsForm, ItemForm
from kexie.domains.bulletin.forms.issue_desk import FactsForm
from kexie.domains.bulletin.rules.editing import credits_in, fingerprint, highlights_words


@requires(EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def item(request: Request, item_id: UUID) -> HttpResponse:
    """The words of one item. If somebody saved meanwhile, both texts are shown, and nothing is lost."""
    actor = request.actor
    found = queries.item_to_edit(actor, item_id)
    if request.method != "POST":
        queries.check_drafting(found.issue)
    initial = ItemForm.initial_of(found.title, found.text, [credit.name for credit in found.credits.all()])
    form = ItemForm(request.POST if request.method == "POST" else None, initial=initial)
    context: dict[str, Any] = {
        "item": found,
        "issue": found.issue,
        "form": form,
        "facts": FactsForm(initial=FactsForm.initial_of(found)),
        "presence": {"url": reverse("bulletin:presence", args=[found.issue_id, str(item_id)]), "names": []},
    }
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data
        try:
            actions.edit_item(
                by=actor,
                at=clock.now(),
                item_id=item_id,
                seen=words["seen"],
                title=words["title"],
                paragraphs=words["text"].splitlines(),
                units=credits_in(words["credits"]),
            )
        except (WordsChanged, WordsMissing, NotDrafting) as refusal:
            return _again(request, "bulletin/desk/item.html", context, refusal)
        messages.success(request, _("已保存。"))
        if "stay" in request.POST:
            return redirect("bulletin:desk-item", item_id)
        return redirect(reverse("bulletin:desk-issue", args=[found.issue_id]) + f"#item-{item_id}")
    return render(request, "bulletin/desk/item.html", context, status=422 if form.errors else 200)


@requires(EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def highlights(request: Request, issue_id: UUID) -> HttpResponse:
    """目录提要 of a draft; conflicts as for an item."""
    actor = request.actor
    found = queries.issue_by_id(actor, issue_id)
    if request.method != "POST":
        queries.check_drafting(found.issue)
    words = highlights_words([line.text for line in found.highlights])
    form = HighlightsForm(
        request.POST if request.method == "POST" else None, initial=words | {"seen": fingerprint(words)}
    )
    presence = {"url": reverse("bulletin:presence", args=[issue_id, "highlights"]), "names": []}
    context: dict[str, Any] = {"issue": found.issue, "form": form, "presence": presence, "view": found}
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_highlights(
                by=actor,
                at=clock.now(),
                issue_id=issue_id,
                seen=form.cleaned_data["seen"],
                highlights=form.cleaned_data["highlights"].splitlines(),
            )
        except (WordsChanged, WordsMissing, NotDrafting) as refusal:
            return _again(request, "bulletin/desk/highlights.html", context, refusal)
        messages.success(request, _("已保存。"))
        return redirect("bulletin:desk-issue", issue_id)
    return render(request, "bulletin/desk/highlights.html", context, status=422 if form.errors else 200)


def _again(
    request: Request,
    template: str,
    context: dict[str, Any],
    refusal: WordsChanged | WordsMissing | NotDrafting,
) -> HttpResponse:
    """The page once more with what was typed; after a conflict with the stored words beside it, and saving again means
    that the editor has seen them.
    """
    if isinstance(refusal, WordsMissing):
        for field, sentence in refusal.errors.items():
            context["form"].add_error(field, sentence)
    else:
        context["refusal"] = refusal
    if isinstance(refusal, WordsChanged):
        typed = request.POST.copy()
        typed["seen"] = fingerprint(refusal.stored)
        context |= {"stored": refusal.stored, "form": type(context["form"])(typed)}
    return render(request, template, context, status=refusal.status)
