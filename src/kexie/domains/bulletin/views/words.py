"""Beside the words of an issue: its head, facts of an item, history and restoring, who else is here, previews."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.cache import cache
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kexie.base.kernel import clock
from kexie.base.kernel.access import requires
from kexie.base.kernel.web import Request
from kexie.domains.bulletin import actions, queries
from kexie.domains.bulletin.abilities import EDIT, VIEW_DRAFTS
from kexie.domains.bulletin.actions.heading import Facts
from kexie.domains.bulletin.actions.presence import be_present
from kexie.domains.bulletin.errors import NotDrafting, WordsChanged, WordsMissing
from kexie.domains.bulletin.forms.issue_desk import FactsForm, HeadForm, ItemPicturesForm
from kexie.domains.bulletin.queries.history import item_history, part_history, version_of
from kexie.domains.bulletin.queries.papers import preview_paper
from kexie.domains.bulletin.rules.editing import credits_in, fingerprint, item_words, picture_marks
from kexie.domains.bulletin.rules.wording import tidied_paragraphs, tidied_title

_PARTS = {"highlights": gettext_lazy("目录提要"), "head": gettext_lazy("报头和版记")}
#: How long words that were typed and not saved can be looked at as a PDF.
_PREVIEW_S = 900


@requires(EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def head(request: Request, issue_id: UUID) -> HttpResponse:
    """The head of a draft. If somebody saved meanwhile, both are shown, and nothing is lost."""
    found = queries.issue_by_id(request.actor, issue_id).issue
    if request.method != "POST":
        queries.check_drafting(found)
    form = HeadForm(request.POST or None, initial=HeadForm.initial_of(found))
    context: dict[str, Any] = {"issue": found, "form": form, "presence": _presence(issue_id, "head")}
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.edit_head(by=request.actor, at=clock.now(), issue_id=issue_id, seen=said["seen"], head=said)
        except WordsMissing as refusal:
            for field, sentence in refusal.errors.items():
                form.add_error(field, sentence)
        except WordsChanged as refusal:
            typed = request.POST.copy()
            typed["seen"] = fingerprint(refusal.stored)
            context |= {"refusal": refusal, "stored": refusal.stored, "form": HeadForm(typed)}
            return render(request, "bulletin/desk/head.html", context, status=refusal.status)
        except NotDrafting as refusal:
            return render(request, "bulletin/desk/head.html", context | {"refusal": refusal}, status=refusal.status)
        else:
            messages.success(request, _("已保存。"))
            return redirect("bulletin:desk-issue", issue_id)
    return render(request, "bulletin/desk/head.html", context, status=422 if form.errors else 200)


@requires(EDIT)
@require_POST
def facts(request: Request, item_id: UUID) -> HttpResponse:
    """Kind, day and place of an item."""
    item = queries.item_to_edit(request.actor, item_id)
    form = FactsForm(request.POST)
    if form.is_valid():
        said = dict(form.cleaned_data)
        seen = said.pop("version")
        try:
            actions.edit_facts(by=request.actor, at=clock.now(), item_id=item_id, seen=seen, facts=Facts(**said))
        except WordsMissing as refusal:
            for field, sentence in refusal.errors.items():
                form.add_error(field, sentence)
        else:
            messages.success(request, _("已保存。"))
            return redirect("bulletin:desk-item", item_id)
    context = {"item": item, "issue": item.issue, "form": form}
    return render(request, "bulletin/desk/facts.html", context, status=422)


@requires(EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def pictures(request: Request, item_id: UUID) -> HttpResponse:
    """Captions of an item's pictures, and which of them are printed. If somebody saved meanwhile, both are shown."""
    item = queries.item_to_edit(request.actor, item_id)
    if request.method != "POST":
        queries.check_drafting(item.issue)
    rows = list(item.pictures.all())
    form = ItemPicturesForm(request.POST if request.method == "POST" else None, pictures=rows)
    context: dict[str, Any] = {"item": item, "issue": item.issue, "form": form}
    if request.method == "POST" and form.is_valid():
        seen, said = form.cleaned_data["seen"], form.said
        try:
            actions.edit_pictures(by=request.actor, at=clock.now(), item_id=item_id, seen=seen, pictures=said)
        except WordsMissing as refusal:
            for field, sentence in refusal.errors.items():
                form.add_error(field, sentence)
        except NotDrafting as refusal:
            return render(request, "bulletin/desk/pictures.html", context | {"refusal": refusal}, status=refusal.status)
        except WordsChanged as refusal:
            typed = request.POST.copy()
            typed["seen"] = fingerprint(picture_marks(rows))
            context |= {"refusal": refusal, "stored": refusal.stored, "form": ItemPicturesForm(typed, pictures=rows)}
            return render(request, "bulletin/desk/pictures.html", context, status=refusal.status)
        else:
            messages.success(request, _("已保存。"))
            return redirect("bulletin:desk-item", item_id)
    return render(request, "bulletin/desk/pictures.html", context, status=422 if form.errors else 200)


