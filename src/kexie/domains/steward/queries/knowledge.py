"""Questions about answers: what everybody may read, what fits somebody's words, the register and to-dos of who writes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.base.kernel import clock, edition
from kexie.base.kernel.access import Actor, may
from kexie.base.kernel.errors import NotFound
from kexie.base.matters.api import Case, CaseState, MatterVersion, case_for, words_of_office
from kexie.base.people.api import Organisation
from kexie.base.people.rules.organisations import as_typed
from kexie.base.search.api import Entry
from kexie.base.ui.todos import MOST, ToDo
from kexie.domains.steward.abilities import REVIEW_ANSWERS, WRITE_ANSWERS
from kexie.domains.steward.models import Answer, AnswerVersion
from kexie.domains.steward.rules.knowledge.life_cycle import REMIND_DAYS, STEPS, AnswerState, AnswerVerb
from kexie.domains.steward.rules.knowledge.matching import Known, fitting, known
from kexie.domains.steward.rules.knowledge.texts import (
    LONGEST_QUESTION,
    LONGEST_TEXT,
    MOST_WORDINGS,
    Wording,
    personal_in,
    without_personal,
)

_PUBLIC: Final = "what everybody may read"
_PERSONAL: Final = {
    "mobile": gettext_lazy("手机号码"),
    "identity": gettext_lazy("身份证号码"),
    "card": gettext_lazy("银行卡号"),
    "mail": gettext_lazy("电子邮箱"),
    "name": gettext_lazy("申请人的姓名或者名称"),
}


@dataclass(frozen=True, slots=True)
class AnswersAsked:
    """What the register is narrowed by; ``expiring`` is "soon" or "past"."""

    text: str = ""
    state: str = ""
    unit_path: str = ""
    matter: UUID | None = None
    expiring: str = ""


@dataclass(frozen=True, slots=True)
class FoundAnswer:
    """A public answer as a list shows it, with the matter to which it leads, if any."""

    key: UUID
    question: str
    text: str
    url: str
    reviewed_on: date
    matter: str = ""
    matter_url: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """Where an answer begins."""

    wording: Wording
    matter_id: UUID | None = None
    unit: Organisation | None = None


def public_versions(*, on: date) -> QuerySet[AnswerVersion]:
    """What everybody may read on ``on``, the questions asked most lately published first."""
    found: QuerySet[AnswerVersion] = AnswerVersion.objects.beyond(_PUBLIC).on(on)
    return found.select_related("answer__unit", "matter__group").order_by("-published_at", "-id")


def public_list(*, on: date, matter: str = "", group: str = "") -> QuerySet[AnswerVersion]:
    """The same, of one matter or one group of matters, in the order of groups and matters."""
    found = public_versions(on=on)
    if matter:
        found = found.filter(matter__code=matter)
    if group:
        found = found.filter(matter__group__name=group)
    return found.order_by("matter__group__position", "matter__code", "question")


def public_answer(answer_id: UUID, *, on: date) -> AnswerVersion:
    """One public answer. Raises NotFound, also for one whose last day is past."""
    found = public_versions(on=on).filter(answer_id=answer_id).first()
    if found is None:
        raise NotFound
    return found


def guides_in_force(codes: Iterable[str], *, on: date) -> dict[str, str]:
    """Of matters that have a guide on ``on``, code → name."""
    wanted = MatterVersion.objects.on(on).filter(matter__code__in=set(codes))
    return dict(wanted.values_list("matter__code", "name"))


def answers_for(text: str, *, limit: int = 3) -> list[FoundAnswer]:
    """The public answers that fit what somebody asks in words of his own, the best first; none where nothing fits.

    The words may be pinyin or initials of a question too. What is public is kept for an edition: two queries at most.
    """
    today = clock.today()
    among = edition.kept("steward.answers", _known_answers)
    keys = fitting(text, among, limit)
    rows = {row.answer_id: row for row in public_versions(on=today).filter(answer_id__in=keys)} if keys else {}
    return [found_answer(rows[key]) for key in keys if key in rows]


def found_answer(version: AnswerVersion) -> FoundAnswer:
    """A public version as lists and the search show it."""
    matter = version.matter
    return FoundAnswer(
        key=version.answer_id,
        question=version.question,
        text=version.text,
        url=reverse("steward:answer", args=[version.answer_id]),
        reviewed_on=timezone.localdate(version.reviewed_at or version.made_at),
        matter=matter.name if matter else "",
        matter_url=reverse("matters:service", args=[matter.code]) if matter else "",
    )


def _known_answers() -> list[Known]:
    rows = public_versions(on=clock.today()).values_list("answer_id", "question", "wordings", "letters", "text")
    return [
        known(key, [question, *wordings.splitlines()], letters, text) for key, question, wordings, letters, text in rows
    ]


def search_entry(version: AnswerVersion) -> Entry:
    """What the site's search knows of a published version."""
    return Entry(
        source="answers",
        key=str(version.answer_id),
        title=version.question,
        body="\n".join((version.wordings, version.text)),
        url=reverse("steward:answer", args=[version.answer_id]),
        on=timezone.localdate(version.reviewed_at) if version.reviewed_at else None,
        public=True,
    )


