"""Column, kind and credits as the desk sets them; words between desk and unit."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.db import IntegrityError, transaction

from kexie.base.kernel import clock
from kexie.base.kernel.errors import NotFound
from kexie.domains.bulletin.actions import sorting
from kexie.domains.bulletin.actions.notes import add_note
from kexie.domains.bulletin.errors import InAnIssue, NotSorted, SubmissionChanged, WordsMissing
from kexie.domains.bulletin.models import Column, ItemKind, Submission, SubmissionNote
from kexie.domains.bulletin.tests.factories import drafted
from kexie.domains.bulletin.tests.submitting import NOW, WORDS, decided, notices_of, sent_in

DESK = "/workbench/bulletin/"


def told(cast, member: str) -> list[str]:
    return [body for _title, body in notices_of(cast, member)]


@pytest.fixture(autouse=True)
def _wednesday():
    with clock.fixed(NOW):
        yield


def text_of(response) -> str:
    return unescape(re.sub(r"<[^>]+>", " ", response.content.decode()))


class TestSorting:
    def sort(self, cast, submission: Submission, member: str = "editor", **changes):
        given = {"column": None, "kind": None, "units": (cast.unit("青溪区科协").pk,), "seen": submission.edition}
        return sorting.sort_submission(by=cast.actor(member), at=NOW, submission_id=submission.pk, **(given | changes))

    def test_through_the_page_while_the_words_stay(self, cast):
        submission = sent_in(cast)
        client, address = cast.as_("editor"), f"{DESK}desk/{submission.pk}/sort/"
        assert "署名单位" in text_of(client.get(address))
        column, kind = Column.objects.get(name="科普工作"), ItemKind.objects.first()
        sent = {"column": column.pk, "kind": kind.pk, "credits": "科普部、青溪区科协", "seen": submission.edition}
        assert client.post(address, sent).url == f"{DESK}desk/{submission.pk}/"
        submission.refresh_from_db()
        assert (submission.column, submission.kind, submission.credit_line) == (column, kind, "科普部、青溪区科协")
        assert submission.text == WORDS.text
        assert submission.edition == 3
        page = text_of(client.get(f"{DESK}desk/{submission.pk}/"))
        assert "栏目、类别和署名已保存" in page

    @pytest.mark.parametrize(
        ("credits_", "sentence"),
        [("科普部、无此单位", "没有找到“无此单位”"), (" 、 ", "至少要有一个署名单位"), ("", "请填写“署名单位”")],
    )
    def test_units_have_to_be_known(self, cast, credits_, sentence):
        submission = sent_in(cast)
        sent = {"credits": credits_, "seen": submission.edition}
        response = cast.as_("editor").post(f"{DESK}desk/{submission.pk}/sort/", sent)
        assert response.status_code == 422
        assert sentence in text_of(response)
        assert credits_ in response.content.decode()

    def test_beside_the_list_one_stays_there(self, cast):
        submission = sent_in(cast)
        sent = {"credits": "青溪区科协", "seen": submission.edition, "from": f"{DESK}?state=sent"}
        response = cast.as_("editor").post(f"{DESK}desk/{submission.pk}/sort/", sent, headers={"HX-Request": "true"})
        assert response.url == f"{DESK}?state=sent&_open={submission.pk}"

    def test_the_same_again_changes_nothing(self, cast):
        submission = sent_in(cast)
        assert self.sort(cast, submission).edition == submission.edition

    def test_who_saw_something_older_changes_nothing(self, cast):
        submission = sent_in(cast)
        decided(cast, submission, "reserve")
        with pytest.raises(SubmissionChanged):
            self.sort(cast, submission, kind=ItemKind.objects.first())
        response = cast.as_("editor").post(
            f"{DESK}desk/{submission.pk}/sort/", {"credits": "科普部", "seen": submission.edition}
        )
        assert response.status_code == 409
        assert "现为“备用”" in text_of(response)

    def test_only_what_lies_at_the_desk(self, cast):
        returned = decided(cast, sent_in(cast), "return", "请补充。")
        with pytest.raises(NotSorted, match="现为“退改”，不能归类"):
            self.sort(cast, returned)
        adopted = decided(cast, sent_in(cast), "adopt")
        with pytest.raises(NotSorted, match="至少要有一个署名单位"):
            self.sort(cast, adopted, units=())
        Submission.objects.filter(pk=adopted.pk).update(item=drafted(cast).items.first())
        with pytest.raises(InAnIssue):
            self.sort(cast, adopted)

    @pytest.mark.parametrize("member", ["clerk_a", "unit_admin_a", "reviewer", "keeper", "visitor"])
    def test_it_is_the_desks_alone(self, cast, member):
        with pytest.raises(NotFound):
            self.sort(cast, sent_in(cast), member=member)

    def test_many_at_once_get_what_was_chosen(self, cast):
        column, kind = Column.objects.first(), ItemKind.objects.first()
        submission, editor = sent_in(cast, kind=kind.pk), cast.actor("editor")
        key = str(submission.pk)
        assert sorting.sort_one(by=editor, at=NOW, key=key, column=column, kind=None) == "已归类"
        assert sorting.sort_one(by=editor, at=NOW, key=key, column=column, kind=None) == "原来就是，未作改动"
        submission.refresh_from_db()
        assert (submission.column, submission.kind) == (column, kind)
        client = cast.as_("editor")
        sent = {"from": DESK, "bulk": "sort", "row": key, "submit_key": "k"}
        response = client.post("/workbench/bulk/", sent)
        assert response.status_code in (404, 422)

    def test_a_retired_column_stays_where_it_was_chosen(self, cast):
        column = Column.objects.first()
        submission = sent_in(cast, column=column.pk)
        other = sent_in(cast)
        Column.objects.filter(pk=column.pk).update(active=False)
        client = cast.as_("editor")
        option = f'<option value="{column.pk}"'
        assert option in client.get(f"{DESK}desk/{submission.pk}/sort/").content.decode()
        form = client.get(f"{DESK}desk/{other.pk}/sort/").content.decode()
        assert option not in form.partition('name="kind"')[0].rpartition('name="column"')[2]


class TestNotes:
    def note(self, cast, submission, member="editor", text="请补充参加人数。", **given):
        return add_note(by=cast.actor(member), at=NOW, submission_id=submission.pk, text=text, **given)

    def test_the_unit_hears_the_desk_and_the_desk_the_unit(self, cast):
        submission = sent_in(cast)
        self.note(cast, submission)
        assert told(cast, "clerk_a") == ["周青禾：请补充参加人数。"]
        self.note(cast, submission, "clerk_a", "二百三十人。")
        assert told(cast, "editor") == ["林知遥：二百三十人。"]
        assert told(cast, "clerk_b") == told(cast, "reviewer") == []
        assert list(submission.notes.values_list("by_desk", flat=True)) == [True, False]

    def test_what_is_internal_stays_in_the_office(self, cast):
        submission = sent_in(cast)
        assert self.note(cast, submission, internal=True).internal
        assert told(cast, "clerk_a") == told(cast, "editor") == []
        assert not self.note(cast, submission, "clerk_a", "知道了。", internal=True).internal

    def test_through_the_page_once(self, cast):
        submission = sent_in(cast)
        client, address = cast.as_("editor"), f"{DESK}desk/{submission.pk}/note/"
        page = client.get(f"{DESK}desk/{submission.pk}/").content.decode()
        form = re.search(r'<form[^>]*/note/".*?</form>', page, re.S)[0]
        sent = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', form))
        for _click in range(2):
            assert client.post(address, {**sent, "text": "请补充", "internal": "on"}).status_code == 302
        assert SubmissionNote.objects.count() == 1
        page = text_of(client.get(f"{DESK}desk/{submission.pk}/"))
        assert re.search(r"编辑部\s+周青禾\s+5月24日（周三）14:00\s+仅编辑部可见\s+请补充", page)
        assert client.post(address, {"submit_key": "x", "text": ""}).status_code == 422

    @pytest.mark.parametrize("text", ["", "  ", "长" * 501])
    def test_it_says_something_and_not_too_much(self, cast, text):
        with pytest.raises(WordsMissing):
            self.note(cast, sent_in(cast), text=text)

    @pytest.mark.parametrize("member", ["clerk_b", "unit_admin_b", "signer", "visitor"])
    def test_for_others_there_is_nothing_to_speak_of(self, cast, member):
        with pytest.raises(NotFound):
            self.note(cast, sent_in(cast), member)

    def test_the_database_knows_whose_internal_notes_are(self, cast):
        note = self.note(cast, sent_in(cast), "clerk_a", "知道了。")
        with pytest.raises(IntegrityError), transaction.atomic():
            SubmissionNote.objects.filter(pk=note.pk).update(internal=True)
