"""What a program does in cases: apply, do a task, claim it or put it back, tell what a case waits for, withdraw.

Each is the verb of the pages behind the same checks; what is answered to a form goes through that form.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Final
from uuid import UUID

from django.utils.translation import gettext as _
from ninja import Body
from pydantic import Field

from kexie.base.documents.intake import Kind, Upload, take_in
from kexie.base.documents.refusals import FileRefusal
from kexie.base.kernel import clock
from kexie.base.kernel.access import signed_in
from kexie.base.kernel.errors import Invalid
from kexie.base.kernel.rest import Answer
from kexie.base.kernel.rest_acts import Sent, Stale, post, seen
from kexie.base.kernel.rest_query import Slug
from kexie.base.kernel.web import Request
from kexie.base.matters.actions import cases, holding
from kexie.base.matters.actions.messages import answer_message
from kexie.base.matters.actions.papers import Handed, keep
from kexie.base.matters.errors import CaseChanged, MatterInvalid, NotOpen
from kexie.base.matters.forms.applying import BEHALF, CHANNELS, ME, WHO, WhoForm
from kexie.base.matters.forms.filling import ANY_KIND, Filling, data_of, kinds_of
from kexie.base.matters.forms.sent import WHOLE, Sentences, one_of, typed_from, wrong_in
from kexie.base.matters.models import Case as CaseRow
from kexie.base.matters.models import CaseState
from kexie.base.matters.queries.acting import takes_on_behalf
from kexie.base.matters.queries.guides import application_form, guide, units_applied_for
from kexie.base.matters.queries.known import known_facts
from kexie.base.matters.queries.task_forms import TaskForm, task_form
from kexie.base.matters.rest.routing import router
from kexie.base.matters.rules.forms import FormDef, FormsUnreadable, read_forms
from kexie.base.ui.mending import sentences

_MOST_FILES: Final = 10
_PAPERS: Final = f"附带的文件，最多{_MOST_FILES}份，各项如下"


class Acted(Answer):
    """The case as the act has left it; ``revision`` in quotation marks is its new ETag."""

    id: UUID
    number: str
    state: CaseState
    outcome: str
    revision: int


class File(Sent):
    """A file, as base64; the whole request is at most 5 MB."""

    name: str = Field(max_length=120, description="文件名，带扩展名")
    content: str = Field(description="文件内容，base64")


class FormFile(File):
    """A file for a place of the form."""

    key: str = Field(max_length=60, description="x-papers 中的 key")


Answers = Annotated[dict[str, Any], Field(default_factory=dict, description="答案：表单 JSON Schema 中的名称和内容")]


class Application(Sent):
    """In whose name one applies, and what is answered."""

    unit: UUID | None = Field(None, description="以哪个单位的名义申请，本人申请的不写")
    channel: str = Field(
        "", description="代他人提交的渠道：window（窗口）、phone（电话）、mail（邮件）或 letter（来信）；自己申请的不写"
    )
    applicant: str = Field("", max_length=60, description="代他人提交时的申请人姓名")
    answers: Answers
    papers: list[FormFile] = Field(default_factory=list, max_length=_MOST_FILES, description=_PAPERS)


class Work(Sent):
    """What is answered to the form of a task."""

    answers: Answers
    papers: list[FormFile] = Field(default_factory=list, max_length=_MOST_FILES, description=_PAPERS)


class Message(Sent):
    """What a case waits for, with a word and files."""

    message: str = Field(max_length=80, description="等待的消息的名称，见办件的 messages")
    text: str = Field("", max_length=1000, description="说明")
    papers: list[File] = Field(default_factory=list, max_length=_MOST_FILES, description=_PAPERS)


class Reason(Sent):
    """Why."""

    reason: str = Field(max_length=500, description="理由")


@post(router, "matters/{slug:code}/cases/", Acted, name="start_case", summary="提交申请", matched=False)
@signed_in
def start(request: Request, code: Slug, body: Body[Application]) -> Any:
    """申请一个事项：按申请表的 JSON Schema 填写 answers。有误的答案在 errors 中逐项指出，什么也没有提交。"""
    version = guide(code, on=clock.today())
    if not version.matter.open:
        raise NotOpen
    actor, at = request.actor, clock.now()
    who = WhoForm(
        data_of(_whom(body)),
        actor=actor,
        version=version,
        units=units_applied_for(actor, version, on=clock.today()),
        behalf=takes_on_behalf(actor, version),
    )
    wrong = Sentences() if who.is_valid() else _wrong_whom(who, body)
    try:
        form = application_form(version)
    except FormsUnreadable as error:  # nothing that could be published
        raise NotOpen from error
    known = known_facts(actor, form, unit=who.unit, behalf=who.behalf)
    asked = TaskForm(form, known=known, siblings=read_forms(version.forms))
    filled = _filled(asked, body.answers, body.papers, at=at, wrong=wrong)
    behalf: dict[str, Any] = {"channel": body.channel, "applicant_name": body.applicant} if who.behalf else {}
    case = cases.start(
        by=actor,
        at=at,
        matter_id=version.matter_id,
        answers=filled.answers,
        papers=filled.papers,
        unit=who.unit,
        **behalf,
    )
    return _acted(case)


@post(router, "tasks/{uuid:task_id}/complete/", Acted, name="complete_task", summary="办理任务")
@signed_in
def complete(request: Request, task_id: UUID, body: Body[Work]) -> Any:
    """办理一项任务，申请人的和单位的都可以：按任务表单的 JSON Schema 填写 answers。没有人认领的随之由调用者认领。"""
    actor, at, revision = request.actor, clock.now(), seen(request)

    def do() -> CaseRow:
        task = cases.taken(task_id, by=actor, at=at, seen=revision)
        asked = task_form(actor, task.case, read_forms(task.case.version.forms), task)
        filled = _filled(asked, body.answers, body.papers, at=at, wrong=Sentences())
        return cases.complete(
            by=actor, at=at, task_id=task_id, answers=filled.answers, papers=filled.papers, seen=revision
        )

    return _fresh(do)


@post(router, "tasks/{uuid:task_id}/claim/", Acted, name="claim_task", summary="认领任务")
@signed_in
def claim(request: Request, task_id: UUID) -> Any:
    """认领一项没有人认领的任务；已经由调用者认领的不变。"""
    return _fresh(lambda: holding.claim(by=request.actor, at=clock.now(), task_id=task_id, seen=seen(request)))


@post(router, "tasks/{uuid:task_id}/release/", Acted, name="release_task", summary="放回任务")
@signed_in
def release(request: Request, task_id: UUID) -> Any:
    """把任务放回待办，由同事认领。"""
    return _fresh(lambda: holding.release(by=request.actor, at=clock.now(), task_id=task_id, seen=seen(request)))


@post(router, "cases/{uuid:case_id}/messages/", Acted, name="tell_case", summary="告知办件等待的消息")
@signed_in
def tell(request: Request, case_id: UUID, body: Body[Message]) -> Any:
    """办理单位告知办件等待的消息，办件进入下一步。"""
    return _told(request, case_id, body, own=False)


@post(router, "me/cases/{uuid:case_id}/messages/", Acted, name="tell_own_case", summary="告知我的办件等待的消息")
@signed_in
def tell_own(request: Request, case_id: UUID, body: Body[Message]) -> Any:
    """申请人告知办件等待的消息，办件进入下一步。"""
    return _told(request, case_id, body, own=True)


@post(router, "me/cases/{uuid:case_id}/withdraw/", Acted, name="withdraw_case", summary="撤回申请")
@signed_in
def withdraw(request: Request, case_id: UUID, body: Body[Reason]) -> Any:
    """撤回自己的申请；办件结束，不能恢复。"""
    by, reason = request.actor, body.reason
    return _fresh(lambda: cases.withdraw(by=by, at=clock.now(), case_id=case_id, seen=seen(request), reason=reason))


def _told(request: Request, case_id: UUID, body: Message, *, own: bool) -> dict[str, Any]:
    def do() -> CaseRow:
        return answer_message(
            by=request.actor,
            at=clock.now(),
            case_id=case_id,
            message=body.message,
            own=own,
            text=body.text,
            uploads=[_upload(file, ANY_KIND, "papers") for file in body.papers],
            seen=seen(request),
        )

    return _fresh(do)


def _fresh(do: Callable[[], CaseRow]) -> dict[str, Any]:
    """What an act on a case answers; what has moved on meanwhile is told in the words of HTTP."""
    try:
        return _acted(do())
    except CaseChanged as refusal:
        raise Stale from refusal


def _acted(case: CaseRow) -> dict[str, Any]:
    return {
        "id": case.pk,
        "number": case.number,
        "state": case.state,
        "outcome": case.outcome,
        "revision": case.revision,
    }


def _whom(body: Application) -> dict[str, list[str]]:
    """In whose name, as the page asks for it."""
    unit = str(body.unit) if body.unit else ""
    if not body.channel:
        return {f"{WHO}-as_whom": [unit or ME]}
    said = {"as_whom": BEHALF, "channel": body.channel, "name": body.applicant, "unit": unit}
    return {f"{WHO}-{name}": [text] for name, text in said.items() if text}


def _wrong_whom(who: WhoForm, body: Application) -> Sentences:
    """What is wrong with in whose name one applies, by the names of the content that was sent."""
    found = Sentences()
    for name in who.errors:
        if name == "as_whom" and body.channel:
            found.add("channel", _("您不能代他人申请这个事项，请不写 channel。"))
        elif name == "as_whom":
            found.add("unit", _unit_sentence(who, body))
        elif name == "channel":
            found.add("channel", one_of(CHANNELS))
        else:
            told = sentences(who[name]) if name in who.fields else [str(text) for text in who.non_field_errors()]
            found.setdefault({"name": "applicant"}.get(name, name if name in who.fields else WHOLE), []).extend(told)
    return found


def _unit_sentence(who: WhoForm, body: Application) -> str:
    """In whose name one may apply: the units, each with its identifier."""
    open_to_persons = ME in dict(who.choices)
    if not who.units:
        if open_to_persons:
            return _("您不能以单位的名义申请这个事项，请不写 unit。")
        return _("这个事项由单位申请，您没有可以代表的单位，不能提交。")
    known = one_of([(key, unit.name) for key, unit in who.units.items()])
    if open_to_persons:
        return _("%(known)s本人申请的不写 unit。") % {"known": known}
    return known if body.unit else _("这个事项由单位申请，请写明 unit。%(known)s") % {"known": known}


@dataclass(frozen=True, slots=True)
class _Filled:
    answers: Mapping[str, Any]
    papers: Sequence[Handed]


@dataclass(slots=True)
class _Kept:
    """A file that is kept, as the form counts it."""

    key: str
    name: str
    file_id: str


def _filled(
    asked: TaskForm, answers: Mapping[str, Any], files: Sequence[FormFile], *, at: datetime, wrong: Sentences
) -> _Filled:
    """The answers and files as the form takes them. Raises Invalid, which names each that is wrong."""
    typed, unsendable = typed_from(asked.definition, answers)
    papers, refused = _papers(asked.definition, files, at=at)
    filling = Filling(
        asked.definition,
        data_of(typed),
        answers=asked.begun,
        said=asked.said,
        known=asked.known,
        papers=papers,
        siblings=asked.siblings,
    )
    found = Sentences(wrong)
    for more in (unsendable, refused):
        found.update(more)
    if not filling.is_valid():
        for name, sentences in wrong_in(filling).items():
            found.setdefault(name, sentences)
    if found:
        raise Invalid(errors=found)
    return _Filled(filling.answers, [Handed(paper.key, paper.name, paper.file_id) for paper in filling.handed])


def _papers(form: FormDef, files: Sequence[FormFile], *, at: datetime) -> tuple[list[_Kept], Sentences]:
    places = {paper.key: paper for paper in form.papers}
    kept: list[_Kept] = []
    wrong = Sentences()
    for file in files:
        name = f"papers.{file.key}"
        if file.key not in places:
            wrong.add(name, _("表单里没有这项材料。"))
            continue
        try:
            upload = _upload(file, kinds_of(places[file.key]), name)
            kept.append(_Kept(file.key, upload.name, keep(upload, at=at)))
        except Invalid as refusal:
            wrong.add(name, "".join(refusal.errors.get(name, [])) or refusal.message)
        except MatterInvalid as refusal:
            wrong.add(name, refusal.message)
    return kept, wrong


def _upload(file: File, accept: frozenset[Kind], name: str) -> Upload:
    """A file, looked at as every other. Raises Invalid."""
    try:
        return take_in(base64.b64decode(file.content, validate=True), name=file.name, accept=accept)
    except (binascii.Error, ValueError) as error:
        raise Invalid(errors={name: [_("文件内容不是 base64。")]}) from error
    except FileRefusal as refusal:
        raise Invalid(errors={name: [f"{file.name}：{refusal.message}"]}) from refusal
