"""A whole issue through the screens: nine notes of their units, one of them joint; adopted, arranged, edited, checked, signed,
sent to a thousand addresses. What is printed in the end is the source, word for word.

The real issue is read where it lies beside the checkout; without it, an issue of our own goes the same way.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from journeys.axe import grave
from kexie.base.documents.reading import read_blocks
from kexie.base.documents.tests.words import BULLETS, pdf_words, squeezed, text_words
from kexie.base.kernel import clock, outbox
from kexie.base.kernel.access import Platform
from kexie.base.notifications.tests.sink import Sink
from kexie.base.pages import api as pages
from kexie.base.people.actions.organisations import add_organisation
from kexie.base.people.tests.cast import Cast, enlist
from kexie.domains.bulletin.actions import lists
from kexie.domains.bulletin.models import Issue, Recipient
from kexie.domains.bulletin.queries.verifying import verify
from kexie.domains.bulletin.rules.dispatching import Named
from kexie.domains.bulletin.rules.issue import UnderstoodIssue, UnderstoodItem
from kexie.domains.bulletin.rules.snapshot import understood_of
from kexie.domains.bulletin.rules.understanding import understand

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("KEXIE_SHARED", ROOT.parent / "shared")) / "data" / "bulletin-2023-17.md"
OWN = ROOT / "src/kexie/site/demo/data/bulletins/2026-37.md"
ISSUE = SHARED if SHARED.is_file() else OWN
#: Where pictures of the pages go, when somebody wants to look at them.
SHOTS = os.environ.get("KEXIE_SHOTS", "")
READERS = 1_000
DAY = re.compile(r"(\d{1,2})月(\d{1,2})日")
KINDS = (("区", "district"), ("会", "society"))


@pytest.fixture
def understood() -> UnderstoodIssue:
    return understand(read_blocks(ISSUE.read_bytes(), name=ISSUE.name))


@pytest.fixture
def sink(settings):
    """A mail server on the loopback."""
    sink = Sink()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", sink.port, 10
    settings.EMAIL_USE_TLS, settings.EMAIL_HOST_USER = False, ""
    yield sink
    sink.stop()


@pytest.fixture(autouse=True)
def _site():
    pages.ensure_site(by=Platform(), at=clock.now(), site_name="云川市科协")


@pytest.fixture
def clerks(cast: Cast, understood: UnderstoodIssue) -> dict[str, str]:
    """A clerk for each unit that has something to tell, by the unit's name; units that the city lacks are founded."""
    told = [item for column in understood.columns for item in column.items]
    for name in dict.fromkeys(name for item in told for name in item.credits):
        if name not in cast.units:
            kind = next((kind for part, kind in KINDS if part in name), "society")
            cast.units[name] = add_organisation(
                by=Platform(), at=clock.now(), name=name, kind=kind, parent=cast.units["云川市科协"]
            )
    members = {}
    for number, name in enumerate(dict.fromkeys(item.credits[0] for item in told)):
        members[name] = f"clerk_{number}"
        enlist(cast, members[name], f"干事{number}", "clerk", "干事", name)
    return members


def shot(page: Page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / f"whole-{name}-{page.viewport_size['width']}.png"), full_page=True)


def as_(page: Page, cast: Cast, sign_in, member: str) -> None:
    page.context.clear_cookies()
    sign_in(page, cast.client(member))


def send_in(page: Page, item: UnderstoodItem, column: str, year: int) -> None:
    """Write one note on the page of a unit, and send it in."""
    page.goto("/workbench/bulletin/submissions/new/")
    page.locator("#id_title").fill(item.title)
    page.locator("#id_text").fill("\n".join(item.paragraphs))
    for credit in item.credits[1:]:
        page.locator("#id_credit_new").fill(credit)
        page.get_by_role("option", name=credit, exact=True).first.click()
        expect(page.locator(".credits__name").last).to_have_text(credit)
    if found := DAY.search("".join(item.paragraphs)):
        month, day = map(int, found.groups())
        page.locator("#id_event_on").fill(f"{year}-{month:02}-{day:02}")
    page.locator("#id_column").select_option(label=column)
    page.get_by_role("button", name="报送", exact=True).click()
    expect(page.locator("main")).to_contain_text("待初审")


