"""What Wagtail's admin is told to do otherwise."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.admin.forms.workflows import WorkflowPageForm
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.views.pages.search import SearchView
from wagtail.models import Page

from kexie.base.kernel.access import may
from kexie.base.pages import queries, rules
from kexie.base.pages.models.review import may_review
from kexie.base.people.api import MANAGE_WEB_SITE
from kexie.base.ui import identity

# What Wagtail forgets to name: one field shows its key, and what is found is counted in None.
WorkflowPageForm.base_fields["page"].label = _("网页")
SearchView.verbose_name = SearchView.verbose_name_plural = _("网页")


@hooks.register("insert_global_admin_css")  # type: ignore[untyped-decorator]
def styles() -> SafeString:
    """The look of these: the site's own colour around Wagtail's pages, those of our pages inside."""
    hue, saturation = rules.tone(identity.current().brand)
    tone = format_html(":root {{ --w-color-primary-hue: {}; --w-color-primary-saturation: {}% }}", hue, saturation)
    return format_html('<link rel="stylesheet" href="{}"><style>{}</style>', static("pages/editors.css"), tone)


@hooks.register("construct_main_menu")  # type: ignore[untyped-decorator]
def without_help(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """Wagtail's help leads to other hosts, in English."""
    menu_items[:] = [item for item in menu_items if item.name != "help"]


@hooks.register("before_edit_page")  # type: ignore[untyped-decorator]
def say_why_it_came_back(request: HttpRequest, page: Page) -> None:
    """The reviewer's reason stands above what is to be mended."""
    state = page.current_workflow_state if request.method == "GET" else None
    if state is not None and state.status == state.STATUS_NEEDS_CHANGES and state.current_task_state.comment:
        last = state.current_task_state
        name = last.finished_by.get_full_name() if last.finished_by else gettext("审核人")
        said = gettext("%(name)s退回了这篇文章：%(reason)s") % {"name": name, "reason": last.comment}
        messages.warning(request, said)


class MyColumns(Component):
    """The sections in which one works, with the ways to a new article."""

    order = 250
    template_name = "pages/editors/my_columns.html"

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        """Each section, and whether articles can be written in it."""
        actor = parent_context["request"].actor
        return {"rows": queries.writable_sections(actor)}


@hooks.register("construct_homepage_panels")  # type: ignore[untyped-decorator]
def columns_first(request: HttpRequest, panels: list[Any]) -> None:
    """Below what waits for oneself."""
    panels.append(MyColumns())


class ForManagers(MenuItem):
    """An entry that managers of the site see."""

    def is_shown(self, request: HttpRequest) -> bool:
        """By ability."""
        return may(request.actor, MANAGE_WEB_SITE)  # type: ignore[attr-defined]


@hooks.register("register_admin_menu_item")  # type: ignore[untyped-decorator]
def import_entry() -> MenuItem:
    """导入 Word."""
    return MenuItem(_("导入 Word"), reverse("pages_import"), icon_name="doc-full-inverse", order=150)


@hooks.register("register_reports_menu_item")  # type: ignore[untyped-decorator]
def links_entry() -> MenuItem:
    """链接检查."""
    return MenuItem(_("链接检查"), reverse("pages_links"), icon_name="link", order=50)


@hooks.register("register_settings_menu_item")  # type: ignore[untyped-decorator]
def columns_entry() -> MenuItem:
    """栏目分工."""
    return ForManagers(_("栏目分工"), reverse("pages_columns"), icon_name="group", order=10)


@hooks.register("construct_page_chooser_queryset")  # type: ignore[untyped-decorator]
def pages_to_choose(pages: QuerySet[Page], request: HttpRequest) -> QuerySet[Page]:
    """One's own pages, and what everyone can read: no draft of another column."""
    return pages.filter(pk__in=queries.linkable(request.user).values("pk"))


class ReviewItem(ActionMenuItem):
    """The way to the page of the review, for who may decide."""

    name = "action-review"
    label = _("去审核")
    icon_name = "check"

    def is_shown(self, context: dict[str, Any]) -> bool:
        """Where the article waits for this reviewer."""
        page = context.get("page")
        return page is not None and page.workflow_in_progress and may_review(page, context["request"].user)

    def get_url(self, context: dict[str, Any]) -> str:
        """The page of the review."""
        return reverse("pages_review", args=[context["page"].pk])


@hooks.register("register_page_action_menu_item")  # type: ignore[untyped-decorator]
def review_item() -> ActionMenuItem:
    """See `ReviewItem`."""
    return ReviewItem(order=0)


@hooks.register("construct_page_action_menu")  # type: ignore[untyped-decorator]
def main_step_first(menu_items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    """The step that leads on is the button that shows: 去审核, 送审, 发布; saving a draft stands in its menu."""
    first = ("action-review", "action-submit", "action-publish")
    menu_items.sort(key=lambda item: first.index(item.name) if item.name in first else len(first))
