"""A small site for the tests of pages."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime

from django.core.files.base import ContentFile
from PIL import Image

from kexie.base.documents.model import Block, BlockKind
from kexie.base.kernel.access import Platform
from kexie.base.pages import api
from kexie.base.pages.models import ArticlePage, ColumnPage, HomePage, PageDocument, PageImage

AT = datetime(2023, 5, 23, 1, 0, tzinfo=UTC)
BY = {"by": Platform(), "at": AT}


def site() -> HomePage:
    """The site; what is there is not gone through again for each thing that a test puts into it."""
    there: HomePage | None = HomePage.objects.filter(sites_rooted_here__is_default_site=True).first()
    return there or api.ensure_site(**BY, site_name="云川市科协")


def column(title: str = "科普工作", slug: str = "kepu") -> ColumnPage:
    site()
    return api.add_column(**BY, title=title, slug=slug)


def body(*texts: str) -> list[Block]:
    """Plain paragraphs, as a file would be read."""
    return [Block(kind=BlockKind.PARAGRAPH, text=text, line=line) for line, text in enumerate(texts, start=1)]


def article(title: str = "科学之家揭牌", slug: str = "a1", **given) -> ArticlePage:
    plain = {
        "day": date(2023, 5, 23),
        "body": body("云川市科协在青溪区举办揭牌仪式。"),
        "author": "林知遥",
        "reviewer": "沈一诺",
    }
    where = given.pop("column", None) or column()
    return api.add_article(**BY, column=where, title=title, slug=slug, **(plain | given))


def document(name: str = "notice.txt", collection=None, data: bytes = b"text") -> PageDocument:
    extra = {"collection": collection} if collection else {}
    return PageDocument.objects.create(title="通知", file=ContentFile(data, name), **extra)


def picture(description: str = "孩子们在看机器人", size: tuple[int, int] = (1200, 800)) -> PageImage:
    """A picture of one colour."""
    drawn = io.BytesIO()
    Image.new("RGB", size, (20, 80, 140)).save(drawn, "JPEG")
    return api.add_picture(**BY, title=description, description=description, name="a.jpg", data=drawn.getvalue())
