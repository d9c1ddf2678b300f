"""首页: put together by the editors from blocks."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from kexie.base.pages.blocks import BodyBlock
from kexie.base.pages.models.addresses import PlainAddress
from kexie.base.pages.models.articles import ColumnPage


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
