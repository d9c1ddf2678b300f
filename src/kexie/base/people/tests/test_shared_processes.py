"""A code that one process has taken is refused by every other (security.md, 8)."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from django.core.cache import cache
from django.db import connection

LOCAL = "wagtail:x"
OTHER_PROCESS = (
    "import django; django.setup(); from django.core.cache import cache;"
    " print(cache.add({key!r}, 1), cache.get('wagtail:x'))"
)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_another_process_knows_the_used_codes():
    cache.clear()
    cache.set(LOCAL, "mine")
    key = "account.app-code:x:123456"
    assert cache.add(key, 1, timeout=90)
    name = str(connection.settings_dict["NAME"])
    address = f"sqlite:///{name}"
    if connection.vendor == "postgresql":
        address = f"{os.environ['KEXIE_DATABASE_URL'].rpartition('/')[0]}/{name}"
    environment = os.environ | {
        "KEXIE_MODE": "test",
        "KEXIE_DATABASE_URL": address,
        "DJANGO_SETTINGS_MODULE": "kexie.site.config.settings",
    }
    told = subprocess.run(
        [sys.executable, "-c", OTHER_PROCESS.format(key=key)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    assert told.stdout.split() == ["False", "None"]
