"""Slots: places in a page that apps fill without the page knowing them.

A layout or a page of an upper room writes ``{% slot "home" %}``; apps register sections for it in ``ready()``. A section
that fails is left out and logged: one broken corner must not take the home page down.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog
from django.utils.functional import Promise
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from kexie.base.kernel.edition import do_not_keep
from kexie.base.kernel.registry import Registry

if TYPE_CHECKING:  # it loads models, and slots are filled before there are any
    from kexie.base.kernel.web import Request

log = structlog.get_logger("kexie.ui.slots")

Render = Callable[["Request"], str | None]


@dataclass(frozen=True, slots=True)
class Section:
    """What an app puts into a slot: its name, the function that draws it (None: nothing today), and its place.

    ``label`` is how editors know it who may choose sections for a page; without one it is not offered to them.
    """

    name: str
    render: Render
    order: int = 100
    label: str | Promise = ""


_slots: dict[str, Registry[Section]] = {}


def register(slot: str, name: str, render: Render, order: int = 100, label: str | Promise = "") -> None:
    """Add a section to ``slot``; ValueError when another section of that name is there already."""
    _slots.setdefault(slot, Registry(f"section of slot {slot}")).register(name, Section(name, render, order, label))


def sections(slot: str) -> list[Section]:
    """The sections of ``slot`` in their order; none for a slot that nobody fills."""
    return sorted(_slots.get(slot, ()), key=lambda section: section.order)


def offered(slot: str) -> list[tuple[str, str | Promise]]:
    """The names and labels of those sections of ``slot`` that an editor may choose."""
    return [(section.name, section.label) for section in sections(slot) if section.label]


def one(slot: str, name: str, request: Request) -> SafeString:
    """One section of ``slot`` drawn; nothing for a name that is registered no longer."""
    return mark_safe("".join(_drawn(slot, each, request) for each in sections(slot) if each.name == name))  # noqa: S308 - escaped below


def fill(slot: str, request: Request) -> SafeString:
    """All sections of ``slot`` drawn one after the other. Text that is not marked safe is escaped."""
    return mark_safe("".join(_drawn(slot, section, request) for section in sections(slot)))  # noqa: S308 - escaped below


def _drawn(slot: str, section: Section, request: Request) -> str:
    try:
        return conditional_escape(section.render(request) or "")
    except Exception:
        log.exception("section_failed", slot=slot, section=section.name)
        do_not_keep()
        return ""
