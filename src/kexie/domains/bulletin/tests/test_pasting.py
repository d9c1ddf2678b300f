"""What is pasted from Word becomes plain paragraphs: nothing of the dirt, nothing of the words lost."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kexie.domains.bulletin.rules.pasting import is_markup, lines_of_html
from kexie.domains.bulletin.rules.wording import tidied_paragraphs

WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word">
<head><meta charset=utf-8><style>p.MsoNormal {mso-style-parent:"";}</style>
<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]--></head>
<body lang=ZH-CN><!--StartFragment-->
<p class=MsoNormal style='text-indent:21.0pt;mso-char-indent-count:2.0'><span lang=EN-US>5</span><span
style='font-family:宋体;mso-ascii-font-family:Calibri'>月</span><span lang=EN-US>23</span>日，&nbsp;&nbsp;青溪区科协
举办<b>科普讲座</b>。<o:p></o:p></p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>1.<span
style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp; </span></span><![endif]><span>三百人参加</span></p>
<p class=MsoNormal><span lang=EN-US><o:p>&nbsp;</o:p></span></p>
<!--EndFragment--></body></html>"""


def test_a_page_of_word():
    assert is_markup(WORD)
    assert lines_of_html(WORD) == ("5月23日，青溪区科协举办科普讲座。", "1. 三百人参加")


@pytest.mark.parametrize(
    ("html", "lines"),
    [
        ("<p>一<p>二", ("一", "二")),
        ("<p>青溪区\r\n  科协</p><p>GB\nT 9704\n标准</p>", ("青溪区科协", "GB T 9704 标准")),
        ("<p><span>青溪区</span>\n<span>科协</span></p>", ("青溪区科协",)),
        ("一<br>二<br><br>三", ("一", "二", "三")),
        ("<div>一<div>二</div>三</div>", ("一", "二", "三")),
        ("<p><b>粗</b>的<i>斜</i><a href='x'>链</a></p>", ("粗的斜链",)),
        ("<h1>题</h1>文", ("题", "文")),
        ("<ol><li>甲<li>乙</ol>", ("1. 甲", "2. 乙")),
        ("<ol start=3><li><p>甲</p></li><li value=7>乙</li><li>丙</li></ol>", ("3. 甲", "7. 乙", "8. 丙")),
        ("<ol><li>甲<ol><li>子</ol></li><li>乙</ol>", ("1. 甲", "1. 子", "2. 乙")),
        ("<ol start=-5><li>甲</ol><ol start=99999999999><li>乙</ol>", ("1. 甲", "1. 乙")),
        ("<ol><li></li><li>乙</li></ol>", ("2. 乙",)),
        ("<ul><li>甲<li>乙</ul>", ("甲", "乙")),
        ("<li>孤", ("孤",)),
        ("<table><tr><th>场次<th>人数<tr><td>12<td>300</table>", ("场次｜人数", "12｜300")),
        ("<table><tr><td><p>甲</p><p>乙</p></td><td></td><td>丙</td></tr></table>尾", ("甲 乙｜丙", "尾")),
        ("<table><tr><td>外<table><tr><td>内</td></tr></table></td></tr></table>", None),
        ("<script>alert(1)</script>后<style>p{}</style><svg><text>x</text></svg>", ("后",)),
        ("<img src=x onerror=alert(1)>图", ("图",)),
        ("&lt;b&gt;不是标签&lt;/b&gt;", ("<b>不是标签</b>",)),
        ("<p>&nbsp;\u3000 </p>", ()),
        ("\u3000\u3000青溪区 ，科协 。", ("青溪区，科协。",)),
        ("", ()),
    ],
)
def test_markup_becomes_lines(html, lines):
    told = lines_of_html(html)
    if lines is None:
        assert "".join(told).replace("｜", "") == "外内"
    else:
        assert told == lines


@pytest.mark.parametrize(
    "text",
    [
        *("5 < 6，且 7 > 6", "<script>alert(1)</script>", "<p>讲解 HTML 的段落标签</p>", "青溪区科协", ""),
        *("<b>标题</b>", "a<b>c"),
    ],
)
def test_what_somebody_typed_is_no_markup(text):
    assert not is_markup(text)
    assert "".join(tidied_paragraphs(text)) == text


@given(st.text(max_size=300))
def test_no_text_breaks_it_and_every_line_is_one_line(text):
    for line in lines_of_html(text):
        assert line.strip() == line != ""
        assert not re.search(r"[\n\r\t\u3000\u00a0]|  ", line)


@given(st.lists(st.text("青溪区科协举办讲座一二三。，abc12", min_size=1, max_size=30), max_size=6))
def test_no_word_is_lost(words):
    html = "".join(f"<p class=MsoNormal><span>{word}</span><o:p></o:p></p>" for word in words)
    assert lines_of_html(html) == tuple(words)


@given(st.text("　 \t\u00a0\u200b\ufeff青溪a,。\n", max_size=60))
def test_typed_paragraphs_are_tidied_once_and_for_all(text):
    tidied = tidied_paragraphs(text)
    assert tidied_paragraphs("\n".join(tidied)) == tidied
    assert all(line and "  " not in line and "\u3000" not in line for line in tidied)
