from __future__ import annotations

import io
import re
from datetime import date
from html import unescape
from itertools import product
from urllib.parse import unquote

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from kexie.base.kernel.ids import new_id
from kexie.base.people.tests.cast import NAMES
from kexie.base.search import api as search
from kexie.domains.bulletin import queries
from kexie.domains.bulletin.actions.publishing import entries_of
from kexie.domains.bulletin.models import Issue
from kexie.domains.bulletin.rules.composition import as_markdown
from kexie.domains.bulletin.tests.factories import AT, SAMPLE, SECRET, approved, drafted, reviewing, said, signed
from kexie.domains.bulletin.views import sections

INSIDERS = {"editor", "reviewer", "signer"}
OUTSIDERS = [name for name in NAMES if name not in INSIDERS and name != "disabled"] + ["visitor"]


@pytest.fixture(autouse=True)
def _papers(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def text_of(response: HttpResponse) -> str:
    return unescape(re.sub(r"<[^>]+>", " ", response.content.decode()))


def key_in(response: HttpResponse, name: str = "submit_key") -> str:
    found = re.search(rf'name="{name}" value="([^"]+)"', response.content.decode())
    assert found, f"no {name} in the page"
    return unescape(found[1])


def addresses(issue: Issue) -> list[str]:
    """Every public address that could tell of an issue."""
    files = [f"{issue.get_absolute_url()}download.{fmt}" for fmt in ("pdf", "docx", "ofd", "txt")]
    return [issue.get_absolute_url(), *(item.get_absolute_url() for item in issue.items.all()), *files]


class TestReading:
    def test_the_issue_is_all_there(self, cast):
        issue = signed(cast)
        page = text_of(cast.as_("visitor").get("/bulletin/2023/17/"))
        understood = said()
        for column in understood.columns:
            assert f"【{column.name}】" in page
            for item in column.items:
                assert item.title in page
                assert all(paragraph in page for paragraph in item.paragraphs)
        assert "（科普部、青溪区科协）" in page
        for words in (*understood.highlights, *understood.distribution, understood.mailbox, issue.publisher):
            assert words in page

    def test_highlights_lead_to_their_items(self, cast):
        signed(cast)
        html = cast.as_("visitor").get("/bulletin/2023/17/").content.decode()
        assert '<a href="#item-1">市科协到青溪区调研科普场馆</a>' in html
        assert 'id="item-1"' in html

    def test_previous_and_next_skip_what_is_not_signed(self, cast):
        signed(cast, 17)
        drafted(cast, 18)
        signed(cast, 19)
        html = cast.as_("visitor").get("/bulletin/2023/17/").content.decode()
        assert 'rel="next" href="/bulletin/2023/19/"' in html
        assert 'rel="prev"' not in html

    def test_an_item_has_its_own_page_with_neighbours(self, cast):
        first, second, third = signed(cast).items.all()
        response = cast.as_("visitor").get(second.get_absolute_url())
        html = response.content.decode()
        assert f'rel="prev" href="{first.get_absolute_url()}"' in html
        assert f'rel="next" href="{third.get_absolute_url()}"' in html
        assert f'value="http://testserver{second.get_absolute_url()}"' in html
        assert "学会讲了三堂课" in text_of(response)
        assert SECRET not in text_of(response)

    def test_an_item_under_another_issue_is_not_found(self, cast):
        item = signed(cast, 17).items.first()
        signed(cast, 18)
        assert cast.as_("visitor").get(f"/bulletin/2023/18/{item.pk}/").status_code == 404

    def test_names_and_titles_are_words_not_markup(self, cast):
        column = said().columns[1]
        evil = type(column.items[0])(title="<b>甲</b>", paragraphs=("<script>alert(1)</script>。",), credits=("某部",))
        signed(cast, publisher="<i>乙</i>", columns=(type(column)(name="基层动态", items=(evil,)),))
        for address in ("/bulletin/2023/17/", "/bulletin/"):
            html = cast.as_("visitor").get(address).content.decode()
            assert "<b>甲" not in html
            assert "<i>乙" not in html
            assert "<script>alert" not in html

    def test_few_queries(self, cast):
        for number in range(15, 20):
            signed(cast, number)
        visitor = cast.as_("visitor")
        item = Issue.objects.get(number=17).items.first().get_absolute_url()
        for address, most in (("/bulletin/2023/17/", 4), ("/bulletin/", 4), (item, 2)):
            visitor.get(address)
            with CaptureQueriesContext(connection) as asked:
                assert visitor.get(address).status_code == 200
            assert len(asked) <= most, [query["sql"][:120] for query in asked]


class TestArchive:
    def test_before_the_first_issue(self, cast):
        assert "还没有签发过动态" in text_of(cast.as_("visitor").get("/bulletin/"))

    def test_newest_first_by_year_and_page(self, cast, monkeypatch):
        for number in (17, 18, 19):
            signed(cast, number)
        signed(cast, 10, year=2022, date=date(2022, 3, 4))
        visitor = cast.as_("visitor")
        page = text_of(visitor.get("/bulletin/"))
        assert [int(n) for n in re.findall(r"\d+年第(\d+)期", page)] == [19, 18, 17, 10]
        assert re.findall(r"\d+年第(\d+)期", text_of(visitor.get("/bulletin/?year=2022"))) == ["10"]
        found = queries.archive(cast.actor("visitor"))
        assert [(count.year, count.issues) for count in found.years] == [(2023, 3), (2022, 1)]
        assert [issue.number for issue in queries.archive(cast.actor("visitor"), page=2, per_page=3).page] == [10]

    @pytest.mark.parametrize(
        "query", ["year=x", "year=99999999999", "page=-1", "page=" + "9" * 500, "year=%00", "page="]
    )
    def test_odd_questions_get_a_page(self, cast, query):
        signed(cast)
        response = cast.as_("visitor").get(f"/bulletin/?{query}")
        assert response.status_code == 200
        assert "第17期" in text_of(response)

    @pytest.mark.parametrize("address", ["/bulletin/99999999999999999999/1/", "/bulletin/2023/0/", "/bulletin/1/1/"])
    def test_issues_that_cannot_be(self, cast, address):
        assert cast.as_("visitor").get(address).status_code == 404


class TestDrafts:
    @pytest.mark.parametrize("make", [drafted, reviewing, approved])
    def test_nobody_outside_learns_of_a_draft(self, cast, make):
        issue = make(cast)
        missing = cast.as_("visitor").get("/bulletin/2023/99/")
        for member in OUTSIDERS:
            client = cast.as_(member)
            for address in addresses(issue):
                response = client.get(address)
                assert response.status_code == 404, (member, address)
                assert not response.has_header("ETag")
                assert SECRET not in response.content.decode()
            assert "第17期" not in text_of(client.get("/bulletin/"))
            assert search.find(cast.actor(member), SECRET).total == 0
        hidden = cast.as_("visitor").get("/bulletin/2023/17/")
        assert text_of(hidden).replace("/17/", "/99/") == text_of(missing), "not there and not to be seen look the same"

    def test_insiders_see_it_marked_as_such_and_no_cache_keeps_it(self, cast):
        issue = drafted(cast)
        for member, address in product(sorted(INSIDERS), addresses(issue)):
            response = cast.as_(member).get(address)
            assert response.status_code == 200
            assert set(response["Cache-Control"].split(", ")) == {"private", "no-store"}
            assert not response.has_header("ETag")
            if "download" not in address:
                assert "本期尚未签发" in text_of(response)

    def test_an_etag_from_another_life_tells_nothing(self, cast):
        issue = signed(cast)
        etag = cast.as_("visitor").get("/bulletin/2023/17/download.txt")["ETag"]
        Issue.objects.filter(pk=issue.pk).update(
            state="approved", signed_by=None, signed_at=None, content_hash="", published_at=None
        )
        response = cast.as_("visitor").get("/bulletin/2023/17/download.txt", headers={"If-None-Match": etag})
        assert response.status_code == 404

    def test_the_archive_shows_drafts_to_nobody(self, cast):
        drafted(cast)
        assert "第17期" not in text_of(cast.as_("editor").get("/bulletin/"))


class TestDownloads:
    @pytest.mark.parametrize(
        ("fmt", "media_type", "begin"),
        [
            ("pdf", "application/pdf", b"%PDF-"),
            ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", b"PK"),
            ("ofd", "application/ofd", b"PK"),
            ("txt", "text/plain; charset=utf-8", "科协每周动态".encode()),
        ],
    )
    def test_a_file_with_its_name_and_etag(self, cast, fmt, media_type, begin):
        issue = signed(cast)
        address = f"/bulletin/2023/17/download.{fmt}"
        response = cast.as_("visitor").get(address)
        assert response["Content-Type"] == media_type
        assert response.content.startswith(begin)
        name = re.fullmatch(r"attachment; filename\*=utf-8''(.+)", response["Content-Disposition"])
        assert unquote(name[1]) == f"科协每周动态2023年第17期（总第70期）.{fmt}"
        assert response["ETag"] == f'"{issue.revisions.get().outputs.get(format=fmt).blob_id}"'
        again = cast.as_("visitor").get(address, headers={"If-None-Match": response["ETag"]})
        assert (again.status_code, again.content) == (304, b"")

    def test_what_was_signed_is_drawn_once_and_stays(self, cast, monkeypatch):
        signed(cast)
        first = cast.as_("visitor").get("/bulletin/2023/17/download.txt").content
        monkeypatch.setattr(queries.papers, "document_of", lambda issue: pytest.fail("drawn again"))
        assert cast.as_("visitor").get("/bulletin/2023/17/download.txt").content == first

    def test_where_nothing_can_be_kept_the_file_is_drawn_each_time(self, cast, settings, tmp_path):
        blocked = tmp_path / "blocked"
        blocked.write_text("a file where a folder should be")
        settings.MEDIA_ROOT = blocked / "media"
        signed(cast)
        for _ in range(2):
            response = cast.as_("visitor").get("/bulletin/2023/17/download.txt")
            assert "科学集市" in response.content.decode()

    def test_a_pdf_opens_in_the_browser_where_asked(self, cast):
        signed(cast)
        response = cast.as_("visitor").get("/bulletin/2023/17/download.pdf?view")
        assert response["Content-Disposition"].startswith("inline;")
        assert (
            cast.as_("visitor")
            .get("/bulletin/2023/17/download.txt?view")["Content-Disposition"]
            .startswith("attachment")
        )

    @pytest.mark.parametrize("fmt", ["exe", "PDF", "html", "md"])
    def test_other_formats_do_not_exist(self, cast, fmt):
        signed(cast)
        assert cast.as_("visitor").get(f"/bulletin/2023/17/download.{fmt}").status_code == 404


class TestDesk:
    def test_the_register_narrows_and_exports_the_same_rows(self, cast):
        drafted(cast, 17)
        signed(cast, 18)
        signed(cast, 19, publisher="=1+1")
        client = cast.as_("editor")
        assert re.findall(r"2023年第(\d+)期", text_of(client.get("/workbench/bulletin/issues/"))) == ["19", "18", "17"]
        assert re.findall(r"2023年第(\d+)期", text_of(client.get("/workbench/bulletin/issues/?state=drafting"))) == [
            "17"
        ]
        csv = client.get("/workbench/bulletin/issues/?state=signed&year=2023&_export=csv").content.decode("utf-8-sig")
        assert [line.split(",")[1] for line in csv.splitlines()] == ["期号", "19", "18"]
        assert ",'=1+1," in csv
        book = openpyxl.load_workbook(io.BytesIO(client.get("/workbench/bulletin/issues/?_export=xlsx").content))
        assert [row[1] for row in book.active.iter_rows(values_only=True)] == ["期号", 19, 18, 17]
        assert client.get("/workbench/bulletin/issues/?_export=exe").status_code == 404

    @pytest.mark.parametrize("query", ["state=x", "year=x", "sort=__", "sort=-state", "page=0", "page=x", "year=%00"])
    def test_odd_questions_get_the_register(self, cast, query):
        drafted(cast)
        assert "第17期" in text_of(cast.as_("editor").get(f"/workbench/bulletin/issues/?{query}"))

    def test_nobody_outside_enters(self, cast):
        issue = drafted(cast)
        item = issue.items.first()
        tails = [
            "",
            "import/",
            f"{issue.pk}/",
            f"{issue.pk}/highlights/",
            f"{issue.pk}/steps/submit/",
            f"items/{item.pk}/",
        ]
        for member, tail in product(OUTSIDERS, tails):
            response = cast.as_(member).get(f"/workbench/bulletin/{tail}")
            assert response.status_code == (302 if member == "visitor" else 403), (member, tail)
            assert SECRET not in response.content.decode()
        for tail in ("import/", f"{issue.pk}/highlights/", f"items/{item.pk}/"):
            assert cast.as_("reviewer").get(f"/workbench/bulletin/{tail}").status_code == 403

    def test_the_whole_way_through_the_pages(self, cast):
        issue = drafted(cast)
        for member, verb in (("editor", "submit"), ("reviewer", "approve"), ("signer", "sign")):
            client = cast.as_(member)
            assert f"/steps/{verb}/" in client.get(issue.get_workbench_url()).content.decode()
            address = f"/workbench/bulletin/{issue.pk}/steps/{verb}/"
            page = client.get(address)
            form = {"submit_key": key_in(page), "seen": key_in(page, "seen")}
            assert client.post(address, form).url == issue.get_workbench_url()
            assert client.post(address, form).status_code == 302, "the same click again is the same reply"
        issue.refresh_from_db()
        assert (issue.state, issue.steps.count()) == ("signed", 3)
        assert "签发内容摘要" in text_of(cast.as_("reviewer").get(issue.get_workbench_url()))

    def test_asking_changes_nothing(self, cast):
        issue = drafted(cast)
        cast.as_("editor").get(f"/workbench/bulletin/{issue.pk}/steps/submit/")
        assert Issue.objects.get().state == "drafting"

    def test_a_stale_page_is_told(self, cast):
        issue = reviewing(cast)
        address = f"/workbench/bulletin/{issue.pk}/steps/approve/"
        response = cast.as_("reviewer").post(address, {"submit_key": "k", "seen": issue.version - 1})
        assert response.status_code == 409
        assert "已有变动" in text_of(response)
        assert Issue.objects.get().state == "reviewing"

    def test_a_return_asks_for_a_reason_and_the_editor_reads_it(self, cast):
        issue = reviewing(cast)
        address = f"/workbench/bulletin/{issue.pk}/steps/return/"
        form = {"submit_key": "k", "seen": issue.version, "note": ""}
        response = cast.as_("reviewer").post(address, form)
        assert response.status_code == 422
        assert "请写明退回的原因" in text_of(response)
        cast.as_("reviewer").post(address, form | {"note": "第二条缺日期"})
        assert "第二条缺日期" in text_of(cast.as_("editor").get(issue.get_workbench_url()))

    @pytest.mark.parametrize("seen", ["", "x", "-1", "9" * 40])
    def test_a_form_that_is_not_ours(self, cast, seen):
        issue = reviewing(cast)
        address = f"/workbench/bulletin/{issue.pk}/steps/approve/"
        assert cast.as_("reviewer").post(address, {"submit_key": "k", "seen": seen}).status_code in (409, 422)
        assert cast.as_("reviewer").post(address, {"seen": issue.version}).status_code == 422
        assert Issue.objects.get().state == "reviewing"

    def test_a_verb_that_does_not_exist(self, cast):
        issue = reviewing(cast)
        assert cast.as_("reviewer").get(f"/workbench/bulletin/{issue.pk}/steps/burn/").status_code == 404
        assert cast.as_("reviewer").get(f"/workbench/bulletin/{new_id()}/steps/approve/").status_code == 404


class TestUpload:
    def upload(self, client, data, name="2023-17.md"):
        return client.post("/workbench/bulletin/import/", {"file": SimpleUploadedFile(name, data)})

    def test_preview_then_store(self, cast):
        client = cast.as_("editor")
        page = self.upload(client, as_markdown(said()).encode())
        assert "柳湾街道办起科学集市" in text_of(page)
        assert not Issue.objects.exists(), "a preview stores nothing"
        form = {"seal": key_in(page, "seal"), "submit_key": key_in(page)}
        first = client.post("/workbench/bulletin/import/confirm/", form)
        second = client.post("/workbench/bulletin/import/confirm/", form)
        issue = Issue.objects.get()
        assert first.url == second.url == issue.get_workbench_url()
        assert queries.as_understood(issue) == said()
        assert issue.drafted_by == cast.person("editor")

    def test_the_sample_comes_through(self, cast):
        page = self.upload(cast.as_("editor"), SAMPLE.read_bytes())
        assert page.status_code == 200
        assert "2026年第12期（总第208期）" in text_of(page)

    def test_a_refusal_names_line_and_reason_beside_the_field(self, cast):
        text = as_markdown(said()).replace("基层动态", "闲话")
        line = text[: text.index("【闲话】")].count("\n") + 1
        response = self.upload(cast.as_("editor"), text.encode())
        assert response.status_code == 422
        assert f"第{line}行：没有名为“闲话”的栏目" in text_of(response)

    @pytest.mark.parametrize(
        ("data", "name"), [(b"", "a.md"), (b"%PDF-1.7\n", "a.md"), (b"MZ\x90\x00", "a.docx"), (b"\xff\xfe\x00", "a.md")]
    )
    def test_a_file_that_is_no_issue(self, cast, data, name):
        response = self.upload(cast.as_("editor"), data, name)
        assert response.status_code == 422
        assert "有几处需要修改" in text_of(response)

    def test_no_file_at_all(self, cast):
        response = cast.as_("editor").post("/workbench/bulletin/import/", {})
        assert response.status_code == 422
        assert "请选择本期文件" in text_of(response)

    def test_a_preview_is_its_editors_own_and_cannot_be_changed(self, cast):
        page = self.upload(cast.as_("editor"), as_markdown(said()).encode())
        seal = key_in(page, "seal")
        other = cast.as_("editor")
        for broken in ("", "x", seal[:-2], seal + "x"):
            response = other.post("/workbench/bulletin/import/confirm/", {"seal": broken, "submit_key": "k"})
            assert response.status_code == 422
            assert "预览已经失效" in text_of(response)
        assert not Issue.objects.exists()


class TestEditing:
    def test_an_item_through_the_page(self, cast):
        item = drafted(cast).items.get(order=3)
        client, address = cast.as_("editor"), f"/workbench/bulletin/items/{item.pk}/"
        seen = key_in(client.get(address), "seen")
        form = {"seen": seen, "title": "新标题", "text": "甲。\r\n\r\n乙。", "credits": "科普部、办公室"}
        assert client.post(address, form).url == f"{item.issue.get_workbench_url()}#item-{item.pk}"
        item.refresh_from_db()
        assert (item.title, item.paragraphs) == ("新标题", ("甲。", "乙。"))
        late = client.post(address, form | {"title": "晚到的标题"})
        assert late.status_code == 409
        page = text_of(late)
        assert "新标题" in page
        assert 'value="晚到的标题"' in unescape(late.content.decode())
        assert "已被他人修改" in page
        assert client.post(address, form | {"title": "晚到的标题", "seen": key_in(late, "seen")}).status_code == 302
        item.refresh_from_db()
        assert item.title == "晚到的标题"

    def test_an_empty_form_says_what_is_missing(self, cast):
        item = drafted(cast).items.get(order=3)
        response = cast.as_("editor").post(f"/workbench/bulletin/items/{item.pk}/", {"seen": "x"})
        assert response.status_code == 422
        assert "请填写标题" in text_of(response)

    def test_highlights_through_the_page(self, cast):
        issue = drafted(cast)
        client, address = cast.as_("editor"), f"/workbench/bulletin/{issue.pk}/highlights/"
        seen = key_in(client.get(address), "seen")
        assert client.post(address, {"seen": seen, "highlights": "甲\n乙"}).status_code == 302
        assert client.post(address, {"seen": seen, "highlights": "丙"}).status_code == 409
        assert [line.text for line in issue.highlights.all()] == ["甲", "乙"]

    def test_what_is_signed_cannot_be_edited(self, cast):
        issue = signed(cast)
        item = issue.items.first()
        form = {"seen": "x", "title": "甲", "text": "乙。", "credits": ""}
        response = cast.as_("editor").post(f"/workbench/bulletin/items/{item.pk}/", form)
        assert response.status_code == 409
        assert "文字不能修改" in text_of(response)


class TestSections:
    def test_home_shows_the_latest_signed_issue_in_one_query(self, cast, rf):
        signed(cast, 17)
        signed(cast, 18)
        drafted(cast, 19)
        request = rf.get("/")
        request.actor = cast.actor("visitor")
        with CaptureQueriesContext(connection) as asked:
            html = sections.home(request)
        assert len(asked) == 1
        assert "2023年第18期" in html
        assert '/bulletin/2023/18/#item-1"' in html
        assert "第19期" not in html

    def test_to_dos_are_for_those_whose_turn_it_is(self, cast, rf):
        issue = reviewing(cast)
        for member, expected in (("reviewer", 1), ("editor", 0), ("signer", 0), ("clerk_a", 0), ("visitor", 0)):
            request = rf.get("/")
            request.actor = cast.actor(member)
            assert sections.waiting_count(request) == expected
            found = sections.to_dos(request.actor, AT)
            assert [(todo.url, todo.what) for todo in found] == [(issue.get_workbench_url(), "审核通过")] * expected

    def test_the_inbox_shows_what_is_to_be_done_with_dates_and_their_year(self, cast):
        issue = reviewing(cast)
        page = cast.as_("reviewer").get("/workbench/").content.decode()
        assert issue.get_workbench_url() in page
        assert "2023年5月26日" in page
        assert "审核通过" in page

    def test_search_sets_credit_and_column_apart_from_the_text(self, cast):
        bodies = [entry.body for entry in entries_of(signed(cast))]
        assert "集市上有二十个摊位。 · 柳湾邻里科学社 · 基层动态" in bodies

    def test_nothing_at_home_before_the_first_issue(self, cast, rf):
        drafted(cast)
        request = rf.get("/")
        request.actor = cast.actor("visitor")
        assert sections.home(request) is None
