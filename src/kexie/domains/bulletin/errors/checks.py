"""What is refused around the checks: review with findings open, mends of words that have changed, words that are wrong."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from kexie.domains.bulletin.errors import BulletinError


class ChecksOpen(BulletinError):
    """An issue that cannot go to review, because findings that must be mended are neither mended nor waived."""

    code = "bulletin.checks_open"
    status = 409

    def __init__(self, *, label: str, count: int) -> None:
        sentence = ngettext(
            "%(label)s还有%(count)s处必改的问题，不能送审。请打开“检查”页，逐处改正，或者写明不改的理由。",
            "%(label)s还有%(count)s处必改的问题，不能送审。请打开“检查”页，逐处改正，或者写明不改的理由。",
            count,
        )
        super().__init__(sentence % {"label": label, "count": count}, label=label, count=count)


class FindingGone(BulletinError):
    """A finding that is there no longer: mended, or its words have changed."""

    code = "bulletin.finding_gone"
    status = 409
    default_message = gettext_noop("这一处文字已经改过，原来的检查结果不再适用。请看最新的检查结果。")


class NoMend(BulletinError):
    """A finding that only a person can mend."""

    code = "bulletin.no_mend"
    status = 409
    default_message = gettext_noop("这一处不能自动改正，请打开这条信息修改。")


class WordChanged(BulletinError):
    """A watched word that somebody else has changed since the actor saw it."""

    code = "bulletin.word_changed"
    status = 409

    def __init__(self, *, by: str) -> None:
        sentence = _("这个词刚刚由%(by)s修改过，您的修改没有保存。请核对最新内容后再保存。")
        super().__init__(sentence % {"by": by}, by=by)


class WordsPreviewChanged(BulletinError):
    """A sheet of words that would now do something else than its preview has shown."""

    code = "bulletin.words_preview_changed"
    status = 409
    default_message = gettext_noop("词表在预览之后有了变化，没有导入。请核对新的预览后再确认。")


class WordsSheetWrong(BulletinError):
    """A sheet of words with problems; nothing of it was taken."""

    code = "bulletin.words_sheet_wrong"
    default_message = gettext_noop("表格里有需要修改的地方，没有导入任何内容。")
