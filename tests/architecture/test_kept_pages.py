"""What `@kept_page` promises: the view draws from watched tables alone, and reads no word of a query that it does not name."""

from __future__ import annotations

import re

import pytest
from django.apps import apps
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import resolve

from architecture.addresses import all_addresses
from kexie.base.kernel.edition import watched
from kexie.base.kernel.kept_pages import kept_query
from kexie.base.pages.models import SinglePage, TopicPage
from kexie.base.pages.tests import factories
from kexie.domains.bulletin.tests.factories import signed

pytestmark = pytest.mark.django_db

TABLE = re.compile(r'(?:FROM|JOIN) "(\w+)"')
#: Tables that a kept page may read although nobody watches them, with the reason why.
UNWATCHED = {
    "kernel_publicedition": "the edition itself",
    "django_content_type": "written by migrations alone, which begin an edition",
    "bulletin_blob": "named by its content: it never changes, and what points to it is watched",
    "wagtailcore_collection": "read for documents, which no kept page gives out itself",
}


#: Words that every page's canonical address asks for: where a view does not name them, it is not told of them either.
OF_THE_ADDRESS = {"page", "year"}


@pytest.fixture
def addresses(cast) -> dict[str, str]:
    """A page behind each view that may be kept, and every kind of Wagtail's pages."""
    home = factories.site()
    unit = cast.unit("青溪区科协")
    factories.article(source_unit=unit)
    home.add_child(instance=TopicPage(title="专题", slug="topic"))
    home.add_child(instance=SinglePage(title="单页", slug="about", body=[("paragraph", "<p>关于</p>")]))
    issue = signed(cast)
    samples = {"year": 2023, "number": 17, "item_id": issue.items.first().pk, "uid": unit.uid}
    kept = [address for address in all_addresses() if kept_query(address.view) is not None]
    found = {
        f"{address.route} {address.name}": address.path(samples)
        for address in kept
        if "<" not in address.route or address.ours
    }
    return found | {path: path for path in ("/", "/kepu/", "/kepu/a1/", "/topic/", "/about/")}


def test_kept_pages_draw_from_watched_tables_alone(client, addresses):
    known = {apps.get_model(one.model)._meta.db_table for one in watched} | UNWATCHED.keys()
    bare, answered = {}, 0
    for name, path in addresses.items():
        with CaptureQueriesContext(connection) as queries:
            answered += client.get(path).status_code == 200
        read = {table for query in queries for table in TABLE.findall(query["sql"])}
        if missing := read - known:
            bare[name] = sorted(missing)
    assert bare == {}, "name them by edition.watch, or in UNWATCHED"
    assert answered >= 9


def test_kept_pages_read_the_words_of_the_query_that_they_name(client, addresses, monkeypatch):
    read: set[str] = set()
    get = QueryDict.__getitem__

    def noted(self, name):
        read.add(name)
        return get(self, name)

    monkeypatch.setattr(QueryDict, "__getitem__", noted)
    monkeypatch.setattr(
        QueryDict,
        "get",
        lambda self, name, default=None: noted(self, name) if name in self else (read.add(name), default)[1],
    )
    lost = {}
    for name, path in addresses.items():
        read.clear()
        client.get(path)
        if unnamed := read - kept_query(resolve(path).func) - OF_THE_ADDRESS:
            lost[name] = sorted(unnamed)
    assert lost == {}, "name them in @kept_page(query=…)"
