"""A case of the demo, played by its open tasks: whoever may do the next one logs in, finds it in the inbox and does it.

The office sits at a desktop, whoever applies holds a phone. Time passes by the worker's own function: the clock of the whole
process is put forward, and nothing waits.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from journeys.looking import comes_true, seen
from kexie.base.documents.tests.words import pdf_words
from kexie.base.kernel import clock
from kexie.base.matters import tasks
from kexie.base.matters.actions import cases
from kexie.base.matters.models import Case, CaseTask, CaseWait, Matter, MatterVersion
from kexie.base.matters.queries.verifying import verify
from kexie.base.matters.queries.versions import in_force, model_of
from kexie.base.matters.rules.bpmn.model import Node
from kexie.base.matters.rules.forms import FormDef, form_of, read_forms
from kexie.base.matters.rules.lanes import lane_roles
from kexie.base.matters.rules.outcomes import OUTCOME_LABELS
from kexie.base.matters.tests.asked import PDF
from kexie.base.people.api import Account, Organisation, Person, actor_of, holding_actors
from kexie.base.people.tests.cast import BACKEND, prove
from kexie.domains.bulletin.tests.writing import picture

DONE = "已办理，办件进入下一步。"
#: Whether the drawing of a case shows where it is, however wide it is drawn.
HERE_IS_SEEN = """() => {
  const box = document.querySelector(".case-drawing");
  const [frame, here] = [box, box.querySelector(".is-here")].map((one) => one.getBoundingClientRect());
  return frame.left <= here.left + here.width / 2 && here.left + here.width / 2 <= frame.right;
}"""
Answers = Mapping[str, Any]
#: Gives a page the session of a client.
Lend = Callable[[Page, Client], None]


@dataclass(frozen=True, slots=True)
class Does:
    """Somebody does the task of ``node``; of several, that of the unit ``at``."""

    node: str
    said: Answers = field(default_factory=dict)
    at: str = ""


@dataclass(frozen=True, slots=True)
class Late:
    """Nobody does anything until the timer ``node`` goes off."""

    node: str


@dataclass(frozen=True, slots=True)
class Tells:
    """What the case waits for has come, and is told: by whoever has applied (``own``), or at the desk of the lead."""

    message: str
    own: bool = False


@dataclass(frozen=True, slots=True)
class Withdraws:
    """Whoever has applied takes it back."""

    reason: str


@dataclass(frozen=True, slots=True)
class Application:
    """Who applies (a person of the demo) and what is said."""

    by: str
    said: Answers


class Watch:
    """The clock of this process, which can be put forward."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.ahead = timedelta()
        now = clock.now
        patch.setattr(clock, "now", lambda: now() + self.ahead)

    def until(self, moment: datetime) -> None:
        """Let it be a minute after ``moment``."""
        self.ahead = moment + timedelta(minutes=1) - timezone.now()


