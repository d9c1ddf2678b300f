"""What stands in the bars and rails of the three faces: told by the apps, drawn by the layouts.

An app registers a :class:`NavItem` in ``ready()``; the layout asks :func:`entries` for those that this actor may see.
An entry whose address does not exist (its app is not installed) or whose ability the actor lacks is simply not there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse
from django.utils.functional import Promise

from kexie.base.kernel.access import Ability, Actor, Visitor, may
from kexie.base.kernel.registry import Registry
from kexie.base.ui import languages

if TYPE_CHECKING:  # at run time this module is read before there are models
    from kexie.base.kernel.web import Request

FACES: Final = ("public", "workbench", "me", "footer")


@dataclass(frozen=True, slots=True)
class NavItem:
    """One entry: words on screen, URL name, icon (`ui.icons`), the ability that shows it, and its place.

    ``group`` is a heading in the workbench's rail. ``badge`` counts what waits behind the entry (0 shows nothing); it is asked
    for somebody known alone, so that a visitor costs no query.
    ``tab`` lets a public entry into the phone's tab bar, which takes the first five. ``about`` says in a sentence what is
    behind the entry, where there is room for it. ``counted`` says of what ``badge`` counts, to who cannot see it stand there.
    """

    label: str | Promise
    url_name: str
    icon: str
    ability: Ability | None = None
    order: int = 100
    group: str | Promise = ""
    badge: Callable[[Request], int] | None = None
    tab: bool = True
    about: str | Promise = ""
    counted: str | Promise = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry as one page shows it."""

    label: str
    url: str
    icon: str
    current: bool
    group: str
    count: int
    tab: bool
    about: str = ""
    counted: str = ""


_items: dict[str, Registry[NavItem]] = {face: Registry(f"{face} navigation entry") for face in FACES}


def register(face: str, item: NavItem) -> None:
    """Add ``item`` to a face; the same item twice is one; KeyError for an unknown face."""
    _items[face].register(item.url_name, item)


def items(face: str) -> list[NavItem]:
    """All items of a face in their order; KeyError for an unknown face."""
    return sorted(_items[face], key=lambda item: item.order)


def entries(face: str, actor: Actor | None, request: Request | None) -> list[Entry]:
    """What ``actor`` sees of a face, in order, with the entry of the present page marked.

    What has no group comes first, then each group in one piece, in the order of its first entry.
    """
    seen = [(item, url) for item in items(face) if _shown(item, actor or Visitor()) and (url := _url(item.url_name))]
    groups = list(dict.fromkeys(["", *(str(item.group) for item, _ in seen)]))
    seen.sort(key=lambda pair: groups.index(str(pair[0].group)))
    path = request.path if request else ""
    current = _current(path, (url for _, url in seen))
    return [
        Entry(
            label=str(item.label),
            url=languages.home_address() if url == "/" else url,
            icon=item.icon,
            current=url == current or (url == "/" and path == languages.home_address()),
            group=str(item.group),
            count=item.badge(request) if item.badge and request and actor and actor.is_known else 0,
            tab=item.tab,
            about=str(item.about),
            counted=str(item.counted),
        )
        for item, url in seen
    ]


def _shown(item: NavItem, actor: Actor) -> bool:
    return item.ability is None or may(actor, item.ability)


def _url(name: str) -> str:
    return _looked_up(name, get_urlconf() or settings.ROOT_URLCONF, get_script_prefix())


@lru_cache(maxsize=512)
def _looked_up(name: str, urlconf: str, prefix: str) -> str:
    """The address of a name without parameters: the same for everybody, for as long as the process has these addresses."""
    try:
        return reverse(name, urlconf)
    except NoReverseMatch:
        return ""


def _current(path: str, urls: Iterable[str]) -> str:
    """The longest address that the page lies under; the home page is current only when it is open itself."""
    under = [url for url in urls if path == url or (len(url) > 1 and path.startswith(url.rstrip("/") + "/"))]
    return max(under, key=len, default="")
