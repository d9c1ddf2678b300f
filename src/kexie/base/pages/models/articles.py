"""Columns (栏目) and their articles. What their pages show beside themselves is asked for in `templatetags.pages`."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.blocks import PageChooserBlock
from wagtail.models import Page, PageManager

from kexie.base.kernel import clock
from kexie.base.pages.blocks import BodyBlock
from kexie.base.pages.models.addresses import PlainAddress
from kexie.base.pages.models.readable import ReadableQuerySet
from kexie.base.pages.models.review import Reviewed, Section
from kexie.base.pages.models.streams import Stream


class ColumnPage(Section, PlainAddress, Page):
    """栏目: its articles, newest first, in pages."""

    intro = models.TextField(_("导语"), blank=True, max_length=300)

    objects = PageManager.from_queryset(ReadableQuerySet)()

    template = "pages/column.html"
    parent_page_types: ClassVar[list[str]] = ["pages.HomePage"]
    subpage_types: ClassVar[list[str]] = ["pages.ArticlePage"]
    content_panels: ClassVar[list[Any]] = [*Page.content_panels, FieldPanel("intro")]
    show_in_menus_default = True

    class Meta:
        verbose_name = _("栏目")
        verbose_name_plural = _("栏目")


class ArticleQuerySet(ReadableQuerySet):
    """Filters that chain."""

    def newest_first(self) -> ArticleQuerySet:
        """By the day of the article."""
        return cast(ArticleQuerySet, self.select_related("source_unit").order_by("-date", "-pk"))

    def listed(self) -> ArticleQuerySet:
        """With what a list shows and no more: a page has forty columns, and reading them all is dear."""
        shown = ("title", "url_path", "date", "summary", "source_text", "source_unit__name", "picture_id")
        return cast(ArticleQuerySet, self.only(*shown))


class ArticleForm(WagtailAdminPageForm):
    """An article: who begins it is its author and today its day, until told otherwise; its source is one of the confirmed
    units, or the one that it has.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None and self.for_user is not None and "author" in self.fields:
            self.initial["author"] = self.instance.author or self.for_user.get_full_name()
            self.initial["date"] = self.instance.date or clock.today()
        if field := self.fields.get("source_unit"):
            field.queryset = field.queryset.filter(models.Q(confirmed=True) | models.Q(pk=self.instance.source_unit_id))
            field.empty_label = gettext("不选择")


class ArticlePage(Reviewed, PlainAddress, Page):
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
    editor = models.CharField(_("编辑"), max_length=60, blank=True)
    reviewer = models.CharField(_("审核"), max_length=60, blank=True)
    summary = models.TextField(_("摘要"), blank=True, max_length=300)
    picture = models.ForeignKey(
        "pages.PageImage",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("题图"),
        help_text=_("显示在首页和列表里，分享时也用它；正文里的图片请放在正文中。"),
    )
    body = Stream(BodyBlock(), verbose_name=_("正文"))
    related = Stream(
        [("article", PageChooserBlock(page_type="pages.ArticlePage", label=_("文章")))],
        verbose_name=_("相关文章"),
        blank=True,
        max_num=6,
        help_text=_("不选时，显示同一栏目最近的文章。"),
    )

    objects = PageManager.from_queryset(ArticleQuerySet)()

    template = "pages/article.html"
    parent_page_types: ClassVar[list[str]] = ["pages.ColumnPage", "pages.TopicPage"]
    subpage_types: ClassVar[list[str]] = []
    base_form_class = ArticleForm
    content_panels: ClassVar[list[Any]] = [
        *Page.content_panels,
        MultiFieldPanel(
            [
                FieldPanel("date"),
                FieldRowPanel([FieldPanel("author"), FieldPanel("editor"), FieldPanel("reviewer", read_only=True)]),
                FieldRowPanel([FieldPanel("source_unit"), FieldPanel("source_text")]),
            ],
            heading=_("来源与责任"),
        ),
        FieldPanel("summary"),
        FieldPanel("picture"),
        FieldPanel("body"),
        FieldPanel("related"),
    ]

    class Meta:
        verbose_name = _("文章")
        verbose_name_plural = _("文章")

    @property
    def source(self) -> str:
        """The unit or medium that the article comes from."""
        return str(self.source_unit or self.source_text)

    @property
    def words(self) -> list[str]:
        """What search reads beside the title."""
        body = self._meta.get_field("body").get_searchable_content(self.body)
        return [self.summary, *body, self.source, self.author]
