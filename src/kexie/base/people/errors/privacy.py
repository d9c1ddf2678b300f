"""What is refused about consents, one's own data and erasure."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kexie.base.kernel.errors import Conflict, NotPermitted
from kexie.base.people.errors import FieldInvalid


class ConsentGiven(Conflict):
    """The consent is in force already."""

    code = "people.consent_given"
    default_message = _("已经同意过现行的内容，不需要再办。")


class NoConsent(Conflict):
    """There is nothing to withdraw."""

    code = "people.no_consent"
    default_message = _("目前没有有效的同意，不需要撤回。")


class FileNumberMissing(FieldInvalid):
    """A consent on paper says where the sheet is."""

    code = "people.file_number_missing"
    field = "number"
    default_message = _("请填写书面同意书的档案编号，不超过50个字，以便查找原件。")


class NoPersonBehind(NotPermitted):
    """The account belongs to no person."""

    code = "people.no_person_behind"
    default_message = _("您的账号没有关联人员记录，没有可以办理的个人信息。请联系本单位的管理员。")


class ErasureAsked(Conflict):
    """A request is waiting already."""

    code = "people.erasure_asked"
    default_message = _("您已经提出过删除申请，正在办理，不需要再提。")


class ErasureDecided(Conflict):
    """The request has been decided or withdrawn."""

    code = "people.erasure_decided"
    default_message = _("这件申请已经办结或者撤回，请刷新后查看。")


class StillCooling(Conflict):
    """The person may still think better of it."""

    code = "people.still_cooling"
    default_message = _("申请人还在三个工作日的反悔期内，期满后才能删除。")


class StillServing(Conflict):
    """Somebody who holds a post is not erased: the post ends first."""

    code = "people.still_serving"
    default_message = _("此人还有没有结束的任职。请先由所在单位结束任职，再办理删除。")


class OwnRequest(NotPermitted):
    """Nobody decides about himself or herself."""

    code = "people.own_erasure_request"
    default_message = _("不能办理自己的申请，请由另一位安全管理员办理。")


class AnswerMissing(FieldInvalid):
    """Who is refused is told why."""

    code = "people.answer_missing"
    field = "answer"
    default_message = _("请写明不予删除的理由和依据，例如依照哪项规定应当保存、保存到何时，至少十个字。")
