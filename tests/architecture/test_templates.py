"""What holds for every template of the project, whoever writes it.

They compile; they carry no inline style, script or handler (the content security policy forbids them, and a browser would
drop them without a word); what people read goes through translation; markup is not switched off being escaped.
"""

import re
from pathlib import Path

import pytest
from django.template import engines

SRC = Path(__file__).parents[2] / "src" / "kexie"
TEMPLATES = sorted(path for path in SRC.glob("**/templates/**/*") if path.suffix in (".html", ".txt", ".xml", ".svg"))
HTML = [path for path in TEMPLATES if path.suffix == ".html"]

COMMENT = re.compile(r"\{#.*?#\}|\{%\s*comment.*?endcomment\s*%\}|<!--.*?-->", re.S)
TRANSLATED = re.compile(
    r"\{%\s*blocktrans(?:late)?\b.*?\{%\s*endblocktrans(?:late)?\s*%\}"  # a block
    r"|\{%\s*trans(?:late)?\s+(?:\"[^\"]*\"|'[^']*').*?%\}"  # a sentence
    r"|_\((?:\"[^\"]*\"|'[^']*')\)",  # an argument
    re.S,
)
CHINESE = re.compile(r"[\u3400-\u9fff]+")  # words; punctuation between variables is typography
INLINE = {
    "a style attribute": re.compile(r"<[a-zA-Z][^<>]*\sstyle\s*=", re.S),
    "a <style> element": re.compile(r"<style\b", re.I),
    "an inline script": re.compile(r"<script\b(?![^>]*\bsrc=)(?![^>]*type=\"application/(?:ld\+)?json\")", re.I),
    "an event handler": re.compile(r"<[a-zA-Z][^<>]*\son[a-z]+\s*=", re.S | re.I),
    "an hx-on handler": re.compile(r"\shx-on[:-]", re.I),
    "a javascript: address": re.compile(r"javascript:", re.I),
    "an asset of another host": re.compile(
        r"<(?:script|link|img|iframe|source)\b[^>]*(?:src|href)=[\"'](?:https?:)?//", re.I
    ),
}
#: Where text is marked safe, and why it is: nothing that a person typed may pass here.
MARKED_SAFE = {
    "base/ui/templates/ui/forms/notes.html": "help texts are written by programmers, as in Django's own template",
}


def name(path: Path) -> str:
    return path.relative_to(SRC).as_posix()


def source(path: Path) -> str:
    return COMMENT.sub("", path.read_text("utf-8"))


def untranslated(text: str) -> list[str]:
    return CHINESE.findall(TRANSLATED.sub("", COMMENT.sub("", text)))


def inline(text: str) -> list[str]:
    return [what for what, pattern in INLINE.items() if pattern.search(text)]


def test_there_are_templates():
    assert len(HTML) > 20


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_it_compiles(path):
    engines["django"].get_template(path.as_posix().split("/templates/", 1)[1])


@pytest.mark.parametrize("path", HTML, ids=name)
def test_it_has_nothing_inline(path):
    assert inline(source(path)) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_what_people_read_goes_through_translation(path):
    assert untranslated(path.read_text("utf-8")) == []


@pytest.mark.parametrize("path", HTML, ids=name)
def test_nothing_is_marked_safe_without_a_reason(path):
    if name(path) not in MARKED_SAFE:
        assert not re.search(r"\|\s*safe\b|autoescape\s+off", source(path))


def test_the_reasons_are_for_templates_that_exist():
    assert set(MARKED_SAFE) <= {name(path) for path in HTML}


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ('{% translate "标题" %}', []),
        ("{% translate '标题' as title %}", []),
        ("{% blocktranslate with name=x %}共 {{ name }} 条{% endblocktranslate %}", []),
        ('{{ text|default:_("没有") }}', []),
        ("{# 说明 #}<!-- 说明 -->", []),
        ("<h1>标题</h1>", ["标题"]),
        ('<a title="标题">', ["标题"]),
        ("（{{ unit }}）", []),
        ('{{ on|date:"n月j日" }}', ["月", "日"]),
    ],
)
def test_the_eye_for_untranslated_text_sees(text, left):
    assert untranslated(text) == left


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ('<p style="color:red">', ["a style attribute"]),
        ("<style>p{}</style>", ["a <style> element"]),
        ("<script>go()</script>", ["an inline script"]),
        ('<script src="/static/a.js" defer></script>', []),
        ('<button class="a" onclick="go()">', ["an event handler"]),
        ('<a href="javascript:go()">', ["a javascript: address"]),
        ('<img src="//cdn.example/a.png">', ["an asset of another host"]),
        ('<div hx-on:click="go()">', ["an hx-on handler"]),
        ('<p class="style">on=1</p>', []),
    ],
)
def test_the_eye_for_inline_things_sees(text, seen):
    assert inline(text) == seen
