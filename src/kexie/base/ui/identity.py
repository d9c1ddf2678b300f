"""Whose platform this is: name, logo, colour, what stands in the footer.

The settings say it until somebody has edited it; the app that lets the site be edited names its function in `KEXIE_IDENTITY`.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import Any, Final

from django.conf import settings
from django.db import DatabaseError
from django.utils.module_loading import import_string

from kexie.base.kernel.edition import do_not_keep

#: The brand's colour where none was chosen: the masthead of `tokens.css`.
OURS: Final = "#b3211e"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in the size that the shell shows: address, width and height in pixels."""

    url: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Identity:
    """What the shell prints; what is empty is not printed.

    ``colour`` is the brand's colour such as #b3211e, empty for ours; ``logo_file`` names the uploaded logo in the storage.
    """

    name: str = ""
    title: str = ""
    sponsor: str = ""
    contact: str = ""
    address: str = ""
    icp: str = ""
    police: str = ""
    colour: str = ""
    logo: Picture | None = None
    logo_file: str = ""

    @property
    def brand(self) -> str:
        """The brand's colour, ours where none was chosen."""
        return self.colour or OURS

    @property
    def edition(self) -> str:
        """Changes with whatever the icons are drawn from: it stands in their addresses."""
        return hashlib.sha256(f"{self.brand} {self.logo_file}".encode()).hexdigest()[:8]


def by_settings() -> Identity:
    """What the environment says."""
    said: dict[str, Any] = settings.KEXIE_SITE
    return Identity(**said)


def current() -> Identity:
    """What holds now: as edited, and by the settings where nothing was written or the database is away."""
    try:
        edited: dict[str, Any] = import_string(settings.KEXIE_IDENTITY)()
    except DatabaseError:
        do_not_keep()
        return known()
    _last[:] = [replace(by_settings(), **{name: value for name, value in edited.items() if value})]
    return _last[0]


def known() -> Identity:
    """What held when this process was last told, without asking anybody: for pages that say what has failed."""
    return _last[0] if _last else by_settings()


def nothing_edited() -> dict[str, Any]:
    """For an installation, or a test, without editors."""
    return {}


_last: list[Identity] = []
