"""Which sections the site has, which units answer for them, and who works in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from wagtail.models import Page, Site

from kexie.base.kernel.access import Ability, Actor
from kexie.base.pages.models import SectionUnit
from kexie.base.pages.rules.columns import Section, section_of
from kexie.base.people.api import EDIT_WEB_CONTENT, REVIEW_WEB_CONTENT, holding_actors


def home_page() -> Page | None:
    """The page at the root of the site."""
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    return site.root_page if site else None


def home_pages() -> list[Page]:
    """The home page of the site, and those of other languages beside it."""
    roots = Site.objects.filter(is_default_site=True).values("root_page__translation_key")
    return list(Page.objects.filter(translation_key__in=roots))


def sections() -> list[Section]:
    """All sections of the site, in three queries."""
    home = home_page()
    if home is None:
        return []
    units: dict[int, set[str]] = defaultdict(set)
    for page_id, path in SectionUnit.objects.order_by().values_list("page_id", "organisation__path"):
        units[page_id].add(path)
    below = Page.objects.filter(path__startswith=home.path, depth=home.depth + 1).order_by("path")
    rows = below.values_list("pk", "path", "title")
    return [Section(pk, path, title, frozenset(units[pk])) for pk, path, title in rows]


def units_of(page: Page) -> list[Any]:
    """The responsible units of a section, by name."""
    rows = SectionUnit.objects.filter(page=page).select_related("organisation").order_by("organisation__name")
    return [row.organisation for row in rows]


def sections_of(actor: Actor, ability: Ability, known: Iterable[Section] | None = None) -> list[Section]:
    """The sections in which ``actor`` holds ``ability``."""
    reach = actor.reach(ability)
    return [section for section in (sections() if known is None else known) if section.open_to(reach)]


def working_on(page: Page, ability: Ability, *, on: date) -> Sequence[Any]:
    """The actors who hold ``ability`` in the section of ``page`` on the day ``on``: for notices."""
    section = section_of(page.path, sections())
    if section is None:
        return []
    return [actor for actor in holding_actors(ability, on=on) if section.open_to(actor.reach(ability))]


@dataclass(frozen=True, slots=True)
class Staffed:
    """A section with the names of its units and of those who write and review in it."""

    section: Section
    units: tuple[str, ...]
    writers: tuple[str, ...]
    reviewers: tuple[str, ...]


def staffed_sections(*, on: date) -> list[Staffed]:
    """Every section with who works in it on the day ``on``; six queries, however many there are. For managers."""
    names: dict[int, list[str]] = defaultdict(list)
    rows = SectionUnit.objects.order_by("organisation__name").values_list("page_id", "organisation__name")
    for page_id, name in rows:
        names[page_id].append(name)
    reviewing = holding_actors(REVIEW_WEB_CONTENT, on=on)
    writing = holding_actors(EDIT_WEB_CONTENT, on=on)
    found = []
    for section in sections():
        reviewers = {actor.name for actor in reviewing if section.open_to(actor.reach(REVIEW_WEB_CONTENT))}
        writers = {actor.name for actor in writing if section.open_to(actor.reach(EDIT_WEB_CONTENT))} - reviewers
        units = tuple(names[section.page_id])
        found.append(Staffed(section, units, tuple(sorted(writers)), tuple(sorted(reviewers))))
    return found


def writable_sections(actor: Actor) -> list[tuple[Section, bool]]:
    """The sections in which ``actor`` writes, each with whether it holds articles."""
    mine = sections_of(actor, EDIT_WEB_CONTENT)
    pages = {page.pk: page for page in Page.objects.filter(pk__in=[section.page_id for section in mine])}
    return [(section, "pages.ArticlePage" in pages[section.page_id].specific_class.subpage_types) for section in mine]
