"""What production says on the way: TLS alone, HSTS, cookies that no other host sets or reads (security.md, 32).

Asked of the real handler in a process of its own, with production's settings and the demo's data behind it.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import database
from kexie.site.config.tests.test_settings import GOOD

ASK = """
import json, os
os.environ["DJANGO_SETTINGS_MODULE"] = "kexie.site.config.settings"
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0, interactive=False)
from django.test import Client, override_settings
from django.conf import settings
plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # nothing is collected for this
override_settings(STORAGES=settings.STORAGES | {"staticfiles": plain}).enable()
client = Client(SERVER_NAME="kexie.example", raise_request_exception=False)
def told(response):
    cookies = {name: [bool(c["secure"]), bool(c["httponly"]), c["samesite"], c["path"], c["domain"]]
               for name, c in response.cookies.items()}
    return {"status": response.status_code, "headers": {k.lower(): v for k, v in response.headers.items()}, "cookies": cookies}
asked = {
    "plain": client.get("/accounts/login/"),
    "posted": client.post("/accounts/login/", {"login": "a@b.example", "password": "x"}),
    "health": client.get("/health/live"),
    "safe": client.get("/accounts/login/", headers={"x-forwarded-proto": "https"}),
    "other": client.get("/", headers={"x-forwarded-proto": "https", "host": "evil.example"}),
}
print(json.dumps({name: told(response) for name, response in asked.items()}))
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory, django_db_blocker) -> dict[str, dict]:
    folder: Path = tmp_path_factory.mktemp("production")
    environment = GOOD | {"KEXIE_DATA": str(folder), "PATH": "/usr/bin:/bin", "HOME": str(folder)}
    environment["KEXIE_DATABASE_URL"] = f"sqlite:///{folder / 'kexie.sqlite3'}"
    with django_db_blocker.unblock():
        database.begin_with_tables(folder)
    static = folder / "static"
    static.mkdir()
    done = subprocess.run(
        [sys.executable, "-c", ASK], env=environment, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    answers: dict[str, dict] = json.loads(done.stdout.splitlines()[-1])
    return answers


@pytest.mark.parametrize("name", ["plain", "posted"])
def test_who_comes_without_tls_is_led_to_it(told, name):
    answer = told[name]
    assert (answer["status"], answer["headers"]["location"]) == (301, "https://kexie.example/accounts/login/")
    assert answer["cookies"] == {}


def test_the_supervisor_needs_none(told):
    assert told["health"]["status"] == 200


def test_browsers_are_told_to_stay_with_it_for_a_year(told):
    assert told["safe"]["headers"]["strict-transport-security"] == "max-age=31536000; includeSubDomains"
    assert "strict-transport-security" not in told["plain"]["headers"]


def test_cookies_are_of_this_host_and_of_tls_alone(told):
    assert told["safe"]["status"] == 200
    assert set(told["safe"]["cookies"]) <= {"__Host-session", "__Host-csrf"}
    assert "__Host-csrf" in told["safe"]["cookies"]
    for secure, http_only, same_site, path, domain in told["safe"]["cookies"].values():
        assert (secure, http_only, same_site, path, domain) == (True, True, "Lax", "/", "")


def test_another_host_is_not_answered(told):
    assert told["other"]["status"] == 400
