"""Documents about the fictional city of 云川 for the tests of this toolbox."""

from __future__ import annotations

import io
from datetime import date

from PIL import Image

from kexie.base.documents.model import (
    Closing,
    Contents,
    Document,
    Heading,
    Imprint,
    Masthead,
    Paragraph,
    Part,
    Picture,
    Table,
)
from kexie.base.documents.pdf import render_pdf
from kexie.base.documents.pdf_drawing import Run, sheets
from kexie.base.documents.truetype import Shape, truetype

RARE_NAMES = "马喆、祁祎、陈赟、郭镕、柳頔"

MASTHEAD = Masthead(
    name="云川科协动态",
    number_line="2026年 第9期",
    running_line="（总第31期）",
    publisher="云川市科协办公室",
    date=date(2026, 3, 6),
)
IMPRINT = Imprint(
    label="分送",
    lines=("市科协主席、副主席、常委", "各市级学会，各区科协，高校和园区科协", "机关各部门、直属单位"),
    print_run="共印 120 份",
)
SENTENCE = "云川市科协组织水利、农机和气象三个学会的专家到青溪镇走访，逐户了解春灌设备的使用情况，现场答复农户提出的十七个问题。"


def png(width: int = 300, height: int = 200) -> bytes:
    """A plain blue PNG."""
    file = io.BytesIO()
    Image.new("RGB", (width, height), (20, 60, 140)).save(file, "PNG")
    return file.getvalue()


def picture(**changes: object) -> Picture:
    """A picture with alternative text and caption."""
    return Picture(**({"data": png(), "alt": "专家在田边查看水泵", "caption": "图为青溪镇春灌现场"} | changes))


def small_face(letters: str, *, name: str) -> bytes:
    """A TrueType font that has only ``letters``, in the shapes of the floor."""
    sheet = sheets(render_pdf(Document(title="字", parts=(Paragraph(text=letters),))))[0]
    run = next(thing for thing in sheet.drawn if isinstance(thing, Run))
    return truetype(run.font, [Shape(glyph.code, glyph.text) for glyph in run.glyphs], name=name)


def bulletin(items: int = 9, sentences: int = 4) -> Document:
    """A bulletin as large as a real issue: five columns, ``items`` items of two paragraphs, contents, imprint."""
    columns = ("【主题教育】", "【数字科协】", "【科创工作】", "【科普工作】", "【基层动态】")
    parts: list[Part] = [
        Contents(title="目录提要", entries=tuple(f"云川市科协第{n}项春灌服务走进乡镇" for n in range(1, 6)))
    ]
    for number in range(items):
        if number % 2 == 0:
            parts.append(Heading(text=columns[number // 2 % 5], level=1))
        parts.append(Heading(text=f"第{number + 1}支科技小分队到青溪镇开展春灌服务", level=2))
        parts.append(Paragraph(text=f"3月{number + 1}日，" + SENTENCE * sentences))
        parts.append(Paragraph(text="小分队成员" + RARE_NAMES + "参加活动。" + SENTENCE, credit="科普部、青溪区科协"))
    parts.append(Closing(lines=(("信息报送邮箱", "dongtai@yunchuan.example"), ("编辑", "柳頔"), ("审核", "马喆"))))
    return Document(
        title="云川科协动态 2026年第9期",
        author="云川市科协办公室",
        subject="每周动态",
        masthead=MASTHEAD,
        parts=tuple(parts),
        imprint=IMPRINT,
    )


def everything() -> Document:
    """A document with every kind of part."""
    return Document(
        title="各种样式",
        masthead=MASTHEAD,
        parts=(
            Contents(title="目录提要", entries=("第一条提要", "第二条提要")),
            Heading(text="一、总体情况", level=1),
            Paragraph(text="全市学会活动稳步开展。", credit="办公室"),
            Heading(text="（一）学会服务", level=2),
            Heading(text="1.走访", level=3),
            Heading(text="（1）青溪镇", level=4),
            Paragraph(text="与会专家有" + RARE_NAMES + "。"),
            Table(
                head=("单位", "场次", "备注"),
                rows=(("青溪区科协", "12", "春灌"), ("云川市农机学会", "7", "")),
                caption="一季度活动统计",
                numeric=frozenset({1}),
            ),
            picture(),
            Closing(lines=(("编辑", "柳頔"), ("审核", "马喆"))),
        ),
        imprint=IMPRINT,
    )