class Play:
    """One case from the service hall to its end. ``looks``: every page is looked at closely."""

    def __init__(self, office: Page, phone: Page, lend: Lend, watch: Watch) -> None:
        self.office, self.phone, self.lend, self.watch = office, phone, lend, watch
        self.looks = False
        self.case: Case
        self.applicant = ""

    # The applicant.

    def applies(self, code: str, application: Application) -> None:
        """Find the matter in the hall, read its guide, fill in its form, look it over, send it."""
        version, page = version_of(code), self.phone
        self.applicant = application.by
        self.lend(page, logged_in(account_of(application.by)))
        page.goto("/services/")
        page.get_by_label("名称、拼音或首字母").fill(version.name)
        page.get_by_role("button", name="查找").click()
        page.get_by_role("link", name=version.name, exact=True).click()
        expect(page.get_by_role("heading", name="需要准备")).to_be_visible()
        self._look(page, f"{code}-guide")
        page.get_by_role("link", name="在线申请").click()
        form = form_of(read_forms(version.forms), "application")
        self._fill_in(page.locator("#filling"), form, application.said)
        self._look(page, f"{code}-form")
        page.get_by_role("button", name="下一步：核对").click()
        expect(page.get_by_role("heading", name="请核对后提交")).to_be_visible()
        self._look(page, f"{code}-review")
        page.get_by_role("button", name="提交申请").click()
        expect(page.get_by_role("heading", name="申请已提交")).to_be_visible()
        self._look(page, f"{code}-receipt")
        self.case = Case.objects.get(number=page.locator(".receipt__number").inner_text())

    def has_applied(self, code: str, application: Application) -> None:
        """The application is there already: for ways that part later."""
        version, self.applicant = version_of(code), application.by
        form = form_of(read_forms(version.forms), "application")
        by = actor_of(account_of(application.by), on=clock.today())
        unit = Organisation.objects.filter(posts__person__name=application.by).first()
        self.case = cases.start(
            by=by,
            at=clock.now(),
            matter_id=version.matter_id,
            answers=plain(form, application.said),
            unit=unit if version.applicants == "units" else None,
        )

    def opens_own(self) -> Page:
        """The applicant opens the case among their own."""
        page = self.phone
        self.lend(page, logged_in(account_of(self.applicant)))
        page.goto("/me/cases/")
        page.get_by_role("listitem").filter(has_text=self.case.number).get_by_role("link").click()
        return page

    def withdraws(self, reason: str) -> None:
        """The applicant takes the application back."""
        page = self.opens_own()
        page.get_by_role("link", name="撤回申请").click()
        page.get_by_label("理由").fill(reason)
        page.get_by_role("button", name="撤回申请").click()
        expect(page.locator("main")).to_contain_text("申请已撤回。")

    # Whoever holds the next task.

    def does(self, node: str, said: Answers, at: str = "") -> None:
        """The task of ``node`` is done by somebody who may."""
        task = self._task(node, at)
        page = self.opens_own() if task.who == "applicant" else self._opens_from_inbox(task)
        box = page.locator(f"section:has(> #task-{task.pk}, > .section__head > #task-{task.pk})")
        self._look(page, f"{self.case.matter.code}-{node}")
        if box.get_by_role("link", name="办理", exact=True).count():
            box.get_by_role("link", name="办理", exact=True).click()
        if form := self._form(task):
            if self._node(task).loop:  # what others have countersigned is none of one's own words
                expect(box.locator("input[type=radio]:checked")).to_have_count(0)
            self._fill_in(box.locator("#filling"), form, said)
            self._look(page, f"{self.case.matter.code}-{node}-filled", axe=False)
            box.get_by_role("button", name="提交", exact=True).click()
        else:
            box.get_by_role("button", name="确认办完").click()
        expect(page.locator("main")).to_contain_text(DONE)

    def has_done(self, node: str, said: Answers) -> None:
        """The task of ``node`` is done already."""
        task = self._task(node, "")
        by = actor_of(holder_of(task), on=clock.today())
        form = self._form(task)
        cases.complete(by=by, at=clock.now(), task_id=task.pk, answers=plain(form, said) if form else {})

    def _opens_from_inbox(self, task: CaseTask) -> Page:
        page = self.office
        self.lend(page, logged_in(holder_of(task)))
        page.goto("/workbench/tasks/")
        page.get_by_label("办件编号或申请人").fill(self.case.number)
        page.get_by_label("办件编号或申请人").press("Enter")
        page.get_by_role("row").filter(has_text=task.name).get_by_role("link", name=self.case.number).first.click()
        expect(page.get_by_role("heading", level=1)).to_contain_text(self.case.version.name)
        comes_true(page, HERE_IS_SEEN, task.name)
        claim = page.locator(f"#do-{task.pk}").get_by_role("button", name="认领")
        if claim.count():
            claim.click()
            expect(page.locator("main")).to_contain_text("已认领，由您办理。")
        return page

    def _task(self, node: str, at: str) -> CaseTask:
        rows = CaseTask.objects.open().filter(case=self.case, node=node).select_related("unit")
        rows = rows.filter(unit__name=at) if at else rows.order_by("unit__name")
        found: CaseTask | None = rows.first()
        assert found is not None, (
            node,
            at,
            list(CaseTask.objects.open().filter(case=self.case).values_list("node", "unit__name")),
        )
        return found

    def _node(self, task: CaseTask) -> Node:
        return model_of(self.case.version).nodes[task.node]

    def _form(self, task: CaseTask) -> FormDef | None:
        return form_of(read_forms(self.case.version.forms), self._node(task).form)

    def tells(self, message: str, *, own: bool) -> None:
        """What is waited for has come."""
        page = self.opens_own() if own else self._opens_at_lead()
        box = page.get_by_role("region", name=f"等待告知：{message}")
        box.get_by_label("说明（可选）").fill("请查收。")
        self._look(page, f"{self.case.matter.code}-waits")
        box.get_by_role("button", name="告知，进入下一步").click()
        expect(page.locator("main")).to_contain_text("已告知，办件进入下一步。")

    # Time.

    def late(self, node: str) -> None:
        """It becomes so late that the timer ``node`` goes off."""
        wait = CaseWait.objects.get(case=self.case, kind="timer", node=node)
        self.watch.until(wait.due_at)
        tasks.let_time_pass(clock.now())
        assert not CaseWait.objects.filter(pk=wait.pk).exists()

    # The end.

    def ended(self, state: str, outcome: str) -> None:
        """The case has ended so; its history holds, its file opens, and whoever has applied reads what came out."""
        self.case.refresh_from_db()
        assert (self.case.state, self.case.outcome) == (state, outcome)
        assert not CaseTask.objects.open().filter(case=self.case).exists()
        verdict = verify(self.case)
        assert verdict.holds, verdict.sentence()
        self._file_opens()
        page = self.opens_own()
        expect(page.locator(".case-state")).to_contain_text(str(OUTCOME_LABELS[outcome]))
        expect(page.locator(".case-next")).to_have_text("这个办件已经结束。")
        self._look(page, f"{self.case.matter.code}-ended-{outcome}")

    def _file_opens(self) -> None:
        page = self._opens_at_lead()
        self._look(page, f"{self.case.matter.code}-case-{self.case.outcome}")
        with page.expect_download() as taken:
            page.get_by_role("link", name="案卷").click()
        assert self.case.number in pdf_words(Path(taken.value.path()).read_bytes())

    def _opens_at_lead(self) -> Page:
        page = self.office
        self.lend(page, logged_in(holder("handler", self.case.lead)))
        page.goto(f"/workbench/cases/{self.case.pk}/")
        return page

    def _look(self, page: Page, name: str, *, axe: bool = True) -> None:
        if self.looks:
            seen(page, name, axe=axe)

    # Forms.

    def _fill_in(self, box: Locator, form: FormDef, said: Answers) -> None:
        """Answer what is asked, row by row where rows are, and hand over the papers that have to be there."""
        for key, value in said.items():
            if isinstance(value, list) and value and isinstance(value[0], dict):
                self._fill_rows(box.locator(f"[data-group={key}]"), value)
            else:
                answer(box.locator(f'.filling__item[data-key="{key}"]'), value)
        for paper in form.papers:
            place = box.locator(f'[data-key="paper-{paper.key}"]')
            if paper.required and place.is_visible():
                name, content = ("照片.png", picture()) if "pdf" not in paper.kinds else ("材料.pdf", PDF)
                place.locator("input[type=file]").set_input_files({"name": name, "mimeType": "", "buffer": content})
                expect(place.get_by_role("link", name=name).first).to_be_visible()
        if form.papers:  # where no paper is asked for, nothing speaks of papers
            asked = box.locator("[data-key^=paper-]:visible").count() > 0
            assert box.get_by_role("heading", name="上传材料").is_visible() == asked

    def _fill_rows(self, group: Locator, rows: Sequence[Answers]) -> None:
        for number, row in enumerate(rows):
            if number >= group.locator("[data-rows] > fieldset").count():
                group.get_by_role("button", name="添加一项").click()
            line = group.locator("[data-rows] > fieldset").nth(number)
            for key, value in row.items():
                answer(line.locator(f'.filling__item[data-key="{key}"]'), value)


