"""The pages on which a unit writes: with scripts and without, by the right people, and no word lost on the way."""

from __future__ import annotations

import io
import re
import zipfile
from html import unescape
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from kexie.base.kernel import clock
from kexie.base.people.tests.cast import NAMES
from kexie.domains.bulletin.models import AskedState, Commission, CommissionedUnit, Submission
from kexie.domains.bulletin.tests.writing import AT, WORDS, begun, paper, picture, returned, sent, work_done

pytestmark = pytest.mark.django_db

OWN = "/workbench/bulletin/submissions/"
NEW = f"{OWN}new/"
WRITERS = {"clerk_a", "clerk_b", "unit_admin_a", "unit_admin_b"}
OTHERS = [name for name in NAMES if name not in WRITERS and name != "disabled"]
JSON = {"accept": "application/json"}
TYPED = {"title": "柳湾街道办科学集市", "text": "5月20日，柳湾街道举办科学集市。\n\n  二十个摊位。  "}


def page(response) -> str:
    return unescape(re.sub(r"<[^>]+>", " ", response.content.decode()))


def hidden(response, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*value="([^"]+)"', response.content.decode())
    assert found, name
    return unescape(found[1])


def blank(client, **more: str) -> dict[str, str]:
    """What a browser sends from the blank page, with nothing filled in."""
    response = client.get(NEW, more)
    assert response.status_code == 200
    names = ("submit_key", "unit", "entry", "commission", "credit")
    sent_along = {name: hidden(response, name) for name in names if f'name="{name}"' in response.content.decode()}
    return {"seen": "1", "title": "", "text": "", "do": "save", **sent_along}


def filled(client, submission: Submission, **changes: object) -> dict[str, object]:
    """What a browser sends from the page of a draft."""
    response = client.get(f"{OWN}{submission.pk}/edit/")
    assert response.status_code == 200
    body = response.content.decode()
    pictures = re.findall(r'name="picture" value="([^"]+)"', body)
    more: dict[str, object] = {}
    for sha256 in pictures:
        for name in ("caption", "alt"):
            more[f"{name}-{sha256}"] = unescape(re.search(rf'name="{name}-{sha256}" value="([^"]*)"', body)[1])
        more[f"after-{sha256}"] = re.search(rf'name="after-{sha256}".*?<option value="(\d+)" selected', body, re.S)[1]
    submission.refresh_from_db()
    return {
        "submit_key": hidden(response, "submit_key"),
        "seen": hidden(response, "seen"),
        "title": submission.title,
        "text": submission.text,
        "event_on": submission.event_on or "",
        "place": submission.place,
        "credit": re.findall(r'name="credit" value="([^"]+)"', body),
        "picture": pictures,
        "do": "save",
        **more,
        **changes,
    }


def post(client, submission: Submission, **changes: object):
    return client.post(f"{OWN}{submission.pk}/edit/", filled(client, submission, **changes))


class TestDoors:
    @pytest.mark.parametrize("member", OTHERS)
    def test_only_who_sends_in_for_a_unit_comes_in(self, cast, member):
        client, submission = cast.as_(member), begun(cast)
        for path in (OWN, NEW, f"{OWN}upload/", f"{OWN}{submission.pk}/edit/", f"{OWN}{submission.pk}/preview/"):
            assert client.get(path).status_code == 403, path

    def test_a_visitor_is_led_to_the_log_in(self, cast):
        assert cast.as_("visitor").get(NEW)["Location"].startswith("/accounts/login/")

    @pytest.mark.parametrize("member", ["clerk_b", "unit_admin_b"])
    def test_what_another_unit_writes_is_not_there(self, cast, member):
        submission, client = begun(cast), cast.as_(member)
        for path in ("", "edit/", "preview/", "versions/", "discard/", "steps/send_in/", f"pictures/{'0' * 64}/"):
            assert client.get(f"{OWN}{submission.pk}/{path}").status_code == 404, path
        for path in ("edit/", "discard/", "steps/send_in/"):
            sent_along = {"seen": "1", "submit_key": "k", "title": "改"}
            assert client.post(f"{OWN}{submission.pk}/{path}", sent_along).status_code == 404, path
        submission.refresh_from_db()
        assert (submission.title, submission.edition) == (WORDS.title, 1)

    def test_nobody_writes_in_the_name_of_another_unit(self, cast):
        client, other = cast.as_("clerk_b"), cast.unit("青溪区科协")
        assert client.get(NEW, {"unit": other.uid}).status_code == 404
        assert client.post(NEW, blank(client) | TYPED | {"unit": other.uid}).status_code == 404
        assert not Submission.objects.exists()

    def test_the_desk_reads_what_was_sent_in_and_cannot_write_it(self, cast):
        submission, client = sent(cast), cast.as_("editor")
        response = client.get(submission.get_absolute_url())
        assert response.status_code == 200
        assert "修改" not in page(response).split("办理过程")[0]
        assert client.get(f"{OWN}{submission.pk}/edit/").status_code == 403
        assert client.get(begun(cast).get_absolute_url()).status_code == 404

    @pytest.mark.parametrize("address", ["?unit=x", "?entry=x", "?commission=1", f"?entry={UUID(int=7)}"])
    def test_odd_addresses_are_not_there(self, cast, address):
        assert cast.as_("clerk_a").get(NEW + address).status_code == 404


