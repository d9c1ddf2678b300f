"""Write a document as OFD (GB/T 33190-2016), with living text, its pictures, rules and bookmarks: experimental.

The pages are those of our PDF, taken over object by object, so that both look alike; its fonts go along as TrueType
subsets. Experimental means: the text has been read back and pages have been drawn by readers of other makers, but no
certified national reader has been tried.
"""

from __future__ import annotations

import hashlib
import io
import itertools
import zipfile
from collections.abc import Iterable, Iterator, Sequence

from kexie.base.documents.model import Document, Picture
from kexie.base.documents.ofd_pages import PageWriter
from kexie.base.documents.ofd_xml import Part, numbers
from kexie.base.documents.pdf import render_pdf
from kexie.base.documents.pdf_drawing import Mark, Sheet, marks, sheets
from kexie.base.documents.wording import file_title, one_line

ZIP_DATE = (1980, 1, 1, 0, 0, 0)
CREATOR = "Kexie"


def render_ofd(document: Document) -> bytes:
    """``document`` as the bytes of an .ofd file; the same document gives the same bytes. PictureUnreadable for a damaged
    picture.
    """
    pdf = render_pdf(document)
    name = hashlib.sha256(pdf).hexdigest()[:32]
    parts = _Book(document, sheets(pdf)).parts(marks(pdf), name)
    return _packed(parts)


def _packed(parts: Iterable[tuple[str, bytes]]) -> bytes:
    result = io.BytesIO()
    with zipfile.ZipFile(result, "w") as package:
        for path, data in parts:
            package.writestr(zipfile.ZipInfo(path, ZIP_DATE), data, zipfile.ZIP_DEFLATED)
    return result.getvalue()


class _Book:
    """The parts of one file; identifiers are numbered through all of them."""

    def __init__(self, document: Document, pages: Sequence[Sheet]) -> None:
        self._document = document
        ids = itertools.count(1)
        self._writer = PageWriter((part for part in document.parts if isinstance(part, Picture)), ids.__next__)
        self._sheets = pages
        self._page_ids = [next(ids) for _ in pages]
        self._pages = [self._writer.page(sheet) for sheet in pages]
        self._last_id = next(ids) - 1

    def parts(self, bookmarks: Sequence[Mark], name: str) -> Iterator[tuple[str, bytes]]:
        """Path and bytes of each part; ``name`` is what the file is known by."""
        yield "OFD.xml", self._root(name).data
        yield "Doc_0/Document.xml", self._tree(bookmarks).data
        yield "Doc_0/PublicRes.xml", self._fonts().data
        if self._writer.images:
            yield "Doc_0/DocumentRes.xml", self._images().data
        for index, page in enumerate(self._pages):
            yield f"Doc_0/Pages/Page_{index}/Content.xml", page.data
        for face in self._writer.fonts.faces:
            yield f"Doc_0/Res/font_{face.id}.ttf", face.data
        for image_id, image in self._writer.images.values():
            yield f"Doc_0/Res/image_{image_id}.{image.extension}", image.data

    def _root(self, name: str) -> Part:
        document = self._document
        root = Part.root("OFD", Version="1.0", DocType="OFD")
        body = root.add("DocBody")
        info = body.add("DocInfo")
        day = document.masthead.date if document.masthead else None
        facts = {
            "DocID": name,
            "Title": file_title(document),
            "Author": one_line(document.author),
            "Subject": one_line(document.subject),
            "CreationDate": day.isoformat() if day else "",
            "Creator": CREATOR,
        }
        for fact, words in facts.items():
            if words:
                info.add(fact, words)
        body.add("DocRoot", "Doc_0/Document.xml")
        return root

    def _tree(self, bookmarks: Sequence[Mark]) -> Part:
        tree = Part.root("Document")
        common = tree.add("CommonData")
        common.add("MaxUnitID", str(self._last_id))
        first = self._sheets[0]
        common.add("PageArea").add("PhysicalBox", numbers(0, 0, first.width, first.height))
        common.add("PublicRes", "PublicRes.xml")
        if self._writer.images:
            common.add("DocumentRes", "DocumentRes.xml")
        pages = tree.add("Pages")
        for index, page_id in enumerate(self._page_ids):
            pages.add("Page", ID=page_id, BaseLoc=f"Pages/Page_{index}/Content.xml")
        if bookmarks:
            self._outline(tree.add("Outlines"), bookmarks)
            tree.add("VPreferences").add("PageMode", "UseOutlines")
        return tree

    def _outline(self, outlines: Part, bookmarks: Sequence[Mark]) -> None:
        above = [outlines]
        for mark in bookmarks:
            del above[mark.depth + 1 :]
            entry = above[-1].add("OutlineElem", Title=mark.title)
            goto = entry.add("Actions").add("Action", Event="CLICK").add("Goto")
            goto.add("Dest", Type="XYZ", PageID=self._page_ids[mark.page], Left=0, Top=mark.y, Zoom=0)
            above.append(entry)

    def _fonts(self) -> Part:
        resources = Part.root("Res", BaseLoc="Res")
        fonts = resources.add("Fonts")
        for face in self._writer.fonts.faces:
            font = fonts.add("Font", ID=face.id, FontName=face.name, FamilyName=face.name)
            font.add("FontFile", f"font_{face.id}.ttf")
        return resources

    def _images(self) -> Part:
        resources = Part.root("Res", BaseLoc="Res")
        media = resources.add("MultiMedias")
        for image_id, image in self._writer.images.values():
            found = media.add("MultiMedia", ID=image_id, Type="Image", Format=image.media_format)
            found.add("MediaFile", f"image_{image_id}.{image.extension}")
        return resources
