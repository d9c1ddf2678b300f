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
    "KEXIE_DATABASE_URL": "postgresql://kexie:secret@127.0.0.1:1/kexie",
    "KEXIE_VAULT_KEYS": "k1:KBz79vXMPd0trNSzE/LVl6ROJA3dABHWZANqDY67BGE=",
    "KEXIE_BLIND_KEY": "GwlTm0/r94umzPrTL7mSFcX77nchmkqy/10/LnPt/oc=",
}


def start(tmp_path, command: str = "secret", **changes: str | None) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("KEXIE_")}
    environment |= GOOD | {"KEXIE_DATA": str(tmp_path)}
    for name, value in changes.items():
        environment.pop(name, None)
        if value is not None:
            environment[name] = value
    return subprocess.run(
        [sys.executable, "-m", "kexie.site.config", command],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_starts_with_everything_set(tmp_path):
    done = start(tmp_path, "check")
    assert done.returncode == 0, done.stderr


def test_a_single_machine_may_say_that_it_means_sqlite(tmp_path):
    done = start(tmp_path, KEXIE_DATABASE_URL=f"sqlite:///{tmp_path / 'kexie.sqlite3'}")
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("KEXIE_DATABASE_URL", "mysql://kexie:hunter2@db/kexie"),
        ("KEXIE_DATABASE_URL", ""),
        ("KEXIE_MAIL_FROM", "hunter2"),
        ("KEXIE_BASE_URL", "http://hunter2.example"),
        ("KEXIE_TIME_ZONE", "hunter2/Nowhere"),
        ("KEXIE_LOG_LEVEL", "hunter2"),
        ("KEXIE_SMTP_PORT", "hunter2"),
        ("KEXIE_SMTP_TLS", "hunter2"),
        ("KEXIE_HOSTS", "https://hunter2.example/"),
        ("KEXIE_VAULT_PROVIDER", "hunter2"),
        ("KEXIE_VAULT_KEYS", "hunter2"),
        ("KEXIE_VAULT_KEYS", "k1:hunter2"),
        ("KEXIE_VAULT_KEYS", "k1:aHVudGVyMg=="),
        ("KEXIE_BLIND_KEY", "hunter2"),
        ("KEXIE_BLIND_KEY", "aHVudGVyMi1odW50ZXIyLWh1bnRlcjItaHVudGVyMi0="),
    ],
)
def test_what_cannot_work_is_named_and_not_repeated(tmp_path, name, value):
    done = start(tmp_path, **{name: value})
    assert done.returncode == 78, done.stderr
    assert f"  {name}：" in done.stderr
    assert "hunter2" not in done.stderr
    assert "Traceback" not in done.stderr
    assert not re.search("[a-z] (is|must|not) ", done.stderr)


def test_outside_production_what_cannot_work_is_named_too(tmp_path):
    done = start(tmp_path, KEXIE_MODE="development", KEXIE_DATABASE_URL="mysql://x", KEXIE_TIME_ZONE="Nowhere")
    assert done.returncode == 78
    assert "KEXIE_DATABASE_URL" in done.stderr
    assert "KEXIE_TIME_ZONE" in done.stderr


@pytest.mark.parametrize("command", ["install", "migrate"])
def test_a_database_that_is_away_is_one_sentence(tmp_path, command):
    done = start(tmp_path, command)
    assert done.returncode == 69, done.stderr
    assert "数据库连接不上" in done.stderr
    assert "Traceback" not in done.stderr
    assert "secret" not in done.stderr


@pytest.mark.parametrize("name", [name for name in GOOD if name != "KEXIE_MODE"])
def test_production_names_what_is_missing(tmp_path, name):
    done = start(tmp_path, **{name: None})
    assert done.returncode == 78
    assert f"{name}：没有设置。应填：" in done.stderr
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
    read = set(re.findall(r'(?:env\.\w+|checked|required_in_production|read)\(\s*"([A-Z_]+)"', code))
    example = (environment.ROOT / ".env.example").read_text(encoding="utf-8")
    assert {f"KEXIE_{name}" for name in read} == set(re.findall(r"^#?(KEXIE_\w+)=", example, re.MULTILINE))
    assert len(read) > 20
    assert set(re.findall(r"^(KEXIE_\w+)=", example, re.MULTILINE)) == set(GOOD)