class TestNew:
    def test_a_look_stores_nothing(self, cast):
        assert "写信息" in page(cast.as_("clerk_a").get(NEW))
        assert not Submission.objects.exists()

    def test_a_plain_submit_stores_a_draft_once(self, cast):
        client = cast.as_("clerk_a")
        body = blank(client) | TYPED
        first, second = client.post(NEW, body), client.post(NEW, body)
        assert first.status_code == second.status_code == 302
        assert first["Location"] == second["Location"]
        submission = Submission.objects.get()
        assert submission.paragraphs == ("5月20日，柳湾街道举办科学集市。", "二十个摊位。")
        assert (submission.unit, submission.credit_line) == (cast.unit("青溪区科协"), "青溪区科协")
        assert "草稿已保存" in page(client.get(first["Location"]))

    def test_it_can_be_sent_in_at_once(self, cast):
        client = cast.as_("clerk_a")
        body = blank(client) | TYPED | {"do": "send"}
        response = client.post(NEW, body)
        submission = Submission.objects.get()
        assert (submission.state, response["Location"]) == ("sent", submission.get_absolute_url())
        assert client.post(NEW, body)["Location"] == response["Location"]
        assert Submission.objects.get().version == 1

    def test_what_lacks_is_said_and_what_was_typed_stays(self, cast):
        client = cast.as_("clerk_a")
        response = client.post(NEW, blank(client) | {"title": "只有标题", "do": "send"})
        assert response.status_code == 422
        assert "请填写正文" in page(response)
        assert 'value="只有标题"' in response.content.decode()

    def test_someone_of_several_units_chooses(self, cast):
        client = cast.as_("unit_admin_a")
        response = client.get(NEW)
        assert "柳湾街道科学技术协会" in page(response)
        assert "石桥镇" not in page(response)
        below = cast.unit("柳湾街道科协")
        body = blank(client, unit=str(below.uid)) | TYPED
        client.post(NEW, body)
        assert Submission.objects.get().unit == below

    def test_the_ledger_begins_it(self, cast):
        entry = work_done(cast, "科普部", "青溪区科协", on=clock.today())
        client = cast.as_("clerk_a")
        assert entry.title in page(client.get(NEW))
        response = client.get(NEW, {"entry": entry.pk})
        assert f'value="{entry.title}"' in response.content.decode()
        client.post(NEW, blank(client, entry=str(entry.pk)) | {"title": entry.title, "text": "正文。"})
        submission = Submission.objects.get()
        assert (submission.entry, submission.channel) == (entry, "ledger")
        assert "已经写成信息" in page(client.get(NEW, {"entry": entry.pk}))
        shown = client.get(f"/workbench/ledger/{entry.pk}/")
        assert "这项工作已经写成信息" in page(shown)

    def test_the_page_of_an_entry_leads_here_for_its_unit_alone(self, cast):
        entry = work_done(cast, public=True)
        path = f"/workbench/ledger/{entry.pk}/"
        assert f"new/?entry={entry.pk}" in cast.as_("clerk_a").get(path).content.decode()
        assert "?entry=" not in cast.as_("clerk_b").get(path).content.decode()


