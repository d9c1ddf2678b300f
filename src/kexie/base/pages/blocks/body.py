"""What the body of an article is put together from."""

from __future__ import annotations

from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from kexie.base.pages.blocks.tables import TableBlock

#: Films that browsers play by themselves.
FILMS: Final = frozenset({"mp4", "webm"})


class HeadingBlock(blocks.CharBlock):
    """A heading inside the body."""

    class Meta:
        label = _("小标题")
        icon = "title"
        template = "pages/blocks/heading.html"


class ParagraphBlock(blocks.RichTextBlock):
    """Running text with emphasis, lists and links; headings, pictures and files are blocks of their own."""

    def __init__(self, **kwargs: object) -> None:
        features = ["bold", "italic", "ol", "ul", "link", "document-link"]
        super().__init__(**({"features": features} | kwargs))

    class Meta:
        label = _("正文")
        icon = "pilcrow"
        template = "pages/blocks/paragraph.html"


class PictureValue(blocks.StructValue):
    """A picture as an article has it."""

    @property
    def words(self) -> str:
        """What the picture shows: what the article says of it, or what is said where the picture is kept."""
        if self.get("decorative"):
            return ""
        return str(self.get("alt") or self["image"].description)


class PictureBlock(blocks.StructBlock):
    """A picture, in words for those who cannot see it, and the line below it."""

    image = ImageChooserBlock(label=_("图片"))
    alt = blocks.CharBlock(
        label=_("图片说明（替代文字）"),
        max_length=120,
        required=False,
        help_text=_("不填时用图片库里的说明；图片在本文里另有所指时才填写。"),
    )
    decorative = blocks.BooleanBlock(
        label=_("装饰图片"), required=False, help_text=_("只起美化作用、不含内容的图片才勾选，读屏软件会跳过它。")
    )
    caption = blocks.CharBlock(label=_("图注"), max_length=120, required=False)

    def clean(self, value: Any) -> Any:
        """The value, or that words are missing; a draft may do without for a while."""
        cleaned = super().clean(value)
        if self.is_deferred_validation:
            return cleaned
        if cleaned["decorative"] and cleaned["alt"]:
            wrong = ValidationError(_("装饰图片不写说明；如果图片有内容，请取消勾选“装饰图片”。"))
            raise blocks.StructBlockValidationError({"decorative": wrong})
        if not cleaned["decorative"] and not cleaned.words:
            wrong = ValidationError(_("请用一句话写明图片里有什么；只起美化作用的图片，请勾选“装饰图片”。"))
            raise blocks.StructBlockValidationError({"alt": wrong})
        return cleaned

    class Meta:
        label = _("图片")
        icon = "image"
        value_class = PictureValue
        template = "pages/blocks/picture.html"


class QuoteBlock(blocks.StructBlock):
    """Words of somebody else, and whose."""

    text = blocks.TextBlock(label=_("引文"))
    source = blocks.CharBlock(label=_("出处"), max_length=120, required=False)

    class Meta:
        label = _("引文")
        icon = "openquote"
        template = "pages/blocks/quote.html"


class AttachmentBlock(blocks.StructBlock):
    """A file to download."""

    document = DocumentChooserBlock(label=_("文件"))
    label = blocks.CharBlock(label=_("显示名称"), max_length=120, required=False)

    class Meta:
        label = _("文件")
        icon = "doc-full"


class AttachmentsBlock(blocks.ListBlock):
    """Files to download, at least one."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(AttachmentBlock(), **({"min_num": 1} | kwargs))

    class Meta:
        label = _("附件")
        icon = "doc-full"
        template = "pages/blocks/attachments.html"


class VideoBlock(blocks.StructBlock):
    """A film from our own files: no player of others, no address that a viewer would be told of."""

    document = DocumentChooserBlock(label=_("视频文件"), help_text=_("MP4（H.264）或 WebM 格式。"))
    poster = ImageChooserBlock(label=_("封面图片"), required=False)
    caption = blocks.CharBlock(label=_("视频标题"), max_length=120)
    words = blocks.TextBlock(
        label=_("文字稿"),
        required=False,
        help_text=_("视频里说了什么、出现了哪些文字，供听不到或看不到的人阅读。"),
    )

    def clean(self, value: Any) -> Any:
        """The value, or that the file is no film."""
        cleaned = super().clean(value)
        if cleaned["document"].file_extension.lower() not in FILMS:
            wrong = ValidationError(_("请选择 MP4 或 WebM 格式的视频文件。"))
            raise blocks.StructBlockValidationError({"document": wrong})
        return cleaned

    class Meta:
        label = _("视频")
        icon = "media"
        template = "pages/blocks/video.html"


class BodyBlock(blocks.StreamBlock):
    """The body of an article or of a page."""

    paragraph = ParagraphBlock()
    heading = HeadingBlock(max_length=60)
    picture = PictureBlock()
    table = TableBlock()
    video = VideoBlock()
    quote = QuoteBlock()
    attachments = AttachmentsBlock()
