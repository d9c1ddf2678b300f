"""A web editor walks through Wagtail's admin in a real browser and meets no English: not in what the server writes, not in
what scripts draw, not in the words that a screen reader says."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import GroupApprovalTask, Site, Workflow, WorkflowPage, WorkflowTask

from kexie.base.pages.models import PageImage
from kexie.base.pages.tests import factories
from kexie.base.pages.tests.staff import STAFF, join

#: Everything that can be read or is read aloud, without what people have typed into fields.
SHOWN = """() => {
  const said = [document.title];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const parent = walk.currentNode.parentElement;
    if (!parent || parent.closest('script, style, noscript, template, textarea, code, kbd, [hidden]')) continue;
    if (parent.checkVisibility && !parent.checkVisibility()) continue;
    said.push(walk.currentNode.data);
  }
  for (const element of document.querySelectorAll('[aria-label], [title], [placeholder], [alt]')) {
    if (element.closest('[hidden], template') || (element.checkVisibility && !element.checkVisibility())) continue;
    for (const name of ['aria-label', 'title', 'placeholder', 'alt']) said.push(element.getAttribute(name) || '');
  }
  for (const option of document.querySelectorAll('option'))
    if (option.parentElement.closest('select').checkVisibility()) said.push(option.label);
  for (const button of document.querySelectorAll('input[type=submit], input[type=button]')) said.push(button.value);
  return said;
}"""

#: Runs of Latin words that stay: names of products and formats, keys of a keyboard, our own names in tests.
NAMES = {
    "Wagtail", "Kexie", "Word", "CSV", "XLSX", "XLS", "DOCX", "PDF", "GIF", "JPG", "JPEG", "PNG", "MB", "KB", "URL", "ID", "Ctrl",
    "Shift", "Alt", "AVIF", "WEBP", "UTC", "ICP",
    "pages", "articlepage", "columnpage", "homepage", "singlepage", "topicpage",  # names of models, in the report on page types
    "div",  # what is looked through for faults of access, by its tag
}  # fmt: skip
RUN = re.compile(r"[A-Za-z][A-Za-z'’]+(?:[ \-][A-Za-z'’]+)*")


#: Chinese punctuates at full width.
NARROW = re.compile(r"[\u4e00-\u9fff”）][:;,?!]\s?.{0,8}")


def english(page) -> set[str]:
    """The runs of English on the page as it stands, and Chinese with Latin punctuation."""
    found = set()
    for text in page.evaluate(SHOWN):
        found.update(NARROW.findall(text))
        for run in RUN.findall(
            re.sub(r"https?://\S+|\S+@\S+|/\S*|Wagtail v|\S*\.(?:png|txt|svg|org|gif|docx)\b", " ", text)
        ):
            if any(word not in NAMES for word in re.split(r"[ \-]", run)):
                found.add(run)
    return found


@pytest.fixture
def article(cast):
    join(cast, *STAFF[-1])
    found = factories.article()
    document = factories.document("notice.txt")
    PageImage.objects.create(title="揭牌", description="揭牌仪式", file=get_test_image_file("open.png"))
    task = GroupApprovalTask.objects.create(name="审核")
    workflow = Workflow.objects.create(name="两步审核")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.create(workflow=workflow, page=found.get_parent())
    found.document_id = document.pk
    found.save_revision(user=cast.account("manager")).publish(skip_permission_checks=True)
    found.refresh_from_db()
    found.title = "科学之家揭牌仪式"
    found.save_revision()
    return found


def addresses(article, document) -> list[str]:
    column, home = article.get_parent(), article.get_parent().get_parent()
    first, image = article.revisions.order_by("pk").first().pk, PageImage.objects.get().pk
    task = GroupApprovalTask.objects.get(name="审核").pk
    workflow = Workflow.objects.get(name="两步审核").pk
    page = f"/editors/pages/{article.pk}"
    return [
        "/editors/",
        f"/editors/pages/{home.get_parent().pk}/",
        f"/editors/pages/{column.pk}/",
        f"/editors/pages/{home.pk}/",
        f"/editors/pages/{home.pk}/edit/",
        f"/editors/pages/{column.pk}/edit/",
        *(f"/editors/pages/add/pages/{kind}/{home.pk}/" for kind in ("topicpage", "columnpage", "singlepage")),
        f"/editors/settings/pages/siteidentity/{Site.objects.get().pk}/",
        f"/editors/pages/{column.pk}/add_subpage/",
        f"/editors/pages/add/pages/articlepage/{column.pk}/",
        *(f"{page}/{step}/" for step in ("edit", "copy", "move", "delete", "unpublish", "history", "usage")),
        f"{page}/revisions/compare/{first}...latest/",
        f"{page}/revisions/compare/earliest...live/",
        "/editors/import/",
        "/editors/links/",
        "/editors/columns/",
        f"/editors/columns/{column.pk}/",
        "/editors/images/",
        "/editors/images/multiple/add/",
        f"/editors/images/{image}/",
        "/editors/documents/",
        "/editors/documents/multiple/add/",
        f"/editors/documents/edit/{document}/",
        "/editors/workflows/list/",
        f"/editors/workflows/edit/{workflow}/",
        "/editors/workflows/add/",
        "/editors/workflows/tasks/index/",
        "/editors/workflows/tasks/select_type/",
        f"/editors/workflows/tasks/edit/{task}/",
        "/editors/reports/locked/",
        "/editors/reports/workflow/",
        "/editors/reports/site-history/",
        "/editors/reports/aging-pages/",
        "/editors/reports/page-types-usage/",
        "/editors/redirects/",
        "/editors/redirects/add/",
        "/editors/account/",
        "/editors/pages/search/?q=没有",
        "/editors/pages/search/?q=科学",
    ]


def test_every_page_of_the_editor_is_chinese(desktop, sign_in, cast, article):
    page = desktop
    sign_in(page, cast.as_("manager"))
    left, closed = {}, []
    for address in addresses(article, article.document_id):
        answer = page.goto(address)
        if answer.status != 200:
            closed.append((address, answer.status))
            continue
        page.wait_for_load_state("networkidle")
        if found := english(page):
            left[address] = sorted(found)
    assert left == {}
    assert closed == []


def test_what_scripts_draw_is_chinese(desktop, sign_in, cast, article):
    page = desktop
    sign_in(page, cast.as_("manager"))
    page.goto(f"/editors/pages/{article.pk}/edit/")
    seen = {}

    def look(what: str) -> None:
        if found := english(page):
            seen[what] = sorted(found)

    look("form")
    page.get_by_role("button", name="插入内容块").first.click()
    look("blocks")
    page.keyboard.press("Escape")
    for panel in ("状态", "预览", "检查"):
        page.get_by_role("button", name=re.compile(f"展开或收起{panel}|显示或隐藏{panel}")).click()
        page.wait_for_load_state("networkidle")
        look(panel)
    page.get_by_role("button", name="更多操作").last.click()
    look("publishing menu")
    page.keyboard.press("Escape")
    page.goto("/editors/images/multiple/add/")
    expect(page.get_by_text("将图片拖放到此处即可上传。")).to_be_visible()
    look("upload")
    assert seen == {}
