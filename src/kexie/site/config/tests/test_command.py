"""What a command leaves on the terminal."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

LOG = "import django, structlog; django.setup(); structlog.get_logger('kexie.test').warning('heard')"


def environment(tmp_path, mode: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KEXIE_")}
    kept |= {"KEXIE_MODE": mode, "KEXIE_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "kexie.site.config.settings"}
    return kept | {
        "KEXIE_SECRET_KEY": "k9-2mVq7RzX0pLw4TnB8yHs6JdF1gUcE3aQoZiNvKxMbPtYrWlS",
        "KEXIE_VAULT_KEYS": "k1:KBz79vXMPd0trNSzE/LVl6ROJA3dABHWZANqDY67BGE=",
        "KEXIE_BLIND_KEY": "GwlTm0/r94umzPrTL7mSFcX77nchmkqy/10/LnPt/oc=",
        "KEXIE_HOSTS": "kexie.example",
        "KEXIE_SMTP_HOST": "mail.example",
        "KEXIE_MAIL_FROM": "kexie@kexie.example",
        "KEXIE_DATABASE_URL": f"sqlite:///{tmp_path / 'kexie.sqlite3'}",
    }


@pytest.mark.parametrize("mode", ["development", "production"])
def test_a_line_of_the_log_has_its_zone_and_in_a_file_no_colours(tmp_path, mode):
    done = subprocess.run(
        [sys.executable, "-c", LOG], env=environment(tmp_path, mode), capture_output=True, text=True, check=True
    )
    line = next(line for line in done.stderr.splitlines() if "heard" in line)
    assert "\x1b" not in line
    assert re.search(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+[+-]\d{4}\b", line)


def test_a_reader_who_has_seen_enough_is_no_failure(tmp_path):
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as closed:
        done = subprocess.run(
            [sys.executable, "-m", "kexie.site.config", "secret"],
            env=environment(tmp_path, "development"),
            stdout=closed,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 141
    assert done.stderr == ""
