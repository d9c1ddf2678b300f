"""Two units, A and B: nothing of unit B is seen by A, at any door (security.md, 14).

Unit B gets things of every kind, each with the mark in its words. Then A's people go through every address that the
resolver knows: lists with every filter and export, searches, pickers, and details by B's own identifiers. A list that
is added later is found by itself; a new kind of thing is planted in `plant`.
"""

from __future__ import annotations

import io
import zipfile
from datetime import date
from html import unescape
from urllib.parse import quote

import pytest
from django.db import transaction

from architecture.addresses import Address, other_addresses
from architecture.planted_case import plant_case
from kexie.base.kernel import clock, longwork
from kexie.base.kernel.access import Platform
from kexie.base.ledger import api as ledger
from kexie.base.notifications import api as notifications
from kexie.base.people import api as people
from kexie.base.people.actions import consents, invitations, memberships, merging, secrets
from kexie.base.people.models import Erasure, Post
from kexie.base.people.tests.cast import AT, SINCE, Cast
from kexie.base.search import api as search
from kexie.base.ui import exporting
from kexie.base.ui.models import SavedView
from kexie.domains.bulletin import actions as bulletin
from kexie.domains.bulletin.actions.notes import add_note
from kexie.domains.bulletin.actions.pictures import keep_blob
from kexie.domains.bulletin.models import Column, Instruction, Issue
from kexie.domains.bulletin.rules.submissions import SubmissionWords

#: What is typed into searches, and what must not come back. The page may repeat the first, never the second.
HEAD, MARK = "珂珂", "鹮鹮"
CANARY = HEAD + MARK

#: Names of query parameters by which lists are filtered and searches asked; an unknown one is ignored by a view.
ASKED_BY = ("q", "text", "name", "search", "term", "query")
SPELLINGS = (HEAD, "keke", "kk", "kkhh")


def plant(cast: Cast) -> dict[str, object]:
    """Things of unit B, of every kind there is, and their identifiers by the parameter names of addresses."""
    unit, by = cast.unit("云台区科协"), Platform()
    person = people.add_person(by=by, at=AT, name=CANARY)
    people.grant_post(
        by=by, at=AT, person=person, organisation=unit, role="clerk", title=f"{HEAD}{MARK}专员", begin=SINCE
    )
    people.open_account(by=by, at=AT, person=person, email="canary@yuntai.example", password=None)
    told = ledger.Said(
        kind="ledger.research",
        title=CANARY,
        occurred_on=date(2023, 5, 20),
        units=[unit],
        persons=[person],
        place=CANARY,
        source_note=CANARY,
    )
    entry = ledger.record(by=by, at=AT, said=told)
    search.put(
        search.Entry(
            source="isolation",
            key="1",
            title=CANARY,
            body=f"{HEAD}{MARK}走访了石桥镇。",
            url="/isolation/1/",
            on=date(2023, 5, 20),
            public=False,
            unit_path=unit.path,
            ability="people.view_persons",
        )
    )
    both = [person, cast.person("clerk_b")]
    notifications.notify(at=AT, persons=both, kind="isolation", title=CANARY, body=CANARY, key="isolation:1")
    own = {"person_id": person.pk, "entry_id": entry.pk, "uid": unit.uid}
    own |= plant_instruction(unit) | plant_records(cast, unit, person) | plant_work(cast)
    return own | plant_news(unit) | plant_submission(cast, unit) | plant_case(cast, CANARY)


def plant_records(cast: Cast, unit: people.Organisation, person: people.Person) -> dict[str, object]:
    """What hangs on a person of unit B: membership, number, consent, erasure, a merged record, an invitation."""
    by, admin = Platform(), cast.actor("unit_admin_b")
    other = people.add_person(by=admin, at=AT, name=CANARY, registered_in=unit)
    membership = memberships.join(
        by=admin, at=AT, person=person, organisation=unit, kind="individual", begin=SINCE, number=MARK
    )
    secrets.set_secret(by=admin, at=AT, person=person, element="mobile", value="13912345678")
    consents.record_on_paper(by=admin, at=clock.now(), person=person, purpose="notice_texts", edition=1, number=MARK)
    erasure = Erasure.objects.create(person=person, asked_at=AT, reason=CANARY)
    merge = merging.merge(by=by, at=AT, kept=person, merged=other, reason=CANARY)
    invitation = invitations.send_invitation(
        by=admin, at=AT, email="canary.invited@yuntai.example", name=CANARY, organisation=unit, role="clerk"
    )
    return {
        "membership_id": membership.pk,
        "erasure_id": erasure.pk,
        "merge_id": merge.pk,
        "invitation_id": invitation.pk,
        "post_id": Post.objects.get(person=person).pk,
    }


def plant_submission(cast: Cast, unit: people.Organisation) -> dict[str, object]:
    """What a clerk of unit B is writing, with a picture."""
    words = SubmissionWords(title=CANARY, text=f"{CANARY}走访了石桥镇。", place=CANARY)
    by = cast.actor("clerk_b")
    submission = bulletin.begin_submission(by=by, at=AT, unit=unit, words=words)
    blob = keep_blob(CANARY.encode(), at=AT, media_type="image/png")
    submission.pictures.create(blob=blob, order=1, width=1, height=1, caption=CANARY)
    return {"submission_id": submission.pk, "sha256": blob.pk}


