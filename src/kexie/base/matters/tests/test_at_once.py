"""What two people do at the same moment: one of them gets it, the other is told; what does not collide is all stored."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable

import pytest
from django.db import connections

from kexie.base.kernel import scoping
from kexie.base.kernel.access import Actor, Platform
from kexie.base.kernel.errors import Refusal
from kexie.base.matters.actions import cases, versions
from kexie.base.matters.models import Case, CaseState, CaseStep, CaseTask, MatterVersion, TaskState, VersionState
from kexie.base.matters.queries.sealed import answers_of
from kexie.base.matters.rules import chain
from kexie.base.matters.tests.factories import AT, published, staff
from kexie.base.people import api as people
from kexie.base.people.queries import actor_of
from kexie.base.people.tests.cast import SINCE

pytestmark = pytest.mark.django_db(transaction=True)

MANY = 50
#: Two departments answer at the same time, and then it is over.
BRANCHES = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:kexie="https://kexie.org/ns/bpmn/1"
  id="both" targetNamespace="https://kexie.org/matters">
 <process id="both_process" name="两处会办" isExecutable="true">
  <laneSet id="lanes">
   <lane id="lane_window" name="受理窗口" kexie:who="window" kexie:role="handler">
    <flowNodeRef>start</flowNodeRef><flowNodeRef>split</flowNodeRef><flowNodeRef>here</flowNodeRef></lane>
   <lane id="lane_lead" name="科普部" kexie:who="lead" kexie:role="leader">
    <flowNodeRef>there</flowNodeRef><flowNodeRef>join</flowNodeRef><flowNodeRef>end</flowNodeRef></lane>
  </laneSet>
  <startEvent id="start"/>
  <parallelGateway id="split"/>
  <userTask id="here" name="核对场地" kexie:form="accept" kexie:limit="1d"/>
  <userTask id="there" name="联系专家" kexie:form="decide" kexie:limit="1d"/>
  <parallelGateway id="join"/>
  <endEvent id="end" kexie:outcome="done"/>
  <sequenceFlow id="f1" sourceRef="start" targetRef="split"/>
  <sequenceFlow id="f2" sourceRef="split" targetRef="here"/>
  <sequenceFlow id="f3" sourceRef="split" targetRef="there"/>
  <sequenceFlow id="f4" sourceRef="here" targetRef="join"/>
  <sequenceFlow id="f5" sourceRef="there" targetRef="join"/>
  <sequenceFlow id="f6" sourceRef="join" targetRef="end"/>
 </process>
</definitions>
"""


def at_once(*acts: Callable[[], object]) -> Counter[str]:
    """Let all act at the same moment, each on a connection of its own: how often "done", and how often which refusal."""
    gate, ends = threading.Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        try:
            with scoping.beyond("a test"):
                gate.wait(60)
                act()
            ends.append("done")
        except Refusal as refusal:
            ends.append(type(refusal).__name__)
        except Exception as error:
            ends.append(repr(error))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return Counter(ends)


def applied(office, version: MatterVersion) -> Case:
    return cases.start(by=office.actor("plain"), at=AT, matter_id=version.matter_id, answers={"topic": "彗星"})


def handlers(office, count: int) -> list[Actor]:
    """So many people who handle matters at the window."""
    found = []
    for number in range(count):
        person = people.add_person(by=Platform(), at=AT, name=f"办事员{number}")
        people.grant_post(
            by=Platform(),
            at=AT,
            person=person,
            organisation=office.unit("办公室"),
            role="matter_handler",
            title="",
            begin=SINCE,
        )
        account = people.open_account(
            by=Platform(), at=AT, person=person, email=f"h{number}@yunchuan.example", password=None
        )
        found.append(actor_of(account, on=AT.date()))
    return found


def history(case: Case) -> list[str]:
    """The kinds of its steps, of which each carries the right hash after the one before it."""
    previous, steps = chain.GENESIS, list(CaseStep.objects.filter(case=case).order_by("number"))
    for step in steps:
        assert step.content_hash == chain.content_hash(answers_of(step))
        assert step.hash == (previous := chain.hash_of(previous, step))
    return [str(step.kind) for step in steps]


def test_of_fifty_who_do_a_task_one_does_it(cast):
    case = applied(office := staff(cast), published(cast))
    task = CaseTask.objects.get(case=case)

    def do(by: Actor) -> Callable[[], object]:
        return lambda: cases.complete(by=by, at=AT, task_id=task.pk, answers={"acceptance": "accept"})

    assert at_once(*(do(by) for by in handlers(office, MANY))) == {"done": 1, "TaskGone": MANY - 1}
    assert history(case) == ["start", "done"]
    assert CaseTask.objects.filter(case=case, node="decide", state=TaskState.OPEN).count() == 1


