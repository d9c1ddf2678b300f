"""The main job in a real browser: an issue goes in, three people sign it off, the public reads, finds and downloads it.

The real issue is read where it lies beside the checkout; without it, an issue of our own goes the same way.
"""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest
from playwright.sync_api import expect

from journeys.axe import grave
from journeys.looking import FITS
from kexie.base.documents.reading import read_blocks
from kexie.base.kernel import clock
from kexie.base.kernel.access import Platform
from kexie.base.pages import api as pages
from kexie.domains.bulletin import api as bulletin
from kexie.domains.bulletin.rules.understanding import UnderstoodIssue, understand

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("KEXIE_SHARED", ROOT.parent / "shared")) / "data" / "bulletin-2023-17.md"
OWN = ROOT / "src/kexie/site/demo/data/bulletins/2026-37.md"
ISSUE = SHARED if SHARED.is_file() else OWN


@pytest.fixture
def understood() -> UnderstoodIssue:
    return understand(read_blocks(ISSUE.read_bytes(), name=ISSUE.name))


@pytest.fixture(autouse=True)
def _site():
    pages.ensure_site(by=Platform(), at=clock.now(), site_name="云川市科协")


def take_step(page, sign_in, client, label: str) -> None:
    """Log in as somebody else and confirm the step that waits in the workbench."""
    page.context.clear_cookies()
    sign_in(page, client)
    page.goto("/workbench/")
    page.locator("main .list a, main a").filter(has_text="期").first.click()
    page.get_by_role("link", name=label, exact=True).click()
    page.get_by_role("button", name=f"确认{label}").click()
    expect(page.locator("main")).to_contain_text("办理过程")


def test_from_the_file_to_the_signed_issue(page, cast, sign_in, understood, tmp_path):
    sign_in(page, cast.client("editor"))
    page.goto("/workbench/bulletin/import/")
    page.set_input_files("input[type=file]", ISSUE)
    page.get_by_role("button", name="读取并预览").click()
    expect(page.locator("main")).to_contain_text("尚未存入")
    expect(page.locator("details.preview")).to_have_count(sum(len(column.items) for column in understood.columns))
    assert grave(page) == []
    page.get_by_role("button", name="内容无误，存入").click()

    page.get_by_role("link", name="送审", exact=True).click()
    page.get_by_role("button", name="确认送审").click()

    address = f"/bulletin/{understood.year}/{understood.number}/"
    page.context.clear_cookies()
    page.expected = ("status of 404",)
    assert page.goto(address).status == 404

    take_step(page, sign_in, cast.client("reviewer"), "审核通过")
    take_step(page, sign_in, cast.client("signer"), "签发")

    page.context.clear_cookies()
    page.expected = ()
    assert page.goto(address).status == 200
    text = " ".join(page.locator("main").inner_text().split())
    for column in understood.columns:
        assert f"【{column.name}】" in text
        for item in column.items:
            assert " ".join(item.title.split()) in text
            assert "、".join(item.credits) in text
            for paragraph in item.paragraphs:
                assert " ".join(paragraph.split()) in text
    assert grave(page) == []
    assert page.evaluate(FITS)

    with page.expect_download() as started:
        page.get_by_role("link", name="Word").first.click()
    paper = tmp_path / "issue.docx"
    started.value.save_as(paper)
    assert understand(read_blocks(paper.read_bytes(), name="issue.docx"), unit="段") == understood

    pdf = page.request.get(f"{address}download.pdf")
    assert pdf.ok
    assert io.BytesIO(pdf.body()).read(5) == b"%PDF-"


def test_the_signed_issue_is_found_by_words_and_by_initials(page, cast, sign_in, understood):
    at = clock.now()
    issue = bulletin.import_issue(by=cast.actor("editor"), at=at, understood=understood)
    for member, step in (
        ("editor", bulletin.submit_for_review),
        ("reviewer", bulletin.approve),
        ("signer", bulletin.sign),
    ):
        issue = step(by=cast.actor(member), at=at, issue_id=issue.pk, seen=issue.version)
    title = understood.columns[-1].items[0].title
    for asked in (title[:6], "kxxh" if ISSUE == OWN else "xh"):
        page.goto("/")
        box = page.locator("input[type=search]").first
        box.fill(asked)
        box.press("Enter")
        expect(page.locator("main")).to_contain_text("共找到")
        expect(page.locator(".hit").first).to_be_visible()
        assert grave(page) == []


def test_a_broken_file_says_where_and_what(desktop, cast, sign_in, tmp_path):
    broken = tmp_path / "本期.md"
    broken.write_text("# 云川科协每周动态\n\n2026年 第38期\n\n没有栏目的一段话。\n", encoding="utf-8")
    sign_in(desktop, cast.client("editor"))
    desktop.expected = ("status of 4",)
    desktop.goto("/workbench/bulletin/import/")
    desktop.set_input_files("input[type=file]", broken)
    desktop.get_by_role("button", name="读取并预览").click()
    expect(desktop.locator("main")).to_contain_text("第")
    expect(desktop.locator("main")).to_contain_text("行")