def plant_work(cast: Cast) -> dict[str, object]:
    """What somebody of unit B has under way in the workbench: long work, a saved view, an export that waits."""
    admin = cast.actor("unit_admin_b")
    with transaction.atomic():
        work = longwork.start(by=admin, at=AT, kind="people.import", title=CANARY, payload={})
    address = f"/workbench/persons/?text={HEAD}"
    view = SavedView.objects.create(
        by_account=admin.account_id, register="people.persons", address=address, name=CANARY, created_at=AT
    )
    asked = exporting.ask(by=admin, at=AT, address=address, wanted="csv", purpose=CANARY)
    return {"work_id": work.pk, "view_id": view.pk, "request_id": asked.pk}


def plant_instruction(unit: people.Organisation) -> dict[str, object]:
    """What a leader has written on an item, for unit B to carry out."""
    issue = Issue.objects.create(year=2023, number=1, total=1, date=date(2023, 5, 19), created_at=AT)
    item = issue.items.create(column=Column.objects.first(), order=1, title="一条信息", text="一句话。")
    given = {"given_on": date(2023, 5, 22), "recorded_at": AT, "recorded_name": "编辑"}
    row = Instruction.objects.create(item=item, unit=unit, leader_name=CANARY, text=CANARY, result=CANARY, **given)
    return {"instruction_id": row.pk}


def plant_news(unit: people.Organisation) -> dict[str, object]:
    """What unit B has sent in to the bulletin, with a word of the desk's about it."""
    by, words = Platform(), SubmissionWords(title=CANARY, text=f"{CANARY}。", place=CANARY)
    begun = bulletin.begin_submission(by=by, at=AT, unit=unit, words=words)
    sent = bulletin.send_in(by=by, at=AT, submission_id=begun.pk, seen=begun.edition)
    add_note(by=by, at=AT, submission_id=sent.pk, text=CANARY)
    return {"other_id": sent.pk}


def words_of(response) -> str:
    """Everything that a response says, also inside a workbook, which writes characters by their numbers."""
    content = b"".join(response) if response.streaming else response.content
    if content[:2] != b"PK":
        return content.decode("utf-8", errors="replace")
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return unescape("".join(parts.read(name).decode("utf-8", errors="replace") for name in parts.namelist()))


def questions(address: Address, samples: dict[str, object]) -> list[str]:
    """The address as it is, with every filter, and as every export."""
    path = address.path(samples)
    asked = [f"{path}?{'&'.join(f'{name}={quote(text)}' for name in ASKED_BY)}" for text in SPELLINGS]
    exports = [f"{path}?_export={form}" for form in ("csv", "xlsx")]
    return [path, f"{path}?page=2", *exports, *asked]


def says(client, question: str, accept: str = "text/html"):
    """The status of an answer, and whether it holds the mark."""
    response = client.get(question, headers={"accept": accept})
    words = words_of(response)
    return response.status_code, MARK in words or "canary@" in words


def leaks(client, samples: dict[str, object]) -> list[str]:
    """The questions whose answer holds the mark."""
    found = []
    for address in other_addresses():
        first, *others = questions(address, samples)
        status, leaky = says(client, first)
        if leaky:
            found.append(first)
        if status >= 300:  # who is turned away at the door is turned away with every question; the door is the matrix's
            continue
        found += [question for question in others if says(client, question)[1]]
        if says(client, first, "application/json")[1]:
            found.append(f"{first} (JSON)")
    return found


@pytest.fixture
def samples(cast):
    return plant(cast)


@pytest.mark.parametrize("member", ["clerk_a", "unit_admin_a", "plain", "visitor"])
def test_nothing_of_unit_b_is_seen_by_others(cast, samples, member):
    assert leaks(cast.client(member), samples) == []


def test_the_same_questions_find_it_for_unit_b(cast, samples):
    """The control: without it, a test that asks nothing would pass."""
    found = "\n".join(leaks(cast.client("clerk_b"), samples))
    for door in (
        "/workbench/persons/",
        "_export=csv",
        "_export=xlsx",
        f"/persons/{samples['person_id']}",
        "/workbench/bulletin/submissions/?_export=xlsx",
        f"/submissions/{samples['submission_id']}/edit/",
        f"/submissions/{samples['submission_id']}/pictures/{samples['sha256']}/",
        "/search/?q=",
        f"/workbench/cases/{samples['case_id']}/",
        f"/workbench/cases/{samples['case_id']}/papers/{samples['paper_id']}/",
        f"/me/cases/{samples['case_id']}/",
        "/workbench/cases/?page=2",
        "/workbench/tasks/",
        f"/api/v1/cases/{samples['case_id']}/",
        f"/api/v1/me/cases/{samples['case_id']}/",
        "/api/v1/cases/",
        "/api/v1/me/cases/",
    ):
        assert door in found, door


@pytest.mark.parametrize("member", ["clerk_a", "unit_admin_a"])
def test_a_detail_of_unit_b_looks_as_if_it_were_not_there(cast, samples, member):
    client = cast.client(member)
    for path in (f"/workbench/persons/{samples['person_id']}/", f"/workbench/ledger/{samples['entry_id']}/"):
        there, not_there = client.get(path), client.get(path[:-13] + "000000000000/")
        assert there.status_code == not_there.status_code == 404, path
