"""Making an issue: opening it, taking in what was adopted, putting it in order, taking out."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kexie.base.kernel import clock
from kexie.base.kernel.access import requires
from kexie.base.kernel.errors import Invalid, NotFound
from kexie.base.kernel.idempotency import key_of, once
from kexie.base.kernel.web import Request, whole_number
from kexie.domains.bulletin import actions, queries
from kexie.domains.bulletin.abilities import EDIT
from kexie.domains.bulletin.errors import WordsMissing
from kexie.domains.bulletin.forms.issue_desk import NewItemForm, OpenForm
from kexie.domains.bulletin.models import Issue, Item
from kexie.domains.bulletin.queries.opening import drafts, last_issue, likely_date, next_numbers
from kexie.domains.bulletin.rules.arranging import Move, Place
from kexie.domains.bulletin.rules.numbering import number_line, running_line

#: In the session: the order before the last move, to be taken back.
_UNDO = "bulletin_undo"


@requires(EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponse:
    """Open an issue: its day is suggested, its numbers follow by themselves."""
    before, day = last_issue(), likely_date(clock.today())
    form = OpenForm(request.POST or None, is_first=before is None, initial={"date": day})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        first = (said["number"], said["total"]) if before is None else None

        def do() -> str:
            return str(actions.open_issue(by=request.actor, at=clock.now(), on=said["date"], first=first).pk)

        try:
            issue_id = once(by=request.actor, key=key_of(request.POST), verb="bulletin.open", do=do)
        except WordsMissing as refusal:
            for field, sentence in refusal.errors.items():
                form.add_error(field if field in form.fields else None, sentence)
        else:
            messages.success(request, _("新的一期已经建立，可以编入信息了。"))
            return redirect("bulletin:desk-issue", issue_id)
    number, total = next_numbers(day.year)
    context = {
        "form": form,
        "before": before,
        "drafts": drafts(),
        "numbers": f"{number_line(day.year, number).replace(' ', '')}{running_line(total)}",
    }
    return render(request, "bulletin/desk/new.html", context, status=422 if form.errors else 200)


@requires(EDIT)
@require_POST
def place(request: Request, issue_id: UUID) -> HttpResponse:
    """Take the chosen submissions in."""
    chosen = _keys(request.POST.getlist("submission"))
    if not chosen:
        messages.warning(request, _("请先勾选要编入的信息。"))
        return redirect("bulletin:desk-issue", issue_id)

    def do() -> str:
        actions.place_submissions(by=request.actor, at=clock.now(), issue_id=issue_id, submission_ids=chosen)
        return str(issue_id)

    once(by=request.actor, key=key_of(request.POST), verb="bulletin.place", do=do)
    messages.success(request, _("已编入%(count)s条。") % {"count": len(chosen)})
    return redirect("bulletin:desk-issue", issue_id)


@requires(EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def add_item(request: Request, issue_id: UUID) -> HttpResponse:
    """An item by hand."""
    found = queries.issue_by_id(request.actor, issue_id)
    if request.method != "POST":
        queries.check_drafting(found.issue)
    form = NewItemForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data

        def do() -> str:
            made = actions.add_item(
                by=request.actor,
                at=clock.now(),
                issue_id=issue_id,
                column_id=said["column"],
                title=said["title"],
                text=said["text"],
            )
            return str(made.pk)

        try:
            item_id = once(by=request.actor, key=key_of(request.POST), verb="bulletin.add_item", do=do)
        except WordsMissing as refusal:
            for field, sentence in refusal.errors.items():
                form.add_error(field, sentence)
        else:
            messages.success(request, _("已加入本期，请补上署名单位。"))
            return redirect("bulletin:desk-item", item_id)
    context = {"form": form, "issue": found.issue}
    return render(request, "bulletin/desk/add_item.html", context, status=422 if form.errors else 200)


@requires(EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def take_out(request: Request, item_id: UUID) -> HttpResponse:
    """Ask whether an item is to go (GET), then take it out (POST)."""
    item = queries.item_to_edit(request.actor, item_id)
    if request.method == "POST":
        seen = whole_number(request.POST.get("seen")) or 0
        issue = actions.take_out(by=request.actor, at=clock.now(), item_id=item_id, seen=seen)
        messages.success(request, _("“%(title)s”已移出本期。") % {"title": item.title})
        return redirect("bulletin:desk-issue", issue.pk)
    queries.check_drafting(item.issue)
    context = {
        "item": item,
        "issue": item.issue,
        "sent_in": item.submissions.beyond("to say where it goes back").exists(),
    }
    return render(request, "bulletin/desk/take_out.html", context)


@requires(EDIT)
@require_POST
def move(request: Request, issue_id: UUID) -> HttpResponse:
    """One step of one item: the button says which, as ``item:up``; a column is chosen in the item's own list."""
    key, _colon, word = request.POST.get("move", "").partition(":")
    item_id, seen = _key(key), whole_number(request.POST.get("seen")) or 0
    try:
        wanted = Move(word)
    except ValueError:
        raise Invalid(_("没有这种移动方式，请刷新页面后再试。")) from None
    before = _order_of(issue_id)
    column = whole_number(request.POST.get(f"column-{key}")) or 0
    issue = actions.move_item(by=request.actor, at=clock.now(), item_id=item_id, move=wanted, seen=seen, column=column)
    return _arranged(request, issue, before, item_id)


@requires(EDIT)
@require_POST
def order(request: Request, issue_id: UUID) -> HttpResponse:
    """The whole order, as the page has it after something was dragged: ``place`` holds ``item:column``, in order."""
    places = []
    for said in request.POST.getlist("place"):
        key, _colon, column = said.partition(":")
        places.append(Place(_key(key), whole_number(column) or 0))
    before = _order_of(issue_id)
    seen = whole_number(request.POST.get("seen")) or 0
    issue = actions.arrange(by=request.actor, at=clock.now(), issue_id=issue_id, order=places, seen=seen)
    moved_item = request.POST.get("moved", "")
    return _arranged(request, issue, before, _key(moved_item) if moved_item else None)


def undo_for(request: Request, issue: Issue) -> list[str]:
    """The order that the last move can be taken back to, as :func:`order` reads it; empty where there is nothing to undo."""
    kept = request.session.get(_UNDO) or {}
    if kept.get("issue") != str(issue.pk) or kept.get("version") != issue.version:
        return []
    return list(kept["order"])


def _arranged(request: Request, issue: Issue, before: list[str], item_id: UUID | None) -> HttpResponse:
    """Back to the page, at the item; say where it stands now."""
    after = _order_of(issue.pk)
    if after != before:
        request.session[_UNDO] = {"issue": str(issue.pk), "version": issue.version, "order": before}
        item = Item.objects.select_related("column").filter(pk=item_id).first() if item_id else None
        if item is not None:
            words = {"title": item.title, "column": item.column.name, "place": item.order}
            messages.success(request, _("“%(title)s”现在是第%(place)s条，在【%(column)s】。") % words)
        else:
            messages.success(request, _("顺序已恢复。"))
    anchor = f"#item-{item_id}" if item_id else ""
    return redirect(reverse("bulletin:desk-issue", args=[issue.pk]) + anchor)


def _order_of(issue_id: UUID) -> list[str]:
    rows: Any = Item.objects.filter(issue=issue_id).order_by("order").values_list("pk", "column_id")
    return [f"{key}:{column}" for key, column in rows]


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound from None


def _keys(texts: list[str]) -> list[UUID]:
    return [_key(text) for text in texts]
