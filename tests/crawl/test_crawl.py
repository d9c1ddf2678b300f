"""Every link, picture, style sheet and form of the told demo leads to something: for a visitor and for each log-in."""

from __future__ import annotations

from collections import deque
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.test import Client

from architecture.roles import once_but
from kexie.base.kernel.access import Platform
from kexie.base.pages import api as pages
from kexie.base.people import api as people
from kexie.site.demo import story

pytestmark = pytest.mark.django_db

HOST = "http://testserver"
#: Addresses that would be asked without end: every day of a calendar, every order of a list.
MOST_QUERIES_PER_PAGE = 6
#: So many pages of each log-in are asked; what the public sees is walked through whole.
PAGES_OF_ONE = 100
#: Wagtail's own pages are crawled by its own tests; logging out ends the crawl.
LEFT_OUT = ("/editors/", "/accounts/logout/", "/static/", "/identity/")
EMAILS = tuple(log_in.email for log_in in story.LOG_INS)
#: Whose pages are asked on a second database too; whether a link leads somewhere is the same there.
SECOND = EMAILS[:2]
ATTRIBUTES = {"a": "href", "img": "src", "link": "href", "script": "src", "source": "src", "form": "action"}


class Links(HTMLParser):
    """The addresses that a page names, and the names inside it that a link may lead to."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.names: set[str] = set()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        if given.get("id"):
            self.names.add(given["id"])
        if tag == "form" and (given.get("method") or "get").lower() != "get":
            return
        if address := given.get(ATTRIBUTES.get(tag, ""), ""):
            self.addresses.append(address)


def client_of(email: str) -> Client:
    client = Client()
    if email:
        client.force_login(people.Account.objects.get(email=email))
    return client


def walk(client: Client, *, most: int) -> tuple[set[str], list[str]]:
    """The addresses that were asked, and what is wrong with them."""
    wrong: list[str] = []
    waiting, known = deque(["/"]), {"/": "typed"}
    names: dict[str, set[str]] = {}
    inside: list[tuple[str, str, str]] = []
    queries: dict[str, int] = {}
    while waiting and len(names) < most:
        address = waiting.popleft()
        answer = client.get(address, follow=False)
        if answer.status_code in (301, 302):
            target = urlsplit(urljoin(HOST + address, answer["Location"]))
            found = [target.path + (f"?{target.query}" if target.query else "")]
            names[address] = set()
        elif answer.status_code != 200:
            wrong.append(f"{address} answers {answer.status_code}; named by {known[address]}")
            continue
        elif answer["Content-Type"].startswith("text/html") and not answer.streaming:
            page = Links()
            page.feed(answer.content.decode())
            names[address] = page.names
            found = page.addresses
        else:
            b"".join(answer)  # a file is read to its end, and closed with it
            names[address] = set()
            continue
        for link in found:
            whole, name = urldefrag(urljoin(HOST + address, link))
            parts = urlsplit(whole)
            if f"{parts.scheme}://{parts.netloc}" != HOST or parts.path.startswith(LEFT_OUT):
                continue
            local = parts.path + (f"?{parts.query}" if parts.query else "")
            if name:
                inside.append((address, local, name))
            if parts.query:
                queries[parts.path] = queries.get(parts.path, 0) + (local not in known)
                if queries[parts.path] > MOST_QUERIES_PER_PAGE:
                    continue
            if local not in known:
                known[local] = address
                waiting.append(local)
    wrong += [
        f"{address} names #{name} of {local}, which is not there"
        for address, local, name in inside
        if local in names and names[local] and name not in names[local]
    ]
    return set(names), wrong


@pytest.mark.usefixtures("told")
def test_a_visitor_meets_no_broken_link():
    asked, wrong = walk(client_of(""), most=600)
    assert wrong == []
    for expected in ("/", "/news/", "/bulletin/", "/science-day-2026/", "/about/"):
        assert expected in asked
    assert len(asked) > 40


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize("email", once_but(SECOND, EMAILS))
def test_nobody_who_is_logged_in_meets_a_broken_link(email):
    asked, wrong = walk(client_of(email), most=PAGES_OF_ONE)
    assert wrong == []
    assert "/me/" in asked


def test_a_broken_link_is_named(client):
    pages.ensure_site(by=Platform(), at=story.BEGIN, site_name="云川市科协")
    body = [{"type": "paragraph", "value": '<p><a href="/gone/">旧网址</a> <a href="/#nowhere">锚</a></p>'}]
    pages.add_single(by=Platform(), at=story.BEGIN, title="甲", slug="a", body=body)
    pages.compose_home(by=Platform(), at=story.BEGIN, sections=[{"type": "paragraph", "value": '<a href="/a/">甲</a>'}])
    asked, wrong = walk(client, most=50)
    assert "/a/" in asked
    assert any(line.startswith("/gone/ answers 404; named by /a/") for line in wrong)
    assert any("names #nowhere of /" in line for line in wrong)