def adopt_all(page: Page, count: int) -> None:
    """Adopt whatever waits at the desk, in one go."""
    page.goto("/workbench/bulletin/")
    expect(page.locator(".line")).to_have_count(count)
    shot(page, "desk")
    page.get_by_text("批量办理", exact=True).click()
    page.get_by_label(f"筛选出的全部 {count} 条").check()
    page.locator(".many").get_by_role("button", name="采用", exact=True).click()
    shot(page, "adopt")
    page.get_by_role("button", name="采用").first.click()
    expect(page.locator("main")).to_contain_text(str(count))


def open_issue(page: Page, understood: UnderstoodIssue, count: int) -> None:
    """Open the first issue of the platform with its numbers, and take in all that was adopted."""
    page.goto("/workbench/bulletin/issues/new/")
    page.get_by_label("印发日期").fill(understood.date.isoformat())
    page.get_by_label("期号", exact=True).fill(str(understood.number))
    page.get_by_label("总期号").fill(str(understood.total))
    page.get_by_role("button", name="建立").click()
    for box in page.locator("input[name=submission]").all():
        box.check()
    page.get_by_role("button", name="编入本期").click()
    expect(page.locator(".arrange__item")).to_have_count(count)


def arrange(page: Page, understood: UnderstoodIssue) -> None:
    """Bring the items of each column into the order of the source, with the buttons."""
    wanted = [item.title for column in understood.columns for item in column.items]
    for place, title in enumerate(wanted):
        for _ in wanted:
            stand = [squeezed(text) for text in page.locator(".arrange__words > a").all_inner_texts()]
            if stand.index(squeezed(title)) <= place:
                break
            page.get_by_role("button", name=f"上移：{title}", exact=True).click()
            page.wait_for_load_state()


def write_head(page: Page, issue: Issue, understood: UnderstoodIssue) -> None:
    """The head of the issue, and the highlights in words of their own."""
    page.goto(f"{issue.get_workbench_url()}head/")
    for label, value in (
        ("刊名", understood.name),
        ("编印单位", understood.publisher),
        ("信息报送邮箱", understood.mailbox),
        ("编辑", understood.editor),
        ("审核", understood.reviewer),
        ("分送", "\n".join(understood.distribution)),
    ):
        page.get_by_label(label, exact=True).fill(value)
    page.get_by_role("button", name="保存", exact=True).click()
    page.goto(f"{issue.get_workbench_url()}highlights/")
    page.locator("#id_highlights").fill("\n".join(understood.highlights))
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator("main")).to_contain_text(understood.highlights[0])


def edit(page: Page, written: str, wanted: str) -> None:
    """Mend the title of one item beside its preview."""
    page.get_by_role("link", name=written, exact=True).click()
    page.get_by_label("标题", exact=True).fill(wanted)
    expect(page.locator("#item-preview")).not_to_contain_text("初稿")
    shot(page, "edit")
    page.get_by_role("button", name="保存", exact=True).first.click()


def look_through(page: Page, issue: Issue) -> None:
    """Let every finding that must be mended stand, with a reason."""
    page.goto(f"{issue.get_workbench_url()}checks/")
    shot(page, "checks")
    assert grave(page) == []
    for _ in range(20):
        musts = page.locator(".finding", has=page.get_by_text("必改", exact=True)).locator("details", has_text="不改")
        if not musts.count():
            return
        musts.first.locator("summary").click()
        musts.first.locator("textarea, input[name=reason]").first.fill("与原稿一致，已与报送单位核对。")
        musts.first.get_by_role("button").click()
        page.wait_for_load_state()


