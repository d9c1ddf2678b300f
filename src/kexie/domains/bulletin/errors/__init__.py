"""What the bulletin refuses, and how each refusal is mended.

The sentences live here, the decisions in ``rules``. An issue that cannot be taken in is an :class:`IssueRefused`: it
names one line of the file and one reason, so that the office can put the file right and try again.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from kexie.base.kernel.errors import Refusal


class BulletinError(Refusal):
    """Anything the bulletin refuses."""

    code = "bulletin"
    status = 422


class IssueRefused(BulletinError):
    """An issue that is not taken in; ``data`` holds ``line`` (from 1) and what the reason names.

    ``unit`` is what ``line`` counts: 行 for a text file, 段 for the blocks of a DOCX.
    """

    code = "bulletin.issue"
    reason: ClassVar[str] = gettext_noop("这一期无法导入，请检查文件后再试。")

    def __init__(self, *, line: int, unit: str = "行", **data: Any) -> None:
        shown = {name: "、".join(value) if isinstance(value, list) else value for name, value in data.items()}
        self.line = line
        self.why = _(self.reason) % (shown | {"unit": unit})
        sentence = _("第%(line)s%(unit)s：%(reason)s") % {"line": line, "unit": unit, "reason": self.why}
        super().__init__(sentence, line=line, **data)


class EmptyIssue(IssueRefused):
    """There is no text at all."""

    code = "bulletin.issue.empty"
    reason = gettext_noop("文件中没有文字。请确认选对了文件；扫描件需先转成文字。")


class NumberMissing(IssueRefused):
    """The masthead has no issue number."""

    code = "bulletin.issue.number_missing"
    reason = gettext_noop("报头中没有期号。请在刊名之下写明，如“2023年 第1期”。")


class TotalMissing(IssueRefused):
    """The masthead has no running number."""

    code = "bulletin.issue.total_missing"
    reason = gettext_noop("报头中没有总期号。请在期号之下写明，如“（总第1期）”。")


class DateMissing(IssueRefused):
    """The masthead has no date."""

    code = "bulletin.issue.date_missing"
    reason = gettext_noop("报头中没有印发日期。请在报头写明，如“2023年1月6日”。")


class NumberImpossible(IssueRefused):
    """A number that cannot be read, or cannot be an issue's."""

    code = "bulletin.issue.number_impossible"
    reason = gettext_noop("期号“%(text)s”有误。年份应为四位数字，期号为1至%(most)s，总期号不小于期号，请改正后再导入。")


class DateImpossible(IssueRefused):
    """A date that is not in the calendar, or not in the year of the issue or the next."""

    code = "bulletin.issue.date_impossible"
    reason = gettext_noop("日期“%(text)s”有误。日期应当存在，且在期号所属年份或次年之内，请改正后再导入。")


class StatedTwice(IssueRefused):
    """Something that an issue has once stands in the file again."""

    code = "bulletin.issue.stated_twice"
    reason = gettext_noop("“%(what)s”前面已经写过。请只保留一处；一个文件只放一期。")


class StrayText(IssueRefused):
    """Text that belongs to no part of an issue."""

    code = "bulletin.issue.stray_text"
    reason = gettext_noop("“%(text)s”不属于报头、目录提要、任何栏目或刊末。请移到所属栏目之下，或者删去。")


class TextAfterClosing(IssueRefused):
    """A column or an item after the closing lines."""

    code = "bulletin.issue.after_closing"
    reason = gettext_noop("“%(text)s”写在刊末信息之后。请把邮箱、编辑、审核和分送移到全部栏目之后。")


class ColumnMissing(IssueRefused):
    """Not one column."""

    code = "bulletin.issue.column_missing"
    reason = gettext_noop("没有找到栏目。请把栏目名称单独成行，写成“【科普工作】”的样子。")


class ColumnUnknown(IssueRefused):
    """A column that the bulletin does not have."""

    code = "bulletin.issue.column_unknown"
    reason = gettext_noop("没有名为“%(name)s”的栏目。现有栏目：%(known)s。请改用现有栏目，或先增设该栏目。")


