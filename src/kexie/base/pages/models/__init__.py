"""Public web content: home, columns (栏目), articles, topics (专题) and single pages, pictures and files of our own kind."""

from kexie.base.pages.models.articles import ArticlePage, ColumnPage
from kexie.base.pages.models.columns import SectionUnit
from kexie.base.pages.models.files import PageDocument, PageImage, PageRendition
from kexie.base.pages.models.home import HomePage, SinglePage, TopicPage
from kexie.base.pages.models.links import LinkFinding
from kexie.base.pages.models.review import ArticleReview
from kexie.base.pages.models.site import SiteIdentity

__all__ = [
    "ArticlePage",
    "ArticleReview",
    "ColumnPage",
    "HomePage",
    "LinkFinding",
    "PageDocument",
    "PageImage",
    "PageRendition",
    "SectionUnit",
    "SinglePage",
    "SiteIdentity",
    "TopicPage",
]
