"""The doors of the register of posts: who is what on a day, the order in a unit, corrections."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render, resolve_url
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kexie.base.kernel import clock
from kexie.base.kernel.access import may, requires
from kexie.base.kernel.web import Request
from kexie.base.people import queries
from kexie.base.people.abilities import GRANT_POSTS, VIEW_PERSONS
from kexie.base.people.actions import posts
from kexie.base.people.forms.posts_register import ChangePostForm, PlaceForm, PostFilter
from kexie.base.people.queries import posts_register as found
from kexie.base.people.tables.posts import PostTable
from kexie.base.people.views.asking import asked_of
from kexie.base.people.views.steps import step
from kexie.base.ui import registers
from kexie.base.ui.templatetags.ui import day


@requires(VIEW_PERSONS)
@require_safe
def post_list(request: Request) -> HttpResponse:
    """Who is what on a day (`?on=`), today without one."""
    form = PostFilter(request.GET, actor=request.actor)
    asked = asked_of(form)
    on = asked.get("on") or clock.today()
    rows = found.register(
        request.actor,
        on=on,
        unit=asked.get("unit"),
        below=asked.get("below", False),
        text=asked.get("text", ""),
        role=asked.get("role", ""),
    )
    title = _("任职名册") if on == clock.today() else _("任职名册（%(day)s）") % {"day": day(on, "year")}
    return registers.respond(request, PostTable(rows), form, code="people.posts", title=title)


@requires(GRANT_POSTS)
@require_safe
def post_order(request: Request, uid: UUID) -> HttpResponse:
    """The order of precedence in a unit, to be changed post by post."""
    unit = queries.unit_to_staff(request.actor, uid)
    rows = list(queries.posts_in(request.actor, unit, on=clock.today()).order_by("precedence", "begin", "pk"))
    context = {
        "unit": unit,
        "rows": [
            {"post": post, "number": number, "up": max(number - 1, 1), "down": number + 1, "last": number == len(rows)}
            for number, post in enumerate(rows, start=1)
        ],
    }
    return render(request, "people/post_order.html", context)


@requires(GRANT_POSTS)
@require_http_methods(["GET", "HEAD", "POST"])
def post_place(request: Request, post_id: UUID) -> HttpResponse:
    """Give a post another place in its unit; the buttons of the order send it without asking again."""
    post = queries.post_to_end(request.actor, post_id, on=clock.today())
    form = PlaceForm(request.POST or None)

    def do(given: dict[str, Any]) -> str:
        moved = posts.place_post(by=request.actor, at=clock.now(), post=post, to=given["to"], on=clock.today())
        return str(moved.pk)

    what = f"{post.organisation}　{post.person}　{post.title or post.role_label}"
    back = resolve_url("people:post-order", post.organisation.uid)
    return step(request, form, do, title=_("调整排序"), what=what, done=_("已调整排序。"), back=back)


@requires(GRANT_POSTS)
@require_http_methods(["GET", "HEAD", "POST"])
def post_change(request: Request, post_id: UUID) -> HttpResponse:
    """Correct title, days and basis of a post."""
    post = found.post_to_change(request.actor, post_id)
    initial = {"title": post.title, "begin": post.begin, "end": post.end, "basis": post.basis}
    form = ChangePostForm(request.POST or None, initial=initial)

    def do(given: dict[str, Any]) -> str:
        changed = posts.change_post(by=request.actor, at=clock.now(), post=post, began=form.began(), **given)
        return str(changed.pk)

    what = f"{post.organisation}　{post.person}　{post.role_label}"
    seen = may(request.actor, VIEW_PERSONS, post.organisation.path)
    back = resolve_url("people:post-order" if seen else "people:organisation", post.organisation.uid)
    return step(request, form, do, title=_("更正任职"), what=what, done=_("已更正任职。"), back=back)
