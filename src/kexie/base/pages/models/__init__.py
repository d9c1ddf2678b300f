"""Public web content: home, columns (栏目) and articles, with pictures and files of our own kind."""

from kexie.base.pages.models.articles import ArticlePage, ColumnPage
from kexie.base.pages.models.files import PageDocument, PageImage, PageRendition
from kexie.base.pages.models.home import HomePage

__all__ = ["ArticlePage", "ColumnPage", "HomePage", "PageDocument", "PageImage", "PageRendition"]