class TestCommission:
    def test_it_is_answered_from_its_page(self, cast):
        commission = Commission.objects.create(
            title="防汛科普", brief="请写做法和成效。", due_at=AT, created_at=AT, created_name="周青禾"
        )
        asked = CommissionedUnit.objects.create(commission=commission, organisation=cast.unit("青溪区科协"))
        client = cast.as_("clerk_a")
        response = client.get(NEW, {"commission": commission.pk})
        assert "约稿：防汛科普" in page(response)
        assert "请写做法和成效。" in page(response)
        body = blank(client, commission=str(commission.pk)) | TYPED
        client.post(NEW, body)
        submission = Submission.objects.get()
        assert submission.commission == commission
        assert "答复约稿“防汛科普”" in page(client.get(f"{OWN}{submission.pk}/edit/"))
        post(client, submission, do="send")
        asked.refresh_from_db()
        assert asked.state == AskedState.HANDED_IN
        assert cast.as_("clerk_b").get(NEW, {"commission": commission.pk}).status_code == 404


class TestKeeping:
    """What the page asks by itself."""

    def test_the_first_words_begin_a_draft_once(self, cast):
        client = cast.as_("clerk_a")
        body = blank(client) | {"title": "柳"}
        told = client.post(NEW, body, headers=JSON).json()
        again = client.post(NEW, body | {"title": "柳湾"}, headers=JSON).json()
        submission = Submission.objects.get()
        assert told["url"] == again["url"] == f"{OWN}{submission.pk}/edit/"
        assert (told["edition"], again["edition"], submission.title) == (1, 1, "柳")
        assert told["said"].startswith("已自动保存 ")

    def test_a_page_that_comes_back_from_the_dead_overwrites_nothing(self, cast):
        client = cast.as_("clerk_a")
        body = blank(client) | {"title": "柳"}
        url = client.post(NEW, body, headers=JSON).json()["url"]
        client.post(url, body | {"title": "柳湾街道", "seen": "1"}, headers=JSON)
        told = client.post(NEW, body, headers=JSON).json()
        assert told["edition"] == 1
        response = client.post(url, body | {"seen": "1"}, headers=JSON)
        assert (response.status_code, Submission.objects.get().title) == (409, "柳湾街道")

    def test_words_are_kept_and_the_same_words_make_no_new_edition(self, cast):
        client, submission = cast.as_("clerk_a"), begun(cast)
        body = filled(client, submission, title="新标题")
        url = f"{OWN}{submission.pk}/edit/"
        told = client.post(url, body, headers=JSON).json()
        assert (told["edition"], told["errors"]) == (2, [])
        assert client.post(url, body | {"seen": "2"}, headers=JSON).json()["edition"] == 2

    def test_one_wrong_field_holds_up_no_other(self, cast):
        client, submission = cast.as_("clerk_a"), begun(cast)
        body = filled(client, submission, title="长" * 121, text="新的正文。", event_on="2023-02-30", place="新地点")
        told = client.post(f"{OWN}{submission.pk}/edit/", body, headers=JSON).json()
        assert told["errors"] == [
            "标题：最多120个字，现在有121个字，请删减。",
            "活动日期：请填写有效的日期，例如2023年5月23日写作 2023-05-23。",
        ]
        submission.refresh_from_db()
        assert (submission.title, submission.text, submission.place) == (WORDS.title, "新的正文。", "新地点")
        assert submission.event_on == WORDS.event_on

    def test_another_tab_is_told(self, cast):
        client, submission = cast.as_("clerk_a"), begun(cast)
        body = filled(client, submission)
        client.post(f"{OWN}{submission.pk}/edit/", body | {"title": "甲窗口"}, headers=JSON)
        response = client.post(f"{OWN}{submission.pk}/edit/", body | {"title": "乙窗口"}, headers=JSON)
        assert response.status_code == 409
        assert response.json()["type"] == "urn:kexie:bulletin.submission_changed"
        assert Submission.objects.get().title == "甲窗口"

    def test_after_the_log_in_has_expired_a_machine_is_told_so(self, cast):
        submission = begun(cast)
        response = cast.as_("visitor").post(f"{OWN}{submission.pk}/edit/", {"title": "x"}, headers=JSON)
        assert response.status_code == 401


