"""首页, 专题 and 单页: put together by the editors from blocks."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page, PageManager

from kexie.base.pages.blocks import BodyBlock, SectionsBlock
from kexie.base.pages.models.addresses import PlainAddress, language_of
from kexie.base.pages.models.readable import ReadableQuerySet
from kexie.base.pages.models.review import Section
from kexie.base.pages.models.streams import Stream

_BELOW_HOME: list[str] = ["pages.HomePage"]


class HomePage(Section, PlainAddress, Page):
    """首页: sections that the editors have put together; what a new site shows until then is in `queries.home`."""

    intro = models.TextField(_("导语"), blank=True, max_length=300)
    body = Stream(SectionsBlock(), verbose_name=_("版块"), blank=True)

    objects = PageManager.from_queryset(ReadableQuerySet)()

    template = "pages/home.html"
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = ["pages.ColumnPage", "pages.TopicPage", "pages.SinglePage"]
    content_panels: ClassVar[list[Any]] = [*Page.content_panels, FieldPanel("intro"), FieldPanel("body")]

    class Meta:
        verbose_name = _("首页")
        verbose_name_plural = _("首页")

    def clean(self) -> None:
        """The slug tells the language, and with it the first step of every address below."""
        super().clean()
        language = self.locale.language_code
        expected = "" if language == settings.LANGUAGE_CODE else language
        if language_of(self.slug) != expected:
            wrong = (
                _("这一语言的首页，网址名称须以“-%(code)s”结尾。")
                if expected
                else _("网址名称不能以其他语言的代码结尾。")
            )
            raise ValidationError({"slug": wrong % {"code": expected}})


class TopicPage(Section, PlainAddress, Page):
    """专题: a page about one theme, with a picture across it, sections of its own, and articles of its own."""

    intro = models.TextField(_("导语"), blank=True, max_length=300)
    picture = models.ForeignKey(
        "pages.PageImage", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("题图")
    )
    body = Stream(SectionsBlock(), verbose_name=_("版块"), blank=True)

    objects = PageManager.from_queryset(ReadableQuerySet)()

    template = "pages/topic.html"
    parent_page_types = _BELOW_HOME
    subpage_types: ClassVar[list[str]] = ["pages.ArticlePage"]
    content_panels: ClassVar[list[Any]] = [
        *Page.content_panels,
        FieldPanel("intro"),
        FieldPanel("picture"),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("专题")
        verbose_name_plural = _("专题")

    @property
    def words(self) -> list[str]:
        """What search reads beside the title."""
        return [self.intro, *self._meta.get_field("body").get_searchable_content(self.body)]


class SinglePage(Section, PlainAddress, Page):
    """单页: a page that belongs to no column, such as 关于我们."""

    body = Stream(BodyBlock(), verbose_name=_("正文"))

    objects = PageManager.from_queryset(ReadableQuerySet)()

    template = "pages/single.html"
    parent_page_types = _BELOW_HOME
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar[list[Any]] = [*Page.content_panels, FieldPanel("body")]

    class Meta:
        verbose_name = _("单页")
        verbose_name_plural = _("单页")

    @property
    def words(self) -> list[str]:
        """What search reads beside the title."""
        return list(self._meta.get_field("body").get_searchable_content(self.body))