def search_entries() -> Iterator[Entry]:
    """All of them, for a rebuild of the index."""
    yield from map(search_entry, public_versions(on=clock.today()))


def answers_asked(actor: Actor, asked: AnswersAsked, *, on: date) -> QuerySet[AnswerVersion]:
    """The newest version of each answer within the actor's reach, narrowed."""
    found: QuerySet[AnswerVersion] = AnswerVersion.objects.seen_by(actor, WRITE_ANSWERS, REVIEW_ANSWERS)
    found = found.select_related("answer__unit", "matter")
    # One that is being revised shows its public version among the published ones.
    found = found.filter(state=asked.state) if asked.state else found.filter(latest=True)
    if asked.text:
        words = Q(question__icontains=asked.text) | Q(wordings__icontains=asked.text) | Q(text__icontains=asked.text)
        letters = as_typed(asked.text)
        found = found.filter(words | Q(letters__contains=letters) if letters else words)
    if asked.unit_path:
        found = found.filter(answer__unit__path__startswith=asked.unit_path)
    if asked.matter:
        found = found.filter(matter_id=asked.matter)
    if asked.expiring:
        days = {"expires_on__lt": on} if asked.expiring == "past" else _soon(on)
        found = found.filter(state=AnswerState.PUBLISHED.value, **days)
    return found


def answer_version(actor: Actor, version_id: UUID) -> AnswerVersion:
    """One version within the actor's reach. Raises NotFound."""
    rows = AnswerVersion.objects.seen_by(actor, WRITE_ANSWERS, REVIEW_ANSWERS)
    found: AnswerVersion | None = rows.select_related("answer__unit", "matter").filter(pk=version_id).first()
    if found is None:
        raise NotFound
    return found


def versions_of(actor: Actor, answer: Answer) -> list[AnswerVersion]:
    """All versions of an answer within the actor's reach, the newest first."""
    rows = AnswerVersion.objects.seen_by(actor, WRITE_ANSWERS, REVIEW_ANSWERS)
    return list(rows.filter(answer=answer).order_by("-number"))


def verbs_for(actor: Actor, version: AnswerVersion) -> frozenset[str]:
    """What the actor may do with a version as it stands, as `AnswerVerb` values; reviewing one's own is not among them."""
    path = version.answer.unit.path
    held = {one.code for one in (WRITE_ANSWERS, REVIEW_ANSWERS) if may(actor, one, path)}
    found = {step.verb for step in STEPS if step.state == version.state and step.ability in held}
    if actor.account_id is not None and actor.account_id == version.made_by:
        found -= {AnswerVerb.APPROVE, AnswerVerb.RENEW}
    if not version.latest:
        found -= {AnswerVerb.REVISE}
    return frozenset(verb.value for verb in found)


def faults_of(version: AnswerVersion, *, whole: bool = True) -> dict[str, list[str]]:
    """What has to be mended, by field; with ``whole`` also what is missing and what in it speaks of a person."""
    faults: dict[str, list[str]] = {}
    if len(version.question) > LONGEST_QUESTION:
        faults["question"] = [_("问题最多%(most)s个字，请写得短一些。") % {"most": LONGEST_QUESTION}]
    asked_as = version.asked_as
    if len(asked_as) > MOST_WORDINGS or any(len(line) > LONGEST_QUESTION for line in asked_as):
        sentence = _("其他问法最多%(most)s行，每行最多%(longest)s个字。")
        faults["wordings"] = [sentence % {"most": MOST_WORDINGS, "longest": LONGEST_QUESTION}]
    if len(version.text) > LONGEST_TEXT:
        faults["text"] = [_("答案最多%(most)s个字，请写得短一些，或者分成几条问答。") % {"most": LONGEST_TEXT}]
    if whole and not version.text:
        faults["text"] = [_("请填写答案。")]
    if whole and (found := personal_of(version)):
        faults.setdefault("text", []).extend(found)
    return faults


