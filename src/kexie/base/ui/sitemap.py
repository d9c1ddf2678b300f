"""The map of the site for people: branches that the apps register, drawn on one page by the portal."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog
from django.utils.functional import Promise

from kexie.base.kernel.registry import Registry

if TYPE_CHECKING:  # it loads models, and branches are registered before there are any
    from kexie.base.kernel.web import Request

log = structlog.get_logger("kexie.ui.sitemap")


@dataclass(frozen=True, slots=True)
class Place:
    """A page that the map names: its words and its address; ``written`` where the words are those of who wrote the page."""

    label: str
    url: str
    written: bool = False


@dataclass(frozen=True, slots=True)
class Branch:
    """A part of the site: a stable name, its words, the function that tells its places (one query, as a rule), its order."""

    name: str
    label: str | Promise
    places: Callable[[Request], Iterable[Place]]
    order: int = 100


branches: Registry[Branch] = Registry("branch of the site map")


def plan(request: Request) -> list[tuple[str, list[Place]]]:
    """Each branch that has places, with them, in order; one that fails is left out and logged."""
    drawn = [
        (str(branch.label), _told(branch, request)) for branch in sorted(branches, key=lambda branch: branch.order)
    ]
    return [(label, places) for label, places in drawn if places]


def _told(branch: Branch, request: Request) -> list[Place]:
    try:
        return list(branch.places(request))
    except Exception:
        log.exception("branch_failed", branch=branch.name)
        return []
