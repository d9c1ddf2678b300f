"""Articles and columns for programs: what every visitor may read, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from ninja import Query
from pydantic import Field
from wagtail.models import Page

from kexie.base.documents.clean_html import plain_html, plain_text
from kexie.base.kernel.access import public
from kexie.base.kernel.addresses import absolute
from kexie.base.kernel.errors import NotFound
from kexie.base.kernel.rest import Answer, Router, get, page_of, pages_of
from kexie.base.kernel.rest_query import Key, Paged, SomeDay, Text
from kexie.base.kernel.web import Request
from kexie.base.pages import queries
from kexie.base.pages.models import ArticlePage
from kexie.base.pages.models.addresses import address_of

router = Router(tags=["文章"])

#: The size in which a program is given a picture.
PICTURE_SIZE = "width-960"


class Column(Answer):
    """A column (栏目) of the site."""

    id: int
    slug: str = Field(json_schema_extra={"example": "kepu"})
    title: str
    intro: str
    articles: int = Field(description="公开文章的篇数")
    url: str


class ColumnOfArticle(Answer):
    """The column or topic in which an article stands."""

    slug: str
    title: str
    url: str


class Article(Answer):
    """An article as lists have it."""

    id: int
    title: str
    column: ColumnOfArticle | None
    date: date
    summary: str
    source: str = Field(description="来源单位或者媒体")
    author: str
    url: str
    updated_at: datetime | None = Field(description="最近一次发布的时间")


class Picture(Answer):
    """A picture of an article."""

    url: str
    alt: str = Field(description="图片里有什么，供看不到图片的人了解")
    caption: str
    width: int
    height: int


class Attachment(Answer):
    """A file or a film of an article."""

    title: str
    url: str
    size: int = Field(description="字节数")


class WholeArticle(Article):
    """An article with its body, as HTML of plain tags and as text."""

    editor: str
    reviewer: str
    body_html: str = Field(description="正文，只含段落、小标题、列表、引文、图片、表格和链接")
    body_text: str = Field(description="正文的文字，每段一行")
    pictures: list[Picture]
    attachments: list[Attachment]


class ArticlesAsked(Paged):
    """Articles by column, words and days."""

    column: Text = Field("", description="栏目或者专题的 slug，栏目见栏目列表")
    q: Text = Field("", description="标题或者摘要中的文字")
    since: SomeDay = Field(default_factory=lambda: None, description="这一日及以后的文章")
    until: SomeDay = Field(default_factory=lambda: None, description="这一日及以前的文章")


@get(router, "columns/", list[Column], name="columns", summary="栏目")
@public
def columns(request: Request) -> Any:
    """公开的栏目，按网站上的顺序。"""
    fields = ("id", "slug", "title", "intro", "articles")
    found = queries.readable_columns()
    return [{**{name: getattr(row, name) for name in fields}, "url": absolute(row.url)} for row in found]


@get(router, "articles/", pages_of(Article), name="articles", summary="文章列表")
@public
def articles(request: Request, asked: Query[ArticlesAsked]) -> Any:
    """公开的文章，新的在前。"""
    rows = queries.articles_asked(column=asked.column, text=asked.q, since=asked.since, until=asked.until)
    return page_of(rows.defer("body", "related"), asked, _rows)


@get(router, "articles/{int:article_id}/", WholeArticle, name="article", summary="一篇文章")
@public
def article(request: Request, article_id: Key) -> Any:
    """一篇公开的文章，带正文、图片和附件。"""
    found = queries.readable_article(article_id)
    if found is None:
        raise NotFound
    html = plain_html(found.body.render_as_block(), absolute)
    return {
        **_row(found, queries.pages_above([found])),
        "editor": found.editor,
        "reviewer": found.reviewer,
        "body_html": html,
        "body_text": plain_text(html),
        "pictures": [_picture(shown) for shown in queries.pictures_of(found)],
        "attachments": [
            {"title": title, "url": absolute(file.url), "size": file.get_file_size() or 0}
            for title, file in queries.files_of(found)
        ],
    }


def _rows(found: Iterable[ArticlePage]) -> list[dict[str, Any]]:
    rows = list(found)
    above = queries.pages_above(rows)
    return [_row(row, above) for row in rows]


def _row(article: ArticlePage, above: dict[str, Page]) -> dict[str, Any]:
    page = above.get(article.path)
    return {
        "id": article.pk,
        "title": article.title,
        "column": page and {"slug": page.slug, "title": page.title, "url": absolute(address_of(page.url_path))},
        "date": article.date,
        "summary": article.summary,
        "source": article.source,
        "author": article.author,
        "url": absolute(article.url),
        "updated_at": article.last_published_at,
    }


def _picture(shown: queries.Shown) -> dict[str, Any]:
    drawn = shown.image.get_rendition(PICTURE_SIZE)
    size = {"width": drawn.width, "height": drawn.height}
    return {"url": absolute(drawn.url), "alt": shown.words, "caption": shown.caption, **size}
