"""Two persons for each article: one writes, another one reviews and publishes; each is told, both sign."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from wagtail.models import GroupApprovalTask, Page, TaskState, Workflow, WorkflowPage

from kexie.base.kernel import outbox
from kexie.base.kernel.models import AuditEvent
from kexie.base.pages.models import ArticlePage, ColumnPage, HomePage
from kexie.base.pages.tests import factories
from kexie.base.pages.tests.staff import draft, fields, sent_in
from kexie.base.people.tests.cast import AT
from kexie.base.ui.todos import inbox

pytestmark = pytest.mark.django_db


def notices(cast, member):
    return apps.get_model("notifications", "Notice").objects.filter(person_id=cast.person(member).pk)


def told(cast, member):
    return [notice.title for notice in notices(cast, member)]


def todos(cast, member):
    return [
        (item.todo.what, item.todo.title, item.todo.url)
        for group in inbox(cast.actor(member), AT)
        if group.source.code == "pages"
        for item in group.items
    ]


def test_the_workflow_is_there_and_stays_one():
    home = factories.site()
    factories.site()
    workflow = WorkflowPage.objects.get(page=home).workflow
    assert [task.specific._meta.label for task in workflow.tasks] == ["pages.ArticleReview"]
    assert Workflow.objects.exclude(pk=workflow.pk).filter(workflow_pages__page=home).count() == 0
    assert not GroupApprovalTask.objects.filter(workflow_tasks__workflow=workflow).exists()


def test_a_draft_is_not_public_and_a_writer_cannot_publish(staff):
    article = draft(staff, **{"action-publish": "1"})
    assert not article.live
    assert staff.client("visitor").get("/kepu/written/").status_code == 404
    staff.client("writer_a").post(f"/editors/pages/{article.pk}/edit/", fields() | {"action-publish": "1"})
    article.refresh_from_db()
    assert not article.live


@pytest.mark.parametrize("member", ["reviewer_a", "manager"])
def test_a_reviewer_reads_lets_through_and_both_sign(staff, member):
    article = sent_in(staff)
    page = staff.client(member).get(f"/editors/review/{article.pk}/")
    assert page.status_code == 200
    assert "白露" in page.content.decode()
    assert staff.client(member).post(f"/editors/review/{article.pk}/", {"decision": "approve"}).status_code == 302
    public = staff.client("visitor").get("/kepu/written/").content.decode()
    published = ArticlePage.objects.get(pk=article.pk)
    assert published.live
    name = {"reviewer_a": "秦望舒", "manager": "柏清扬"}[member]
    assert published.reviewer == name
    assert name in public
    if hasattr(published, "editor"):
        assert published.editor == "白露"
    deeds = AuditEvent.objects.filter(target=f"pages.page:{article.pk}").order_by("number")
    assert [(event.action, event.person_id) for event in deeds] == [
        ("pages.create", staff.person("writer_a").pk),
        ("pages.submit", staff.person("writer_a").pk),
        ("pages.publish", staff.person(member).pk),
        ("pages.approve", staff.person(member).pk),
    ] or {event.action for event in deeds} == {"pages.create", "pages.submit", "pages.publish", "pages.approve"}


def test_reviewers_are_told_and_have_it_in_their_inbox(staff):
    article = sent_in(staff)
    assert told(staff, "reviewer_a") == ["请审核：编辑写的文章"]
    assert told(staff, "manager") == ["请审核：编辑写的文章"]
    assert told(staff, "reviewer_b") == told(staff, "writer_a") == told(staff, "writer_b") == []
    assert todos(staff, "reviewer_a") == [("审核", "编辑写的文章", f"/editors/review/{article.pk}/")]
    assert todos(staff, "reviewer_b") == todos(staff, "writer_a") == []
    assert mail.outbox == []  # Wagtail itself mails nobody
    outbox.deliver_due(at=AT.replace(year=2100))
    assert sorted(sent.to[0] for sent in mail.outbox) == ["manager@yunchuan.example", "reviewer_a@yunchuan.example"]


def test_what_goes_back_comes_with_the_reason_and_may_be_sent_in_again(staff):
    article = sent_in(staff)
    client = staff.client("reviewer_a")
    without = client.post(f"/editors/review/{article.pk}/", {"decision": "reject", "comment": " "})
    assert without.status_code == 422
    assert "请写明退回原因" in without.content.decode()
    client.post(f"/editors/review/{article.pk}/", {"decision": "reject", "comment": "请补上活动日期。"})
    notice = notices(staff, "writer_a").get()
    assert notice.title == "已退回修改：编辑写的文章"
    assert "请补上活动日期。" in notice.body
    assert todos(staff, "writer_a") == [("修改", "编辑写的文章", f"/editors/pages/{article.pk}/edit/")]
    again = staff.client("writer_a").post(f"/editors/pages/{article.pk}/edit/", fields() | {"action-submit": "1"})
    assert again.status_code == 302
    assert todos(staff, "writer_a") == []
    assert todos(staff, "reviewer_a") == [("审核", "编辑写的文章", f"/editors/review/{article.pk}/")]
    client.post(f"/editors/review/{article.pk}/", {"decision": "approve"})
    assert told(staff, "writer_a")[0] == "已审核通过：编辑写的文章"
    assert ArticlePage.objects.get(pk=article.pk).live


@pytest.mark.parametrize("member", ["reviewer_a", "manager"])
def test_nobody_approves_his_own(staff, member):
    article = sent_in(staff, member)
    client = staff.client(member)
    state = article.current_workflow_task_state
    assert client.get(f"/editors/review/{article.pk}/").status_code == 404
    assert client.post(f"/editors/review/{article.pk}/", {"decision": "approve"}).status_code == 404
    at = f"/editors/pages/workflow/action/{article.pk}/approve/{state.pk}/"
    assert client.post(at, {"comment": ""}).status_code in {403, 302}
    assert client.post(f"/editors/pages/{article.pk}/edit/", fields() | {"action-publish": "1"}).status_code in {
        200,
        302,
    }
    client.post("/editors/bulk/wagtailcore/page/publish/?id=" + str(article.pk), {"confirm": "1"})
    with pytest.raises(PermissionDenied):
        state.task.specific.on_action(state, staff.account(member), "approve")
    with pytest.raises(PermissionDenied):
        article.get_latest_revision().publish(user=staff.account(member))
    assert not ArticlePage.objects.get(pk=article.pk).live
    assert todos(staff, member) == []


def test_who_has_written_a_part_does_not_approve_what_another_has_sent_in(staff):
    article = draft(staff, "reviewer_a")
    staff.client("writer_a").post(f"/editors/pages/{article.pk}/edit/", fields() | {"action-submit": "1"})
    assert staff.client("reviewer_a").post(f"/editors/review/{article.pk}/", {"decision": "approve"}).status_code == 404
    assert staff.client("manager").post(f"/editors/review/{article.pk}/", {"decision": "approve"}).status_code == 302


@pytest.mark.parametrize("member", ["writer_a", "second_a", "reviewer_b", "writer_b"])
def test_those_who_do_not_review_here_decide_nothing(staff, member):
    article = sent_in(staff)
    client = staff.client(member)
    assert client.get(f"/editors/review/{article.pk}/").status_code == 404
    assert client.post(f"/editors/review/{article.pk}/", {"decision": "approve"}).status_code == 404
    state = article.current_workflow_task_state
    client.post(f"/editors/pages/workflow/action/{article.pk}/approve/{state.pk}/", {"comment": ""})
    assert not ArticlePage.objects.get(pk=article.pk).live


def test_while_it_waits_nobody_changes_it_and_the_writer_may_take_it_back(staff):
    article = sent_in(staff)
    for member in ("writer_a", "reviewer_a", "manager"):
        staff.client(member).post(f"/editors/pages/{article.pk}/edit/", fields(title="改过的标题"))
        assert ArticlePage.objects.get(pk=article.pk).get_latest_revision_as_object().title == "编辑写的文章"
    staff.client("writer_a").post(f"/editors/pages/{article.pk}/edit/", fields() | {"action-cancel-workflow": "1"})
    assert not article.workflow_in_progress
    staff.client("writer_a").post(f"/editors/pages/{article.pk}/edit/", fields(title="改过的标题"))
    assert ArticlePage.objects.get(pk=article.pk).get_latest_revision_as_object().title == "改过的标题"
    assert todos(staff, "reviewer_a") == []


def test_an_approval_of_another_page_does_not_count_for_this_one(staff):
    mine, other = sent_in(staff), sent_in(staff, "writer_b", column="kechuang", slug="other")
    state = other.current_workflow_task_state
    client = staff.client("reviewer_a")
    assert client.post(f"/editors/pages/workflow/action/{mine.pk}/approve/{state.pk}/", {}).status_code == 404
    assert TaskState.objects.get(pk=state.pk).status == TaskState.STATUS_IN_PROGRESS


def test_a_change_of_a_published_article_is_reviewed_too(staff):
    article = sent_in(staff)
    staff.client("reviewer_a").post(f"/editors/review/{article.pk}/", {"decision": "approve"})
    staff.client("writer_a").post(
        f"/editors/pages/{article.pk}/edit/", fields(title="更正后的标题") | {"action-publish": "1"}
    )
    assert "编辑写的文章" in staff.client("visitor").get("/kepu/written/").content.decode()
    staff.client("writer_a").post(
        f"/editors/pages/{article.pk}/edit/", fields(title="更正后的标题") | {"action-submit": "1"}
    )
    staff.client("manager").post(f"/editors/review/{article.pk}/", {"decision": "approve"})
    page = staff.client("visitor").get("/kepu/written/").content.decode()
    assert "更正后的标题" in page
    assert "柏清扬" in page


def test_copying_does_not_publish(staff):
    article = sent_in(staff)
    staff.client("reviewer_a").post(f"/editors/review/{article.pk}/", {"decision": "approve"})
    column = ColumnPage.objects.get(slug="kepu")
    for alias in ("", "on"):
        staff.client("reviewer_a").post(
            f"/editors/pages/{article.pk}/copy/",
            {
                "new_title": "抄件",
                "new_slug": f"copy{alias}",
                "new_parent_page": str(column.pk),
                "publish_copies": "on",
                "alias": alias,
            },
        )
    assert Page.objects.filter(slug__startswith="copy", live=True).count() == 0


def test_sections_are_the_managers(staff):
    column, home = ColumnPage.objects.get(slug="kepu"), HomePage.objects.get()
    for member in ("writer_a", "reviewer_a"):
        client = staff.client(member)
        for address in (f"pages/{column.pk}/edit/", f"pages/{column.pk}/delete/", f"pages/{column.pk}/unpublish/"):
            assert client.get(f"/editors/{address}").status_code in {302, 403}, (member, address)
        assert client.get(f"/editors/pages/{home.pk}/edit/").status_code in {302, 403}
        assert client.get(f"/editors/pages/add/pages/columnpage/{home.pk}/").status_code in {302, 403}
    client = staff.client("manager")
    assert client.get(f"/editors/pages/{column.pk}/edit/").status_code == 200
    sent = client.post(
        f"/editors/pages/add/pages/columnpage/{home.pk}/",
        {"title": "学会动态", "slug": "xuehui", "intro": "", "action-publish": "1", "show_in_menus": "on"},
    )
    assert sent.status_code == 302
    assert ColumnPage.objects.get(slug="xuehui").live


def test_installing_again_changes_nothing(staff):
    before = (Workflow.objects.count(), WorkflowPage.objects.count())
    call_command("install", verbosity=0)
    assert (Workflow.objects.count(), WorkflowPage.objects.count()) == before
