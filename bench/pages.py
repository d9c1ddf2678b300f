"""Public pages, search and log-in: CPU milliseconds and queries per request, uncached, beside a bare Wagtail page."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from django.core.cache import cache

from bench import dataset
from bench.promise import Measured, cpu_ms, set_up, tell

BARE_PAGE = """
import json, os, statistics, time
import django
os.environ["DJANGO_SETTINGS_MODULE"] = "bare.settings.production"
from django.conf import settings
settings.SECRET_KEY = "bench"
settings.ALLOWED_HOSTS = ["*"]
settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0, interactive=False)
from django.test import Client
client = Client()
times = []
for turn in range(35):
    begin = time.process_time()
    response = client.get("/")
    assert response.status_code == 200, response.status_code
    times.append((time.process_time() - begin) * 1000)
print(json.dumps(statistics.quantiles(times[5:], n=4)[0]))
"""


def bare_wagtail_ms() -> float:
    """CPU milliseconds of the home page of a fresh `wagtail start` project, in production settings."""
    with tempfile.TemporaryDirectory() as folder:
        wagtail = Path(sys.executable).with_name("wagtail")
        subprocess.run([wagtail, "start", "bare", folder], check=True, capture_output=True)
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("KEXIE", "DJANGO"))}
        done = subprocess.run(
            [sys.executable, "-c", BARE_PAGE], cwd=folder, env=environment, check=True, capture_output=True, text=True
        )
    return float(json.loads(done.stdout.splitlines()[-1]))


def measure(name: str, address: str, *, goal_ms: float, goal_queries: int) -> tuple[Measured, Measured]:
    """CPU and queries of one address for a visitor, with an empty cache each time."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client()

    def ask() -> None:
        cache.clear()
        response = client.get(address)
        if response.status_code != 200:
            raise SystemExit(f"{address} answers {response.status_code}")

    spent = cpu_ms(ask)
    cache.clear()
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    return (
        Measured(f"{name}_cpu", spent, "ms", goal_ms),
        Measured(f"{name}_queries", len(queries), "queries", goal_queries),
    )


def log_in_ms() -> float:
    """CPU milliseconds of a log-in form's submission, the password's hash included."""
    from django.test import Client

    from kexie.site.demo import story

    def log_in() -> None:
        response = Client().post("/accounts/login/", {"login": story.LOG_INS[0].email, "password": story.PASSWORD})
        if response.status_code != 302:
            raise SystemExit(f"log-in answers {response.status_code}")

    return cpu_ms(log_in, rounds=15, warm=2)


def main() -> None:
    """Load the data set into a database of this run's own, then measure."""
    set_up()
    begin = time.perf_counter()
    dataset.load()
    from kexie.base.kernel.access import Visitor
    from kexie.base.pages import api as pages
    from kexie.base.people import api as people
    from kexie.domains.bulletin import api as bulletin

    issue = bulletin.latest_issue(Visitor())
    if issue is None:
        raise SystemExit("the demo has no signed issue")
    article = pages.latest_articles()[0].url
    society = people.Organisation.objects.filter(kind="society").order_by("path")[0]
    home = measure("home", "/", goal_ms=10, goal_queries=8)
    tell(
        *home,
        *measure("issue", issue.get_absolute_url(), goal_ms=10, goal_queries=8),
        *measure("archive", "/bulletin/", goal_ms=10, goal_queries=8),
        *measure("column", article.rstrip("/").rpartition("/")[0] + "/", goal_ms=10, goal_queries=8),
        *measure("article", article, goal_ms=10, goal_queries=8),
        *measure("directory", "/organisations/", goal_ms=10, goal_queries=8),
        *measure("directory_filtered", "/organisations/?kind=society&letter=K&q=xh", goal_ms=10, goal_queries=8),
        *measure("directory_map", "/organisations/?view=map", goal_ms=10, goal_queries=8),
        *measure("organisation", f"/organisations/{society.uid}/", goal_ms=10, goal_queries=8),
        *measure("search", "/search/?q=科技馆观测", goal_ms=25, goal_queries=8),
        *measure("search_pinyin", "/search/?q=kxzx", goal_ms=25, goal_queries=8),
        *measure("search_nothing", "/search/?q=科谱馆册", goal_ms=25, goal_queries=8),
        *measure("search_suggestions", "/search/suggest/?q=kpgc", goal_ms=25, goal_queries=8),
        *measure("sitemap", "/sitemap/", goal_ms=10, goal_queries=8),
        Measured("log_in_cpu", log_in_ms(), "ms", 60),
        Measured("home_to_bare_wagtail", home[0].value / bare_wagtail_ms(), "ratio", 3),
    )
    print(f"data set and measurements took {time.perf_counter() - begin:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
