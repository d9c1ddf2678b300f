"""Public web content: home, columns (栏目) and articles, with pictures and files of our own kind.

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
from django.utils.encoding import iri_to_uri, uri_to_iri
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.documents.models import AbstractDocument, Document
from wagtail.fields import StreamField
from wagtail.images.models import AbstractImage, AbstractRendition, Image
from wagtail.models import Page, PageManager, PageQuerySet, PageViewRestriction

from kexie.base.pages.blocks import BodyBlock

ARTICLES_PER_PAGE: Final = 20


class PageImage(AbstractImage):
    """A picture; nobody can put one in without saying what it shows."""

    description = models.CharField(
        _("图片说明（替代文字）"),
        max_length=255,
        help_text=_("用一句话说出图片里有什么，供看不到图片的人了解。"),
    )

    admin_form_fields: ClassVar[tuple[str, ...]] = Image.admin_form_fields

    class Meta(AbstractImage.Meta):
        verbose_name = _("图片")
        verbose_name_plural = _("图片")
        permissions: ClassVar[list[tuple[str, str]]] = [("choose_image", "Can choose image")]


class PageRendition(AbstractRendition):
    """A picture in a size that a page needs."""

    image = models.ForeignKey(PageImage, models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)


class PageDocument(AbstractDocument):
    """A file to download."""

    admin_form_fields: ClassVar[tuple[str, ...]] = Document.admin_form_fields

    class Meta(AbstractDocument.Meta):
        verbose_name = _("文件")
        verbose_name_plural = _("文件")
        permissions: ClassVar[list[tuple[str, str]]] = [("choose_document", "Can choose document")]


class PlainAddress:
    """What our pages tell at less cost than Wagtail's own: their address, and who may read them.

    The address stands in the path below the one home page: Wagtail would look for the page's site and turn every route for
    each link of a list, a query and 0.2 ms per link.
    """

    url_path: str

    def get_url(self, request: HttpRequest | None = None, current_site: Any = None) -> str:
        """The path behind the home page's own: /kepu/a1/ for the path /home/kepu/a1/."""
        return iri_to_uri("/" + self.url_path.split("/", 2)[-1])

    url = property(get_url)

    def get_view_restrictions(self) -> Any:
        """The restrictions of this page and those above; where there is none at all, the way up is not asked for."""
        if not PageViewRestriction.objects.exists():
            return PageViewRestriction.objects.none()
        return super().get_view_restrictions()  # type: ignore[misc]


class HomePage(PlainAddress, Page):
    """首页: a greeting, the columns, and what the apps of the platform put into the slot `home`."""

    intro = models.TextField(_("导语"), blank=True, max_length=300)
    body = StreamField(BodyBlock(), verbose_name=_("正文"), blank=True)

    template = "pages/home.html"
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = ["pages.ColumnPage"]
    content_panels: ClassVar[list[Any]] = [*Page.content_panels, FieldPanel("intro"), FieldPanel("body")]

    class Meta:
        verbose_name = _("首页")
        verbose_name_plural = _("首页")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The columns below this page, in one query."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        below = ColumnPage.objects.filter(
            path__startswith=self.path, depth=self.depth + 1, live=True, show_in_menus=True
        )
        context["columns"] = below.order_by("path").only("title", "url_path")
        return context


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
