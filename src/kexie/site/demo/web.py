"""The demo's web content: columns, articles with pictures, single pages, topics, and the home page put together of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from importlib.resources import files
from typing import Any, Final

from django.utils import timezone

from kexie.base.documents.reading import read_blocks
from kexie.base.kernel import clock
from kexie.base.kernel.access import Platform
from kexie.base.pages import api as pages
from kexie.base.people import api as people
from kexie.site.demo import pictures

_DATA: Final = files("kexie.site.demo") / "data"
TELLER: Final = Platform(name="演示")
#: The sections that the demo puts into a home page which stays when the demo is taken out.
SECTIONS: Final = tuple(row["id"] for row in json.loads((_DATA / "web.json").read_text(encoding="utf-8"))["home"])


def tell(columns: list[dict[str, Any]], units: Mapping[str, people.Organisation]) -> None:
    """Everything that Wagtail would let an editor make."""
    web = json.loads((_DATA / "web.json").read_text(encoding="utf-8"))
    found = _Found(web["pictures"])
    for row in columns:
        column = pages.add_column(by=TELLER, at=clock.now(), title=row["title"], slug=row["slug"])
        found.pages[row["slug"]] = column.pk
    _tell_articles(found, units, web["of_articles"])
    for row in web["singles"]:
        pages.add_single(by=TELLER, at=clock.now(), **row)
    for row in web["topics"]:
        facts = row | {"picture": found.picture(row["picture"]), "body": found.meant(row["body"])}
        pages.add_topic(by=TELLER, at=clock.now(), **facts)
    pages.compose_home(by=TELLER, at=clock.now(), sections=found.meant(web["home"]))
    _tell_english(web["english"])


def take_out() -> None:
    """The demo's sections leave the home page; what editors have put beside them stays."""
    pages.drop_sections(by=TELLER, at=clock.now(), ids=SECTIONS)


def _tell_english(told: dict[str, Any]) -> None:
    """A few pages of the English tree."""
    home = pages.translate_home(by=TELLER, at=clock.now(), language="en", **told["home"])
    column = pages.add_column(by=TELLER, at=clock.now(), home=home, **told["column"])
    for row in told["articles"]:
        facts = row | {"day": date.fromisoformat(row["day"]), "body": read_blocks(row["body"].encode(), name="en.md")}
        pages.add_article(by=TELLER, at=clock.now(), column=column, **facts)


class _Found:
    """Pages and pictures by the names that the story uses for them."""

    def __init__(self, described: Mapping[str, str]) -> None:
        self.pages: dict[str, int] = {}
        self._described = described
        self._pictures: dict[str, pages.PageImage] = {}
        self._today = timezone.localdate()

    def picture(self, name: str) -> pages.PageImage:
        """A picture, drawn when it is first asked for."""
        if name not in self._pictures:
            self._pictures[name] = pages.add_picture(
                by=TELLER,
                at=clock.now(),
                title=self._described[name],
                description=self._described[name],
                name=f"{name}.jpg",
                data=pictures.draw(name),
            )
        return self._pictures[name]

    def meant(self, told: Any) -> Any:
        """What is told with the keys of pages and pictures, and days from now, in the place of their names."""
        match told:
            case {"$page": name}:
                return self.pages[name]
            case {"$picture": name}:
                return self.picture(name).pk
            case {"$in_days": days, "hour": hour}:
                day = self._today + timedelta(days=days)
                return timezone.make_aware(datetime.combine(day, time(hour))).isoformat()
            case dict():
                return {key: self.meant(value) for key, value in told.items()}
            case list():
                return [self.meant(each) for each in told]
        return told


def _tell_articles(found: _Found, units: Mapping[str, people.Organisation], of_articles: Mapping[str, str]) -> None:
    columns = {column.pk: column for column in pages.ColumnPage.objects.all()}
    for file in sorted((_DATA / "articles").iterdir(), key=lambda file: file.name):
        head, _, body = file.read_text(encoding="utf-8").partition("\n\n")
        facts = dict(line.split(": ", 1) for line in head.splitlines())
        slug = file.name.removesuffix(".md").partition("-")[2]
        article = pages.add_article(
            by=TELLER,
            at=clock.now(),
            column=columns[found.pages[facts["column"]]],
            title=facts["title"],
            slug=slug,
            day=date.fromisoformat(facts["date"]),
            body=read_blocks(body.encode(), name=file.name),
            summary=facts["summary"],
            source_unit=units[facts["source"]],
            author=facts["author"],
            editor=facts.get("editor", ""),
            reviewer=facts["reviewer"],
            picture=found.picture(of_articles[slug]) if slug in of_articles else None,
        )
        found.pages[f"{facts['column']}/{slug}"] = article.pk
