"""Words and papers that do not move a case: with the applicant, among those who handle it; a look at what is masked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kexie.base.documents.intake import Upload
from kexie.base.kernel import audit
from kexie.base.kernel.access import Actor
from kexie.base.kernel.errors import NotFound
from kexie.base.matters.actions.contacts import PAPER, WORD
from kexie.base.matters.actions.ending import tell_applicant
from kexie.base.matters.actions.papers import Handed, keep, keep_papers
from kexie.base.matters.actions.stepping import open_step
from kexie.base.matters.errors import MatterInvalid, TooManyLooks
from kexie.base.matters.models import Case, CaseLook, CaseNote, CasePaper, CaseTask, NoteKind, StepKind
from kexie.base.matters.queries.cases import own_case
from kexie.base.matters.queries.handling import case_handled, case_spoken_for
from kexie.base.matters.rules.lanes import lane_roles
from kexie.base.matters.rules.saying import said, told_reason
from kexie.base.notifications import api as notifications
from kexie.base.people.api import Account, Person, holders_for

LONGEST: Final = 1000
#: Files that are handed in at once, and files of one case.
MOST_AT_ONCE: Final = 10
MOST_PAPERS: Final = 200
SHORTEST_REASON: Final = 4


@transaction.atomic
def say(
    *, by: Actor, at: datetime, case_id: UUID, text: str, internal: bool = False, telling: bool = False
) -> CaseNote:
    """A word of those who handle a case: to the applicant, who is told, or with ``internal`` among themselves.

    ``telling``: it goes with a message that the case waits for; whoever may tell it, which its verb looks at, may say this too.
    Raises NotFound (the actor does not handle the case), NotPermitted (the actor's unit is only asked, and says this to the
    applicant), MatterInvalid (nothing is said).
    """
    text = _said(text)
    case = (case_handled if internal or telling else case_spoken_for)(by, case_id)
    kind = NoteKind.INTERNAL if internal else NoteKind.TALK
    note = _note(case, kind, text, by=by, at=at, by_applicant=False)
    if not internal:
        title = _("您的“%(matter)s”申请有新的留言") % {"matter": case.version.name}
        tell_applicant(case, at=at, title=title, key=f"note-{note.pk.hex}", body=text, what=WORD)
    return note


@transaction.atomic
def say_as_applicant(*, by: Actor, at: datetime, case_id: UUID, text: str) -> CaseNote:
    """A word of the applicant; whoever is at work on the case is told. Raises NotFound, MatterInvalid."""
    text = _said(text)
    case = own_case(by, case_id)
    note = _note(case, NoteKind.TALK, text, by=by, at=at, by_applicant=True)
    notifications.notify(
        at=at,
        persons=_at_work(case, at=at),
        kind="matters.case",
        title=_("申请人留言：%(matter)s（%(number)s）") % {"matter": case.version.name, "number": case.number},
        body=text,
        url=reverse("matters:case", args=[case.pk]),
        key=f"matters.note:{note.pk}",
    )
    return note


@transaction.atomic
def add_papers(
    *, by: Actor, at: datetime, case_id: UUID, uploads: Sequence[Upload], internal: bool = False, telling: bool = False
) -> Case:
    """Add files to a case that one handles: for the applicant too, who is told, or with ``internal`` for those who handle it;
    ``telling`` as in :func:`say`.

    Raises NotFound, NotPermitted (as :func:`say`), MatterInvalid (no file, too many, a dangerous one), TaskGone (the case has
    ended).
    """
    case = (case_handled if internal or telling else case_spoken_for)(by, case_id)
    changed = _papers(case, uploads, by=by, at=at, by_applicant=False, internal=internal)
    if not internal:
        title = _("您的“%(matter)s”申请有新的文件") % {"matter": case.version.name}
        tell_applicant(changed, at=at, title=title, key=f"papers-{changed.revision}", what=PAPER)
    return changed


@transaction.atomic
def add_own_papers(*, by: Actor, at: datetime, case_id: UUID, uploads: Sequence[Upload]) -> Case:
    """Add files to one's own case; whoever is at work on it is told. Raises as :func:`add_papers`."""
    case = own_case(by, case_id)
    changed = _papers(case, uploads, by=by, at=at, by_applicant=True, internal=False)
    notifications.notify(
        at=at,
        persons=_at_work(case, at=at),
        kind="matters.case",
        title=_("申请人补充了材料：%(matter)s（%(number)s）") % {"matter": case.version.name, "number": case.number},
        url=reverse("matters:case", args=[case.pk]),
        key=f"matters.papers:{case.pk}:{changed.revision}",
    )
    return changed


