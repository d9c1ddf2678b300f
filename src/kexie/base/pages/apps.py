"""The app's label and what it registers elsewhere."""

from __future__ import annotations

from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from kexie.base.kernel.audit_words import name_actions
from kexie.base.kernel.edition import turns, watch
from kexie.base.kernel.schedule import Periodic, ticks
from kexie.base.kernel.topics import Topic, topics
from kexie.base.people.abilities import EDIT_WEB_CONTENT
from kexie.base.ui import navigation, sitemap, slots, todos
from kexie.base.ui.figures import Figure, figures
from kexie.base.ui.navigation import NavItem

#: What the audit calls what is done to public web content.
WORDS = {
    "pages.site": _("建立网站"),
    "pages.column": _("新建栏目"),
    "pages.compose": _("编排首页"),
    "pages.create": _("新建网站内容"),
    "pages.publish": _("发布文章"),
    "pages.submit": _("送审文章"),
    "pages.approve": _("审核通过文章"),
    "pages.return": _("退回文章"),
    "pages.withdraw": _("撤回送审的文章"),
    "pages.import": _("从 Word 导入文章"),
    "pages.import_discarded": _("放弃导入的文章"),
    "pages.units": _("设定栏目的责任单位"),
    "pages.unpublish": _("撤下文章"),
    "pages.move": _("移动网页"),
    "pages.delete": _("删除网站内容"),
    "pages.restrict": _("限制网页的读者"),
    "pages.unrestrict": _("解除网页的读者限制"),
}


class PagesConfig(AppConfig):
    """网站内容"""

    name = "kexie.base.pages"
    label = "pages"
    verbose_name = "网站内容"

    def ready(self) -> None:
        """The section of the home page, the editors' entry, the source of search, and ears for Wagtail."""
        from kexie.base.kernel import rest
        from kexie.base.pages import rules, tasks
        from kexie.base.pages.actions import search_entries
        from kexie.base.pages.models import ArticlePage
        from kexie.base.pages.rest import router
        from kexie.base.pages.views import pages
        from kexie.base.pages.views.todos import waiting
        from kexie.base.search.api import Source, sources
        from kexie.base.ui import machine_map

        rest.routers.register("pages", router)
        machine_map.parts.register("pages", machine_map.Part("pages", pages.mapped))
        slots.register("home", "pages", pages.latest, order=20, label=_("最新动态"))
        articles = Figure("pages.articles", _("公开文章"), _("篇"), ArticlePage.objects.readable)
        figures.register(articles.name, articles)
        sitemap.branches.register("pages", sitemap.Branch("pages", _("栏目和专题"), pages.places, order=20))
        slots.register("organisation", "pages", pages.of_unit, order=40)
        editors = NavItem(_("网站编辑"), "wagtailadmin_home", "edit", EDIT_WEB_CONTENT, order=60, group=_("信息"))
        navigation.register("workbench", editors)
        sources.register("pages", Source("pages", "网站文章", search_entries))
        mine = (EDIT_WEB_CONTENT,)
        todos.sources.register(
            "pages", todos.Source("pages", _("网站内容"), waiting, mine, order=40, url_name="wagtailadmin_home")
        )
        topics.register(
            "pages.pictures", Topic("pages.pictures", "kexie.base.pages.tasks.make_sizes", lease=timedelta(minutes=15))
        )
        topics.register("pages.links", Topic("pages.links", "kexie.base.pages.tasks.check_links"))
        verbs = "kexie.base.pages.actions"
        ticks.register(
            "pages.schedule", Periodic("pages.schedule", f"{verbs}.schedule.publish_due", timedelta(seconds=1))
        )
        ticks.register("pages.links", Periodic("pages.links", f"{verbs}.links.nightly", timedelta(hours=1)))
        name_actions(WORDS)
        rules.declare_personal()
        tasks.connect()
        _watch()


#: What Wagtail writes into a page that the public sees when a draft of it is saved, or while somebody has it open.
_OF_DRAFTS = (
    *("draft_title", "latest_revision", "latest_revision_created_at", "has_unpublished_changes"),
    *("locked", "locked_at", "locked_by"),
)


def _watch() -> None:
    """Name what of web content the public sees: pages of every kind, once they are live, and what they refer to.

    A page that lacks a rendition makes it, so that a new one changes nothing that was shown before.
    """
    from modelcluster.models import get_all_child_relations
    from wagtail.models import get_page_models

    for model in get_page_models():
        if model._meta.label == "wagtailcore.Page":
            continue
        key = model._meta.pk.column
        live = f"EXISTS (SELECT 1 FROM wagtailcore_page WHERE wagtailcore_page.id = {{row}}.{key} AND live)"  # noqa: S608 - no one's words
        watch(model._meta.label, where=live)
        parts = {relation.related_model for relation in get_all_child_relations(model)}
        watch(*sorted(part._meta.label for part in parts if part.__module__.startswith("kexie.")))
    watch("wagtailcore.Page", unseen=_OF_DRAFTS, where="{row}.live")
    watch("wagtailcore.Site", "wagtailcore.Locale", "wagtailcore.PageViewRestriction", "wagtailredirects.Redirect")
    watch("pages.PageImage", "pages.PageDocument", "pages.SiteIdentity")
    turns.register("pages.over", "kexie.base.pages.queries.pages.next_over")
    turns.register("pages.activities", "kexie.base.pages.queries.sections.next_end")
    watch("pages.PageRendition", inserts=False)
