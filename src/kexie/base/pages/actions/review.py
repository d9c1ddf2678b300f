"""The way of an article from its writer to the reader: the workflow itself, and who is told of each step."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import Page, Task, TaskState, Workflow, WorkflowPage, WorkflowState, WorkflowTask

from kexie.base.kernel import clock
from kexie.base.kernel.telling import tell
from kexie.base.pages import queries
from kexie.base.pages.models import ArticleReview
from kexie.base.people.api import REVIEW_WEB_CONTENT, Person

KIND: Final = "pages.review"
#: The workflow and the task that come with every Wagtail, in English, for groups that nobody is in.
GIVEN: Final = "Moderators approval"


@transaction.atomic
def ensure_workflow(home: Page) -> None:
    """The workflow 编辑 → 审核 for everything below the home page; left alone where there is a workflow already."""
    _drop_given()
    if WorkflowPage.objects.filter(page=home).exists():
        return
    workflow, _new = Workflow.objects.get_or_create(name=_("栏目审核"))
    task = ArticleReview.objects.filter(workflow_tasks__workflow=workflow).first()
    if task is None:
        task = ArticleReview.objects.create(name=_("审核"))
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=1)
    WorkflowPage.objects.create(workflow=workflow, page=home)


def _drop_given() -> None:
    """What Wagtail gives goes, unless something has passed through it."""
    given = Workflow.objects.filter(name=GIVEN, workflow_states=None)
    tasks = Task.objects.filter(name=GIVEN, task_states=None, workflow_tasks__workflow__in=given)
    for found in (*tasks, *given):
        found.delete()


def tell_reviewers(*, state: TaskState, at: datetime) -> None:
    """Those who review in the column, except who has sent it in."""
    page = state.workflow_state.content_object
    sender = state.workflow_state.requested_by
    reviewers = queries.working_on(page, REVIEW_WEB_CONTENT, on=clock.today())
    ids = {actor.person_id for actor in reviewers if sender is None or actor.account_id != sender.pk}
    title = _short(page.specific.get_admin_display_title())
    tell(
        at=at,
        persons=_persons(ids),
        kind=KIND,
        title=_("请审核：%(title)s") % {"title": title},
        body=_("%(name)s把文章“%(title)s”送来审核。") % {"name": _name(sender), "title": title},
        key=f"pages.review:{state.pk}",
        url=reverse("pages_review", args=[page.pk]),
    )


def tell_writer(*, state: WorkflowState, by: Any, at: datetime) -> None:
    """Who has sent it in: it was published, or it came back and why."""
    if state.requested_by is None or state.requested_by.person_id is None or state.requested_by == by:
        return
    page = state.content_object
    title = _short(page.specific.get_admin_display_title())
    last = state.current_task_state
    if state.status == WorkflowState.STATUS_NEEDS_CHANGES:
        said, key = _("已退回修改：%(title)s"), "returned"
        body = _("%(name)s退回了文章“%(title)s”。退回原因：%(reason)s")
    else:
        said, key = _("已审核通过：%(title)s"), "approved"
        body = _("%(name)s审核通过了文章“%(title)s”。")
    words = {"title": title, "name": _name(by), "reason": last.comment if last else ""}
    tell(
        at=at,
        persons=_persons({state.requested_by.person_id}),
        kind=KIND,
        title=said % words,
        body=body % words,
        key=f"pages.{key}:{last.pk if last else state.pk}",
        url=reverse("wagtailadmin_pages:edit", args=[page.pk]),
    )


def _persons(ids: set[Any]) -> list[Any]:
    return list(Person.objects.beyond("for notices, never for display").filter(pk__in=ids))


def _name(account: Any) -> str:
    return account.get_full_name() if account is not None else _("系统")


def _short(title: str) -> str:
    return title if len(title) <= 60 else f"{title[:59]}…"


@transaction.atomic
def decide(*, account: Any, page_id: int, approve: bool, reason: str = "") -> Page:
    """Let the article that waits through, or send it back with the reason. Wagtail's log is the audit's source (`tasks`).

    NotFound where nothing waits for ``account``; PermissionDenied for going back without a reason.
    """
    page, state = queries.review_of(page_id, account)
    state.task.specific.on_action(state, account, "approve" if approve else "reject", comment=reason)
    return page
