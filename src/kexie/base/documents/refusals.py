"""What the documents toolbox says when a file cannot be read, is not accepted, or cannot be drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import gettext_lazy as _

from kexie.base.kernel.errors import Invalid, Refusal, TooLarge, Unavailable

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class FileRefusal(Refusal):
    """A file is refused. The sentence is made from ``template`` and the data, so that a child process sends data only."""

    template: ClassVar[StrPromise] = _("这个文件不能使用。")

    def __init__(self, **data: Any) -> None:
        super().__init__(str(self.template) % data, **data)


class UnknownType(FileRefusal, Invalid):
    """The content is of no type that is read here. Data: ``name``, ``accepted``."""

    code = "unknown_type"
    template = _("“%(name)s”不是可以识别的文件类型，请提交以下类型的文件：%(accepted)s。")


class NotAccepted(FileRefusal, Invalid):
    """The type is known and not wanted at this place. Data: ``name``, ``accepted``."""

    code = "type_not_accepted"
    template = _("这里不接受“%(name)s”这种文件，请提交以下类型的文件：%(accepted)s。")


class ExtensionDiffers(FileRefusal, Invalid):
    """The file's extension says another type than its content. Data: ``name``, ``found``."""

    code = "extension_differs"
    template = _("“%(name)s”的扩展名与内容不符，内容是%(found)s。请核对文件，改正扩展名后重新提交。")


class BrokenEncoding(FileRefusal, Invalid):
    """Text that is neither UTF-8, UTF-16 with its mark, nor GB18030. Data: ``line`` (from 1)."""

    code = "broken_encoding"
    template = _("第%(line)s行有无法识别的字符编码，请用 UTF-8 编码另存后重新提交。")


class NoText(FileRefusal, Invalid):
    """There is nothing to read."""

    code = "no_text"
    template = _("文件里没有文字，请核对是否选错了文件。")


class EmptyFile(NoText):
    """The file has no bytes. Data: ``name``."""

    code = "empty_file"
    template = _("“%(name)s”是空文件（0字节），请核对是否选错了文件。")


class NotText(FileRefusal, Invalid):
    """A file named as text whose bytes are no text. Data: ``name``."""

    code = "not_text"
    template = _("“%(name)s”的内容不是文字，请核对是否选错了文件；如确是文稿，请另存为 .docx、.md 或 .txt 后重新提交。")


class ControlCharacter(FileRefusal, Invalid):
    """Text with a character that no text has, such as NUL. Data: ``line`` (from 1)."""

    code = "control_character"
    template = _("第%(line)s行含有不能使用的控制字符，请删除后重新提交。")


class FileTooLarge(FileRefusal, TooLarge):
    """More bytes than accepted. Data: ``limit`` in MB."""

    code = "file_too_large"
    template = _("文件超过了%(limit)s MB 的上限，请压缩图片或拆分后重新提交。")


class TextTooLarge(FileTooLarge):
    """A text file of more bytes than accepted. Data: ``limit`` in MB."""

    code = "text_too_large"
    template = _("文字文件超过了%(limit)s MB 的上限，请核对是否选错了文件，或分成几份提交。")


class TooManyBlocks(FileRefusal, TooLarge):
    """More paragraphs than one paper holds. Data: ``limit``, ``line``."""

    code = "too_many_blocks"
    template = _("文件太长：到第%(line)s行已超过%(limit)s段的上限，请分成几份提交。")


class TooManyCharacters(FileRefusal, TooLarge):
    """More text than one paper holds, such as a thousand pages. Data: ``limit`` (characters), ``pages``, ``line``."""

    code = "too_many_characters"
    template = _("文件太长：到第%(line)s行已超过%(limit)s字（约%(pages)s页）的上限，请分成几份提交。")


class UnpacksTooLarge(FileRefusal, TooLarge):
    """A packed file that would unpack to too much, or is packed in a way that only bombs are. Data: ``reason``."""

    code = "unpacks_too_large"
    template = _("文件的压缩包结构不正常（%(reason)s），为安全起见不予接收。请在文字处理软件中重新另存后提交。")


class TooManyPixels(FileRefusal, TooLarge):
    """A picture with too many pixels. Data: ``limit`` in million pixels."""

    code = "too_many_pixels"
    template = _("图片超过了%(limit)s万像素的上限，请缩小后重新提交。")


class Damaged(FileRefusal, Invalid):
    """The file says it is of a type and cannot be read as such. Data: ``name``."""

    code = "damaged"
    template = _("“%(name)s”已损坏或不完整，请重新导出后提交。")


class DeclaresEntities(FileRefusal, Invalid):
    """A part of a package has a DOCTYPE, behind which words can hide. Data: ``name``."""

    code = "declares_entities"
    template = _(
        "“%(name)s”的内部含有不应出现的文档类型声明（DOCTYPE），读取时会丢失文字，不予接收。"
        "请在文字处理软件中重新另存后提交。"
    )


class ReadingStopped(FileRefusal, Invalid):
    """Reading took more memory or time than is allowed, or crashed; the server itself is unharmed."""

    code = "reading_stopped"
    template = _("读取文件占用的时间或内存超过了限度，已经停止。请简化文件（如删去大图、复杂表格）后重新提交。")


class ReaderMissing(FileRefusal, Unavailable):
    """The process that reads files could not be started."""

    code = "reader_missing"
    template = _("暂时无法读取文件，请稍后再试；如多次失败，请联系管理员。")


class PictureUnreadable(FileRefusal, Invalid):
    """A picture of a document is neither PNG nor JPEG, or is damaged. Data: ``alt``."""

    code = "picture_unreadable"
    template = _("图片“%(alt)s”无法读取，请换成 PNG 或 JPEG 图片。")


class NotASheet(FileRefusal, Invalid):
    """The file is no sheet of cells that is read here. Data: ``name``."""

    code = "not_a_sheet"
    template = _("“%(name)s”不是可以读取的表格，请在表格软件中另存为 .xlsx 或 .csv 后重新提交。")


class TooManyRows(FileRefusal, TooLarge):
    """More rows than one sheet may have. Data: ``limit``."""

    code = "too_many_rows"
    template = _("表格超过了%(limit)s行的上限，请分成几份提交。")


class Dangerous(FileRefusal, Invalid):
    """A sheet with macros or the like. Data: ``name``, ``reason``."""

    code = "dangerous"
    template = _("“%(name)s”%(reason)s，为安全起见不予接收。请另存为不含这些内容的 .xlsx 后重新提交。")


REFUSALS: dict[str, type[FileRefusal]] = {
    refusal.code: refusal
    for refusal in (
        UnknownType,
        NotAccepted,
        ExtensionDiffers,
        BrokenEncoding,
        NoText,
        EmptyFile,
        FileTooLarge,
        TextTooLarge,
        NotText,
        ControlCharacter,
        TooManyBlocks,
        TooManyCharacters,
        UnpacksTooLarge,
        TooManyPixels,
        Damaged,
        DeclaresEntities,
        ReadingStopped,
        ReaderMissing,
        PictureUnreadable,
        NotASheet,
        TooManyRows,
        Dangerous,
    )
}
