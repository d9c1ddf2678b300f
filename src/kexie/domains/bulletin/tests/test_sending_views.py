"""The pages of lists and of sending, as the keeper and the sender use them."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.urls import reverse

from kexie.base.kernel import clock, outbox
from kexie.base.people.tests.cast import NAMES
from kexie.domains.bulletin.actions import lists as list_actions
from kexie.domains.bulletin.models import Dispatch, DistributionList, RecipientState
from kexie.domains.bulletin.rules.dispatching import Named
from kexie.domains.bulletin.tests.factories import AT, approved, signed
from kexie.domains.bulletin.tests.test_dispatching import AT as MORNING

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _papers(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def text_of(response) -> str:
    return unescape(re.sub(r"<[^>]+>", " ", response.content.decode()))


def hidden(response, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', response.content.decode())
    assert found, f"no {name} in the page"
    return unescape(found[1])


@pytest.fixture
def row(cast) -> DistributionList:
    row = list_actions.make_list(by=cast.actor("keeper"), at=AT, name="各区科协")
    named = [Named("a@districts.example", "甲"), Named("b@districts.example")]
    list_actions.add_addresses(by=cast.actor("keeper"), at=AT, list_id=row.pk, named=named)
    return row


class TestLists:
    def test_the_keeper_makes_one_and_fills_it(self, cast):
        client = cast.as_("keeper")
        assert "还没有分送名单" in text_of(client.get(reverse("bulletin:lists")))
        form = client.get(reverse("bulletin:list-new"))
        sent = {"name": "市科协领导", "note": "每期", "submit_key": hidden(form, "submit_key")}
        made = client.post(reverse("bulletin:list-new"), sent)
        assert client.post(reverse("bulletin:list-new"), sent)["Location"] == made["Location"]
        row = DistributionList.objects.get()
        unit = str(cast.unit("青溪区科协").uid)
        answers = [
            client.post(reverse("bulletin:list-add", args=[row.pk, kind]), data)
            for kind, data in {
                "post": {"post-organisation": unit, "post-title": "秘书长", "post-role": ""},
                "unit": {"unit-organisation": unit, "unit-below": "on"},
                "addresses": {"addresses-addresses": "张三 <z@x.example>\nl@x.example"},
            }.items()
        ]
        assert [answer.status_code for answer in answers] == [302] * 3
        page = text_of(client.get(made["Location"]))
        for words in ("秘书长", "及全部下级单位", "z@x.example", "张三", "今天会收到的3个地址", "没有登记办公邮箱"):
            assert words in page

    @pytest.mark.parametrize(
        ("kind", "data", "said"),
        [
            ("addresses", {"addresses-addresses": "张三\n不是地址"}, "这些不是邮箱地址"),
            ("addresses", {"addresses-addresses": ""}, "请填写“"),
            ("unit", {"unit-organisation": "没有的单位"}, "没有找到"),
            ("post", {"post-organisation": ""}, "请填写“"),
        ],
    )
    def test_what_is_wrong_is_said_beside_the_form_and_stays(self, cast, row, kind, data, said):
        answer = cast.as_("keeper").post(reverse("bulletin:list-add", args=[row.pk, kind]), data)
        assert answer.status_code == 422
        page = answer.content.decode()
        assert said in page
        assert all(value in page for value in data.values() if value and "\n" not in value)

    def test_taking_out_and_switching(self, cast, row):
        client = cast.as_("keeper")
        entry = row.entries.first()
        client.post(reverse("bulletin:list-entry-remove", args=[row.pk, entry.pk]))
        client.post(reverse("bulletin:list-switch", args=[row.pk]), {"active": "0"})
        row.refresh_from_db()
        assert (row.entries.count(), row.active) == (1, False)
        assert "名单已停用" in text_of(client.get(reverse("bulletin:list", args=[row.pk])))

    def test_the_sender_reads_and_changes_nothing(self, cast, row):
        client = cast.as_("sender")
        page = client.get(reverse("bulletin:list", args=[row.pk])).content.decode()
        assert "a@districts.example" in page
        assert "移出" not in page
        assert client.post(reverse("bulletin:list-switch", args=[row.pk]), {"active": "0"}).status_code == 403

    def test_an_unknown_kind_of_line_is_taken_for_addresses_and_refused(self, cast, row):
        assert cast.as_("keeper").post(reverse("bulletin:list-add", args=[row.pk, "other"]), {}).status_code == 422


class TestSending:
    def look(self, client, issue, row, **more):
        data = {"lists": [str(row.pk)], "subject": "动态第17期", "formats": ["pdf"], "step": "look"} | more
        return client.post(reverse("bulletin:dispatch-new", args=[issue.pk]), data)

    def send(self, client, issue, row, shown):
        data = {"lists": [str(row.pk)], "subject": "动态", "step": "send"}
        data |= {name: hidden(shown, name) for name in ("seen", "submit_key")}
        assert client.post(reverse("bulletin:dispatch-new", args=[issue.pk]), data).status_code == 302

    def test_choose_look_send_watch(self, cast, row):
        issue, client = signed(cast), cast.as_("sender")
        assert "已签发、还没有发送的" in text_of(client.get(reverse("bulletin:dispatches")))
        address = reverse("bulletin:dispatch-new", args=[issue.pk])
        assert "各区科协" in text_of(client.get(address))
        shown = self.look(client, issue, row, extra="c@more.example")
        assert "将发送给3个地址" in text_of(shown)
        send = {
            "lists": [str(row.pk)],
            "extra": "c@more.example",
            "subject": "动态第17期",
            "formats": ["pdf"],
            "step": "send",
            "seen": hidden(shown, "seen"),
            "submit_key": hidden(shown, "submit_key"),
        }
        with clock.fixed(MORNING):
            first, second = client.post(address, send), client.post(address, send)
        assert first.status_code == 302
        assert first["Location"] == second["Location"]
        dispatch = Dispatch.objects.get()
        assert "已办理 0 / 3" in text_of(client.get(first["Location"]))
        outbox.deliver_due(at=MORNING)
        fragment = client.get(reverse("bulletin:dispatch-state", args=[dispatch.pk]))
        assert fragment["HX-Refresh"] == "true"
        page = text_of(client.get(first["Location"]))
        assert "已发完" in page
        assert "a@districts.example" in page
        assert "已签发、还没有发送的" not in text_of(client.get(reverse("bulletin:dispatches")))
        again = self.look(client, issue, row)
        assert "另有2个地址已经收到过本期" in text_of(again)

    def test_nobody_chosen_is_said(self, cast):
        answer = cast.as_("sender").post(
            reverse("bulletin:dispatch-new", args=[signed(cast).pk]), {"subject": "动态", "step": "look"}
        )
        assert answer.status_code == 422
        assert "请至少选择一个名单" in text_of(answer)

    def test_what_was_typed_stays(self, cast, row):
        shown = self.look(cast.as_("sender"), signed(cast), row, extra="不是地址", note="请阅。")
        assert shown.status_code == 422
        assert "不是地址" in text_of(shown)
        assert "请阅。" in shown.content.decode()

    def test_sending_without_having_looked_is_refused(self, cast, row):
        issue, client = signed(cast), cast.as_("sender")
        key = hidden(client.get(reverse("bulletin:dispatch-new", args=[issue.pk])), "submit_key")
        answer = self.look(client, issue, row, step="send", seen="", submit_key=key)
        assert answer.status_code == 422
        assert "请重新核对收件人" in text_of(answer)
        assert not Dispatch.objects.exists()

    def test_stop_resume_decide(self, cast, row):
        issue, client = signed(cast), cast.as_("sender")
        shown = self.look(client, issue, row)
        self.send(client, issue, row, shown)
        dispatch = Dispatch.objects.get()
        page = reverse("bulletin:dispatch", args=[dispatch.pk])
        client.post(reverse("bulletin:dispatch-stop", args=[dispatch.pk]))
        assert "继续发送" in text_of(client.get(page))
        client.post(reverse("bulletin:dispatch-resume", args=[dispatch.pk]))
        assert "停止发送" in text_of(client.get(page))
        dispatch.recipients.update(state=RecipientState.HANDED, handed_at=AT)
        assert "有2个地址不知是否送达" in text_of(client.get(page))
        client.post(reverse("bulletin:dispatch-decide", args=[dispatch.pk]), {"again": "0"})
        assert set(dispatch.recipients.values_list("state", flat=True)) == {RecipientState.SENT}

    def test_a_draft_cannot_be_sent(self, cast):
        assert cast.as_("sender").get(reverse("bulletin:dispatch-new", args=[approved(cast).pk])).status_code == 404

    def test_the_inbox_of_the_sender(self, cast):
        signed(cast)
        page = text_of(cast.as_("sender").get("/workbench/"))
        assert "2023年第17期" in page

    @pytest.mark.parametrize("member", [name for name in NAMES if name not in ("sender", "disabled")])
    def test_nobody_else_enters(self, cast, member, row):
        issue = signed(cast)
        client = cast.as_(member)
        assert client.get(reverse("bulletin:dispatches")).status_code == 403
        assert client.get(reverse("bulletin:dispatch-new", args=[issue.pk])).status_code == 403

    def test_a_title_with_markup_stays_a_title(self, cast, row):
        shown = self.look(
            cast.as_("sender"), signed(cast), row, subject="<script>alert(1)</script>", extra="x@y.example"
        )
        assert "<script>alert(1)" not in shown.content.decode()

    def test_export_has_the_addresses_and_neutralises_formulas(self, cast, row):
        issue, client = signed(cast), cast.as_("sender")
        list_actions.add_addresses(by=cast.actor("keeper"), at=AT, list_id=row.pk, named=[Named("f@x.example", "=1+1")])
        shown = self.look(client, issue, row)
        self.send(client, issue, row, shown)
        file = client.get(reverse("bulletin:dispatch", args=[Dispatch.objects.get().pk]), {"_export": "csv"})
        said = file.content.decode("utf-8-sig")
        assert "a@districts.example" in said
        assert ",=1+1" not in said
        assert "\n=1+1" not in said