def personal_of(version: AnswerVersion) -> list[str]:
    """A sentence for each thing in it that belongs to a person; the applicant of the case it was born from is looked for."""
    said = Wording(version.question, version.wordings, version.text)
    names = _names_in(version.answer.case_id) if version.answer.case_id else []
    sentence = _("“%(written)s”看起来是%(kind)s，问答对所有人公开，请删去后再提交。")
    return [sentence % {"written": one.text, "kind": _PERSONAL[one.kind]} for one in personal_in(said, names)]


def _names_in(case_id: UUID) -> list[str]:
    rows = Case.objects.beyond("compared, never shown").filter(pk=case_id)
    found = rows.values_list("applicant_name", "applicant__name", "applicant_unit__name").first() or ()
    return list(dict.fromkeys(name for name in found if name))


def ended_case(actor: Actor, case_id: UUID) -> Case | None:
    """A case within the actor's reach that has ended; None while it has not. Raises NotFound."""
    case = case_for(actor, case_id)
    return case if case.state == CaseState.ENDED else None


def draft_from(actor: Actor, case_id: UUID) -> Draft:
    """Where an answer begins that is born from a case: its matter, and what the office told the applicant, with what looks
    personal blotted out. Raises NotFound.
    """
    case = case_for(actor, case_id)
    said = "\n\n".join(words_of_office(actor, case_id))[:LONGEST_TEXT]
    question = _("怎样办理“%(matter)s”？") % {"matter": case.version.name}
    wording = Wording(question[:LONGEST_QUESTION], "", without_personal(said, _names_in(case_id)))
    unit = case.lead if may(actor, WRITE_ANSWERS, case.lead.path) else own_unit(actor)
    return Draft(wording, case.matter_id, unit)


def own_unit(actor: Actor) -> Organisation | None:
    """The unit for which the actor writes, where it is one alone."""
    reach = actor.reach(WRITE_ANSWERS)
    paths = reach.units | reach.subtrees
    return Organisation.objects.filter(path__in=paths).first() if len(paths) == 1 else None


def units_to_answer_for(actor: Actor, *, on: date) -> QuerySet[AnswerVersion]:
    """What is public within the actor's reach and ends soon."""
    rows: QuerySet[AnswerVersion] = AnswerVersion.objects.seen_by(actor, WRITE_ANSWERS)
    return rows.filter(state=AnswerState.PUBLISHED.value, **_soon(on))


def waiting(actor: Actor) -> QuerySet[AnswerVersion]:
    """What waits for the actor's review: never his own."""
    rows: QuerySet[AnswerVersion] = AnswerVersion.objects.seen_by(actor, REVIEW_ANSWERS)
    rows = rows.filter(state=AnswerState.REVIEWING.value)
    return rows.exclude(made_by=actor.account_id) if actor.account_id else rows


def returned(actor: Actor) -> QuerySet[AnswerVersion]:
    """The actor's own drafts that were given back."""
    rows: QuerySet[AnswerVersion] = AnswerVersion.objects.seen_by(actor, WRITE_ANSWERS)
    own = rows.filter(state=AnswerState.DRAFT.value, made_by=actor.account_id) if actor.account_id else rows.none()
    return own.exclude(reason="")


def to_dos(actor: Actor, at: datetime) -> list[ToDo]:
    """What to review, what to mend, what ends soon; three queries."""
    today = timezone.localdate(at)
    groups = (
        (waiting(actor).order_by("submitted_at"), _("审核")),
        (returned(actor).order_by("made_at"), _("修改后再提交")),
        (units_to_answer_for(actor, on=today).order_by("expires_on"), _("核对有效期")),
    )
    return [
        ToDo(
            title=version.question,
            what=what,
            url=reverse("steward:answer-version", args=[version.pk]),
            since=version.submitted_at or version.made_at,
            due=version.expires_on,
        )
        for rows, what in groups
        for version in rows[: MOST + 1]
    ]


def number_to_do(actor: Actor, at: datetime) -> int:
    """How many :func:`to_dos` finds."""
    today = timezone.localdate(at)
    return waiting(actor).count() + returned(actor).count() + units_to_answer_for(actor, on=today).count()


def _soon(on: date) -> dict[str, date]:
    return {"expires_on__gte": on, "expires_on__lte": on + timedelta(days=REMIND_DAYS)}
