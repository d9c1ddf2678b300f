"""A case that unit B handles and has applied for, with a word of every kind in it."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from kexie.base.kernel import clock
from kexie.base.kernel.access import Platform
from kexie.base.matters import api as matters
from kexie.base.matters.models import CaseAsk, CaseNote, CasePaper, CaseTask, CaseWait, Draft, PaperFile
from kexie.base.matters.queries.sealed import seal_into
from kexie.base.matters.tests.asked import ACCEPT
from kexie.base.matters.tests.factories import PROCESS, TERMS
from kexie.base.people.api import grant_post
from kexie.base.people.tests.cast import AT, SINCE, Cast
from kexie.domains.steward.models import CallBack, Exclusion, Reopening
from kexie.domains.steward.queries.sealed import seal_into as seal_beside

#: A word that is none of the choices is shown as it stands.
CHOICES = [["hall", "报告厅"], ["class", "教室"]]
FORM = {
    "key": "application",
    "title": "申请表",
    "groups": [{"key": "main", "title": "讲座", "fields": [{"key": "topic", "label": "形式", "choices": CHOICES}]}],
}


def published(cast: Cast, code: str) -> matters.MatterVersion:
    """A matter whose lead and window is unit B."""
    unit, by = cast.unit("云台区科协"), Platform()
    made = matters.create(by=by, at=AT, code=code, name="讲座申请", lead=unit)
    forms = [FORM, ACCEPT, {"key": "decide", "title": "意见", "groups": []}]
    changes = {"window": unit, "terms": TERMS, "forms": forms, "process": PROCESS, "limit": "10d"}
    saved = matters.save_draft(by=by, at=AT, version_id=made.pk, seen=made.revision, changes=changes)
    proposed = matters.propose(by=by, at=AT, version_id=saved.pk, seen=saved.revision)
    return matters.publish(by=by, at=AT, version_id=proposed.pk, seen=proposed.revision)


def plant_case(cast: Cast, words: str) -> dict[str, object]:
    """The case with ``words`` in its answers, name, notes, files, questions, and what it waits for; and a draft."""
    unit, at = cast.unit("云台区科协"), clock.now()
    person = cast.person("clerk_b")
    matters_post(cast)
    version, by = published(cast, "planted"), cast.actor("clerk_b")
    case = matters.start(by=by, at=at, matter_id=version.matter_id, answers={"topic": words}, unit=unit)
    rows = matters.Case.objects.beyond("planted").filter(pk=case.pk)
    rows.update(applicant_name=words, applicant=person)
    said = {"case": case, "at": at, "by_name": words}
    for kind in ("talk", "internal"):
        CaseNote.objects.create(kind=kind, text=words, **said)
    content = words.encode()
    file = PaperFile.objects.create(
        sha256=hashlib.sha256(content).hexdigest(),
        media_type="application/pdf",
        size=len(content),
        content=content,
        stored_at=at,
    )
    paper = CasePaper.objects.create(name=f"{words}.pdf", file=file, **said)
    ask = CaseAsk.objects.create(
        case=case, unit=unit, question=words, due_at=at + timedelta(days=3), asked_at=at, by_name=words
    )
    wait = CaseWait.objects.create(id=case.pk, case=case, node="nowhere", kind="message", message=words, created_at=at)
    draft = Draft(
        account=cast.account("clerk_b"), matter=version.matter, version=version, unit=unit, begun_at=at, saved_at=at
    )
    seal_into(draft, {"typed": {"f-topic": [words]}})
    draft.save()
    task = CaseTask.objects.beyond("planted").get(case=case)
    return {
        "case_id": case.pk,
        "task_id": task.pk,
        "ask_id": ask.pk,
        "wait_id": wait.pk,
        "paper_id": paper.pk,
        "draft_id": draft.pk,
        "matter_id": version.matter_id,
    } | plant_closing(cast, case, words)


def plant_closing(cast: Cast, case: matters.Case, words: str) -> dict[str, object]:
    """What would come after the end of the case, with ``words`` in it."""
    unit, at, account = cast.unit("云台区科协"), clock.now(), cast.account("clerk_b")
    due = {"due_at": at + timedelta(days=3)}
    call = CallBack(case=case, unit=unit, made_at=at, open_until=at + timedelta(days=30), by_name=words, **due)
    again = Reopening(case=case, call=call, unit=unit, opened_at=at, handed_name=words, **due)
    excluded = Exclusion(case=case, unit=unit, asked_at=at, asked_by=account, asked_name=words)
    for row, said in ((call, "remark"), (again, "report"), (excluded, "reason")):
        seal_beside(row, {said: words})
        row.save(force_insert=True)
    return {"call_id": call.pk, "reopening_id": again.pk, "exclusion_id": excluded.pk}


def matters_post(cast: Cast) -> None:
    """Somebody in unit B handles cases."""
    person, unit = cast.person("clerk_b"), cast.unit("云台区科协")
    grant_post(by=Platform(), at=AT, person=person, organisation=unit, role=matters.HANDLER.code, title="", begin=SINCE)
