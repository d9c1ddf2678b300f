"""From bytes to elements, for files that anybody may hand in: no document type, no entity, nothing fetched, all limited.

The text is decoded here, by its mark or declaration, so that what is looked for is looked for in what the parser reads.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import Any, Final

from django.utils.translation import gettext as _
from lxml import etree  # type: ignore[import-untyped]

from kexie.base.matters.rules.bpmn.model import BPMN, Problem

LARGEST: Final = 1024 * 1024
DEEPEST: Final = 60
#: Elements of BPMN itself, and all of the file with what tools add to it.
MOST: Final = 2_000
MOST_IN_ALL: Final = 20_000

_XINCLUDE: Final = "{http://www.w3.org/2001/XInclude}"
_DECLARATION: Final = re.compile(r"^\s*<\?xml\b[^>]*?\?>")
_ENCODING: Final = re.compile(rb"""^\s*<\?xml\b[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
#: Every encoding in which our files come; others could hide what is looked for.
_ENCODINGS: Final = frozenset(
    {"utf-8", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "gbk", "gb2312", "ascii", "iso8859-1", "cp1252"}
)
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"<\x00?\x00", "utf-16-le"),
    (b"\x00<\x00?", "utf-16-be"),
)


class Unreadable(ValueError):
    """The file is unsafe or no model at all; ``problems`` say why, and how to mend it."""

    def __init__(self, *problems: Problem) -> None:
        self.problems = problems
        super().__init__(" ".join(problem.message for problem in problems))


def refuse(message: str, element: str = "", key: str = "") -> Unreadable:
    """The refusal of a file because of one element."""
    return Unreadable(Problem(element, key, message, "unsupported"))


def root_of(data: bytes | str) -> Any:
    """The root element (lxml) of a file that is safe to look at. Raises Unreadable."""
    if len(data) > LARGEST:
        raise refuse(_("文件超过 1 MB，请删去图中的图片和工具附加的内容后再试。"))
    text = _DECLARATION.sub("", data if isinstance(data, str) else _decoded(data), count=1)
    lowered = text.lower()
    if "<!doctype" in lowered:
        raise refuse(_("文件里有 DOCTYPE 声明，可能引入外部内容，请删去后再试。"), "DOCTYPE")
    if "<!entity" in lowered:
        raise refuse(_("文件里有 ENTITY 声明，可能引入外部内容，请删去后再试。"), "ENTITY")
    root = _parsed(text)
    _check(root)
    return root


def _decoded(data: bytes) -> str:
    name = next((name for mark, name in _MARKS if data.startswith(mark)), "")
    if not name:
        declared = _ENCODING.match(data)
        name = declared[1].decode("ascii") if declared else "utf-8"
        try:
            known = codecs.lookup(name).name
        except LookupError:
            known = ""
        if known not in _ENCODINGS:
            raise refuse(_("文件的编码“%(name)s”不支持，请另存为 UTF-8 编码。") % {"name": name})
        # GB 18030 holds all that its older siblings hold, and what is written under their names is often more than they do.
        name = "gb18030" if known in ("gbk", "gb2312") else name
    try:
        return data.decode(name)
    except (UnicodeError, ValueError):
        raise refuse(_("文件的内容与它声明的编码不一致，请另存为 UTF-8 编码。")) from None


def _parsed(text: str) -> Any:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False, remove_pis=True
    )
    try:
        root = etree.fromstring(text.encode("utf-8"), parser)
    except (etree.XMLSyntaxError, UnicodeError, ValueError) as error:
        if "depth" in str(error).lower():
            raise refuse(_too_deep()) from None
        line = getattr(error, "lineno", None) or 1
        raise refuse(
            _("文件不是完整的 XML，第 %(line)d 行读不下去，请用流程图工具重新导出。") % {"line": line}
        ) from None
    if root.getroottree().docinfo.doctype:  # what the look at the text has missed
        raise refuse(_("文件里有 DOCTYPE 声明，可能引入外部内容，请删去后再试。"), "DOCTYPE")
    if root.tag != f"{{{BPMN}}}definitions":
        raise refuse(_("文件不是 BPMN 2.0 流程图，请用流程图工具导出 .bpmn 文件。"), etree.QName(root).localname)
    return root


def _too_deep() -> str:
    return _("文件的层次超过 %(most)d 层，请减少子流程的嵌套。") % {"most": DEEPEST}


def _check(root: Any) -> None:
    for count, element in enumerate(root.iter(), start=1):
        if count > MOST_IN_ALL:
            raise refuse(_("文件里的元素超过 %(most)d 个，请拆成几个流程。") % {"most": MOST_IN_ALL})
        if isinstance(element, etree._Entity):
            raise refuse(_("文件里用了外部定义的实体，请删去后再试。"), "ENTITY")
        if isinstance(element.tag, str) and element.tag.startswith(_XINCLUDE):
            raise refuse(_("文件里有 xi:include，会引入其他文件，请删去后再试。"), "xi:include", element.get("id", ""))
    if any(depth > DEEPEST for depth in _depths(root)):
        raise refuse(_too_deep())
    _check_own(root)


def _depths(root: Any) -> Iterator[int]:
    depth = 0
    for event, _element in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        yield depth


def _check_own(root: Any) -> None:
    seen: set[str] = set()
    for count, element in enumerate(elements(root), start=1):
        if count > MOST:
            raise refuse(_("流程图里的元素超过 %(most)d 个，请拆成几个流程。") % {"most": MOST})
        key = element.get("id", "")
        if key and key in seen:
            tag = etree.QName(element).localname
            raise refuse(_("有两个元素的编号都是“%(id)s”，请改成不同的编号。") % {"id": key}, tag, key)
        seen.add(key)


def elements(root: Any) -> Iterator[Any]:
    """The elements of BPMN, without those that tools have put into extensionElements and without the diagrams."""
    within = f"{{{BPMN}}}"
    waiting = [root]
    while waiting:
        element = waiting.pop()
        if isinstance(element.tag, str) and element.tag.startswith(within):
            yield element
            if element.tag != f"{within}extensionElements":
                waiting.extend(reversed(element))