class ColumnTwice(IssueRefused):
    """A column that the issue has opened before."""

    code = "bulletin.issue.column_twice"
    reason = gettext_noop("栏目“%(name)s”前面已经有了（第%(first)s%(unit)s）。请把同一栏目的信息排在一起。")


class ColumnEmpty(IssueRefused):
    """A column without any item."""

    code = "bulletin.issue.column_empty"
    reason = gettext_noop("栏目“%(name)s”之下没有信息。请补上信息，或者删去这个栏目。")


class ItemOutsideColumn(IssueRefused):
    """A heading before the first column."""

    code = "bulletin.issue.item_outside_column"
    reason = gettext_noop("标题“%(title)s”不在任何栏目之下。请在它前面写明栏目，如“【科普工作】”。")


class ItemUntitled(IssueRefused):
    """Body text in a column before any title."""

    code = "bulletin.issue.item_untitled"
    reason = gettext_noop("栏目“%(name)s”之下的正文“%(text)s”没有标题。请在正文前面加上标题。")


class ItemEmpty(IssueRefused):
    """A title without text."""

    code = "bulletin.issue.item_empty"
    reason = gettext_noop("标题“%(title)s”之下没有正文。请补上正文；如果它是栏目，请写成“【%(title)s】”。")


class ItemTwice(IssueRefused):
    """Two items with one title."""

    code = "bulletin.issue.item_twice"
    reason = gettext_noop("标题“%(title)s”与第%(first)s%(unit)s的标题相同。请删去重复的一条，或修改标题。")


class NotText(IssueRefused):
    """A table or a picture where only text is taken in."""

    code = "bulletin.issue.not_text"
    reason = gettext_noop("这里是表格或图片，导入只收文字。请改写成文字，或者删去后再导入。")


class TooLong(IssueRefused):
    """A part longer than an issue can hold."""

    code = "bulletin.issue.too_long"
    status = 413
    reason = gettext_noop("%(what)s过长，最多%(limit)s个字。请检查换行和空行是否丢失，标题与横线之间应留空行。")


class TooMany(IssueRefused):
    """More than one issue can hold."""

    code = "bulletin.issue.too_many"
    status = 413
    reason = gettext_noop("内容太多，一期最多%(items)s条信息、%(characters)s个字。请确认文件只有一期，或分期导入。")


class VerbNotPossible(BulletinError):
    """A step that the state of the issue does not allow; ``possible`` holds the words of the steps it does allow."""

    code = "bulletin.verb_not_possible"
    status = 409

    def __init__(self, *, state: str, verb: str, possible: tuple[str, ...]) -> None:
        if possible:
            sentence = _("本期现为“%(state)s”，不能“%(verb)s”，可以：%(possible)s。请刷新页面后再办理。")
        else:
            sentence = _("本期现为“%(state)s”，不能“%(verb)s”，也没有后续步骤。")
        words = {"state": state, "verb": verb, "possible": "、".join(possible)}
        super().__init__(sentence % words, state=state, verb=verb, possible=list(possible))


class SamePerson(BulletinError):
    """One person in two parts of the sign-off that must be two persons."""

    code = "bulletin.same_person"
    status = 409

    def __init__(self, *, one: str, other: str) -> None:
        sentence = _("%(one)s与%(other)s不能是同一人。请由另一位有权限的同志办理。")
        super().__init__(sentence % {"one": one, "other": other}, one=one, other=other)


class NumberTaken(BulletinError):
    """The number, or the running number, belongs to an issue with other content."""

    code = "bulletin.number_taken"
    status = 409

    def __init__(self, *, label: str, state: str) -> None:
        sentence = _(
            "%(label)s已经有了（%(state)s），内容与这份文件不同，没有导入。"
            "请核对期号和总期号；要改动已有的一期，请在工作台中修改。"
        )
        super().__init__(sentence % {"label": label, "state": state}, label=label, state=state)


