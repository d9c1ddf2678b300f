"""The doors through which accounts are opened and disabled."""

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
from kexie.base.people.abilities import MANAGE_ACCOUNTS
from kexie.base.people.actions import accounts
from kexie.base.people.forms.accounts import InviteForm
from kexie.base.people.forms.confirming import ConfirmForm
from kexie.base.people.views.steps import step


@requires(MANAGE_ACCOUNTS)
@require_http_methods(["GET", "HEAD", "POST"])
def account_open(request: Request, person_id: UUID) -> HttpResponse:
    """Open the account with which a person logs in; the password is set by a link that is mailed."""
    person = queries.person(request.actor, person_id, on=clock.today())
    form = InviteForm(request.POST or None)

    def do(given: dict[str, Any]) -> str:
        return str(accounts.invite(by=request.actor, at=clock.now(), person=person, email=given["email"]).pk)

    done = _("账号已开通，设置密码的链接已发往所填邮箱。")
    back = resolve_url("people:person", person.pk)
    return step(request, form, do, title=_("开通账号"), what=person.name, done=done, back=back)


@requires(MANAGE_ACCOUNTS)
@require_http_methods(["GET", "HEAD", "POST"])
def account_disable(request: Request, person_id: UUID) -> HttpResponse:
    """Close a person's account to log-in."""
    account = queries.account_of(request.actor, person_id, on=clock.today())
    form = ConfirmForm(request.POST or None)

    def do(given: dict[str, Any]) -> str:
        return str(accounts.disable_account(by=request.actor, at=clock.now(), account=account).pk)

    what = _("%(name)s不能再登录，已登录的会话立即结束；办理过的事项仍然保留。") % {"name": account}
    back = resolve_url("people:person", person_id)
    return step(request, form, do, title=_("停用账号"), what=what, done=_("账号已停用。"), back=back)