def test_two_who_finish_branches_of_one_case_both_have_done_it(cast):
    office = staff(cast)
    version = published(cast, process=BRANCHES)
    for turn in range(5):
        case = applied(office, version)
        does = {"here": ("editor", {"hall": turn}), "there": ("reviewer", {"expert": turn})}

        def do(task: CaseTask, does=does) -> Callable[[], object]:
            member, said = does[task.node]
            by = office.actor(member)
            return lambda: cases.complete(by=by, at=AT, task_id=task.pk, answers=said)

        assert at_once(*(do(task) for task in CaseTask.objects.filter(case=case))) == {"done": 2}
        case.refresh_from_db()
        assert (case.state, case.revision) == (CaseState.ENDED, 3)
        assert answers_of(case) == {"topic": "彗星", "hall": turn, "expert": turn}
        assert history(case) == ["start", "done", "done", "end"]


def test_whoever_takes_it_back_while_it_is_handled_is_told_or_the_handler_is(cast):
    office, version = staff(cast), published(cast)
    plain, editor = office.actor("plain"), office.actor("editor")
    for _turn in range(5):
        case = applied(office, version)
        task = CaseTask.objects.get(case=case)
        ends = at_once(
            lambda case=case: cases.withdraw(by=plain, at=AT, case_id=case.pk, seen=case.revision, reason="不办了"),
            lambda task=task: cases.complete(by=editor, at=AT, task_id=task.pk, answers={"acceptance": "accept"}),
        )
        case.refresh_from_db()
        if case.state == CaseState.WITHDRAWN:
            assert ends == {"done": 1, "TaskGone": 1}
            assert history(case) == ["start", "withdraw"]
            assert not CaseTask.objects.filter(case=case, state=TaskState.OPEN).exists()
        else:
            assert ends == {"done": 1, "CaseChanged": 1}
            assert history(case) == ["start", "done"]


def test_the_clock_and_a_person_do_not_get_in_each_others_way(cast):
    """The reminder goes off while the decision is made: it is told before it, or not at all."""
    office, version = staff(cast), published(cast)
    case = applied(office, version)
    task = CaseTask.objects.get(case=case)
    cases.complete(by=office.actor("editor"), at=AT, task_id=task.pk, answers={"acceptance": "accept"})
    task = CaseTask.objects.get(case=case, state=TaskState.OPEN)
    leader, later = office.actor("reviewer"), AT.replace(day=AT.day + 3)
    ends = at_once(
        lambda: cases.let_time_pass(at=later),
        lambda: cases.let_time_pass(at=later),
        lambda: cases.complete(by=leader, at=later, task_id=task.pk, answers={"decision": "agree"}),
    )
    assert ends == {"done": 3}
    end = ["done", "verb", "end"]
    assert history(case) in (["start", "done", *end], ["start", "done", "timer", "verb", *end])


def test_of_two_tabs_one_publishes(cast):
    office = staff(cast)
    first = published(cast)
    keeper = office.actor("keeper")
    draft = versions.begin_draft(by=keeper, at=AT, matter_id=first.matter_id)
    draft = versions.save_draft(by=keeper, at=AT, version_id=draft.pk, seen=draft.revision, changes={"limit": "11d"})
    seen = versions.propose(by=keeper, at=AT, version_id=draft.pk, seen=draft.revision).revision

    def publish(member: str) -> Callable[[], object]:
        by = office.actor(member)
        return lambda: versions.publish(by=by, at=AT, version_id=draft.pk, seen=seen)

    assert at_once(publish("reviewer"), publish("reviewer"), publish("signer")) == {"done": 1, "VersionChanged": 2}
    states = MatterVersion.objects.filter(matter=first.matter_id).values_list("state", "effective_until")
    assert Counter(states)[(VersionState.PUBLISHED, None)] == 1


def test_of_two_who_write_one_draft_one_is_told(cast):
    office = staff(cast)
    draft = versions.begin_draft(by=office.actor("keeper"), at=AT, matter_id=published(cast).matter_id)
    keeper = office.actor("keeper")

    def save(note: str) -> Callable[[], object]:
        return lambda: versions.save_draft(
            by=keeper, at=AT, version_id=draft.pk, seen=draft.revision, changes={"note": note}
        )

    assert at_once(save("甲"), save("乙")) == {"done": 1, "VersionChanged": 1}
