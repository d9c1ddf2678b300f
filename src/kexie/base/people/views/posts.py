"""The doors through which posts are granted and ended."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import resolve_url
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kexie.base.kernel import clock
from kexie.base.kernel.access import requires
from kexie.base.kernel.web import Request
from kexie.base.people import queries
from kexie.base.people.abilities import GRANT_POSTS
from kexie.base.people.actions import posts
from kexie.base.people.forms.posts import AppointForm, EndForm
from kexie.base.people.views.steps import step


@requires(GRANT_POSTS)
@require_http_methods(["GET", "HEAD", "POST"])
def post_grant(request: Request, uid: UUID) -> HttpResponse:
    """Give somebody known, or somebody new, a post in this unit."""
    unit = queries.unit_to_staff(request.actor, uid)
    form = AppointForm(request.POST or None, actor=request.actor)

    def do(given: dict[str, Any]) -> str:
        form.ask_about_namesakes()
        given = {name: value for name, value in given.items() if name != "namesake"}
        post = posts.appoint(by=request.actor, at=clock.now(), organisation=unit, **given)
        return str(post.pk)

    back = resolve_url("people:organisation", unit.uid)
    return step(request, form, do, title=_("授予任职"), what=unit.name, done=_("已授予任职。"), back=back)


@requires(GRANT_POSTS)
@require_http_methods(["GET", "HEAD", "POST"])
def post_end(request: Request, post_id: UUID) -> HttpResponse:
    """Let a post end."""
    post = queries.post_to_end(request.actor, post_id, on=clock.today())
    what = f"{post.organisation}　{post.person}　{post.title or post.role_label}"
    form = EndForm(request.POST or None, initial={"end": clock.today()})

    def do(given: dict[str, Any]) -> str:
        return str(posts.end_post(by=request.actor, at=clock.now(), post=post, on=given["end"]).pk)

    back = resolve_url("people:organisation", post.organisation.uid)
    return step(request, form, do, title=_("结束任职"), what=what, done=_("已结束任职。"), back=back)