def answer(item: Locator, value: Any) -> None:
    """Answer one question as a person would: a mark, a choice, a name picked from a list, or words."""
    if item.locator("[data-picker]").count():
        for number, name in enumerate(value if isinstance(value, list) else [value]):
            box = item.locator("[data-picker]").nth(number)
            box.get_by_role("combobox").fill("")  # whoever does it again finds what was chosen before
            box.get_by_role("combobox").press_sequentially(name[:4])
            box.get_by_role("option").filter(has=item.page.get_by_text(name, exact=True)).click()
    elif item.locator("input[type=radio]").count():
        item.locator(f'input[type=radio][value="{str(value).lower() if isinstance(value, bool) else value}"]').check()
    elif item.locator("select").count():
        item.locator("select").select_option(str(value))
    else:
        item.locator("input, textarea").first.fill(str(value))


def plain(form: FormDef, said: Answers) -> dict[str, Any]:
    """What is said as a case keeps it: units by their identifiers."""
    kept = dict(said)
    for asked in (asked for asked in form.fields if asked.choose and asked.key in said):
        names = said[asked.key] if asked.many else [said[asked.key]]
        uids = [str(Organisation.objects.get(name=name).uid) for name in names]
        kept[asked.key] = uids if asked.many else uids[0]
    return kept


def logged_in(account: Account) -> Client:
    """A client in which this person is logged in, with a second factor."""
    client = Client()
    client.force_login(account, backend=BACKEND)
    prove(client, account)
    return client


def account_of(name: str) -> Account:
    """The account of a person of the demo."""
    return Person.objects.get(name=name).account


def holder_of(task: CaseTask) -> Account:
    """Somebody of the office who may do the task."""
    return holder(task.role, task.unit)


def holder(role: str, unit: Organisation) -> Account:
    """Somebody who holds the ability of a lane's role at the unit."""
    ability = lane_roles[role].ability
    holders = holding_actors(ability, on=clock.today())
    return Account.objects.get(pk=next(one for one in holders if one.reach(ability).covers(unit.path)).account_id)


def version_of(code: str) -> MatterVersion:
    """The version of a matter that is in force."""
    found = in_force(Matter.objects.get(code=code).pk, on=clock.today())
    assert found is not None
    return found
