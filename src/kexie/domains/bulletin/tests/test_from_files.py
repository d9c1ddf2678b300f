"""A draft from a Word file: its words in their places, its pictures taken out, and told what could not be taken over."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest

from kexie.base.documents.refusals import Damaged, FileRefusal, NotAccepted, UnknownType
from kexie.base.kernel.errors import Invalid, LogInFirst, NotPermitted
from kexie.domains.bulletin.actions.from_files import begin_from_file
from kexie.domains.bulletin.models import Picture, Submission
from kexie.domains.bulletin.rules.submissions import LONGEST_TEXT, MOST_PICTURES, Origin
from kexie.domains.bulletin.tests.writing import AT, paper, picture, work_done

pytestmark = pytest.mark.django_db

BODY = "5月21日至23日，青溪区科协在柳湾街道举办科普讲座。"


def begin(cast, data: bytes, name="报送.docx", member="clerk_a", **more):
    return begin_from_file(by=cast.actor(member), at=AT, unit=cast.unit("青溪区科协"), name=name, data=data, **more)


def test_a_paper_fills_the_draft(cast):
    data = paper(
        "青溪区科协举办科普讲座", BODY, picture(1), "图为讲座现场", "三百人参加。（科普部、青溪区科协）", picture(2)
    )
    submission, told = begin(cast, data)
    assert (submission.title, submission.paragraphs) == ("青溪区科协举办科普讲座", (BODY, "三百人参加。"))
    assert submission.credit_line == "科普部、青溪区科协"
    assert (submission.event_on, submission.event_until) == (date(2023, 5, 21), date(2023, 5, 23))
    assert (submission.channel, submission.state, submission.version) == ("file", "draft", 0)
    rows = [(row.order, row.after, row.caption) for row in submission.pictures.all()]
    assert rows == [(1, 1, "图为讲座现场"), (2, 2, "")]
    assert told == ()


def test_what_could_not_be_taken_over_is_told(cast):
    data = paper(BODY, "三百人参加。（柳湾邻里科学社、科普部）", "联系人：张三")
    submission, told = begin(cast, data)
    assert submission.title == ""
    assert submission.credit_line == "青溪区科协、科普部"
    assert "没有认出标题" in told[0]
    assert "柳湾邻里科学社" in told[1]
    assert "联系人：张三" in told[2]


def test_pictures_that_cannot_be_used_are_counted(cast):
    pictures = [picture(colour) for colour in range(MOST_PICTURES + 3)]
    submission, told = begin(cast, paper("标题", BODY, *pictures, picture(0)))
    assert submission.pictures.count() == MOST_PICTURES
    assert "3张图片没有取出" in told[-1]


def test_plain_text_and_markdown_are_taken_too(cast):
    submission, _told = begin(cast, f"标题\n\n{BODY}\n".encode(), name="a.txt")
    assert (submission.title, submission.paragraphs) == ("标题", (BODY,))
    assert begin(cast, f"# 标题\n\n{BODY}\n".encode(), name="a.md").submission.title == "标题"


def test_it_may_report_work_of_the_ledger(cast):
    entry = work_done(cast)
    submission, _told = begin(cast, paper("标题", BODY), origin=Origin(entry_id=entry.pk))
    assert submission.entry == entry


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as package:
        package.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "refusal"),
    [
        (with_part(paper("标题", BODY), "word/vbaProject.bin", b"x"), "a.docx", Invalid),
        (with_part(paper("标题", BODY), "word/activeX/a.xml", b"<a/>"), "a.docx", Invalid),
        (paper("标题", "长" * (LONGEST_TEXT + 1)), "a.docx", Invalid),
        (paper("标题", BODY), "a.pdf", FileRefusal),
        (paper("标题", BODY)[:400], "a.docx", UnknownType),
        (b"%PDF-1.4", "a.pdf", NotAccepted),
        (picture(), "a.png", NotAccepted),
        (b"\xd0\xcf\x11\xe0 old word", "a.doc", UnknownType),
        (b"", "a.docx", FileRefusal),
        (with_part(paper("标题", BODY), "word/x.xml", b"<!DOCTYPE a><a/>"), "a.docx", FileRefusal),
    ],
)
def test_bad_files_are_refused_and_leave_nothing(cast, data, name, refusal):
    with pytest.raises(refusal) as caught:
        begin(cast, data, name=name)
    assert not isinstance(caught.value, Damaged)
    assert caught.value.message.endswith("。")
    assert not Submission.objects.exists()
    assert not Picture.objects.exists()


@pytest.mark.parametrize("member", ["clerk_b", "editor", "reviewer", "visitor"])
def test_nobody_else_reads_files_for_the_unit(cast, member):
    with pytest.raises(LogInFirst if member == "visitor" else NotPermitted):
        begin(cast, b"anything", member=member)
