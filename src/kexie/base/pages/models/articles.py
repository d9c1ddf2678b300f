"""Columns (栏目) and their articles.

The pages' `get_context` is where Wagtail's door enters: it asks for what the template shows, and nothing else.
"""

from __future__ import annotations

from functools import cache
from typing import Any, ClassVar, Final, cast

from django.core.paginator import Paginator
from django.db import models
from django.db.models import Exists, F, OuterRef
from django.db.models.lookups import StartsWith
from django.http import HttpRequest
from django.utils.encoding import uri_to_iri
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page, PageManager, PageQuerySet, PageViewRestriction

from kexie.base.pages.blocks import BodyBlock
from kexie.base.pages.models.addresses import PlainAddress

ARTICLES_PER_PAGE: Final = 20


class ColumnPage(PlainAddress, Page):
    """栏目: its articles, newest first, in pages."""

    intro = models.TextField(_("导语"), blank=True, max_length=300)

    template = "pages/column.html"
    parent_page_types: ClassVar[list[str]] = ["pages.HomePage"]
    subpage_types: ClassVar[list[str]] = ["pages.ArticlePage"]
    content_panels: ClassVar[list[Any]] = [*Page.content_panels, FieldPanel("intro")]
    show_in_menus_default = True

    class Meta:
        verbose_name = _("栏目")
        verbose_name_plural = _("栏目")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """One page of articles; a page number out of range is brought into it."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        articles = ArticlePage.objects.child_of(self).readable().newest_first().listed()
        context["articles"] = Paginator(articles, ARTICLES_PER_PAGE).get_page(request.GET.get("page"))
        return context


@cache
def _restricted() -> Exists:
    """Whether a page at or above this one is restricted; composed once, because that costs as much as asking."""
    return Exists(PageViewRestriction.objects.filter(StartsWith(OuterRef("path"), F("page__path"))))


class ArticleQuerySet(PageQuerySet):
    """Filters that chain."""

    def readable(self) -> ArticleQuerySet:
        """Live articles that everyone may read: none of the pages above them is restricted."""
        return cast(ArticleQuerySet, self.live().filter(~_restricted()))

    def newest_first(self) -> ArticleQuerySet:
        """By the day of the article."""
        return cast(ArticleQuerySet, self.select_related("source_unit").order_by("-date", "-pk"))

    def listed(self) -> ArticleQuerySet:
        """With what a list shows and no more: a page has forty columns, and reading them all is dear."""
        return cast(
            ArticleQuerySet,
            self.only("title", "url_path", "date", "summary", "source_text", "source_unit__name"),
        )


class ArticleForm(WagtailAdminPageForm):
    """An article: its source is one of the confirmed units, or the one that it has."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if field := self.fields.get("source_unit"):
            field.queryset = field.queryset.filter(models.Q(confirmed=True) | models.Q(pk=self.instance.source_unit_id))


class ArticlePage(PlainAddress, Page):
    """文章: says its source unit, author, reviewer and date (domain: every article does)."""

    date = models.DateField(_("日期"), db_index=True)
    source_unit = models.ForeignKey(
        "people.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("来源单位"),
        help_text=_("在组织机构里的单位请在此选择。"),
    )
    source_text = models.CharField(
        _("其他来源"), max_length=120, blank=True, help_text=_("来源不在组织机构里时填写，例如其他媒体的名称。")
    )
    author = models.CharField(_("作者"), max_length=60, blank=True)
    reviewer = models.CharField(_("审核"), max_length=60, blank=True)
    summary = models.TextField(_("摘要"), blank=True, max_length=300)
    body = StreamField(BodyBlock(), verbose_name=_("正文"))

    objects = PageManager.from_queryset(ArticleQuerySet)()

    template = "pages/article.html"
    parent_page_types: ClassVar[list[str]] = ["pages.ColumnPage"]
    subpage_types: ClassVar[list[str]] = []
    base_form_class = ArticleForm
    content_panels: ClassVar[list[Any]] = [
        *Page.content_panels,
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("date"), FieldPanel("author"), FieldPanel("reviewer")]),
                FieldRowPanel([FieldPanel("source_unit"), FieldPanel("source_text")]),
            ],
            heading=_("来源与责任"),
        ),
        FieldPanel("summary"),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("文章")
        verbose_name_plural = _("文章")

    @property
    def source(self) -> str:
        """The unit or medium that the article comes from."""
        return str(self.source_unit or self.source_text)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The way to this page, and its own address to share."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context["column"] = ColumnPage.objects.ancestor_of(self).only("title", "url_path").first()
        context["address"] = request.build_absolute_uri(self.get_url(request))
        context["shown_address"] = uri_to_iri(context["address"])
        return context