class TestTwoTexts:
    def test_both_are_shown_and_saving_again_means_that_they_were_seen(self, cast):
        client, submission = cast.as_("clerk_a"), begun(cast)
        body = filled(client, submission)
        client.post(f"{OWN}{submission.pk}/edit/", body | {"text": "同事写的正文。"})
        response = client.post(f"{OWN}{submission.pk}/edit/", body | {"text": "我写的正文。", "place": "我的地点"})
        assert response.status_code == 409
        shown = response.content.decode()
        assert "同事写的正文。" in shown
        assert "我写的正文。" in shown
        assert 'value="我的地点"' in shown
        again = body | {"text": "我写的正文。", "seen": hidden(response, "seen")}
        assert client.post(f"{OWN}{submission.pk}/edit/", again).status_code == 302
        assert Submission.objects.get().text == "我写的正文。"

    def test_what_a_colleague_has_sent_in_meanwhile_is_shown_with_what_was_typed(self, cast):
        client, submission = cast.as_("clerk_a"), begun(cast)
        body = filled(client, submission, text="我还在写。")
        cast.as_("unit_admin_a").post(f"{OWN}{submission.pk}/steps/send_in/", {"seen": "1", "submit_key": "key-1"})
        response = client.post(f"{OWN}{submission.pk}/edit/", body)
        assert response.status_code == 409
        assert "不能修改" in page(response)
        assert "我还在写。" in page(response)
        assert client.get(f"{OWN}{submission.pk}/edit/")["Location"] == submission.get_absolute_url()


class TestCredits:
    def test_without_scripts_buttons_add_move_and_remove(self, cast):
        client, submission = cast.as_("clerk_a"), begun(cast)
        kept = cast.unit("科普部")
        post(client, submission, credit_new_text="科普部", do="credit-add")
        submission.refresh_from_db()
        assert submission.credit_line == "青溪区科协、科普部"
        response = post(client, submission, do=f"credit-up:{kept.uid}")
        assert response["Location"].endswith("#credits")
        submission.refresh_from_db()
        assert submission.credit_line == "科普部、青溪区科协"
        post(client, submission, do=f"credit-out:{cast.unit('青溪区科协').uid}")
        submission.refresh_from_db()
        assert submission.credit_line == "科普部"

    def test_a_name_that_is_not_known_is_said_and_stays(self, cast):
        client, submission = cast.as_("clerk_a"), begun(cast)
        response = post(client, submission, credit_new_text="不存在的学会", title="改了", do="credit-add")
        assert response.status_code == 422
        assert "没有找到“不存在的学会”" in page(response)
        assert 'value="不存在的学会"' in response.content.decode()
        submission.refresh_from_db()
        assert submission.title == "改了"

    @pytest.mark.parametrize("do", ["credit-up:x", "credit-out:" + "0" * 36, "credit-sideways:1", "picture-up:zz", "?"])
    def test_odd_words_of_buttons_do_nothing(self, cast, do):
        client, submission = cast.as_("clerk_a"), begun(cast)
        assert post(client, submission, do=do).status_code == 302
        submission.refresh_from_db()
        assert submission.edition == 1


class TestPictures:
    def upload(self, client, submission, *files, **more):
        given = [SimpleUploadedFile(name, content) for name, content in files]
        return post(client, submission, pictures=given, do="upload", **more)

    def test_they_are_uploaded_described_moved_and_removed_without_scripts(self, cast):
        client, submission = cast.as_("clerk_a"), begun(cast)
        response = self.upload(
            client, submission, ("一.png", picture(1)), ("二.png", picture(2)), ("三.gif", b"GIF89a")
        )
        shown = client.get(response["Location"])
        assert "“三.gif”不是 JPEG 或 PNG" in page(shown)
        one, two = submission.pictures.values_list("blob_id", flat=True)
        post(client, submission, **{f"caption-{two}": "讲座现场", f"after-{two}": "1"})
        assert submission.pictures.get(blob=two).caption == "讲座现场"
        post(client, submission, do=f"picture-down:{two}")
        assert list(submission.pictures.values_list("blob_id", flat=True)) == [one, two]
        post(client, submission, do=f"picture-out:{one}")
        assert submission.pictures.get().blob_id == two

    def test_a_camera_counts_and_json_shows_the_part_anew(self, cast):
        client, submission = cast.as_("clerk_a"), begun(cast)
        body = filled(client, submission, do="upload", photo=SimpleUploadedFile("p.jpg", picture(3, kind="JPEG")))
        told = client.post(f"{OWN}{submission.pk}/edit/", body, headers=JSON).json()
        [row] = submission.pictures.all()
        assert row.blob_id in told["parts"]["pictures"]
        assert told["edition"] == 2

    def test_a_new_draft_takes_them_too(self, cast):
        client = cast.as_("clerk_a")
        client.post(NEW, blank(client) | TYPED | {"pictures": SimpleUploadedFile("a.png", picture(1))})
        assert Submission.objects.get().pictures.count() == 1

    def test_it_is_served_to_whom_it_concerns_and_kept_by_no_cache(self, cast):
        client, submission = cast.as_("clerk_a"), begun(cast)
        self.upload(client, submission, ("一.png", picture(1)))
        [row] = submission.pictures.all()
        path = f"{OWN}{submission.pk}/pictures/{row.blob_id}/"
        response = client.get(path)
        assert (response.status_code, response["Content-Type"]) == (200, "image/png")
        assert response.content == bytes(row.blob.content)
        assert "no-store" in response["Cache-Control"]
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in response["Content-Security-Policy"]
        etag = {"if-none-match": response["ETag"]}
        assert client.get(path, headers=etag).status_code == 304
        assert cast.as_("clerk_b").get(path, headers=etag).status_code == 404
        assert cast.as_("editor").get(path, headers=etag).status_code == 404


