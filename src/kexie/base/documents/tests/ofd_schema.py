"""What GB/T 33190-2016 lets stand in an OFD file, as far as ours goes: order of elements, attributes, kinds of values.

Written from the schemas of annex A; a reader of other makers (ofdkit) is forgiving, this is not.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date
from xml.etree import ElementTree

NAMESPACE = "{http://www.ofdspec.org/2016}"

# For each element: its children in order (as a pattern over their names), the attributes it must have, those it may have.
UNIT = ("Name", "CTM", "LineWidth", "Cap", "Join", "MiterLimit", "DashPattern", "Alpha")
ELEMENTS: dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "OFD": ("(DocBody )+", ("Version", "DocType"), ()),
    "DocBody": ("DocInfo DocRoot ", (), ()),
    "DocInfo": ("DocID (Title )?(Author )?(Subject )?(Abstract )?(CreationDate )?(ModDate )?(Creator )?", (), ()),
    "Document": ("CommonData Pages (Outlines )?(Permissions )?(Actions )?(VPreferences )?(Bookmarks )?", (), ()),
    "CommonData": ("MaxUnitID PageArea (PublicRes )*(DocumentRes )*(TemplatePage )*(DefaultCS )?", (), ()),
    "PageArea": ("PhysicalBox (ApplicationBox )?(ContentBox )?(BleedBox )?", (), ()),
    "Area": ("PhysicalBox (ApplicationBox )?(ContentBox )?(BleedBox )?", (), ()),
    "Pages": ("(Page )+", (), ()),
    "Outlines": ("(OutlineElem )+", (), ()),
    "OutlineElem": ("(Actions )?(OutlineElem )*", ("Title",), ("Count", "Expanded")),
    "Actions": ("(Action )+", (), ()),
    "Action": ("(Region )?(Goto |URI )", ("Event",), ()),
    "Goto": ("Dest ", (), ()),
    "Dest": ("", ("Type", "PageID"), ("Left", "Top", "Right", "Bottom", "Zoom")),
    "VPreferences": ("(PageMode )?(PageLayout )?", (), ()),
    "Content": ("(Layer )+", (), ()),
    "Layer": ("(TextObject |PathObject |ImageObject )*", ("ID",), ("Type", "DrawParam")),
    "TextObject": (
        "(FillColor )?(StrokeColor )?((CGTransform )*TextCode )+",
        ("ID", "Boundary", "Font", "Size"),
        (*UNIT, "Stroke", "Fill", "HScale", "Weight", "Italic"),
    ),
    "CGTransform": ("(Glyphs )?", ("CodePosition",), ("CodeCount", "GlyphCount")),
    "TextCode": ("", (), ("X", "Y", "DeltaX", "DeltaY")),
    "PathObject": (
        "(StrokeColor )?(FillColor )?AbbreviatedData ",
        ("ID", "Boundary"),
        (*UNIT, "Stroke", "Fill", "Rule"),
    ),
    "ImageObject": ("", ("ID", "Boundary", "ResourceID"), UNIT),
    "FillColor": ("", (), ("Value", "ColorSpace", "Alpha")),
    "StrokeColor": ("", (), ("Value", "ColorSpace", "Alpha")),
    "Res": ("(Fonts |MultiMedias )*", ("BaseLoc",), ()),
    "Fonts": ("(Font )+", (), ()),
    "Font": ("(FontFile )?", ("ID", "FontName"), ("FamilyName", "Charset", "Italic", "Bold", "Serif", "FixedWidth")),
    "MultiMedias": ("(MultiMedia )+", (), ()),
    "MultiMedia": ("MediaFile ", ("ID", "Type"), ("Format",)),
}
PAGE_IN_LIST = ("", ("ID", "BaseLoc"), ())
PAGE = ("(Template )*(PageRes )*(Area )?(Content )?", (), ())
TEXT_ONLY = {
    *("DocID", "Title", "Author", "Subject", "Abstract", "CreationDate", "ModDate", "Creator", "DocRoot", "MaxUnitID"),
    *("PhysicalBox", "PublicRes", "DocumentRes", "PageMode", "Glyphs", "AbbreviatedData", "FontFile", "MediaFile"),
}
NUMBER = r"-?\d+(\.\d{1,4})?"
VALUES = {
    "ID": r"[1-9]\d*",
    "Boundary": rf"{NUMBER}( {NUMBER}){{3}}",
    "CTM": rf"{NUMBER}( {NUMBER}){{5}}",
    "DeltaX": rf"{NUMBER}( {NUMBER})*",
    "Size": NUMBER,
    "LineWidth": NUMBER,
    "Value": r"\d{1,3} \d{1,3} \d{1,3}",
    "Stroke": "true|false",
    "Fill": "true|false",
}
PATH = rf"(?:[ML] {NUMBER} {NUMBER}|B(?: {NUMBER}){{6}}|C)(?: (?:[ML] {NUMBER} {NUMBER}|B(?: {NUMBER}){{6}}|C))*"


def parts(ofd: bytes) -> dict[str, ElementTree.Element]:
    """The XML parts of a file by their path."""
    with zipfile.ZipFile(io.BytesIO(ofd)) as package:
        return {
            name: ElementTree.fromstring(package.read(name)) for name in package.namelist() if name.endswith(".xml")
        }


def faults(ofd: bytes) -> list[str]:
    """What the standard would not let pass, each with its part; none for a good file."""
    found: list[str] = []
    ids: list[int] = []
    for path, root in parts(ofd).items():
        for element in root.iter():
            found += [f"{path}: {fault}" for fault in _element_faults(element)]
            if "ID" in element.attrib and _tag(element) != "Page":
                ids.append(int(element.get("ID", "0")))
    found += [f"identifier {number} twice" for number in set(ids) if ids.count(number) > 1]
    return found + list(_link_faults(ofd))


def _tag(element: ElementTree.Element) -> str:
    return element.tag.removeprefix(NAMESPACE)


def _element_faults(element: ElementTree.Element) -> Iterator[str]:
    tag = _tag(element)
    if tag == "Page":
        order, needed, allowed = PAGE_IN_LIST if "BaseLoc" in element.attrib else PAGE
    elif tag in TEXT_ONLY:
        order, needed, allowed = "", (), ()
    else:
        order, needed, allowed = ELEMENTS[tag]
    children = "".join(f"{_tag(child)} " for child in element)
    if not re.fullmatch(order, children):
        yield f"<{tag}> holds {children}"
    yield from (f"<{tag}> lacks {name}" for name in needed if name not in element.attrib)
    yield from (f"<{tag}> with {name}" for name in element.attrib if name not in (*needed, *allowed))
    for name, value in element.attrib.items():
        if name in VALUES and not re.fullmatch(VALUES[name], value):
            yield f"<{tag}> {name}={value!r}"
    if tag == "AbbreviatedData" and not re.fullmatch(PATH, element.text or ""):
        yield f"path {element.text!r}"
    if tag == "CreationDate":
        date.fromisoformat(element.text or "")


def _link_faults(ofd: bytes) -> Iterator[str]:
    """References that lead nowhere: to pages, files, fonts, pictures; the largest identifier."""
    found = parts(ofd)
    with zipfile.ZipFile(io.BytesIO(ofd)) as package:
        names = set(package.namelist())
    tree = found["Doc_0/Document.xml"]
    pages = {page.get("ID"): page.get("BaseLoc") for page in tree.iter(NAMESPACE + "Page")}
    resources = {e.get("ID"): e for p in found.values() for e in p.iter() if _tag(e) in ("Font", "MultiMedia")}
    yield from (f"no page {place}" for place in pages.values() if f"Doc_0/{place}" not in names)
    yield from (f"no page {d.get('PageID')}" for d in tree.iter(NAMESPACE + "Dest") if d.get("PageID") not in pages)
    for resource in resources.values():
        file = f"Doc_0/Res/{resource[0].text}"
        if file not in names:
            yield f"no file {file}"
    objects = [e for p in found.values() for e in p.iter() if "Font" in e.attrib or "ResourceID" in e.attrib]
    used = [element.get("Font") or element.get("ResourceID") for element in objects]
    yield from (f"no resource {number}" for number in used if number not in resources)
    largest = max(int(e.get("ID", "0")) for p in found.values() for e in p.iter())
    if int(tree.findtext(f".//{NAMESPACE}MaxUnitID") or 0) < largest:
        yield "MaxUnitID is too small"
