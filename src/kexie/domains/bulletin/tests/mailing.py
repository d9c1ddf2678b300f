"""Mails as units send them, for these tests: headers and parts in the encodings that are common in China."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from email.message import EmailMessage
from email.mime.application import MIMEApplication
from email.mime.multipart import MIMEMultipart
from email.mime.nonmultipart import MIMENonMultipart
from io import BytesIO

from docx import Document as Word
from PIL import Image

from kexie.base.kernel.access import Platform
from kexie.domains.bulletin.actions.fetching import take_mail
from kexie.domains.bulletin.models import IncomingMail

#: A morning on which mail goes out at once.
AT = datetime(2023, 5, 24, 2, 0, tzinfo=UTC)
CLERK = "clerk_a@yunchuan.example"
OFFICE = "news@yunchuan.example"
TITLE = "青溪区科协举办航天科普讲座"
TEXT = "5月23日，青溪区科协在青少年活动中心举办航天科普讲座，邀请高校教师讲解火箭发射原理，二百余名学生参加。"
SECOND = "讲座后开展了水火箭制作比赛，二十支队伍参赛，评出一等奖三名。"
BODY = f"编辑老师您好：\n\n{TEXT}\n{SECOND}\n（青溪区科协）\n\n此致\n敬礼\n--\n林知遥\n电话 010-00000000\n"


def mail(
    body: str = BODY,
    *,
    sender: str = f"林知遥 <{CLERK}>",
    subject: str = TITLE,
    files: tuple[tuple[str, bytes, str], ...] = (),
    **headers: str,
) -> bytes:
    """A whole message; ``headers`` are further ones, with _ for -; an empty one is left out."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = OFFICE
    message["Subject"] = subject
    message["Date"] = "Wed, 24 May 2023 09:00:00 +0800"
    given = {"Message_ID": f"<{abs(hash((body, subject, sender)))}@mail.example>", **headers}
    for name, value in given.items():
        if value:
            message[name.replace("_", "-")] = value
    message.set_content(body)
    for name, data, kind in files:
        main, _slash, sub = kind.partition("/")
        message.add_attachment(data, maintype=main, subtype=sub, filename=name)
    return message.as_bytes()


def docx(title: str = TITLE, *paragraphs: str) -> bytes:
    """A paper written in Word."""
    paper = Word()
    paper.add_heading(title, 1)
    for text in paragraphs or (TEXT, f"{SECOND}（青溪区科协）"):
        paper.add_paragraph(text)
    out = BytesIO()
    paper.save(out)
    return out.getvalue()


WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def with_paper(data: bytes | None = None, name: str = "讲座信息.docx", **given: str) -> bytes:
    """A mail with one paper and hardly a word of its own."""
    return mail("请查收。", files=((name, data or docx(), WORD),), **given)


def picture(colour: str = "teal") -> bytes:
    """A photograph, large enough to be none of a signature."""
    out = BytesIO()
    image = Image.effect_noise((320, 240), 80).convert("RGB")
    image.paste(colour, (0, 0, 40, 40))
    image.save(out, "JPEG", quality=95)
    return out.getvalue()


def in_gbk(charset: str = "gb2312") -> bytes:
    """A mail as older programs write it: GBK that calls itself GB2312, a file name in an encoded word inside a parameter."""

    def word(text: str) -> str:
        return f"=?{charset}?B?{base64.b64encode(text.encode('gb18030')).decode()}?="

    message = MIMEMultipart()
    message["From"] = f"{word('朱镕')} <{CLERK}>"
    message["Subject"] = f"{word('回复：')}\r\n {word(TITLE + '镕')}"
    message["Message-ID"] = "<gbk@mail.example>"
    text = MIMENonMultipart("text", "plain", charset=charset)
    text["Content-Transfer-Encoding"] = "base64"
    text.set_payload(base64.encodebytes(f"{TEXT}镕\r\n".encode("gb18030")).decode())
    message.attach(text)
    paper = MIMEApplication(docx(), "octet-stream")
    paper["Content-Disposition"] = f'attachment; filename="{word("讲座 镕.docx")}"'
    message.attach(paper)
    return message.as_bytes()


def bounce_of(message_id: str, address: str, *, status: str = "5.1.1", action: str = "failed") -> bytes:
    """A delivery report of RFC 3464, with the headers of the mail that came back."""
    return (
        "Return-Path: <>\r\n"
        "From: MAILER-DAEMON@mx.example (Mail Delivery System)\r\n"
        f"To: {OFFICE}\r\n"
        "Subject: Undelivered Mail Returned to Sender\r\n"
        f"Message-ID: <report-{abs(hash((message_id, action)))}@mx.example>\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n'
        "MIME-Version: 1.0\r\n\r\n"
        "--b\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\nI'm sorry.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; mx.example\r\n\r\n"
        f"Final-Recipient: rfc822; {address}\r\nAction: {action}\r\nStatus: {status}\r\n"
        f"Diagnostic-Code: smtp; 550 {status} <{address}>: Recipient address rejected: User unknown\r\n\r\n"
        "--b\r\nContent-Type: text/rfc822-headers\r\n\r\n"
        f"From: kexie@yunchuan.example\r\nTo: {address}\r\nMessage-ID: {message_id}\r\nSubject: bulletin\r\n\r\n"
        "--b--\r\n"
    ).encode()


def taken(raw: bytes, *, at: datetime = AT) -> IncomingMail:
    """The mail as it is stored."""
    row = take_mail(by=Platform(), at=at, raw=raw)
    assert row is not None
    return row
