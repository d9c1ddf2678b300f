"""Kept pages under load, beside a bare Wagtail page behind Django's own cache middleware, one after the other on one machine.

Both are served by two workers as in service and asked over 16 connections of loopback for some seconds by `bench.driving`. In the
middle ours is edited: not one request that was sent after the edit was stored may show what was there before.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench import dataset
from bench.promise import Measured, set_up, tell
from bench.service import free_port

SECONDS, CONNECTIONS = 6.0, 16

#: Django's cache for each process, as its documentation sets it up, over a fresh `wagtail start` project.
BARE_SETTINGS = """
from .production import *
SECRET_KEY = "bench"
ALLOWED_HOSTS = ["*"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
MIDDLEWARE = [
    "django.middleware.cache.UpdateCacheMiddleware",
    *MIDDLEWARE,
    "django.middleware.cache.FetchFromCacheMiddleware",
]
"""


@contextmanager
def serving(command: list[str], port: int, **options: Any) -> Iterator[None]:
    """A server while it answers; ended at the end."""
    server = subprocess.Popen(command, stderr=subprocess.DEVNULL, **options)
    try:
        for _ in range(600):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=20).read()
                break
            except OSError:
                time.sleep(0.1)
        yield
    finally:
        server.terminate()
        server.wait(30)


def driving(port: int, seconds: float = SECONDS) -> subprocess.Popen[str]:
    """The load generator, begun."""
    command = [sys.executable, "-m", "bench.driving", str(port), "/", str(seconds), str(CONNECTIONS)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def results(driver: subprocess.Popen[str]) -> dict[str, Any]:
    """What it has measured; SystemExit where an answer was wrong."""
    told: dict[str, Any] = json.loads(driver.communicate(timeout=60)[0])
    if told["wrong"]:
        raise SystemExit(f"{told['wrong']} wrong answers")
    return told


def body_at(port: int) -> str:
    """The name by which the load generator calls the home page's body."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=20) as response:
        return f"{zlib.crc32(response.read()):08x}"


def ours() -> dict[str, Any]:
    """Our home page, edited in the middle: what was measured, and the milliseconds for which it was stale."""
    from kexie.base.pages import api as pages
    from kexie.site.config.serving import web_command

    port = free_port()
    with serving(web_command("127.0.0.1", port, workers=2), port):
        results(driving(port, 1.0))
        before, driver = body_at(port), driving(port)
        time.sleep(SECONDS / 2)
        article = pages.latest_articles()[0]
        pages.ArticlePage.objects.filter(pk=article.pk).update(title=f"{article.title}（改）")
        stored = time.monotonic()
        told = results(driver)
        after = body_at(port)
    if set(told["bodies"]) != {before, after}:
        raise SystemExit(f"bodies {sorted(told['bodies'])}, not those before and after the edit")
    told["stale_ms"] = max(0.0, (told["bodies"][before][1] - stored) * 1000)
    return told


def bare() -> dict[str, Any]:
    """The home page of a fresh `wagtail start` project behind Django's cache middleware."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        wagtail = Path(sys.executable).with_name("wagtail")
        subprocess.run([wagtail, "start", "bare", folder], check=True, capture_output=True)
        Path(folder, "bare", "settings", "bench.py").write_text(BARE_SETTINGS, encoding="utf-8")
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("KEXIE", "DJANGO"))}
        environment["DJANGO_SETTINGS_MODULE"] = "bare.settings.bench"
        migrate = [sys.executable, "manage.py", "migrate", "-v0", "--no-input"]
        subprocess.run(migrate, cwd=folder, env=environment, check=True, capture_output=True)
        from kexie.site.config.serving import web_command

        command = [
            word.replace("kexie.site.config.wsgi", "bare.wsgi") for word in web_command("127.0.0.1", port, workers=2)
        ]
        with serving(command, port, cwd=folder, env=environment):
            results(driving(port, 1.0))
            return results(driving(port))


def main() -> None:
    """Ours and theirs, in a database of this run's own."""
    set_up()
    dataset.tell_demo()
    own, theirs = ours(), bare()
    print(f"bare Wagtail: {theirs['rps']:.0f} requests/s, p99 {theirs['p99_ms']:.1f} ms", file=sys.stderr)
    tell(
        Measured("cached_rps", own["rps"], "1/s", 3_000, at_least=True),
        Measured("cached_p99", own["p99_ms"], "ms", 30),
        Measured("cached_stale", own["stale_ms"], "ms", 0),
        Measured("cached_to_bare_wagtail", own["rps"] / theirs["rps"], "ratio", 1, at_least=True),
    )


if __name__ == "__main__":
    main()