class TestUpload:
    def send(self, client, data: bytes, name: str = "报送.docx", **more):
        body = {"submit_key": hidden(client.get(f"{OWN}upload/"), "submit_key"), **more}
        return client.post(f"{OWN}upload/", body | {"file": SimpleUploadedFile(name, data)})

    def test_a_paper_fills_the_draft(self, cast):
        client = cast.as_("clerk_a")
        response = self.send(
            client, paper("青溪区科协办讲座", "5月23日，举办讲座。（柳湾社）", picture(1), "联系人：张三")
        )
        shown = page(client.get(response["Location"]))
        submission = Submission.objects.get()
        assert (submission.title, submission.channel) == ("青溪区科协办讲座", "file")
        assert "已从“报送.docx”填好草稿" in shown
        assert "柳湾社" in shown
        assert "联系人：张三" in shown

    @pytest.mark.parametrize(
        ("data", "name", "words"),
        [(b"%PDF-1.4", "a.pdf", "不接受"), (b"\xd0\xcf\x11\xe0..", "a.doc", ".docx"), (b"", "a.docx", "空的")],
    )
    def test_bad_files_are_refused_kindly(self, cast, data, name, words):
        response = self.send(cast.as_("clerk_a"), data, name)
        assert response.status_code == 422
        assert words in page(response)
        assert not Submission.objects.exists()

    def test_what_unpacks_too_large_is_refused_beside_the_field(self, cast):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("[Content_Types].xml", "<Types/>")
            archive.writestr("word/document.xml", bytes(201 * 1024 * 1024))
        response = self.send(cast.as_("clerk_a"), packed.getvalue())
        assert response.status_code == 422
        assert "压缩包结构不正常" in response.context["form"].errors["file"][0]

    def test_no_file_at_all(self, cast):
        response = cast.as_("clerk_a").post(f"{OWN}upload/", {"submit_key": "k"})
        assert response.status_code == 422
        assert "请选择文件" in page(response)


