"""What is refused around questions and answers."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kexie.base.kernel.errors import Conflict, Invalid


class AnswerInvalid(Invalid):
    """What was written is incomplete, too long, or speaks of a person."""

    code = "steward.answer_invalid"


class AnswerChanged(Conflict):
    """Somebody else has changed it since it was read."""

    code = "steward.answer_changed"
    default_message = _("这条问答刚刚被他人修改过。下面是您填写的内容，请与现在的内容核对后再保存。")


class VerbNotPossible(Conflict):
    """Its state does not allow that."""

    code = "steward.answer_verb"
    default_message = _("这条问答的状态已经改变，不能再这样操作。请看它现在的状态。")


class SameAuthor(Conflict):
    """Who has written it reviews it not."""

    code = "steward.answer_same_author"
    default_message = _("不能审核自己编写的问答，请由另一位有审核权限的同事审核。")


class DraftOpen(Conflict):
    """There is a draft already."""

    code = "steward.answer_draft_open"
    default_message = _("这条问答已经有一份草稿或者待审核的修改，请接着修改那一份。")


class NotFinished(Conflict):
    """The case is still being handled."""

    code = "steward.answer_case_open"
    default_message = _("办件还没有办结，办结后才能写成问答。")
