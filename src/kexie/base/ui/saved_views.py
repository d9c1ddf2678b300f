"""Saved views: a register as somebody likes to see it, under a name. A view is the query of a plain address."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID

from django.db import IntegrityError, transaction
from django.http import QueryDict
from django.utils.translation import gettext as _

from kexie.base.kernel.access import Actor
from kexie.base.kernel.errors import Conflict, Invalid, LogInFirst, NotFound
from kexie.base.kernel.web import Request
from kexie.base.ui.models import SavedView
from kexie.base.ui.reopening import NOT_SHOWN, reopen

#: Views of one register that one person keeps.
MOST: Final = 30
#: The query that shows the whole register in spite of a default view.
PLAIN: Final = "_view"


def views(actor: Actor, register: str = "") -> list[SavedView]:
    """The actor's own views, of one register or all; nobody else's."""
    if actor.account_id is None:
        return []
    own = SavedView.objects.filter(by_account=actor.account_id)
    return list(own.filter(register=register) if register else own)


def default_address(request: Request, own: Iterable[SavedView]) -> str | None:
    """Where the bare address of a register leads: to the default one of ``own`` views of it, if there is one."""
    if request.GET:
        return None
    found = next((view for view in own if view.is_default), None)
    return found.address if found and urlsplit(found.address).query else None


def bar(request: Request, table: Any, own: Iterable[SavedView]) -> dict[str, Any]:
    """What the bar of views shows: one's ``own``, the one that is open, the columns to choose from."""
    if request.actor.account_id is None:
        return {}
    here = _query(request.get_full_path())
    hidden = set(getattr(table, "export_only", ()))
    columns = [(c.name, str(c.header), c.visible) for c in table.columns.iterall() if c.name not in hidden]
    return {
        "views": [(view, _query(view.address) == here) for view in own],
        "view_columns": columns if len(columns) > 2 else [],
        "view_kept": [(name, value) for name, value in _pairs(request) if name != "_columns"],
    }


def choose_columns(table: Any, wanted: list[str]) -> None:
    """Show the wanted columns alone; the first always stays, names that are none are passed over."""
    names = [column.name for column in table.columns.iterall()]
    chosen = set(wanted) & set(names)
    if not chosen:
        return
    for name in names[1:]:
        if name not in chosen:
            table.columns.hide(name)


def save(*, by: Actor, at: datetime, address: str, name: str, is_default: bool = False) -> SavedView:
    """Keep the register at ``address`` under ``name``; the same name again replaces it.

    Raises NotFound (no register of ours that ``by`` may see), Invalid (no name), Conflict (too many).
    """
    opened = reopen(by, address)
    if by.account_id is None:
        raise LogInFirst
    if not (name := name.strip()):
        raise Invalid(errors={"name": [_("请给这个视图起一个名称，如“本月待审”。")]})
    if len(views(by, opened.code)) >= MOST:
        raise Conflict(_("一个列表最多保存%(most)d个视图，请先删除不用的。") % {"most": MOST})
    with transaction.atomic():
        if is_default:
            SavedView.objects.filter(by_account=by.account_id, register=opened.code).update(is_default=False)
        fields = {"address": address, "is_default": is_default, "created_at": at}
        view, _created = SavedView.objects.update_or_create(
            by_account=by.account_id, register=opened.code, name=name[:40], defaults=fields
        )
    return view


def rename(*, by: Actor, at: datetime, view_id: UUID, name: str) -> SavedView:
    """Give one's own view another name. Raises NotFound, Invalid, Conflict (the name is taken)."""
    view = one(by, view_id)
    if not (name := name.strip()):
        raise Invalid(errors={"name": [_("请填写新的名称。")]})
    view.name = name[:40]
    try:
        with transaction.atomic():
            view.save(update_fields=["name"])
    except IntegrityError:
        raise Conflict(_("您已有同名的视图，请换一个名称。")) from None
    return view


def remove(*, by: Actor, at: datetime, view_id: UUID) -> str:
    """Forget one's own view; the address of the whole register."""
    view = one(by, view_id)
    view.delete()
    return urlsplit(view.address).path


def one(actor: Actor, view_id: UUID) -> SavedView:
    """One of one's own views; NotFound otherwise."""
    view = SavedView.objects.filter(pk=view_id, by_account=actor.account_id).first() if actor.account_id else None
    if view is None:
        raise NotFound
    return view


def _query(address: str) -> list[tuple[str, list[str]]]:
    """A query to compare: without the page, without empty values, in order."""
    query = QueryDict(urlsplit(address).query)
    return sorted((name, sorted(filter(None, values))) for name, values in query.lists() if name not in NOT_SHOWN)


def _pairs(request: Request) -> list[tuple[str, str]]:
    return [(name, value) for name, values in request.GET.lists() for value in values if name not in NOT_SHOWN]
