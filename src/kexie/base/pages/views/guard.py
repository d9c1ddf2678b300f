"""The door in front of every address of Wagtail's admin: whose page, picture or file an address names must be in reach.

Wagtail scopes pages by permissions on the tree, pictures and files by permissions on collections. Where one of its views takes
a number from the address and does not ask, this does: what is out of reach does not exist (404). Addresses that list are scoped
by Wagtail itself, by hooks (`wagtail_hooks`), or are the managers' alone (`urls`); `tests/test_addresses.py` asks each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, Final

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from wagtail.models import Page, TaskState, WorkflowState

from kexie.base.kernel.errors import NotFound
from kexie.base.pages import queries
from kexie.base.pages.actions.rights import align

View = Callable[..., HttpResponse]

_PAGES: Final = ("page_id", "parent_page_id", "page_to_move_id", "destination_id", "page_pk")
_IMAGES: Final = ("image_id",)
_DOCUMENTS: Final = ("document_id", "doc_id")
#: Addresses in which a link to a published page is chosen, whoever's it is.
_LINKS: Final = frozenset({"wagtailadmin_choose_page", "wagtailadmin_choose_page_child"})
_LISTED: Final = frozenset({"wagtailadmin_choose_page_chosen_multiple"})


def guarded(view: View, *, name: str) -> View:
    """``view``, asked only for what is in reach of who asks; ``name`` is the address's with its namespace."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            align(account=request.user, by=request.actor)  # type: ignore[attr-defined]
            _check(request, name, args, kwargs)
        return view(request, *args, **kwargs)

    return wrapped


def _check(request: HttpRequest, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    user = request.user
    if name == "wagtail_bulk_action":
        _narrow(request, queries.seen_by(user, str(kwargs["model_name"])))
    elif name in _LISTED:
        _narrow(request, queries.linkable(user))
    elif name.endswith("_chooser:chosen_multiple"):
        _narrow(request, queries.files(user, name))
    elif name.endswith("_chooser:chosen"):
        _must_be(queries.files(user, name), kwargs["pk"])
    elif name == "wagtailadmin_editing_sessions:ping":
        _must_be(queries.seen_by(user, str(kwargs["model_name"])), kwargs["object_id"])
    pages = queries.linkable(user) if name in _LINKS else queries.explorable(user)
    for key in _PAGES:
        if key in kwargs:
            _must_be(pages, kwargs[key])
    for key in _IMAGES:
        if key in kwargs:
            _must_be(queries.files(user, "wagtailimages"), kwargs[key])
    for key in _DOCUMENTS:
        if key in kwargs:
            _must_be(queries.files(user, "wagtaildocs"), kwargs[key])
    if args and name == "wagtailadmin_pages:revisions_compare":
        _must_be(pages, args[0])
    _check_states(kwargs)


def _check_states(kwargs: dict[str, Any]) -> None:
    """A step of a workflow is asked for with the page that it is about."""
    page = str(kwargs.get("page_id", ""))
    if "task_state_id" in kwargs:
        _must_be(TaskState.objects.filter(workflow_state__object_id=page), kwargs["task_state_id"])
    if "workflow_state_id" in kwargs:
        _must_be(WorkflowState.objects.filter(object_id=page), kwargs["workflow_state_id"])


def _must_be(rows: QuerySet[Any], key: Any) -> None:
    if not str(key).isdecimal() or not rows.filter(pk=key).exists():
        raise NotFound


def _narrow(request: HttpRequest, rows: QuerySet[Any]) -> None:
    """Take from the address the numbers that are out of reach; "all" becomes all that is in reach."""
    asked = QueryDict(request.GET.urlencode(), mutable=True)
    wanted = asked.getlist("id")
    if "all" in wanted:
        below = asked.get("childOf", "")
        found = rows.filter(pk__in=_children(below)) if below.isdecimal() else rows
    else:
        found = rows.filter(pk__in=[key for key in wanted if key.isdecimal()])
    asked.setlist("id", [str(key) for key in found.order_by("pk").values_list("pk", flat=True)])
    if not asked.getlist("id"):
        raise NotFound
    request.GET = asked  # type: ignore[assignment]
    request.META["QUERY_STRING"] = asked.urlencode()


def _children(parent: str) -> Iterable[int]:
    page = Page.objects.filter(pk=parent).first()
    return page.get_children().values_list("pk", flat=True) if page else []
