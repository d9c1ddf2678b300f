"""What two do at the same moment to one answer: one of them does it, and the author never reviews."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from kexie.base.kernel import scoping
from kexie.base.kernel.access import Visitor
from kexie.base.kernel.errors import Refusal
from kexie.base.matters.tests.factories import AT, staff
from kexie.domains.steward.actions import knowledge as actions
from kexie.domains.steward.actions.dead_ends import note_dead_end
from kexie.domains.steward.errors.knowledge import AnswerChanged, DraftOpen, SameAuthor, VerbNotPossible
from kexie.domains.steward.models import Answer, AnswerVersion, DeadEnd
from kexie.domains.steward.tests.answering import SAID, published, submitted

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def at_once(acts: list[Callable[[], object]]) -> list[object]:
    """What each of ``acts`` answers or refuses, begun at the same moment in a thread of its own."""
    gate, answers = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place: int, act: Callable[[], object]) -> None:
        try:
            gate.wait(30)
            answers[place] = act()
        except Refusal as refusal:
            answers[place] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return answers


def test_it_is_reviewed_once_and_never_by_its_author(cast):
    office = staff(cast)
    keeper, sender = office.actor("keeper"), office.actor("sender")
    waiting = submitted(office)
    acts: list[Callable[[], object]] = [
        lambda: actions.approve(by=keeper, at=AT, version_id=waiting.pk, seen=waiting.revision),
        lambda: actions.send_back(by=keeper, at=AT, version_id=waiting.pk, seen=waiting.revision, reason="请改"),
    ]
    done = [answer for answer in at_once(acts) if isinstance(answer, AnswerVersion)]
    assert len(done) == 1
    own = submitted(office, by="keeper")
    taken = [
        lambda: actions.approve(by=keeper, at=AT, version_id=own.pk, seen=own.revision),
        lambda: actions.submit(by=sender, at=AT, version_id=own.pk, seen=own.revision),
    ]
    assert [type(answer) for answer in at_once(taken)] == [SameAuthor, VerbNotPossible]


def test_one_draft_is_begun_and_one_window_saves(cast):
    office = staff(cast)
    editor, sender = office.actor("editor"), office.actor("sender")
    old = published(office)
    begun = at_once([lambda by=by: actions.revise(by=by, at=AT, version_id=old.pk) for by in (editor, sender)])
    [draft] = [one for one in begun if isinstance(one, AnswerVersion)]
    assert [type(one) for one in begun if one is not draft] in ([DraftOpen], [VerbNotPossible])

    def save(by):
        return actions.save(by=by, at=AT, version_id=draft.pk, seen=draft.revision, wording=SAID)

    saved = at_once([lambda by=by: save(by) for by in (editor, sender)])
    assert sorted(type(one).__name__ for one in saved) == [AnswerChanged.__name__, AnswerVersion.__name__]


def test_no_mark_and_no_dead_end_is_lost(cast):
    office = staff(cast)
    version = published(office)
    marks = [lambda: actions.mark(by=Visitor(), at=AT, answer_id=version.answer_id, helpful=True)] * 8
    at_once([*marks, *[lambda: note_dead_end(by=Visitor(), at=AT, text="无人机培训", place="answers")] * 8])
    with scoping.beyond("the tests look at all rows"):
        assert Answer.objects.get(pk=version.answer_id).helpful == 8
    assert DeadEnd.objects.get().times == 8
