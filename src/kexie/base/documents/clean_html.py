"""Running text for programs: HTML of a few plain tags with absolute addresses, and the same as plain text."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Final

import nh3

_TAGS: Final = frozenset(
    (
        *(
            "p",
            "h2",
            "h3",
            "h4",
            "br",
            "hr",
            "a",
            "b",
            "strong",
            "i",
            "em",
            "sub",
            "sup",
            "ul",
            "ol",
            "li",
            "blockquote",
        ),
        *("figure", "figcaption", "img", "table", "caption", "thead", "tbody", "tr", "th", "td"),
    )
)
_ATTRIBUTES: Final = {"a": {"href"}, "img": {"src", "alt", "width", "height"}, "td": {"colspan"}, "th": {"colspan"}}
#: Whose content goes with them.
_DROPPED: Final = frozenset(("script", "style", "svg", "template", "noscript", "form", "button"))
_SCHEMES: Final = frozenset(("http", "https", "mailto", "tel"))
_BREAK: Final = re.compile(r"<br>|</(?:p|li|h[2-4]|figcaption|tr|blockquote|caption)>")
_TAG: Final = re.compile(r"<[^>]*>")


def plain_html(html: str, absolute: Callable[[str], str]) -> str:
    """``html`` without scripts, styles, classes and frames; ``absolute`` makes a whole address of a path of this site."""

    def whole(tag: str, attribute: str, value: str) -> str:
        is_path = attribute in {"href", "src"} and value.startswith("/") and not value.startswith("//")
        return absolute(value) if is_path else value

    return nh3.clean(
        html,
        tags=set(_TAGS),
        attributes=_ATTRIBUTES,
        attribute_filter=whole,
        clean_content_tags=set(_DROPPED),
        url_schemes=set(_SCHEMES),
        link_rel="noopener",
    ).strip()


def plain_text(html: str) -> str:
    """The words of cleaned HTML, a line for each paragraph, heading, row and entry of a list."""
    said = unescape(_TAG.sub("", _BREAK.sub("\n", html.replace("\n", " "))))
    lines = (re.sub(r"[ \t\r\f\v]+", " ", line).strip() for line in said.split("\n"))
    return "\n".join(line for line in lines if line)
