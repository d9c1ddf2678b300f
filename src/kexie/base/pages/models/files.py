"""Pictures and files of our own kind: nobody can put a picture in without saying what it shows."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.files.base import ContentFile
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Filter, Image


class PageImage(AbstractImage):
    """A picture; nobody can put one in without saying what it shows."""

    description = models.CharField(
        _("图片说明（替代文字）"),
        max_length=255,
        help_text=_("用一句话说出图片里有什么，供看不到图片的人了解。"),
    )
    # Set by the worker; what public pages show of the picture is another from then on.
    sizes_made_at = models.DateTimeField(_("各尺寸制作时间"), null=True, blank=True, editable=False)

    #: Without tags: they are one list for all columns.
    admin_form_fields: ClassVar[tuple[str, ...]] = tuple(name for name in Image.admin_form_fields if name != "tags")

    def generate_rendition_file(self, filter: Filter, *, source: Any = None) -> ContentFile[bytes]:  # noqa: A002 - Wagtail's name
        """As Wagtail's, in memory: its own leaves an open temporary file behind."""
        with super().generate_rendition_file(filter, source=source) as drawn:
            drawn.seek(0)
            return ContentFile(drawn.read(), drawn.name)

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

    admin_form_fields: ClassVar[tuple[str, ...]] = tuple(name for name in Document.admin_form_fields if name != "tags")

    def clean(self) -> None:
        """Whether its extension may be offered; nothing more to say of a file that was refused already."""
        if self.file:
            super().clean()

    class Meta(AbstractDocument.Meta):
        verbose_name = _("文件")
        verbose_name_plural = _("文件")
        permissions: ClassVar[list[tuple[str, str]]] = [("choose_document", "Can choose document")]