class TestSendingIn:
    def test_from_the_preview(self, cast):
        client, submission = cast.as_("clerk_a"), begun(cast)
        response = client.get(f"{OWN}{submission.pk}/preview/")
        assert "讲座由航空学会承办。（青溪区科协）" in re.sub(r"<[^>]+>", "", response.content.decode())
        body = {name: hidden(response, name) for name in ("submit_key", "seen")}
        for _ in range(2):
            sent_in = client.post(f"{OWN}{submission.pk}/steps/send_in/", body)
            assert sent_in["Location"] == submission.get_absolute_url()
        submission.refresh_from_db()
        assert (submission.state, submission.version) == ("sent", 1)
        assert client.get(f"{OWN}{submission.pk}/preview/")["Location"] == submission.get_absolute_url()

    def test_what_lacks_is_said_at_the_step_too(self, cast):
        client, submission = cast.as_("clerk_a"), begun(cast, text="")
        response = client.post(f"{OWN}{submission.pk}/steps/send_in/", {"seen": "1", "submit_key": "k"})
        assert response.status_code == 422
        assert "请填写正文" in page(response)

    def test_a_wrong_field_is_mended_before_it_is_sent_in(self, cast):
        client, submission = cast.as_("clerk_a"), begun(cast)
        response = post(client, submission, event_until="2023-01-01", title="新标题", do="send")
        assert response.status_code == 422
        assert "结束日期不能早于活动日期" in page(response)
        submission.refresh_from_db()
        assert (submission.state, submission.title) == ("draft", "新标题")
        body = filled(client, submission, do="send")
        assert client.post(f"{OWN}{submission.pk}/edit/", body).status_code == 302
        assert client.post(f"{OWN}{submission.pk}/edit/", body)["Location"] == submission.get_absolute_url()

    def test_withdrawn_and_sent_in_again(self, cast):
        client, submission = cast.as_("clerk_a"), sent(cast)
        response = client.get(f"{OWN}{submission.pk}/steps/withdraw/")
        body = {name: hidden(response, name) for name in ("submit_key", "seen")}
        assert client.post(f"{OWN}{submission.pk}/steps/withdraw/", body).status_code == 302
        submission.refresh_from_db()
        assert submission.state == "withdrawn"
        post(client, submission, text="改好了。", do="send")
        submission.refresh_from_db()
        assert (submission.state, submission.version) == ("sent", 2)

    @pytest.mark.parametrize("verb", ["adopt", "return", "unknown"])
    def test_the_desks_verbs_are_not_here(self, cast, verb):
        submission = sent(cast)
        response = cast.as_("clerk_a").post(f"{OWN}{submission.pk}/steps/{verb}/", {"seen": "9", "submit_key": "k"})
        assert response.status_code == 404

    def test_a_draft_is_deleted_after_a_question(self, cast):
        client, submission = cast.as_("clerk_a"), begun(cast)
        response = client.get(f"{OWN}{submission.pk}/discard/")
        body = {name: hidden(response, name) for name in ("submit_key", "seen")}
        for _ in range(2):
            assert client.post(f"{OWN}{submission.pk}/discard/", body)["Location"] == OWN
        assert not Submission.objects.exists()


class TestReturned:
    def test_the_reason_stands_where_it_is_mended(self, cast):
        client, submission = cast.as_("clerk_a"), returned(cast)
        for path in ("", "edit/"):
            assert "请写明参加人数。" in page(client.get(f"{OWN}{submission.pk}/{path}"))
        assert "退改" in page(client.get("/workbench/"))
        assert submission.title in page(client.get("/workbench/"))
        assert submission.title not in page(cast.as_("clerk_b").get("/workbench/"))

    def test_versions_are_compared_and_the_desk_sees_what_was_sent_in_alone(self, cast):
        client, submission = cast.as_("clerk_a"), returned(cast)
        post(client, submission, text=WORDS.text.replace("一百人", "一百二十人"), do="save")
        own = client.get(f"{OWN}{submission.pk}/versions/").content.decode()
        assert re.search(r"<ins>.*?一百二十", own, re.S)
        editor = cast.as_("editor")
        assert "一百二十" not in page(editor.get(submission.get_absolute_url()))
        assert "一百二十" not in page(editor.get(f"/workbench/bulletin/desk/{submission.pk}/"))
        assert editor.get(f"{OWN}{submission.pk}/versions/").status_code == 404
        post(client, submission, do="send")
        reading = editor.get(f"/workbench/bulletin/desk/{submission.pk}/").content.decode()
        assert f'href="{OWN}{submission.pk}/versions/"' in reading
        assert "一百二十" in page(editor.get(f"{OWN}{submission.pk}/versions/"))
        both = page(editor.get(f"{OWN}{submission.pk}/versions/?old=1&new=2"))
        assert "一百二十" in both
        for odd in ("?old=2&new=1", "?old=1&new=1", "?new=9", "?old=0&new=2", "?new=0"):
            assert editor.get(f"{OWN}{submission.pk}/versions/{odd}").status_code == 404, odd

    def test_internal_notes_stay_in_the_office(self, cast):
        submission = sent(cast)
        for text, internal in (("请补照片", False), ("内部商量", True)):
            submission.notes.create(
                person_name="周青禾", at=submission.submitted_at, text=text, internal=internal, by_desk=True
            )
        shown = page(cast.as_("clerk_a").get(submission.get_absolute_url()))
        assert "请补照片" in shown
        assert "内部商量" not in shown
        assert "内部商量" in page(cast.as_("editor").get(submission.get_absolute_url()))


