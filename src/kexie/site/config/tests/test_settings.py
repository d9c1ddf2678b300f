"""Production starts only with every setting that it needs, and says which one is missing or weak."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from kexie.site.config import environment

GOOD = {
    "KEXIE_MODE": "production",
    "KEXIE_SECRET_KEY": "k9-2mVq7RzX0pLw4TnB8yHs6JdF1gUcE3aQoZiNvKxMbPtYrWlS",
    "KEXIE_HOSTS": "kexie.example",
    "KEXIE_SMTP_HOST": "mail.example",
    "KEXIE_MAIL_FROM": "kexie@kexie.example",
}


def start(tmp_path, **changes: str | None) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("KEXIE_")}
    environment |= GOOD | {"KEXIE_DATA": str(tmp_path)}
    for name, value in changes.items():
        environment.pop(name, None)
        if value is not None:
            environment[name] = value
    return subprocess.run(
        [sys.executable, "-m", "kexie.site.config", "check"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_starts_with_everything_set(tmp_path):
    done = start(tmp_path)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", ["KEXIE_SECRET_KEY", "KEXIE_HOSTS", "KEXIE_SMTP_HOST", "KEXIE_MAIL_FROM"])
def test_production_names_what_is_missing(tmp_path, name):
    done = start(tmp_path, **{name: None})
    assert done.returncode == 78
    assert name in done.stderr
    assert "It takes" in done.stderr
    assert "Traceback" not in done.stderr


def test_all_faults_are_reported_together(tmp_path):
    done = start(tmp_path, KEXIE_SECRET_KEY="short", KEXIE_HOSTS=None)
    assert done.returncode == 78
    assert "KEXIE_SECRET_KEY" in done.stderr
    assert "KEXIE_HOSTS" in done.stderr


@pytest.mark.parametrize("key", ["short", "a" * 64, "development-only-secret-never-used-in-production-0123456789"])
def test_production_refuses_a_weak_secret(tmp_path, key):
    done = start(tmp_path, KEXIE_SECRET_KEY=key)
    assert done.returncode == 78
    assert "KEXIE_SECRET_KEY" in done.stderr
    assert key not in done.stderr


def test_production_answers_to_no_name_that_a_visitor_makes_up(tmp_path):
    done = start(tmp_path, KEXIE_HOSTS="kexie.example,*")
    assert done.returncode == 78
    assert "KEXIE_HOSTS" in done.stderr


def test_links_in_mails_lead_to_the_first_host(tmp_path):
    code = "from kexie.site.config import settings; print(settings.WAGTAILADMIN_BASE_URL)"
    environment = GOOD | {"KEXIE_HOSTS": "kexie.example, www.kexie.example", "KEXIE_DATA": str(tmp_path)}
    environment["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "https://kexie.example", done.stderr


def test_an_unknown_mode_is_refused(tmp_path):
    done = start(tmp_path, KEXIE_MODE="prod")
    assert done.returncode == 78
    assert "KEXIE_MODE" in done.stderr


def test_the_example_lists_every_variable():
    settings = Path(environment.__file__).parent
    code = "".join(
        file.read_text(encoding="utf-8") for file in [settings / "environment.py", *settings.glob("settings/*.py")]
    )
    read = set(re.findall(r'(?:env\.\w+|required_in_production)\(\s*"([A-Z_]+)"', code))
    example = (environment.ROOT / ".env.example").read_text(encoding="utf-8")
    assert {f"KEXIE_{name}" for name in read} == set(re.findall(r"^#?(KEXIE_\w+)=", example, re.MULTILINE))
    assert len(read) > 20
