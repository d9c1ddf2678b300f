"""The editor as web editors meet it: our mark, 发布 first, confirmed units only, one description per picture."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from wagtail.models import GroupApprovalTask, Task, Workflow, WorkflowState, WorkflowTask

from kexie.base.pages.blocks import PictureBlock
from kexie.base.pages.models import PageImage
from kexie.base.pages.tests import factories
from kexie.base.people.actions.organisations import units_named
from kexie.base.people.tests.cast import AT

pytestmark = pytest.mark.django_db


def test_sending_in_is_the_first_button_and_the_mark_is_ours(cast):
    column = factories.column()
    form = cast.client("web_editor").get(f"/editors/pages/add/pages/articlepage/{column.pk}/").content.decode()
    assert 0 < form.index('name="action-submit"') < form.index("保存草稿")
    assert 'name="action-publish"' not in form
    assert "网站编辑" in form.partition("</title>")[0]
    assert "ui/mark" in form


def test_only_confirmed_units_are_offered_as_source_and_the_one_it_has(cast):
    named, other = units_named(["柳湾邻里科学社", "石桥科学小组"], by=cast.actor("editor"), at=AT)
    article = factories.article(source_unit=named)
    form = cast.client("web_editor").get(f"/editors/pages/{article.pk}/edit/").content.decode()
    assert "青溪区科学技术协会" in form
    assert named.name in form
    assert other.name not in form


@pytest.mark.parametrize(("alt", "expected"), [("", "孩子们在看机器人"), ("左为作者", "左为作者")])
def test_a_picture_is_described_once_unless_the_article_says_otherwise(alt, expected):
    image = PageImage(title="a", description="孩子们在看机器人")
    block = PictureBlock()
    value = block.normalize({"image": image, "alt": alt, "caption": ""})
    assert value.words == expected
    assert block.child_blocks["alt"].clean("") == ""


def test_the_link_to_share_reads_as_words(client):
    article = factories.article(slug="揭牌")
    page = client.get(article.url).content.decode()
    assert 'value="http://testserver/kepu/揭牌/"' in page
    assert reverse("account_login") in page


def test_a_title_in_two_halves_and_what_is_not_chosen_read_as_chinese(cast):
    column = factories.column()
    form = cast.client("web_editor").get(f"/editors/pages/add/pages/articlepage/{column.pk}/").content.decode()
    title = form.partition("<title>")[2].partition("</title>")[0]
    assert "新建：文章" in title
    assert '<option value="" selected>不选择</option>' in form
    assert "---------" not in form


def test_what_nobody_signed_was_done_by_the_system(staff):
    article = factories.article()
    article.save_revision().publish(skip_permission_checks=True)
    report = staff.client("manager").get("/editors/reports/aging-pages/").content.decode()
    assert article.title in report
    assert "系统" in report
    assert not re.search(r">\s*None\s*<", report)


def test_the_workflow_that_came_with_wagtail_is_gone_unless_something_passed_through_it():
    factories.site()
    assert list(Workflow.objects.values_list("name", flat=True)) == ["栏目审核"]
    assert list(Task.objects.values_list("name", flat=True)) == ["审核"]
    page = factories.article()
    task = GroupApprovalTask.objects.create(name="Moderators approval")
    used = Workflow.objects.create(name="Moderators approval")
    WorkflowTask.objects.create(workflow=used, task=task, sort_order=0)
    kind = page.cached_content_type
    WorkflowState.objects.create(workflow=used, content_type=kind, base_content_type=kind, object_id=str(page.pk))
    factories.site()
    assert Workflow.objects.filter(pk=used.pk).exists()
    assert Task.objects.filter(pk=task.pk).exists()