@transaction.atomic
def look(*, by: Actor, at: datetime, case_id: UUID, reason: str) -> CaseLook:
    """Keep that ``by`` looks at the answers of a case in clear, and why; what is shown is `queries.history` without a mask.

    Raises:
        NotFound: the actor does not handle the case.
        MatterInvalid: the reason is short or too long.
        TooManyLooks: more than the day's number of times.
    """
    reason = " ".join(reason.split())
    if len(reason) < SHORTEST_REASON:
        raise MatterInvalid(errors={"reason": [_("请写明查看理由，至少%d个字。") % SHORTEST_REASON]})
    reason = told_reason(reason, most=200)
    case = case_handled(by, case_id)
    _check_looks(by, at=at)
    noted = CaseLook.objects.create(case=case, at=at, by_name=by.name[:60], by_account=by.account_id, reason=reason)
    audit.record(
        by=by,
        at=at,
        action="matters.look",
        target=f"matters.case:{case.pk}",
        unit_path=case.lead.path,
        look=str(noted.pk),
    )
    return noted


def _check_looks(by: Actor, *, at: datetime) -> None:
    """Refuse what goes beyond the day's number; the account is locked, so that two requests do not count past each other."""
    limit = settings.KEXIE_UNMASKINGS_PER_DAY
    if by.account_id is None:
        raise NotFound
    Account.objects.select_for_update().get(pk=by.account_id)
    midnight = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    today = CaseLook.objects.beyond("counted, not shown").filter(by_account=by.account_id)
    if today.filter(at__gte=midnight, at__lt=midnight + timedelta(days=1)).count() >= limit:
        raise TooManyLooks(_("您今天查看完整内容已满%(limit)d次，明天可以继续。") % {"limit": limit}, limit=limit)


def _note(case: Case, kind: NoteKind, text: str, *, by: Actor, at: datetime, by_applicant: bool) -> CaseNote:
    note = CaseNote.objects.create(
        case=case,
        kind=kind,
        text=text,
        at=at,
        by_name=by.name[:60],
        by_account=by.account_id,
        by_applicant=by_applicant,
    )
    audit.record(
        by=by,
        at=at,
        action="matters.note",
        target=f"matters.case:{case.pk}",
        unit_path=case.lead.path,
        kind=kind.value,
    )
    return note


def _papers(
    case: Case, uploads: Sequence[Upload], *, by: Actor, at: datetime, by_applicant: bool, internal: bool
) -> Case:
    if not 0 < len(uploads) <= MOST_AT_ONCE:
        raise MatterInvalid(errors={"papers": [_("请选择文件，一次不超过%d个。") % MOST_AT_ONCE]})
    if CasePaper.objects.beyond("counted, not shown").filter(case=case).count() + len(uploads) > MOST_PAPERS:
        raise MatterInvalid(errors={"papers": [_("一个办件最多%d份材料。") % MOST_PAPERS]})
    handed = [Handed("", upload.name, keep(upload, at=at)) for upload in uploads]
    step = open_step(case.pk, by=by, at=at, ended=_("这个办件已经结束，不能再补充材料。"))
    keep_papers(step, handed, by_applicant=by_applicant, internal=internal)
    names = "、".join(upload.name for upload in uploads)
    shown = _("内部材料") if internal else names
    step.note(StepKind.PAPER, name=shown[:120], answers={"papers": names}, internal=internal, by_applicant=by_applicant)
    step.store()
    return step.case


def _at_work(case: Case, *, at: datetime) -> list[Person]:
    """Who is to hear from the applicant: who holds an open task, or could take it; at the window where none is open."""
    on = timezone.localdate(at)
    tasks = CaseTask.objects.beyond("for notices, never for display").open().filter(case=case, unit__isnull=False)
    found: dict[UUID, Person] = {}
    for task in tasks.select_related("unit", "holder__person"):
        if task.holder is not None and task.holder.person is not None:
            people = [task.holder.person]
        elif task.unit is not None and task.role in lane_roles:
            people = holders_for(lane_roles[task.role].ability, task.unit, on=on)
        else:
            people = []
        found |= {person.pk: person for person in people}
    if not found:
        unit = case.window or case.lead
        found = {person.pk: person for person in holders_for(lane_roles["handler"].ability, unit, on=on)}
    return list(found.values())


def _said(text: str) -> str:
    return said(text, field="text", most=LONGEST, asked=_("请写下留言，不超过%d个字。"))
