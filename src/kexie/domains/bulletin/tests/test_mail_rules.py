"""Reading mails, and judging them: tables of what is common, and odd bytes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kexie.domains.bulletin.rules.mails import headers, words
from kexie.domains.bulletin.rules.mails.bounces import read_bounce
from kexie.domains.bulletin.rules.mails.headers import Address
from kexie.domains.bulletin.rules.mails.judging import aligned, why_automatic, why_forged
from kexie.domains.bulletin.rules.mails.reading import MOST_PARTS, ReadMail, read_mail
from kexie.domains.bulletin.tests.mailing import (
    BODY,
    CLERK,
    SECOND,
    TEXT,
    TITLE,
    bounce_of,
    docx,
    in_gbk,
    mail,
    with_paper,
)

NEAR = date(2023, 5, 24)
WEB_MAIL = (
    b"From: =?utf-8?b?5p6X?= <a@b.cn>\r\nSubject: =?UTF-8?Q?=E4=BF=A1=E6=81=AF?=\r\n"
    b"Content-Type: text/html; charset=gbk\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
)


class TestReading:
    def test_a_plain_mail(self):
        found = read_mail(
            mail(Message_ID="<1@x.example>", In_Reply_To="<0@x.example>", References="<0@x.example> <9@y>")
        )
        assert found.sender == Address(CLERK, "林知遥")
        assert (found.message_id, found.subject, found.references) == (
            "<1@x.example>",
            TITLE,
            ("<0@x.example>", "<9@y>"),
        )
        assert found.sent_at == datetime(2023, 5, 24, 1, 0, tzinfo=UTC)
        assert found.text == BODY.strip()
        assert found.attachments == ()

    @pytest.mark.parametrize("charset", ["gb2312", "gbk", "gb18030", "x-gbk"])
    def test_gbk_that_calls_itself_something_smaller_is_read_whole(self, charset):
        found = read_mail(in_gbk(charset))
        assert (found.sender.name, found.subject) == ("朱镕", f"回复：{TITLE}镕")
        assert found.text == f"{TEXT}镕"
        [paper] = found.attachments
        assert (paper.name, paper.extension, paper.data[:2]) == ("讲座 镕.docx", ".docx", b"PK")

    def test_file_names_of_rfc_2231_in_any_charset(self):
        [paper] = read_mail(with_paper(name="关于讲座的信息（定稿）.docx")).attachments
        assert paper.name == "关于讲座的信息（定稿）.docx"
        raw = (
            b"Content-Type: application/octet-stream; name*0*=gb2312''%BD%B2; name*1*=%D7%F9.docx\r\n"
            b"Content-Disposition: attachment\r\n\r\nx"
        )
        [paper] = read_mail(raw).attachments
        assert paper.name == "讲座.docx"

    def test_raw_gbk_in_headers_and_no_charset_at_all(self):
        raw = b"From: a@b.cn\r\nSubject: " + "讲座信息".encode("gbk") + b"\r\n\r\n" + TEXT.encode("gbk")
        found = read_mail(raw)
        assert (found.subject, found.text) == ("讲座信息", TEXT)

    def test_html_alone_becomes_paragraphs_without_anything_that_runs(self):
        html = f"<p>{TEXT}</p><script>alert(1)</script><p>{SECOND}<img src=x onerror=alert(1)></p>"
        found = read_mail(WEB_MAIL + html.encode("gbk"))
        assert found.text == f"{TEXT}\n{SECOND}"
        assert (found.sender.name, found.subject) == ("林", "信息")

    def test_plain_text_goes_before_its_html(self):
        raw = (
            b'Content-Type: multipart/alternative; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nplain\r\n'
            b"--b\r\nContent-Type: text/html\r\n\r\n<p>html</p>\r\n--b--\r\n"
        )
        assert read_mail(raw).text == "plain"

    def test_without_identifier_the_bytes_name_it(self):
        one, other = read_mail(mail(Message_ID="")), read_mail(mail("另一封", Message_ID=""))
        assert one.message_id.endswith("@no-id>")
        assert one.message_id != other.message_id
        assert one.message_id == read_mail(mail(Message_ID="")).message_id

    def test_more_parts_than_are_looked_at(self):
        parts = b"".join(b"--b\r\nContent-Type: text/plain\r\n\r\nx\r\n" for _ in range(MOST_PARTS + 5))
        found = read_mail(b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n' + parts + b"--b--\r\n")
        assert found.parts_left_out
        assert found.text.count("x") == MOST_PARTS
        assert not read_mail(mail()).parts_left_out

    def test_parts_within_parts_without_end(self):
        raw = b"".join(b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (n, n) for n in range(60))
        assert read_mail(raw + b"\r\nx").parts_left_out

    def test_a_header_cannot_smuggle_in_a_line(self):
        found = read_mail(
            b"From: =?utf-8?q?a=0D=0ABcc=3A_x?= <a@b.cn>\r\nSubject: =?utf-8?q?a=0Ab=00=E2=80=AE?=\r\n\r\nx"
        )
        assert (found.sender.name, found.subject) == ("a Bcc: x", "a b")

    @pytest.mark.parametrize(
        "charset", ["utf-7", "unicode_escape", "raw_unicode_escape", "zlib", "rot13", "idna", "no such", ""]
    )
    def test_no_charset_brings_in_what_a_database_refuses(self, charset):
        text = headers.decoded(rb"\ud800 +2AA- x\x9c\x00" + b"\x00\xff", charset)
        text.encode("utf-8")
        assert "\x00" not in text

    @given(st.binary(max_size=400))
    @example(b"From: \xff\xfe<@>\r\nDate: 99 99 99\r\nContent-Type: text/plain; charset*=x'y'%ff\r\n\r\n\xff")
    @example(b"From: a@b, c@d\r\nContent-Type: multipart/report; report-type\r\n\r\n--")
    @example(b"Content-Transfer-Encoding: uuencode\r\n\r\nbegin 666 x\r\n\xff\r\nend")
    def test_odd_bytes_never_fail(self, data):
        self._is_storable(read_mail(data))

    @given(
        st.lists(
            st.tuples(
                st.sampled_from(
                    [
                        *("From", "Sender", "Subject", "Date", "Message-ID", "Content-Type", "Content-Disposition"),
                        *("Content-Transfer-Encoding", "References", "Return-Path", "Authentication-Results", "To"),
                    ]
                ),
                st.text(max_size=60).map(lambda text: text.replace("\n", " ").replace("\r", " ")),
            ),
            max_size=8,
        ),
        st.binary(max_size=200),
    )
    @example([("Content-Type", "multipart/mixed; boundary=b")], b"--b\r\n\r\n\xff\r\n--b--")
    @example([("Content-Disposition", "attachment; filename*=utf-8''%ED%A0%80")], b"x")
    @example([("Date", "Mon, 1 Jan 0001 00:00:00 +2359")], b"")
    def test_odd_headers_never_fail(self, lines, body):
        head = b"".join(f"{name}: ".encode() + value.encode("utf-8", "replace") + b"\r\n" for name, value in lines)
        found = read_mail(head + b"\r\n" + body)
        self._is_storable(found)
        words.understood(found, near=NEAR)
        why_forged(found, trusted="mx.example")
        why_automatic(found, own=())
        read_bounce(found)

    def _is_storable(self, found: ReadMail) -> None:
        for text in (
            found.message_id,
            found.sender.address,
            found.sender.name,
            found.subject,
            found.text,
            found.report,
        ):
            text.encode("utf-8")
            assert "\x00" not in text
        assert len(found.message_id) <= 255
        assert len(found.sender.address) <= 254
        assert len(found.sender.name) <= 120
        assert len(found.subject) <= 255
        assert found.sent_at is None or found.sent_at.tzinfo is not None


class TestWords:
    @pytest.mark.parametrize(
        ("subject", "title"),
        [
            (TITLE, TITLE),
            (f"Re: Fwd: {TITLE}", TITLE),
            (f"转发：回复：{TITLE}", TITLE),
            (f"[外部邮件] RE[2]: {TITLE}", TITLE),
            ("信息报送", ""),
            ("转发: 投稿", ""),
            ("(无主题)", ""),
            ("", ""),
            ("甲" * 200, "甲" * 120),
        ],
    )
    def test_a_title_from_a_subject(self, subject, title):
        assert words.title_of(subject) == title

    @pytest.mark.parametrize(
        "around",
        [
            BODY,
            f"{TEXT}\n{SECOND}\n（青溪区科协）",
            f"尊敬的编辑老师：\n{TEXT}\n{SECOND}\n（青溪区科协）\n请查收，谢谢！",
            f"{TEXT}\n{SECOND}\n（青溪区科协）\n\n------------------ 原始邮件 ------------------\n发件人: 编辑部\n请报信息",
            f"{TEXT}\n{SECOND}\n（青溪区科协）\n\n在 2023年5月22日 写道：\n> 请报信息",
            f"{TEXT}\n{SECOND}\n（青溪区科协）\n发件人：编辑部\n发送时间：2023年5月22日\n请报信息",
            f"{TEXT}\n{SECOND}\n（青溪区科协）\n发自我的手机",
            f"\n---------- 转发的邮件 ----------\n发件人：林知遥\n主题：讲座\n\n{TEXT}\n{SECOND}\n（青溪区科协）",
        ],
    )
    def test_only_what_the_sender_has_written_is_taken(self, around):
        assert words.body_lines(around) == (TEXT, SECOND, "（青溪区科协）")

    def test_a_mail_is_understood_as_a_submission(self):
        said = words.understood(read_mail(mail()), near=NEAR)
        assert (said.paragraphs, said.credits, said.event_on) == ((TEXT, SECOND), ("青溪区科协",), date(2023, 5, 23))

    @pytest.mark.parametrize("body", [f"{TITLE}\n{TEXT}", f"{TITLE}。\n{TEXT}"])
    def test_a_first_line_that_says_the_subject_again_is_no_text(self, body):
        said = words.understood(read_mail(mail(body)), near=NEAR)
        assert (said.title, said.paragraphs) == (TITLE, (TEXT,))

    def test_pictures_of_signatures_are_left_out(self):
        given_ = (
            ("logo.png", b"x" * 500, "image/png"),
            ("现场.JPG", b"x" * 20_000, "image/jpeg"),
            ("材料.pdf", b"x" * 20_000, "application/pdf"),
        )
        found = read_mail(mail(files=given_))
        assert [each.name for each in words.pictures(found)] == ["现场.JPG"]
        assert [each.name for each in words.unread_papers(found)] == ["材料.pdf"]


class TestAutomatic:
    @pytest.mark.parametrize(
        "given_",
        [
            {"Auto_Submitted": "auto-replied"},
            {"Auto_Submitted": "auto-generated; x=y"},
            {"Precedence": "bulk"},
            {"Precedence": "list"},
            {"List_Id": "<news.example>"},
            {"List_Unsubscribe": "<mailto:x@y.cn>"},
            {"X_Autoreply": "yes"},
            {"Return_Path": "<>"},
            {"X_Kexie_Loop": "1"},
            {"sender": "news@yunchuan.example"},
            {"sender": "MAILER-DAEMON@x.example"},
            {"sender": "no-reply@x.example"},
            {"sender": "noreply+7@x.example"},
        ],
    )
    def test_of_a_machine(self, given_):
        assert why_automatic(read_mail(mail(**given_)), own={"news@yunchuan.example"})

    @pytest.mark.parametrize(
        "given_", [{}, {"Auto_Submitted": "no"}, {"Precedence": "normal"}, {"sender": "bounceley@x.example"}]
    )
    def test_of_a_person(self, given_):
        assert why_automatic(read_mail(mail(**given_)), own={"news@yunchuan.example"}) == ""


MX = "mx.yunchuan.example"


class TestForged:
    @pytest.mark.parametrize(
        ("given_", "said"),
        [
            ({"sender": "a@x.cn, b@y.cn"}, "没有唯一"),
            ({"sender": "没有地址"}, "没有有效"),
            ({"sender": f'"{CLERK}" <evil@elsewhere.example>'}, "另一个邮箱地址"),
            ({"Sender": "evil@elsewhere.example"}, "Sender"),
            ({"Return_Path": "<evil@elsewhere.example>"}, "Return-Path"),
        ],
    )
    def test_by_what_a_mail_says_of_itself(self, given_, said):
        assert said in why_forged(read_mail(mail(**given_)))

    def test_two_from_lines(self):
        assert "没有唯一" in why_forged(read_mail(b"From: a@x.cn\r\nFrom: a@x.cn\r\n\r\nx"))

    @pytest.mark.parametrize(
        "given_",
        [
            {},
            {"Sender": CLERK, "Return_Path": f"<{CLERK}>"},
            {"Return_Path": "<bounce@mail.yunchuan.example>"},
            {"sender": f'"{CLERK}" <{CLERK}>'},
        ],
    )
    def test_nothing_speaks_for_it(self, given_):
        assert why_forged(read_mail(mail(**given_))) == ""

    @pytest.mark.parametrize(
        ("results", "passes"),
        [
            (f"{MX}; dmarc=pass header.from=yunchuan.example", True),
            (f"{MX}; spf=pass smtp.mailfrom={CLERK}", True),
            (f"{MX} 1; dkim=pass header.d=yunchuan.example; spf=fail smtp.mailfrom=x@y.cn", True),
            (f"{MX}; spf=pass smtp.mailfrom=mail.yunchuan.example", True),
            (f"{MX}; spf=pass (trusted) smtp.mailfrom=evil@elsewhere.example", False),
            (f"{MX}; dkim=pass header.d=elsewhere.example", False),
            (f"{MX}; dkim=pass header.d=example", False),
            (f"{MX}; spf=pass smtp.mailfrom={CLERK}; dmarc=fail", False),
            (f"{MX}; spf=softfail smtp.mailfrom={CLERK}", False),
            (f"{MX}; none", False),
            ("elsewhere.example; dmarc=pass header.from=yunchuan.example", False),
            (f"{MX}.elsewhere.example; dmarc=pass", False),
            (f"elsewhere.example (; {MX}); dmarc=pass", False),
            ("", False),
        ],
    )
    def test_by_the_server_that_is_trusted(self, results, passes):
        found = read_mail(mail(Authentication_Results=results))
        assert (why_forged(found, trusted=MX) == "") is passes

    def test_only_the_line_on_top_counts(self):
        """The sender can write one himself; it then stands below the server's."""
        raw = (
            f"Authentication-Results: {MX}; dmarc=fail\r\nAuthentication-Results: {MX}; dmarc=pass\r\n".encode()
            + mail()
        )
        assert why_forged(read_mail(raw), trusted=MX)

    @pytest.mark.parametrize(
        ("one", "other", "are"),
        [
            ("a.cn", "a.cn", True),
            ("mail.a.cn", "A.cn", True),
            ("a.cn", "xa.cn", False),
            ("cn", "a.cn", False),
            ("", "a.cn", False),
        ],
    )
    def test_domains_that_belong_together(self, one, other, are):
        assert aligned(one, other) is aligned(other, one) is are