class NumbersContradict(BulletinError):
    """A running number that goes backwards: a later issue of the same name has a smaller or the same one."""

    code = "bulletin.numbers_contradict"
    status = 409

    def __init__(self, *, label: str, other: str, later: bool) -> None:
        sentence = (
            _("%(label)s晚于已有的%(other)s，总期号却不比它大，没有导入。请核对期号和总期号。")
            if later
            else _("%(label)s早于已有的%(other)s，总期号却不比它小，没有导入。请核对期号和总期号。")
        )
        super().__init__(sentence % {"label": label, "other": other}, label=label, other=other)


class IssueChanged(BulletinError):
    """The issue has moved on since the actor saw it."""

    code = "bulletin.issue_changed"
    status = 409

    def __init__(self, *, label: str, state: str) -> None:
        sentence = _("%(label)s在您打开之后已有变动，现为“%(state)s”，这一步没有办理。请查看最新内容后再办理。")
        super().__init__(sentence % {"label": label, "state": state}, label=label, state=state)


class WordsChanged(BulletinError):
    """Somebody else has saved other words meanwhile; ``stored`` holds theirs, so that both can be shown."""

    code = "bulletin.words_changed"
    status = 409

    def __init__(self, *, stored: dict[str, str]) -> None:
        sentence = _("您打开之后，这里的文字已被他人修改。您写的内容还在，没有保存。请对照两份文字，改好后再保存。")
        super().__init__(sentence, stored=stored)
        self.stored = stored


class NotDrafting(BulletinError):
    """Words of an issue that is no longer being drafted."""

    code = "bulletin.not_drafting"
    status = 409

    def __init__(self, *, label: str, state: str) -> None:
        sentence = _("%(label)s现为“%(state)s”，文字不能修改。需要修改时，请审核人或签发人先退回。")
        super().__init__(sentence % {"label": label, "state": state}, label=label, state=state)


class NothingToPrint(BulletinError):
    """An issue without a single item, on its way to the readers."""

    code = "bulletin.nothing_to_print"
    status = 409

    def __init__(self, *, label: str, verb: str) -> None:
        sentence = _("%(label)s还没有信息，不能%(verb)s。请先从“待编入”中编入，或者自己加一条。")
        super().__init__(sentence % {"label": label, "verb": verb}, label=label, verb=verb)


class WordsMissing(BulletinError):
    """A title, a text or a reason that is empty or too long; ``errors`` maps fields to sentences."""

    code = "bulletin.words_missing"

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__(" ".join(errors.values()), errors=errors)
        self.errors = errors


class PersonNeeded(BulletinError):
    """A part of the sign-off that only a person can take, tried by a command or a job."""

    code = "bulletin.person_needed"
    status = 403
    default_message = gettext_noop("送审之后的每一步都须由本人登录办理。")


class StepNotPossible(BulletinError):
    """A step that the state of a submission does not allow; ``possible`` holds the words of the steps it does allow."""

    code = "bulletin.step_not_possible"
    status = 409

    def __init__(self, *, state: str, verb: str, possible: tuple[str, ...]) -> None:
        if possible:
            sentence = _("这条信息现为“%(state)s”，不能“%(verb)s”，可以：%(possible)s。请刷新页面后再办理。")
        else:
            sentence = _("这条信息现为“%(state)s”，不能“%(verb)s”，也没有后续步骤。")
        words = {"state": state, "verb": verb, "possible": "、".join(possible)}
        super().__init__(sentence % words, state=state, verb=verb, possible=list(possible))


class SubmissionChanged(BulletinError):
    """Somebody else has saved, or taken a step, since the actor saw the submission; nothing was done."""

    code = "bulletin.submission_changed"
    status = 409

    def __init__(self, *, state: str) -> None:
        sentence = _("这条信息在您打开之后已有变动，现为“%(state)s”，这一步没有办理。请查看最新内容后再办理。")
        super().__init__(sentence % {"state": state}, state=state)


