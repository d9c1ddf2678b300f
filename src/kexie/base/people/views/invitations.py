"""The doors of invitations: list, invite, send again, withdraw; and the link of whoever was invited."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from kexie.base.kernel import clock
from kexie.base.kernel.access import may, public, requires
from kexie.base.kernel.errors import Conflict, Invalid
from kexie.base.kernel.web import Request
from kexie.base.people import queries
from kexie.base.people.abilities import GRANT_POSTS, MANAGE_ACCOUNTS
from kexie.base.people.actions import invitations as actions
from kexie.base.people.forms.confirming import ConfirmForm
from kexie.base.people.forms.invitations import AcceptForm, InvitationFilter, InvitationForm
from kexie.base.people.models import Invitation
from kexie.base.people.queries import invitations as invitation_queries
from kexie.base.people.rules.invitations import STATE_WORDS, State
from kexie.base.people.tables.invitations import InvitationTable, state_now
from kexie.base.people.views.asking import asked_of
from kexie.base.people.views.steps import step
from kexie.base.ui import registers

_EDIT = ["GET", "HEAD", "POST"]


@require_safe
@requires(MANAGE_ACCOUNTS)
def invitation_list(request: Request) -> HttpResponse:
    """The register of invitations within reach."""
    form = InvitationFilter(request.GET)
    found = invitation_queries.invitations(request.actor, at=clock.now(), state=asked_of(form).get("state", ""))
    return registers.respond(request, InvitationTable(found), form, code="people.invitations", title=gettext("邀请"))


@require_safe
@requires(MANAGE_ACCOUNTS)
def invitation_detail(request: Request, invitation_id: UUID) -> HttpResponse:
    """One invitation and what can be done about it."""
    found = invitation_queries.invitation(request.actor, invitation_id, at=clock.now())
    state = state_now(found)
    context = {
        "invitation": found,
        "state": STATE_WORDS[state],
        "may_act": state in {State.OPEN, State.EXPIRED} and may(request.actor, GRANT_POSTS, found.organisation.path),
    }
    return render(request, "people/invitation.html", context)


@requires(MANAGE_ACCOUNTS)
@require_http_methods(_EDIT)
def invitation_send(request: Request, uid: UUID) -> HttpResponse:
    """Invite somebody to a post in a unit."""
    unit = queries.unit_to_staff(request.actor, uid)
    form = InvitationForm(request.POST or None, actor=request.actor)

    def do(given: dict[str, Any]) -> str:
        sent = actions.send_invitation(by=request.actor, at=clock.now(), organisation=unit, **given)
        return str(sent.pk)

    return step(
        request,
        form,
        do,
        title=_("邀请开通账号"),
        what=gettext("邀请将发往所填邮箱，七天内有效。单位：%(unit)s") % {"unit": unit.name},
        done=gettext("邀请已发出。"),
        back=resolve_url("people:invitations"),
    )


@requires(MANAGE_ACCOUNTS)
@require_http_methods(_EDIT)
def invitation_resend(request: Request, invitation_id: UUID) -> HttpResponse:
    """Send a new link; the earlier one is void."""
    found = invitation_queries.invitation(request.actor, invitation_id, at=clock.now())

    def do(given: dict[str, Any]) -> str:
        return str(actions.resend_invitation(by=request.actor, at=clock.now(), invitation=found).pk)

    what = gettext("新的链接将发往 %(email)s，七天内有效，以前的链接作废。") % {"email": found.email}
    return _step(request, found, do, title=gettext("重发邀请"), what=what, done=gettext("邀请已重发。"))


@requires(MANAGE_ACCOUNTS)
@require_http_methods(_EDIT)
def invitation_withdraw(request: Request, invitation_id: UUID) -> HttpResponse:
    """Take an invitation back."""
    found = invitation_queries.invitation(request.actor, invitation_id, at=clock.now())

    def do(given: dict[str, Any]) -> str:
        return str(actions.withdraw_invitation(by=request.actor, at=clock.now(), invitation=found).pk)

    what = gettext("发给%(name)s的链接立即作废。") % {"name": found.name}
    return _step(request, found, do, title=gettext("撤回邀请"), what=what, done=gettext("邀请已撤回。"))


def _step(request: Request, found: Invitation, do: Any, *, title: str, what: str, done: str) -> HttpResponse:
    back = resolve_url("people:invitation", found.pk)
    return step(request, ConfirmForm(request.POST or None), do, title=title, what=what, done=done, back=back)


@public
@sensitive_post_parameters("password", "again")
@require_http_methods(_EDIT)
def invitation_accept(request: HttpRequest, token: str) -> HttpResponse:
    """The link of whoever was invited: name and password, once."""
    found = invitation_queries.invitation_of(token)
    state = state_now(found) if found else None
    if found is None or state is not State.OPEN:
        return _closed(request, state)
    initial = {"name": found.name}
    form = AcceptForm(request.POST or None, initial=initial, known=found.person is not None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.accept_invitation(
                by=request.actor,  # type: ignore[attr-defined]
                at=clock.now(),
                invitation=found,
                name=given["name"],
                password=given["password"],
            )
        except Invalid as refusal:
            named: dict[str | None, list[str]] = {
                name: texts for name, texts in refusal.errors.items() if name in form.fields
            }
            for name, texts in (named or {None: [refusal.message]}).items():
                form.add_error(name, texts)
        except Conflict:
            later = invitation_queries.invitation_of(token)
            return _closed(request, state_now(later) if later else None)
        else:
            messages.success(request, gettext("账号已开通，请用邮箱和刚设的密码登录。"))
            return redirect("account_login")
    status = 422 if form.errors else 200
    return render(request, "people/accept.html", {"form": form, "invitation": found}, status=status)


def _closed(request: HttpRequest, state: State | None) -> HttpResponse:
    """Used, withdrawn and over each get their page; a link that nobody knows looks like one that was replaced."""
    return render(request, "people/accept_closed.html", {"state": state.value if state else ""}, status=410)
