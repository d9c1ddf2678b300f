"""The pages of the checks, of the kindly check and of the watched words, as a browser without scripts uses them."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from kexie.base.kernel import tabular
from kexie.base.kernel.models import AuditEvent
from kexie.domains.bulletin import actions, queries
from kexie.domains.bulletin.models import Item, Submission, Waiver, WatchWord
from kexie.domains.bulletin.rules.watch_words import WordEntry
from kexie.domains.bulletin.tests.factories import AT, reviewing
from kexie.domains.bulletin.tests.test_checking_issues import LONG, draft_of

WRONG = f"{LONG}\n会议指出,要抓好落实，4月31日结束。"
WORDS = "/workbench/bulletin/words/"


def page_of(issue) -> str:
    return reverse("bulletin:desk-checks", args=[issue.pk])


def text_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def keys_in(response, label: str) -> str:
    """The key of the finding of this name on a page."""
    page = response.content.decode()
    article = next(part for part in page.split("<article")[1:] if f"<strong>{label}</strong>" in part)
    return re.search(r'name="key" value="(\w+)"', article)[1]


class TestIssuePage:
    def test_an_issue_in_order(self, cast):
        page = cast.as_("editor").get(page_of(draft_of(cast, LONG)))
        assert page.status_code == 200
        assert "没有发现问题" in text_of(page)
        assert "checks__group" not in page.content.decode()

    def test_findings_with_place_reason_and_what_can_be_done(self, cast):
        page = cast.as_("editor").get(page_of(draft_of(cast, WRONG)))
        words = text_of(page)
        assert "必改 1 处" in words
        assert "建议核对 1 处" in words
        for said in ("日期不存在", "日历上没有4月31日", "正文第2段", "改为“，”", "不改并说明", "第1条信息的标题"):
            assert said in words
        assert "<mark>4月31日</mark>结束。" in page.content.decode()

    def test_words_are_shown_as_words(self, cast):
        issue = draft_of(cast, f"{LONG}\n<script>alert(1)</script>XX区")
        page = cast.as_("editor").get(page_of(issue)).content.decode()
        assert "<script>alert" not in page

    def test_one_click_mends(self, cast):
        issue = draft_of(cast, WRONG)
        client = cast.as_("editor")
        key = keys_in(client.get(page_of(issue)), "半角标点")
        response = client.post(reverse("bulletin:desk-checks-mend", args=[issue.pk]), {"key": key, "at": "item-1"})
        assert response["Location"] == f"{page_of(issue)}#item-1"
        assert "已改正1处" in text_of(client.get(page_of(issue)))
        assert "会议指出，要抓好落实" in issue.items.get().text
        again = client.post(reverse("bulletin:desk-checks-mend", args=[issue.pk]), {"key": key}, follow=True)
        assert "已经改过" in text_of(again)

    @pytest.mark.parametrize("at", ["//evil.example", "x' y", "", "#"])
    def test_the_way_back_leads_nowhere_else(self, cast, at):
        issue = draft_of(cast, WRONG)
        response = cast.as_("editor").post(
            reverse("bulletin:desk-checks-mend", args=[issue.pk]), {"key": "0", "at": at}
        )
        assert response["Location"] == page_of(issue)

    def test_all_of_writing_at_once(self, cast):
        issue = draft_of(cast, f"{LONG}\n会议指出,要抓好落实,参加者3千人。")
        client = cast.as_("editor")
        page = client.get(page_of(issue)).content.decode()
        form = page[page.index("checks__all") :].split("</form>")[0]
        keys = re.findall(r'name="key" value="(\w+)"', form)
        assert len(keys) == 3
        client.post(reverse("bulletin:desk-checks-mend", args=[issue.pk]), {"key": keys})
        assert issue.items.get().text.endswith("会议指出，要抓好落实，参加者3000人。")

    def test_waived_with_a_reason_shown_to_all_and_taken_back(self, cast):
        issue = draft_of(cast, WRONG)
        client = cast.as_("editor")
        key = keys_in(client.get(page_of(issue)), "日期不存在")
        said = {"key": key, "reason": "引文原文如此。", "at": "item-1"}
        client.post(reverse("bulletin:desk-checks-waive", args=[issue.pk]), said)
        for member in ("editor", "reviewer", "signer"):
            words = text_of(cast.as_(member).get(page_of(issue)))
            assert "引文原文如此。" in words
            assert "已说明不改 1 处" in words
            assert ("收回说明" in words) == (member == "editor")
        client.post(reverse("bulletin:desk-waiver-take-back", args=[Waiver.objects.get().pk]))
        assert "必改 1 处" in text_of(client.get(page_of(issue)))

    def test_without_a_reason_the_page_says_so_beside_the_finding_and_keeps_what_was_typed(self, cast):
        issue = draft_of(cast, WRONG)
        client = cast.as_("editor")
        key = keys_in(client.get(page_of(issue)), "日期不存在")
        address = reverse("bulletin:desk-checks-waive", args=[issue.pk])
        empty = client.post(address, {"key": key, "reason": " "})
        assert empty.status_code == 422
        assert "请写明不改的理由" in text_of(empty)
        long = client.post(address, {"key": key, "reason": "长" * 301})
        assert long.status_code == 422
        assert "长" * 301 in long.content.decode()
        by_script = client.post(address, {"key": key, "reason": " "}, headers={"HX-Request": "true"})
        assert by_script.status_code == 200
        assert not Waiver.objects.exists()

    def test_a_waiver_whose_words_are_gone_is_listed_apart(self, cast):
        issue = draft_of(cast, WRONG)
        (found,) = queries.open_musts(issue)
        actions.waive(by=cast.actor("editor"), at=AT, issue_id=issue.pk, key=found.key, reason="引文原文如此。")
        Item.objects.filter(issue=issue).update(text=LONG)
        assert "不再需要的说明（1条）" in text_of(cast.as_("editor").get(page_of(issue)))

    def test_readers_of_drafts_look_and_change_nothing(self, cast):
        issue = draft_of(cast, WRONG)
        client = cast.as_("reviewer")
        assert "不改并说明" not in text_of(client.get(page_of(issue)))
        for name in ("bulletin:desk-checks-mend", "bulletin:desk-checks-waive"):
            assert client.post(reverse(name, args=[issue.pk]), {"key": "0"}).status_code == 403

    def test_an_issue_in_review_offers_nothing(self, cast):
        issue = reviewing(cast)
        words = text_of(cast.as_("editor").get(page_of(issue)))
        assert "打开修改" not in words

    @pytest.mark.parametrize("member", ["clerk_a", "keeper", "plain"])
    def test_others_are_refused(self, cast, member):
        assert cast.as_(member).get(page_of(draft_of(cast, LONG))).status_code == 403

    def test_review_leads_to_the_findings_that_stand_in_its_way(self, cast):
        issue = draft_of(cast, WRONG)
        client = cast.as_("editor")
        address = reverse("bulletin:desk-step", args=[issue.pk, "submit"])
        asked = client.get(address)
        assert asked["Location"] == page_of(issue)
        assert "还有1处必改的问题" in text_of(client.get(page_of(issue)))
        sent = client.post(address, {"seen": issue.version, "submit_key": "key-1"})
        assert sent["Location"] == page_of(issue)
        issue.refresh_from_db()
        assert issue.state == "drafting"
        assert "检查" in text_of(client.get(issue.get_workbench_url()))


class TestKindlyCheck:
    address = "/workbench/bulletin/check-words/"

    def test_the_list_alone_for_a_script_and_a_page_otherwise(self, cast):
        client = cast.as_("clerk_a")
        said = {"title": "青溪区科协召开座谈会", "text": LONG.replace("5月23日", "近日"), "credits": "青溪区科协"}
        fragment = client.post(self.address, said, headers={"HX-Request": "true"})
        assert "没有日期" in text_of(fragment)
        assert "<html" not in fragment.content.decode()
        page = client.post(self.address, said)
        assert "没有日期" in text_of(page)
        assert "不会保存任何内容" in text_of(page)
        assert "<html" in page.content.decode()
        assert not Submission.objects.beyond("the test counts").exists()

    def test_in_order(self, cast):
        said = {"title": "座谈会", "text": LONG, "units": "7", "event_on": "2023-05-23"}
        page = cast.as_("clerk_a").post(self.address, said, headers={"HX-Request": "true"})
        assert "没有署名" not in text_of(page)

    @pytest.mark.parametrize(
        "said",
        [
            {},
            {"event_on": "昨天", "submission": "x", "text": "\x00", "title": "长" * 500},
            {"text": "长" * 100_001},
            {"submission": "00000000-0000-0000-0000-000000000000", "text": "近日，\r\n\r\n开会"},
        ],
    )
    def test_whatever_is_typed_is_answered(self, cast, said):
        response = cast.as_("clerk_a").post(self.address, said)
        assert response.status_code == 200

    def test_asked_without_words_it_says_what_it_is_for(self, cast):
        assert "还没有要检查的文字" in text_of(cast.as_("editor").get(self.address))

    @pytest.mark.parametrize("member", ["plain", "reviewer", "signer", "keeper"])
    def test_only_who_sends_in_or_handles(self, cast, member):
        assert cast.as_(member).post(self.address, {"text": LONG}).status_code == 403


class TestWatchWords:
    def test_an_empty_list_says_so(self, cast):
        assert "没有符合条件的词语" in text_of(cast.as_("keeper").get(WORDS))

    def test_add_look_change_switch(self, cast):
        client = cast.as_("keeper")
        said = {"word": "中科协", "grade": "banned", "instead": "中国科协", "note": "规范简称", "submit_key": "key-1"}
        for _turn in range(2):
            assert client.post(f"{WORDS}add/", said)["Location"] == WORDS
        word = WatchWord.objects.get()
        assert "中国科协" in text_of(client.get(WORDS))
        page = client.get(f"{WORDS}{word.pk}/")
        seen = re.search(r'name="seen" value="(\w+)"', page.content.decode())[1]
        changed = said | {"grade": "sensitive", "seen": seen}
        assert client.post(f"{WORDS}{word.pk}/", changed)["Location"] == WORDS
        late = client.post(f"{WORDS}{word.pk}/", said | {"note": "慎用", "seen": seen})
        assert late.status_code == 409
        assert "刚刚由宋知微修改过" in text_of(late)
        assert "慎用" in late.content.decode()
        client.post(f"{WORDS}{word.pk}/switch/", {"active": "0"})
        word.refresh_from_db()
        assert (word.active, word.grade) == (False, "sensitive")
        history = text_of(client.get(f"{WORDS}{word.pk}/"))
        for said_of_it in ("这个词已停用", "停用", "修改", "新增", "原来："):
            assert said_of_it in history

    @pytest.mark.parametrize(
        ("said", "sentence"),
        [
            ({"word": "", "grade": "banned"}, "请填写词语"),
            ({"word": "长", "grade": "banned"}, "至少要有两个字"),
            ({"word": "好词", "grade": "nothing"}, "没有这个选项"),
            ({"word": "好词", "grade": "banned", "instead": "好词"}, "和词语一样"),
            ({"word": "老词", "grade": "banned"}, "词表里已有这个词"),
        ],
    )
    def test_what_is_wrong_is_said_and_nothing_is_lost(self, cast, said, sentence):
        actions.add_word(by=cast.actor("keeper"), at=AT, entry=WordEntry(word="老词", grade="banned"))
        response = cast.as_("keeper").post(f"{WORDS}add/", said | {"note": "我写的说明", "submit_key": "key-1"})
        assert response.status_code == 422
        assert sentence in text_of(response)
        assert "我写的说明" in response.content.decode()
        assert WatchWord.objects.count() == 1

    @pytest.mark.parametrize("member", ["editor", "clerk_a", "system_admin"])
    def test_only_keepers(self, cast, member):
        client = cast.as_(member)
        for address in (WORDS, f"{WORDS}add/", f"{WORDS}import/", f"{WORDS}template/"):
            assert client.get(address).status_code == 403

    def upload(self, client, *rows, name="词表.csv"):
        content = tabular.csv_bytes(["词语", "级别", "建议改为", "说明"], rows)
        return client.post(f"{WORDS}import/", {"sheet": SimpleUploadedFile(name, content)})

    def hidden(self, page) -> dict[str, str]:
        found = re.findall(r'name="(kept|seen|submit_key|report)" value="([^"]+)"', page.content.decode())
        return dict(found)

    def test_a_sheet_is_shown_then_taken_in_once(self, cast):
        client = cast.as_("keeper")
        preview = self.upload(client, ("中科协", "禁用", "中国科协", ""), ("老词", "敏感", "", ""))
        assert preview.status_code == 200
        assert "中国科协" in text_of(preview)
        assert not WatchWord.objects.exists()
        confirm = self.hidden(preview)
        for _turn in range(2):
            done = client.post(f"{WORDS}import/", confirm, follow=True)
            assert "新增2个" in text_of(done)
        assert WatchWord.objects.count() == 2
        assert AuditEvent.objects.filter(action="bulletin.word_import").count() == 1

    def test_a_sheet_with_problems_comes_with_a_report(self, cast):
        client = cast.as_("keeper")
        page = self.upload(client, ("中科协", "很坏", "", ""))
        assert page.status_code == 422
        assert "B2" in text_of(page)
        report = client.post(f"{WORDS}import/", self.hidden(page))
        assert report["Content-Type"] == tabular.XLSX_TYPE
        assert not WatchWord.objects.exists()

    def test_a_changed_list_is_shown_anew_before_anything_is_done(self, cast):
        client = cast.as_("keeper")
        confirm = self.hidden(self.upload(client, ("中科协", "禁用", "", "")))
        actions.add_word(by=cast.actor("keeper"), at=AT, entry=WordEntry(word="中科协", grade="sensitive"))
        again = client.post(f"{WORDS}import/", confirm)
        assert again.status_code == 409
        assert "在预览之后有了变化" in text_of(again)
        assert WatchWord.objects.get().grade == "sensitive"

    @pytest.mark.parametrize("kept", ["x", "x:y:z"])
    def test_a_broken_seal(self, cast, kept):
        response = cast.as_("keeper").post(f"{WORDS}import/", {"kept": kept, "seen": "x"})
        assert response.status_code == 422
        assert "预览已经失效" in text_of(response)

    def test_no_file_and_a_file_too_large(self, cast):
        client = cast.as_("keeper")
        assert "请选择词表文件" in text_of(client.post(f"{WORDS}import/", {}))
        large = SimpleUploadedFile("词表.csv", b"x" * (1024 * 1024 + 1))
        assert "请分成几个文件" in text_of(client.post(f"{WORDS}import/", {"sheet": large}))

    def test_the_template(self, cast):
        response = cast.as_("keeper").get(f"{WORDS}template/")
        assert response["Content-Type"] == tabular.XLSX_TYPE
