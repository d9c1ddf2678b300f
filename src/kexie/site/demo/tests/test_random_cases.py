"""Random ways through the database: at every point somebody or something is waited for, and the history stands."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.utils import timezone

from kexie.base.kernel.access import Actor, Platform
from kexie.base.matters import api as matters
from kexie.base.matters.rules import chain
from kexie.base.people import api as people
from kexie.site.demo.tests.test_random_paths import CODES, answers, parcel, process

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("told")]

LONGEST = 120
#: Units that an answer may choose: each has somebody who acts for it.
UNITS = ("云川市农学会", "科学技术普及部", "青溪区科学技术协会", "云川科学中心")


class Walk:
    """One case on a random way, each step by somebody who may do it."""

    def __init__(self, code: str, seed: int) -> None:
        self.roll = random.Random(seed)
        self.forms = {form["key"]: form for form in parcel(code).forms}
        self.at = timezone.now()
        self.uids = [str(people.find_unit(name).uid) for name in UNITS]
        clerk = people.Person.objects.beyond("of the demo").get(name="卢川平")
        self.applicant = people.actor_of(clerk.account, on=self.at.date())
        matter = matters.Matter.objects.beyond("of the demo").get(code=code)
        unit = None if parcel(code).applicants == "persons" else people.find_unit("澄湖精密仪器有限公司")
        said = self.said("application")
        self.case = matters.start(by=self.applicant, at=self.at, matter_id=matter.pk, answers=said, unit=unit)

    def said(self, form: str) -> dict[str, Any]:
        """Answers in which units are real ones."""
        chosen = answers(self.forms[form], self.roll.choice)
        for key, value in chosen.items():
            if value == "one":
                chosen[key] = self.roll.choice(self.uids)
            elif isinstance(value, list):
                chosen[key] = self.roll.sample(self.uids, len(value))
        return chosen

    @property
    def tasks(self) -> list[matters.CaseTask]:
        return list(matters.CaseTask.objects.beyond("of the demo").open().filter(case=self.case))

    @property
    def waits(self) -> list[Any]:
        return list(self.case.waits.model._base_manager.filter(case=self.case))

    def step(self) -> None:
        """A task done, a message come, or time passed."""
        self.at += timedelta(hours=1)
        messages = [wait for wait in self.waits if wait.kind == "message"]
        timers = [wait.due_at for wait in self.waits if wait.kind == "timer"]
        options = [*self.tasks, *messages, *(timers[:1] if self.roll.random() < 0.4 or not self.tasks else [])]
        match self.roll.choice(options):
            case matters.CaseTask() as task:
                form = process(self.case.matter.code).model.nodes[task.node].form
                said = self.said(form) if form else {}
                matters.complete(by=self.actor_for(task), at=self.at, task_id=task.pk, answers=said)
            case datetime() as due:
                self.at = max(self.at, due)
                assert matters.let_time_pass(at=self.at) > 0
            case wait:
                model = process(self.case.matter.code).model
                own = model.lanes[model.nodes[wait.node].lane_id].who == "applicant"
                by = self.applicant if own else Platform()
                matters.take_message(by=by, at=self.at, case_id=self.case.pk, message=wait.message)
        self.case.refresh_from_db()

    def actor_for(self, task: matters.CaseTask) -> Actor:
        """Somebody of the demo whose task it is."""
        if task.who == "applicant":
            return self.applicant
        ability = matters.lane_roles[task.role].ability
        holders = people.holding_actors(ability, on=self.at.date())
        return next(one for one in holders if one.reach(ability).covers(task.unit.path))

    def check(self) -> None:
        """What holds at every point of every case."""
        tasks, waits, case = self.tasks, self.waits, self.case
        assert all((task.unit_id is None) == (task.who == "applicant") for task in tasks)
        assert all(task.due_at is not None for task in tasks if task.who != "applicant")
        if case.state == matters.CaseState.OPEN:
            assert tasks or waits
            assert not case.outcome
        else:
            assert not tasks
            assert not waits
            assert case.outcome in ("done", "rejected", "failed", "withdrawn")
            assert case.ended_at is not None

    def check_history(self) -> None:
        """The chain, computed anew from what is stored."""
        previous = chain.GENESIS
        steps = apps.get_model("matters", "CaseStep")._base_manager.filter(case=self.case).order_by("number")
        for number, step in enumerate(steps, start=1):
            assert step.number == number
            said = {"kind": step.kind, "node": step.node, "name": step.name, "unit": step.unit_name, "by": step.by_name}
            said |= {"at": step.at.isoformat(timespec="microseconds"), "account": str(step.by_account or "")}
            said |= {"case": str(step.case_id), "number": number, "content": step.content_hash, "data": step.data}
            assert step.hash == chain.step_hash(previous, **said)
            previous = step.hash
        assert previous != chain.GENESIS


@pytest.mark.parametrize("code", CODES)
def test_cases_come_to_their_ends(code):
    for seed in (1, 2):
        walk = Walk(code, seed)
        for _step in range(LONGEST):
            walk.check()
            if walk.case.state != matters.CaseState.OPEN:
                break
            walk.step()
        assert walk.case.state == matters.CaseState.ENDED
        walk.check_history()