class NotWritable(BulletinError):
    """Words of a submission that the desk has before it."""

    code = "bulletin.not_writable"
    status = 409

    def __init__(self, *, state: str) -> None:
        sentence = _("这条信息现为“%(state)s”，不能修改。需要修改时，请先撤回，或请编辑部退改。")
        super().__init__(sentence % {"state": state}, state=state)


class AlreadySentIn(BulletinError):
    """A submission that the desk has had before it, to be deleted."""

    code = "bulletin.already_sent_in"
    status = 409

    def __init__(self, *, title: str) -> None:
        sentence = _("“%(title)s”已经报送过，不能删除。不需要采用的，请撤回。")
        super().__init__(sentence % {"title": title}, title=title)


class InAnIssue(BulletinError):
    """A submission that stands in an issue already."""

    code = "bulletin.in_an_issue"
    status = 409

    def __init__(self, *, title: str, label: str) -> None:
        sentence = _("“%(title)s”已编入%(label)s。请先把它从该期移出。")
        super().__init__(sentence % {"title": title, "label": label}, title=title, label=label)


class ListRefused(BulletinError):
    """A distribution list, or a line of one, that cannot be stored; ``errors`` maps fields to sentences."""

    code = "bulletin.list"

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__(" ".join(errors.values()), errors=errors)
        self.errors = errors


class DispatchRefused(BulletinError):
    """A sending that cannot begin, or go on, as asked; ``errors`` maps fields to sentences."""

    code = "bulletin.dispatch"

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__(" ".join(errors.values()), errors=errors)
        self.errors = errors


class RecipientsChanged(BulletinError):
    """The lists give other recipients than those that were shown; nothing was sent."""

    code = "bulletin.recipients_changed"
    status = 409
    default_message = gettext_noop("分送名单在您核对之后有变动，没有发送。请重新核对收件人，再确认发送。")


class NotAdopted(BulletinError):
    """Something that cannot go into an issue, or out of it, as it stands."""

    code = "bulletin.not_adopted"
    status = 409

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)


class NumbersWouldGap(BulletinError):
    """A draft whose discarding would leave a hole in the numbers, because a later issue cannot move up."""

    code = "bulletin.numbers_would_gap"
    status = 409

    def __init__(self, *, label: str, later: str, state: str) -> None:
        sentence = _("%(later)s现为“%(state)s”，期号不能再变；删除%(label)s会留下空号，因此没有删除。")
        super().__init__(sentence % {"label": label, "later": later, "state": state}, label=label, later=later)


class AlreadyPublished(BulletinError):
    """A draft of a correction is not discarded: the issue is public; the correction can be given up."""

    code = "bulletin.already_published"
    status = 409

    def __init__(self, *, label: str) -> None:
        sentence = _("%(label)s已经公开，不能删除。不再更正时，请选择“放弃更正”。")
        super().__init__(sentence % {"label": label}, label=label)


class NotSorted(BulletinError):
    """Column, kind or credits of a submission that the desk cannot set now; the sentence says why."""

    code = "bulletin.not_sorted"
    status = 409


class NotJoined(BulletinError):
    """Two submissions that cannot be joined, or parted, as asked; the sentence says why."""

    code = "bulletin.not_joined"
    status = 409


class CommissionRefused(BulletinError):
    """A commission, or an answer to one, that cannot be as asked; ``errors`` maps fields to sentences."""

    code = "bulletin.commission"

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__(" ".join(errors.values()), errors=errors)
        self.errors = errors


class CommissionChanged(BulletinError):
    """Somebody else has changed or ended the commission since the actor saw it; nothing was done."""

    code = "bulletin.commission_changed"
    status = 409

    def __init__(self, *, state: str) -> None:
        sentence = _("这次约稿在您打开之后已有变动，现为“%(state)s”，这一步没有办理。请查看最新情况后再办理。")
        super().__init__(sentence % {"state": state}, state=state)


class SortRefused(BulletinError):
    """A column or a kind that cannot be as asked; the sentence says why."""

    code = "bulletin.sort"
