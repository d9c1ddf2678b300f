"""The keeper's page of columns and kinds."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kexie.base.kernel import clock
from kexie.base.kernel.access import requires
from kexie.base.kernel.errors import NotFound
from kexie.base.kernel.idempotency import key_of, once
from kexie.base.kernel.web import Request
from kexie.domains.bulletin.abilities import KEEP
from kexie.domains.bulletin.actions import sorts as actions
from kexie.domains.bulletin.errors import SortRefused
from kexie.domains.bulletin.forms.sorts import NameForm
from kexie.domains.bulletin.queries.sorts import sort_by_key, sort_lists
from kexie.domains.bulletin.rules.sorts import Sort

LABELS: Final = {Sort.COLUMN: gettext_lazy("栏目"), Sort.KIND: gettext_lazy("信息类别")}


@requires(KEEP)
@require_safe
def sorts(request: Request) -> HttpResponse:
    """Both lists, with what can be done to each row."""
    return _page(request)


def _page(request: Request, *, adding: tuple[Sort, NameForm] | None = None, status: int = 200) -> HttpResponse:
    lists = [
        {"sort": found.sort, "label": LABELS[found.sort], "rows": found.rows, "form": _form(found.sort, adding)}
        for found in sort_lists(request.actor)
    ]
    return render(request, "bulletin/sorts/sorts.html", {"lists": lists}, status=status)


def _form(sort: Sort, adding: tuple[Sort, NameForm] | None) -> NameForm:
    return adding[1] if adding and adding[0] is sort else NameForm(prefix=sort.value)


@requires(KEEP)
@require_POST
def add(request: Request, subject: str) -> HttpResponse:
    """One more column, or kind."""
    sort = _sort(subject)
    form = NameForm(request.POST, prefix=sort.value)
    if not form.is_valid():
        return _page(request, adding=(sort, form), status=422)
    name = form.cleaned_data["name"]

    def do() -> str:
        return str(actions.add_sort(by=request.actor, at=clock.now(), sort=sort, name=name).pk)

    try:
        once(by=request.actor, key=key_of(request.POST), verb=f"bulletin.{sort}-add", do=do)
    except SortRefused as refusal:
        form.add_error("name", refusal.message)
        return _page(request, adding=(sort, form), status=422)
    messages.success(request, _("已增设。"))
    return HttpResponseRedirect(reverse("bulletin:sorts"))


@requires(KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def rename(request: Request, subject: str, pk: int) -> HttpResponse:
    """Another name."""
    sort = _sort(subject)
    found = sort_by_key(request.actor, sort, pk)
    form = NameForm(request.POST or None, initial={"name": found.name})
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["name"]
        try:
            actions.rename_sort(by=request.actor, at=clock.now(), sort=sort, key=pk, name=name)
        except SortRefused as refusal:
            form.add_error("name", refusal.message)
        else:
            messages.success(request, _("已更名。"))
            return HttpResponseRedirect(reverse("bulletin:sorts"))
    title = _("%(what)s更名") % {"what": LABELS[sort]}
    context = {
        "form": form,
        "title": title,
        "what": found.name,
        "note": _("已签发的各期仍用原名，草稿和以后的各期用新名。"),
        "action": _("更名"),
        "back": reverse("bulletin:sorts"),
        "trail": [(_("栏目和信息类别"), reverse("bulletin:sorts")), (title, "")],
    }
    return render(request, "bulletin/commissions/ask.html", context, status=422 if form.errors else 200)


@requires(KEEP)
@require_POST
def move(request: Request, subject: str, pk: int) -> HttpResponse:
    """One place up, or down."""
    up = request.POST.get("to") == "up"
    actions.move_sort(by=request.actor, at=clock.now(), sort=_sort(subject), key=pk, up=up)
    return HttpResponseRedirect(reverse("bulletin:sorts"))


@requires(KEEP)
@require_POST
def switch(request: Request, subject: str, pk: int) -> HttpResponse:
    """Retire it, or take it up again."""
    active = request.POST.get("to") == "on"
    try:
        found = actions.switch_sort(by=request.actor, at=clock.now(), sort=_sort(subject), key=pk, active=active)
    except SortRefused as refusal:
        messages.error(request, refusal.message)
    else:
        told = _("“%(name)s”已启用。") if active else _("“%(name)s”已停用，原有信息不受影响。")
        messages.success(request, told % {"name": found.name})
    return HttpResponseRedirect(reverse("bulletin:sorts"))


def _sort(word: str) -> Sort:
    try:
        return Sort(word)
    except ValueError:
        raise NotFound from None