class TestBounces:
    def test_a_report_names_the_mail_and_the_reason(self):
        found = read_bounce(read_mail(bounce_of("<ours@yunchuan.example>", "r@readers.example")))
        assert found
        assert "<ours@yunchuan.example>" in found.identifiers
        assert found.final
        assert "5.1.1" in found.detail
        assert "User unknown" in found.detail

    def test_a_delay_is_not_the_end(self):
        found = read_bounce(read_mail(bounce_of("<ours@x>", "r@x.example", status="4.4.1", action="delayed")))
        assert found
        assert not found.final

    @pytest.mark.parametrize(
        "given_",
        [
            {"sender": "PostMaster@provider.example", "subject": "系统退信/Systems bounce"},
            {"sender": "Mailer-Daemon@provider.example", "subject": "来自provider的退信"},
            {"sender": "x@provider.example", "subject": "x", "X_Failed_Recipients": "r@readers.example"},
            {"sender": "y@provider.example", "subject": "Undelivered mail", "Return_Path": "<>"},
        ],
    )
    def test_what_providers_write_instead(self, given_):
        body = "您的邮件无法送达。\n原邮件：\nMessage-ID: <ours@yunchuan.example>\n550 5.1.1 no such user"
        found = read_bounce(read_mail(mail(body, **given_)))
        assert found
        assert "<ours@yunchuan.example>" in found.identifiers

    @pytest.mark.parametrize("given_", [{}, {"subject": "退信处理办法学习会"}, {"Auto_Submitted": "auto-replied"}])
    def test_other_mails_are_none(self, given_):
        assert read_bounce(read_mail(mail(**given_))) is None


def test_the_content_tells_two_mails_with_one_identifier_apart():
    one = read_mail(with_paper(docx(), Message_ID="<same@x>"))
    other = read_mail(with_paper(docx("另一条", TEXT), Message_ID="<same@x>"))
    over_a_list = read_mail(b"Received: from x\r\n" + mail(Message_ID="<same@x>"))
    assert one.content_digest != other.content_digest
    assert over_a_list.content_digest == read_mail(mail(Message_ID="<same@x>")).content_digest
    assert replace(one, subject="x").content_digest != one.content_digest
