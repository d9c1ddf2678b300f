"""The tray of mails as an editor uses it: listed, narrowed, read, claimed, laid aside, put back; the register of addresses."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.urls import reverse

from kexie.base.kernel import clock, outbox
from kexie.base.kernel.errors import NotFound, NotPermitted
from kexie.base.kernel.ids import new_id
from kexie.base.kernel.models import AuditEvent
from kexie.base.people.tests.cast import NAMES
from kexie.domains.bulletin import actions
from kexie.domains.bulletin.actions import mail_tray as tray
from kexie.domains.bulletin.errors.mails import MailHandled, MailNotAssigned, SenderRefused
from kexie.domains.bulletin.models import IncomingMail, MailState, MailVerdict, SenderAddress, Submission
from kexie.domains.bulletin.queries.mails import MailsAsked, counts_by_state, mails, open_mail, waiting_mails
from kexie.domains.bulletin.rules.submissions import SubmissionWords
from kexie.domains.bulletin.tests.mailing import AT, SECOND, TEXT, TITLE, docx, mail, taken, with_paper
from kexie.domains.bulletin.tests.submitting import titles_told

pytestmark = pytest.mark.django_db
STRANGER = "somebody@elsewhere.example"
EVIL = "<script>alert(1)</script>"


@pytest.fixture(autouse=True)
def _morning():
    with clock.fixed(AT):
        yield


@pytest.fixture
def stranger(cast) -> IncomingMail:
    """A mail with a paper from an address that nobody knows."""
    return taken(with_paper(sender=f"外来 <{STRANGER}>"))


def text_of(response) -> str:
    return unescape(re.sub(r"<[^>]+>", " ", response.content.decode()))


def hidden(response, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', response.content.decode())
    assert found, f"no {name} in the page"
    return unescape(found[1])


def page(row: IncomingMail, name: str = "mail") -> str:
    return reverse(f"bulletin:{name}", args=(row.pk,))


class TestClaiming:
    def test_drafts_are_made_the_unit_is_told_and_the_sender_answered(self, cast, stranger, mailoutbox):
        unit = cast.unit("云台区科协")
        [made] = tray.assign_mail(by=cast.actor("editor"), at=AT, mail_id=stranger.pk, unit=unit)
        assert (made.unit, made.title, made.channel, made.mail_id, made.author) == (
            unit,
            TITLE,
            "mail",
            stranger.pk,
            None,
        )
        stranger.refresh_from_db()
        assert (stranger.state, stranger.verdict, stranger.handled_name) == ("drafted", "fine", "周青禾")
        assert titles_told(cast, "clerk_b") == [f"来信已转为草稿“{TITLE}”"]
        assert titles_told(cast, "clerk_a") == []
        outbox.deliver_due(at=AT)
        assert [each.subject for each in mailoutbox if each.to == [STRANGER]] == ["来信已转为报送草稿"] * 2
        assert not SenderAddress.objects.exists()
        assert AuditEvent.objects.filter(action="bulletin.mail_assign").count() == 1

    def test_the_address_is_remembered_where_that_was_asked_for(self, cast, stranger):
        unit = cast.unit("云台区科协")
        tray.assign_mail(by=cast.actor("editor"), at=AT, mail_id=stranger.pk, unit=unit, remember=True)
        row = SenderAddress.objects.get()
        assert (row.address, row.organisation, row.added_name) == (STRANGER, unit, "周青禾")
        assert taken(mail(sender=STRANGER)).state == MailState.TRAY  # the same words
        assert taken(mail(f"{SECOND}{SECOND}", sender=STRANGER)).state == MailState.DRAFTED

    def test_a_forged_looking_address_is_never_remembered(self, cast):
        row = taken(with_paper(Return_Path="<evil@elsewhere.example>"))
        unit = cast.unit("青溪区科协")
        tray.assign_mail(by=cast.actor("editor"), at=AT, mail_id=row.pk, unit=unit, remember=True)
        row.refresh_from_db()
        assert (row.state, row.verdict, row.answered_at) == (MailState.DRAFTED, MailVerdict.FORGED, None)
        assert not SenderAddress.objects.exists()

    def test_a_person_may_take_short_words(self, cast):
        row = taken(mail("收到。", sender=STRANGER))
        [made] = tray.assign_mail(by=cast.actor("editor"), at=AT, mail_id=row.pk, unit=cast.unit("云台区科协"))
        assert made.text == "收到。"

    @pytest.mark.parametrize("files", [(), (("坏.docx", b"no zip at all", "application/zip"),)])
    def test_with_nothing_to_draft_the_reason_is_said_and_nothing_changes(self, cast, files):
        row = taken(mail("", sender=STRANGER, files=files))
        with pytest.raises(MailNotAssigned) as refusal:
            tray.assign_mail(by=cast.actor("editor"), at=AT, mail_id=row.pk, unit=cast.unit("云台区科协"))
        assert refusal.value.errors["unit"]
        row.refresh_from_db()
        assert (row.state, Submission.objects.count()) == (MailState.TRAY, 0)

    def test_two_who_claim_it_make_one_draft(self, cast, stranger):
        editor, unit = cast.actor("editor"), cast.unit("云台区科协")
        tray.assign_mail(by=editor, at=AT, mail_id=stranger.pk, unit=unit)
        with pytest.raises(MailHandled) as refusal:
            tray.assign_mail(by=editor, at=AT, mail_id=stranger.pk, unit=cast.unit("青溪区科协"))
        assert "已转为报送" in refusal.value.message
        assert Submission.objects.count() == 1

    def test_no_such_mail(self, cast):
        with pytest.raises(NotFound):
            tray.assign_mail(by=cast.actor("editor"), at=AT, mail_id=new_id(), unit=cast.unit("云台区科协"))


class TestAside:
    def test_with_a_reason_and_back_again(self, cast, stranger):
        editor = cast.actor("editor")
        tray.ignore_mail(by=editor, at=AT, mail_id=stranger.pk, reason=" 广告 ")
        stranger.refresh_from_db()
        assert (stranger.state, stranger.remark, stranger.handled_name) == ("ignored", "广告", "周青禾")
        tray.put_back_mail(by=editor, at=AT, mail_id=stranger.pk)
        stranger.refresh_from_db()
        assert (stranger.state, stranger.remark, stranger.handled_at) == ("tray", "", None)
        tray.put_back_mail(by=editor, at=AT, mail_id=stranger.pk)

    @pytest.mark.parametrize("reason", ["", "  ", "字" * 301])
    def test_no_reason_or_too_long_a_one(self, cast, stranger, reason):
        with pytest.raises(MailNotAssigned):
            tray.ignore_mail(by=cast.actor("editor"), at=AT, mail_id=stranger.pk, reason=reason)

    def test_untouched_drafts_go_with_it(self, cast):
        row = taken(with_paper())
        tray.put_back_mail(by=cast.actor("editor"), at=AT, mail_id=row.pk)
        row.refresh_from_db()
        assert (row.state, Submission.objects.count()) == (MailState.TRAY, 0)
        [made] = tray.assign_mail(by=cast.actor("editor"), at=AT, mail_id=row.pk, unit=cast.unit("云台区科协"))
        assert made.title == TITLE

    @pytest.mark.parametrize("sent", [False, True])
    def test_what_the_unit_has_worked_on_stays(self, cast, sent):
        row = taken(with_paper())
        clerk, made = cast.actor("clerk_a"), Submission.objects.get()
        if sent:
            actions.send_in(by=clerk, at=AT, submission_id=made.pk, seen=made.edition)
        else:
            words = SubmissionWords(title="改过的标题", text=TEXT)
            actions.save_submission(by=clerk, at=AT, submission_id=made.pk, seen=made.edition, words=words)
        with pytest.raises(MailHandled):
            tray.put_back_mail(by=cast.actor("editor"), at=AT, mail_id=row.pk)
        assert Submission.objects.count() == 1

    def test_a_bounce_is_nobodys(self, cast):
        row = taken(mail("x", sender="MAILER-DAEMON@x.example", subject="系统退信"))
        with pytest.raises(MailHandled):
            tray.put_back_mail(by=cast.actor("editor"), at=AT, mail_id=row.pk)


class TestSenders:
    def test_added_once_and_removed(self, cast):
        editor, unit = cast.actor("editor"), cast.unit("云台区科协")
        row = tray.add_sender(by=editor, at=AT, address=" Office@Yuntai.example ", unit=unit)
        assert row.address == "office@yuntai.example"
        assert tray.add_sender(by=editor, at=AT, address="office@yuntai.example", unit=unit) == row
        with pytest.raises(SenderRefused) as refusal:
            tray.add_sender(by=editor, at=AT, address="office@yuntai.example", unit=cast.unit("青溪区科协"))
        assert "已登记为云台区科学技术协会的" in refusal.value.errors["address"]
        tray.remove_sender(by=editor, at=AT, sender_id=row.pk)
        tray.remove_sender(by=editor, at=AT, sender_id=row.pk)
        assert not SenderAddress.objects.exists()
        assert AuditEvent.objects.filter(action__startswith="bulletin.sender_").count() == 2

    @pytest.mark.parametrize("address", ["", "没有", "a@b", "kexie@localhost.localdomain", "a@b.cn\nc@d.cn"])
    def test_what_is_no_address_or_ours(self, cast, address):
        with pytest.raises(SenderRefused):
            tray.add_sender(by=cast.actor("editor"), at=AT, address=address, unit=cast.unit("云台区科协"))


class TestRights:
    @pytest.mark.parametrize("member", [name for name in NAMES if name not in ("editor", "disabled")])
    def test_nobody_but_editors_sees_or_does_anything(self, cast, stranger, member):
        client, key = cast.as_(member), stranger.pk
        for name in ("mail", "mail-raw"):
            assert client.get(page(stranger, name)).status_code == 403
        for name in ("mail-assign", "mail-ignore", "mail-put-back"):
            assert client.post(page(stranger, name), {"reason": "x"}).status_code == 403
        for name in ("mails", "mail-senders"):
            assert client.get(reverse(f"bulletin:{name}")).status_code == 403
        actor, unit = cast.actor(member), cast.unit("青溪区科协")
        for verb, given in (
            (tray.assign_mail, {"mail_id": key, "unit": unit}),
            (tray.ignore_mail, {"mail_id": key, "reason": "x"}),
            (tray.put_back_mail, {"mail_id": key}),
            (tray.add_sender, {"address": "a@b.cn", "unit": unit}),
            (tray.remove_sender, {"sender_id": 1}),
        ):
            with pytest.raises(NotPermitted):
                verb(by=actor, at=AT, **given)
        for ask in (
            lambda: open_mail(actor, key),
            lambda: mails(actor, asked=MailsAsked()),
            lambda: waiting_mails(actor),
        ):
            with pytest.raises(NotPermitted):
                ask()

    def test_a_unit_sees_its_own_draft_alone(self, cast):
        taken(with_paper())
        made = Submission.objects.get()
        assert cast.as_("clerk_a").get(reverse("bulletin:submission-edit", args=(made.pk,))).status_code == 200
        assert cast.as_("clerk_b").get(reverse("bulletin:submission-edit", args=(made.pk,))).status_code == 404
        assert "电子邮件" in text_of(cast.as_("clerk_a").get(reverse("bulletin:submission", args=(made.pk,))))


class TestRegister:
    @pytest.fixture(autouse=True)
    def _mails(self, cast, stranger):
        taken(mail(subject="网上科普展"))
        taken(mail(Auto_Submitted="auto-replied", subject="休假"))
        taken(mail("x", sender="MAILER-DAEMON@x.example", subject="系统退信"))

    def test_what_waits_stands_there_first_and_each_state_has_a_tab(self, cast):
        shown = text_of(cast.as_("editor").get(reverse("bulletin:mails")))
        assert STRANGER in shown
        assert "网上科普展" not in shown
        assert "还没有配置收信邮箱" in shown
        counts = counts_by_state(cast.actor("editor"), asked=MailsAsked())
        assert counts == {"tray": 1, "drafted": 1, "bounce": 1, "ignored": 1}

    @pytest.mark.parametrize(
        ("query", "subjects"),
        [
            ("state=drafted", ["网上科普展"]),
            ("state=bounce", ["系统退信"]),
            ("state=ignored", ["休假"]),
            ("state=all&text=科普展", ["网上科普展"]),
            ("state=all&text=elsewhere", [TITLE]),
            ("state=all&verdict=automatic", ["休假"]),
            ("state=all&since=2023-05-25", []),
            ("state=all&until=2023-05-23", []),
            ("state=drafted&since=2023-05-24&until=2023-05-24", ["网上科普展"]),
            ("state=no&verdict=no&since=x", [TITLE]),
        ],
    )
    def test_narrowed(self, cast, query, subjects):
        response = cast.as_("editor").get(f"{reverse('bulletin:mails')}?{query}")
        assert response.status_code == 200
        found = re.findall(r'<a href="/workbench/bulletin/mails/[0-9a-f-]{36}/">([^<]*)</a>', response.content.decode())
        assert found == subjects

    def test_what_it_became_is_named_with_its_state(self, cast):
        shown = text_of(cast.as_("editor").get(f"{reverse('bulletin:mails')}?state=drafted"))
        assert "青溪区科协：网上科普展（草稿）" in shown

    def test_the_tab_and_the_inbox_count_what_waits(self, cast):
        client = cast.as_("editor")
        assert re.search(
            r"邮件\s*<span class=\"count\">1</span>", client.get(reverse("bulletin:desk")).content.decode()
        )
        assert "1封来信待认领" in text_of(client.get("/workbench/"))
        assert "封来信待认领" not in text_of(cast.as_("clerk_a").get("/workbench/"))

    def test_exported(self, cast):
        response = cast.as_("editor").get(f"{reverse('bulletin:mails')}?state=all&_export=csv")
        body = b"".join(response) if response.streaming else response.content
        assert STRANGER in body.decode("utf-8-sig")


class TestPage:
    def test_plain_words_headers_and_files_and_nothing_that_runs(self, cast):
        raw = with_paper(name=f"{EVIL}.docx", sender=f'"{EVIL}" <{STRANGER}>', subject=EVIL)
        row = taken(mail(f"{EVIL}\n{TEXT}", sender=f'"{EVIL}" <{STRANGER}>', subject=EVIL))
        other = taken(raw)
        for each in (row, other):
            response = cast.as_("editor").get(page(each))
            assert EVIL not in response.content.decode()
            assert "alert(1)" in text_of(response)
        assert STRANGER in text_of(response)
        assert "文件" in text_of(response) or "附件" in text_of(response)

    def test_the_raw_message_is_saved_never_shown(self, cast, stranger):
        response = cast.as_("editor").get(page(stranger, "mail-raw"))
        assert response.content == bytes(stranger.raw.content)
        assert response["Content-Disposition"] == f'attachment; filename="mail-{stranger.pk}.eml"'
        assert (response["Content-Type"], response["X-Content-Type-Options"]) == ("application/octet-stream", "nosniff")
        assert "no-store" in response["Cache-Control"]

    def test_claimed_through_the_page_once(self, cast, stranger):
        client, unit = cast.as_("editor"), cast.unit("云台区科协")
        form = client.get(page(stranger))
        sent = {"unit": str(unit.uid), "remember": "on", "submit_key": hidden(form, "submit_key")}
        for _turn in range(2):
            response = client.post(page(stranger, "mail-assign"), sent)
            assert (response.status_code, response["Location"]) == (302, page(stranger))
        shown = text_of(client.get(page(stranger)))
        assert "已转为云台区科学技术协会的1条草稿" in shown
        assert "退回待认领" in shown
        assert (Submission.objects.count(), SenderAddress.objects.count()) == (1, 1)
        late = client.post(page(stranger, "mail-assign"), sent | {"submit_key": str(new_id())})
        assert late.status_code == 409
        assert "现为“已转为报送”" in text_of(late)

    def test_without_a_unit_or_with_nothing_to_draft(self, cast, stranger):
        client = cast.as_("editor")
        assert client.post(page(stranger, "mail-assign"), {"unit": ""}).status_code == 422
        empty = taken(mail("", sender=STRANGER))
        form = client.get(page(empty))
        sent = {"unit": str(cast.unit("云台区科协").uid), "submit_key": hidden(form, "submit_key")}
        response = client.post(page(empty, "mail-assign"), sent)
        assert response.status_code == 422
        assert "没有 .docx 附件" in text_of(response)

    def test_aside_and_back_through_the_page(self, cast, stranger):
        client = cast.as_("editor")
        assert client.post(page(stranger, "mail-ignore"), {"reason": ""}).status_code == 422
        assert client.post(page(stranger, "mail-ignore"), {"reason": "广告"}).status_code == 302
        assert "广告" in text_of(client.get(page(stranger)))
        assert client.post(page(stranger, "mail-ignore"), {"reason": "再次"}).status_code == 409
        assert client.post(page(stranger, "mail-put-back")).status_code == 302
        assert IncomingMail.objects.get(pk=stranger.pk).state == MailState.TRAY

    def test_a_forged_looking_one_is_marked_and_cannot_be_remembered(self, cast):
        row = taken(with_paper(Return_Path="<evil@elsewhere.example>"))
        response = cast.as_("editor").get(page(row))
        assert "发件人可能系伪造" in text_of(response)
        assert 'name="remember"' not in response.content.decode()

    def test_the_register_of_addresses(self, cast):
        client, address = cast.as_("editor"), reverse("bulletin:mail-senders")
        unit = cast.unit("云台区科协")
        assert client.post(address, {"address": "不是", "unit": str(unit.uid)}).status_code == 422
        assert client.post(address, {"address": "o@yuntai.example", "unit": str(unit.uid)}).status_code == 302
        other = {"address": "o@yuntai.example", "unit": str(cast.unit("青溪区科协").uid)}
        refused = client.post(address, other)
        assert refused.status_code == 422
        assert "请先移除" in text_of(refused)
        assert "o@yuntai.example" in text_of(client.get(f"{address}?text=云台"))
        assert "o@yuntai.example" not in text_of(client.get(f"{address}?text=航空"))
        row = SenderAddress.objects.get()
        client.post(reverse("bulletin:mail-sender-remove", args=(row.pk,)))
        assert not SenderAddress.objects.exists()

    def test_a_paper_alone_and_a_title_of_its_own(self, cast):
        row = taken(with_paper(docx("另一条", TEXT)))
        assert "另一条" in text_of(cast.as_("editor").get(page(row)))