def step(page: Page, issue: Issue, label: str) -> None:
    page.goto(issue.get_workbench_url())
    page.get_by_role("link", name=label, exact=True).click()
    page.get_by_role("button", name=f"确认{label}").click()
    expect(page.locator("main")).to_contain_text("办理过程")


def send_out(page: Page, cast: Cast, sign_in) -> None:
    """Put a thousand addresses on a list, and send the issue to it."""
    row = lists.make_list(by=cast.actor("keeper"), at=clock.now(), name="全市读者")
    named = [Named(f"reader{number}@readers.example", f"读者{number}") for number in range(READERS)]
    lists.add_addresses(by=cast.actor("keeper"), at=clock.now(), list_id=row.pk, named=named)
    as_(page, cast, sign_in, "sender")
    page.goto("/workbench/bulletin/sending/")
    page.get_by_role("link", name="发送").and_(page.locator(".button--main")).first.click()
    page.get_by_label("全市读者").check()
    page.get_by_role("button", name="核对收件人").click()
    page.get_by_role("button", name=re.compile("发送给.*个地址")).click()
    expect(page.locator("main")).to_contain_text("已办理 0 /")
    outbox.deliver_due(at=clock.now() + timedelta(hours=12), limit=10_000)  # by night, mail waits for the morning
    expect(page.locator("main")).to_contain_text("已发完", timeout=30_000)
    shot(page, "sent")


def test_a_whole_issue_from_its_units_to_its_readers(desktop, cast, clerks, sign_in, understood, sink):
    page = desktop
    told = [(column.name, item) for column in understood.columns for item in column.items]
    first = told[0][1]
    draft = replace(first, title=first.title + "（初稿）")
    for column, item in told:
        as_(page, cast, sign_in, clerks[item.credits[0]])
        send_in(page, draft if item is first else item, column, understood.year)
    assert any(len(item.credits) > 1 for _column, item in told), "one of them is joint"

    as_(page, cast, sign_in, "editor")
    adopt_all(page, len(told))
    open_issue(page, understood, len(told))
    edit(page, draft.title, first.title)
    arrange(page, understood)
    issue = Issue.objects.get()
    write_head(page, issue, understood)
    shot(page, "arranged")
    look_through(page, issue)
    step(page, issue, "送审")
    for member, label in (("reviewer", "审核通过"), ("signer", "签发")):
        as_(page, cast, sign_in, member)
        step(page, issue, label)

    issue.refresh_from_db()
    [revision] = issue.revisions.all()
    assert understood_of(revision.content) == understood
    assert verify().differing == ()
    address = issue.get_absolute_url()
    page.context.clear_cookies()
    page.goto(address)
    shot(page, "public")
    words = squeezed(page.locator("main").inner_text())
    for _column, item in told:
        for part in (item.title, *item.paragraphs, "、".join(item.credits)):
            assert squeezed(part) in words
    assert grave(page) == []
    paper = page.request.get(f"{address}download.docx").body()
    assert understand(read_blocks(paper, name="a.docx"), unit="段") == understood
    text = text_words(page.request.get(f"{address}download.txt").body().decode())
    pdf = pdf_words(page.request.get(f"{address}download.pdf").body(), numbers=False)
    assert pdf.translate(dict.fromkeys(map(ord, BULLETS))) == text

    send_out(page, cast, sign_in)
    mails = Counter(mail["To"] for mail in sink.taken if mail["To"].endswith("@readers.example"))
    assert (len(mails), set(mails.values())) == (READERS, {1})
    assert Recipient.objects.filter(address__endswith="@readers.example", state="sent").count() == READERS
    assert squeezed(understood.highlights[0]) in squeezed(
        next(mail for mail in sink.taken if mail["To"].endswith("@readers.example")).get_body(("plain",)).get_content()
    )
