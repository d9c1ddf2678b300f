"""A Word file becomes a draft of an article."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _
from wagtail.models import Collection, GroupCollectionPermission, Page

from kexie.base.documents.intake import Kind, Verdict, take_in
from kexie.base.documents.reading import ReadPicture, read_rich
from kexie.base.kernel import audit
from kexie.base.kernel.access import Actor
from kexie.base.kernel.ids import new_id
from kexie.base.pages import queries
from kexie.base.pages.errors import Quarantined
from kexie.base.pages.models import ArticlePage, PageImage
from kexie.base.pages.rules.columns import section_of
from kexie.base.pages.rules.imports import Imported, Pictured, imported

#: The longest side of a picture that is taken over, in pixels.
LONGEST: Final = 2560


def import_article(
    *, by: Actor, at: datetime, account: Any, column: Page, data: bytes, name: str
) -> tuple[ArticlePage, int]:
    """A draft in ``column`` with all that the file says, and how many of its pictures could not be used.

    Raises the refusals of `documents.intake.take_in` and `documents.reading.read_rich`, and Quarantined for a file with macros,
    outside templates or a password.
    """
    upload = take_in(data, name=name, accept=frozenset({Kind.DOCX}))
    if upload.verdict is Verdict.QUARANTINED:
        raise Quarantined(name=upload.name, reason=upload.reason)
    paper = read_rich(data, name=upload.name, longest=LONGEST)
    read = imported(paper)
    with transaction.atomic():
        images = _images(read, paper.pictures, column, account, name=read.title or upload.name)
        article = ArticlePage(
            title=read.title or upload.name.rpartition(".")[0],
            slug=f"a{new_id().hex[-10:]}",
            date=timezone.localdate(at),
            author=account.get_full_name(),
            body=[block for kind, value in read.body if (block := _streamed(kind, value, images))],
            live=False,
            owner=account,
        )
        column.add_child(instance=article)
        article.save_revision(user=account, changed=False, clean=False)
        audit.record(by=by, at=at, action="pages.import", target=f"pages.page:{article.pk}")
    return article, sum(picture is None for picture in paper.pictures)


def _images(
    read: Imported, pictures: list[ReadPicture | None], column: Page, account: Any, *, name: str
) -> dict[int, PageImage]:
    collection, made = _collection_of(column), {}
    for place, picture in enumerate(pictures):
        if picture is None:
            continue
        ending = "jpg" if picture.kind is Kind.JPEG else "png"
        file = ContentFile(picture.data, get_valid_filename(f"{new_id().hex[-12:]}.{ending}"))
        made[place] = PageImage.objects.create(
            title=_("%(title)s（图%(number)d）") % {"title": name[:200], "number": place + 1},
            description=read.pictures[place].alt[:255],
            file=file,
            width=picture.width,
            height=picture.height,
            collection=collection,
            uploaded_by_user=account,
        )
    return made


def _collection_of(column: Page) -> Collection:
    """Where the editors of this column keep their pictures."""
    section = section_of(column.path, queries.site_sections())
    held = GroupCollectionPermission.objects.filter(group__name=section.writers if section else "")
    row = held.select_related("collection").first()
    return row.collection if row is not None else Collection.get_first_root_node()


def _streamed(kind: str, value: Any, images: dict[int, PageImage]) -> tuple[str, Any] | None:
    if isinstance(value, Pictured):
        image = images.get(value.place)
        if image is None:
            return None
        return "picture", {"image": image, "alt": "", "decorative": False, "caption": value.caption[:120]}
    if kind == "table":
        return "table", _table(value)
    return kind, value


def _table(rows: list[tuple[str, ...]]) -> dict[str, Any]:
    """The first row is the head; rows are filled up to the widest."""
    width = max(len(row) for row in rows)
    head, *rest = [(*row, *[""] * (width - len(row))) for row in rows]
    return {
        "caption": "",
        "columns": [{"type": "text", "heading": heading} for heading in head],
        "rows": [{"values": list(row)} for row in rest],
    }


@transaction.atomic
def discard_import(*, by: Actor, at: datetime, article: ArticlePage) -> None:
    """Throw away a draft that was imported and its pictures, where nothing else shows them."""
    images = [block.value["image"] for block in article.body if block.block_type == "picture"]
    target = f"pages.page:{article.pk}"
    article.delete()
    for image in images:
        if not image.get_usage().count():
            image.delete()
    audit.record(by=by, at=at, action="pages.import_discarded", target=target)


@transaction.atomic
def describe_pictures(*, account: Any, article: ArticlePage, title: str, words: list[tuple[str, str]]) -> None:
    """Give the draft its title and each picture its words, in the draft and, where it has none yet, in the library."""
    article.title = title
    pictures = [block.value for block in article.body if block.block_type == "picture"]
    for value, (alt, caption) in zip(pictures, words, strict=True):
        image = value["image"]
        if alt and not image.description:
            image.description = alt
            image.save(update_fields=["description"])
        value["alt"] = alt if alt != image.description else ""
        value["caption"] = caption
    article.save_revision(user=account, clean=False)