@requires(VIEW_DRAFTS)
@require_safe
def history(request: Request, item_id: UUID) -> HttpResponse:
    """Who changed which words of an item."""
    item, versions = item_history(request.actor, item_id)
    context = {
        "issue": item.issue,
        "item": item,
        "title": item.title,
        "versions": versions,
        "may_edit": queries.may_edit(request.actor, item.issue),
    }
    return render(request, "bulletin/desk/history.html", context)


@requires(VIEW_DRAFTS)
@require_safe
def history_of_part(request: Request, issue_id: UUID, part: str) -> HttpResponse:
    """Who changed 目录提要, or the head."""
    issue, versions = part_history(request.actor, issue_id, part)
    return render(request, "bulletin/desk/history.html", {"issue": issue, "title": _PARTS[part], "versions": versions})


@requires(EDIT)
@require_POST
def restore(request: Request, item_id: UUID, number: int) -> HttpResponse:
    """Give an item the words of an older version: a change like any other, so that nothing is lost."""
    item = queries.item_to_edit(request.actor, item_id)
    words = version_of(request.actor, item_id, number).words
    now = item_words(item.title, item.text, [credit.name for credit in item.credits.all()])
    actions.edit_item(
        by=request.actor,
        at=clock.now(),
        item_id=item_id,
        seen=fingerprint(now),
        title=words["title"],
        paragraphs=words["text"].splitlines(),
        units=credits_in(words["credits"]),
        note=_("恢复为第%(number)s版") % {"number": number},
    )
    messages.success(request, _("已恢复为第%(number)s版的文字。") % {"number": number})
    return redirect("bulletin:desk-item", item_id)


@requires(EDIT)
@require_POST
def presence(request: Request, issue_id: UUID, part: str) -> HttpResponse:
    """A sign of life from somebody who has a part open; answers who else has."""
    names = be_present(by=request.actor, at=clock.now(), issue_id=issue_id, part=part)
    return render(request, "bulletin/parts/presence.html", {"presence": _presence(issue_id, part, names)})


def _presence(issue_id: UUID, part: str, names: list[str] | None = None) -> dict[str, Any]:
    return {
        "url": reverse("bulletin:presence", args=[issue_id, part]),
        "names": names or [],
        "told": names is not None,
    }


@requires(VIEW_DRAFTS)
@require_safe
def page(request: Request, issue_id: UUID) -> HttpResponse:
    """The issue as a page as it stands now, a correction too; without bars where it is shown beside the text."""
    found = queries.issue_by_id(request.actor, issue_id)
    context = {"view": found, "issue": found.issue, "bare": "bare" in request.GET}
    response = render(request, "bulletin/desk/page.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response


@requires(VIEW_DRAFTS)
@require_safe
def draft_file(request: Request, issue_id: UUID, fmt: str) -> HttpResponse:
    """The issue as a file as it stands now; with ``?words=`` with the words that were typed and not saved yet."""
    key = request.GET.get("words", "")
    typed = cache.get(_preview_key(request, key)) if key else None
    paper = preview_paper(request.actor, issue_id, fmt, typed)
    response = HttpResponse(paper.data, content_type=paper.content_type)
    inline = fmt == "pdf" and "view" in request.GET
    response["Content-Disposition"] = content_disposition_header(not inline, paper.filename) or "attachment"
    return response


@requires(EDIT)
@require_POST
def preview(request: Request, item_id: UUID) -> HttpResponse:
    """An item as the page will print it, from the words in the form; nothing is saved. The PDF can be asked for after it."""
    item = queries.item_to_edit(request.actor, item_id)
    title = tidied_title(request.POST.get("title", ""))[:120]
    paragraphs = tidied_paragraphs(request.POST.get("text", "")[:100_000])
    units = credits_in(request.POST.get("credits", "")[:2000])
    words = {"item": str(item_id), "title": title, "text": "\n".join(paragraphs), "credits": units}
    cache.set(_preview_key(request, str(item_id)), words, _PREVIEW_S)
    shown = _Shown(title, paragraphs, "、".join(units))
    pdf = f"{reverse('bulletin:desk-file', args=[item.issue_id, 'pdf'])}?view&words={item_id}"
    return render(request, "bulletin/parts/item_preview.html", {"item": shown, "pdf": pdf})


class _Shown:
    """What the template of an item asks for."""

    def __init__(self, title: str, paragraphs: tuple[str, ...], credit_line: str) -> None:
        self.title, self.paragraphs, self.credit_line = title, paragraphs, credit_line


def _preview_key(request: Request, item: str) -> str:
    return f"bulletin.preview:{request.actor.account_id}:{item[:40]}"
