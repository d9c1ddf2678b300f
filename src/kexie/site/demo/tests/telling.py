"""The demo, told once for all tests of a process: `told`."""

from __future__ import annotations

import shutil
from io import StringIO
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection

from kexie.base.people.tests.planting import planted_once, planted_whole
from kexie.site.demo import removal, story


def rows() -> dict[str, int]:
    counted = {model: model._base_manager.count() for model in removal._models()}
    return {model._meta.label: count for model, count in counted.items() if count}


def tell() -> dict[str, int]:
    call_command("install", stdout=StringIO())
    before = rows()
    story.tell()
    return before


@pytest.fixture(scope="session")
def first_media(tmp_path_factory) -> Path:
    """The pictures of the one time that the demo is really told here."""
    return tmp_path_factory.mktemp("told") / "media"


@pytest.fixture
def told(db, settings, tmp_path, first_media) -> dict[str, int]:
    """The demo with its pictures, each test's own; what was there before it."""
    settings.MEDIA_ROOT = tmp_path / "media"
    planted = planted_once if connection.in_atomic_block else planted_whole
    before = planted("the demo", tell)
    shutil.copytree(
        *((first_media, settings.MEDIA_ROOT) if first_media.exists() else (settings.MEDIA_ROOT, first_media))
    )
    cache.clear()
    return before