class TestNotes:
    def write(self, client, submission, text: str, **more: str):
        body = {"submit_key": "key-1", "text": text, **more}
        return client.post(f"{OWN}{submission.pk}/notes/", body)

    def test_a_word_to_the_desk_and_back(self, cast):
        client, submission = cast.as_("clerk_a"), sent(cast)
        for _ in range(2):
            assert self.write(client, submission, "照片稍后补上。", internal="on").status_code == 302
        note = submission.notes.get()
        assert (note.text, note.by_desk, note.internal) == ("照片稍后补上。", False, False)
        assert "照片稍后补上。" in page(client.get(submission.get_absolute_url()))
        assert "照片稍后补上。" in page(cast.as_("editor").get(f"/workbench/bulletin/desk/{submission.pk}/"))
        assert "留言" in page(cast.as_("editor").get("/me/notices/"))

    @pytest.mark.parametrize(("text", "words"), [("", "请写下留言"), ("长" * 501, "最多500个字")])
    def test_what_is_wrong_is_said_and_stays(self, cast, text, words):
        response = self.write(cast.as_("clerk_a"), sent(cast), text)
        assert response.status_code == 422
        assert words in page(response)
        assert text in page(response)

    def test_not_about_a_draft_and_not_by_others(self, cast):
        assert self.write(cast.as_("clerk_a"), begun(cast), "x").status_code == 404
        assert self.write(cast.as_("clerk_b"), sent(cast), "x").status_code == 404
        assert self.write(cast.as_("editor"), sent(cast), "x").status_code == 403
        assert "给编辑部留言" not in page(cast.as_("clerk_a").get(begun(cast).get_absolute_url()))


class TestKindlyCheck:
    def test_it_stands_beside_the_form_and_asks_with_the_names_of_the_form(self, cast):
        client, submission = cast.as_("clerk_a"), begun(cast, text="近日，青溪区科协举办讲座。", event_on=None)
        body = client.get(f"{OWN}{submission.pk}/edit/").content.decode()
        address = re.search(r'data-check="([^"]+)"', body)[1]
        asked = {name: hidden(client.get(f"{OWN}{submission.pk}/edit/"), name) for name in ("submission", "units")}
        asked |= {"title": submission.title, "text": submission.text}
        told = client.post(address, asked, headers={"HX-Request": "true"})
        assert "近日" in page(told)
        assert "没有署名" not in page(told)

    def test_the_preview_points_out_and_holds_nothing_up(self, cast):
        client, submission = cast.as_("clerk_a"), begun(cast, text="近日，青溪区科协举办讲座。", event_on=None)
        shown = client.get(f"{OWN}{submission.pk}/preview/")
        assert "不影响报送" in page(shown)
        assert "近日" in page(shown)
        body = {name: hidden(shown, name) for name in ("submit_key", "seen")}
        assert client.post(f"{OWN}{submission.pk}/steps/send_in/", body).status_code == 302


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'-alert(1)-'",
    "{{7*7}}{% load x %}",
    "<svg/onload=alert(1)>",
    "javascript:alert(1)",
    "</textarea><script>alert(1)</script>",
    "\u202egnp.exe",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_are_only_words(cast, text):
    client, submission = cast.as_("clerk_a"), begun(cast)
    TestPictures().upload(client, submission, ("一.png", picture(1)))
    [row] = submission.pictures.all()
    words = {f"caption-{row.blob_id}": text, f"alt-{row.blob_id}": text, "title": text, "text": text, "place": text}
    assert post(client, submission, **words).status_code == 302
    post(client, submission, do="send")
    step = {"seen": str(Submission.objects.get().edition), "submit_key": "k"}
    client.post(f"{OWN}{submission.pk}/steps/withdraw/", step)
    post(client, submission, **{f"caption-{row.blob_id}": text + "改", "title": f"{text}改"})
    for path in ("", "edit/", "preview/", "versions/", "discard/", "../"):
        body = client.get(f"{OWN}{submission.pk}/{path}", follow=True).content.decode()
        assert "<script>alert" not in body, path
        assert "<img src=x" not in body, path
        assert "<svg/onload" not in body, path
        assert "\u202e" not in body, path
        assert "7*7" not in body or "{{7*7}}" in body, path
