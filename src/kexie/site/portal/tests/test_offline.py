"""Manifest, icons and service worker, as the browser gets them, and what it is told to keep."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from PIL import Image

from kexie.base.ui import identity
from kexie.site.portal import queries

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _drawn_anew():
    """What a process keeps of the worker is of another test."""
    queries.worker.cache_clear()
    yield
    queries.worker.cache_clear()


@pytest.fixture
def site(settings, monkeypatch, tmp_path):
    """What the editors have written about the site; to be filled."""
    written: dict[str, str] = {}
    monkeypatch.setattr(identity, "nothing_edited", lambda: dict(written))
    settings.KEXIE_IDENTITY = "kexie.base.ui.identity.nothing_edited"
    settings.MEDIA_ROOT = tmp_path
    return written


def logo(colour: str) -> str:
    drawn = io.BytesIO()
    Image.new("RGB", (300, 200), colour).save(drawn, "PNG")
    return default_storage.save("originals/logo.png", ContentFile(drawn.getvalue()))


def told(client) -> dict:
    text = client.get("/sw.js").content.decode()
    return json.loads(re.match(r"const SITE = (.*);\n", text)[1])


def test_the_manifest_is_of_this_site(client, site):
    site |= {"name": "临江市科协", "title": "科协在线", "colour": "#00457c"}
    answer = client.get("/manifest.webmanifest")
    said = answer.json()
    assert answer["Content-Type"].startswith("application/manifest+json")
    assert (said["name"], said["short_name"], said["theme_color"]) == ("临江市科协 科协在线", "科协在线", "#00457c")
    assert [each["url"] for each in said["shortcuts"]] == ["/bulletin/", "/search/"]
    for each in said["icons"]:
        picture = client.get(each["src"])
        assert picture["Cache-Control"] == "public, max-age=31536000, immutable"
        side = Image.open(io.BytesIO(picture.content)).size
        assert f"{side[0]}x{side[1]}" == each["sizes"]


def test_the_pages_name_manifest_icons_and_colours(client, site):
    text = client.get("/search/").content.decode()
    assert '<link rel="manifest" href="/manifest.webmanifest">' in text
    assert 'rel="icon" type="image/svg+xml"' in text
    assert re.search(r'rel="apple-touch-icon" href="/icons/[0-9a-f]{8}/apple-180.png"', text)
    assert 'data-worker="/sw.js"' in text
    assert 'media="(prefers-color-scheme: dark)" content="#12171e"' in text
    site["colour"] = "#00457c"
    text = client.get("/search/", headers={"cookie": "display=dark"}).content.decode()
    assert re.search(r'rel="icon" type="image/png" sizes="192x192" href="/icons/[0-9a-f]{8}/icon-192.png"', text)
    assert 'data-scheme="light" media="not all" content="#00457c"' in text
    assert 'data-scheme="dark" media="all"' in text


def test_icons_are_drawn_from_the_logo_and_their_addresses_change_with_it(client, site):
    without = client.get("/manifest.webmanifest").json()["icons"][0]["src"]
    site["logo_file"] = logo("#0000ff")
    address = client.get("/manifest.webmanifest").json()["icons"][0]["src"]
    assert address != without
    drawn = Image.open(io.BytesIO(client.get(address).content)).convert("RGB")
    assert drawn.getpixel((96, 96)) == (0, 0, 255)
    assert client.get(without)["Location"] == address
    apple = client.get(address.replace("icon-192", "apple-180")).content
    assert Image.open(io.BytesIO(apple)).mode == "RGB"


def test_the_old_place_of_the_icon_leads_to_the_logos(client, site):
    site["colour"] = "#00457c"
    address = client.get("/favicon.ico")["Location"]
    assert address == client.get("/manifest.webmanifest").json()["icons"][0]["src"]


def test_a_logo_that_is_gone_leaves_our_mark(client, site):
    site["logo_file"] = "originals/gone.png"
    address = client.get("/manifest.webmanifest").json()["icons"][0]["src"]
    drawn = Image.open(io.BytesIO(client.get(address).content)).convert("RGBA")
    assert drawn.getpixel((96, 8))[:3] == (179, 33, 30)


def test_there_are_no_icons_but_those_of_the_list(client, site):
    edition = identity.current().edition
    assert client.get(f"/icons/{edition}/icon-64.png").status_code == 404
    assert client.get(f"/icons/{edition}/icon-99999.png").status_code == 404


def test_the_worker_is_asked_for_anew_and_knows_the_shell(client, site):
    answer = client.get("/sw.js")
    assert answer["Cache-Control"] == "no-cache"
    assert answer["Content-Type"].startswith("text/javascript")
    again = client.get("/sw.js", headers={"if-none-match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    about = told(client)
    assert "/offline/" in about["shell"]
    assert set(about["never"]) >= {"/workbench/", "/me/", "/accounts/", "/editors/", "/api/", "/feedback/"}
    for address in about["shell"]:
        if address.startswith("/static/"):
            assert finders.find(address.removeprefix("/static/")), address
        else:
            assert client.get(address).status_code == 200, address


def test_without_node_every_module_of_the_shell_is_kept(client, site, settings, tmp_path):
    settings.KEXIE_ASSETS = tmp_path
    queries.assets.cache_clear()
    try:
        shell = told(client)["shell"]
    finally:
        queries.assets.cache_clear()
    imported = re.findall(r'from "\./(\w+\.js)"', Path(finders.find("ui/app.js")).read_text("utf-8"))
    assert {f"/static/ui/{name}" for name in imported} <= set(shell)
    assert "/static/ui/tokens.css" in shell


def test_the_workers_version_follows_files_and_identity(client, site, monkeypatch):
    first = told(client)["version"]
    assert told(client)["version"] == first
    site["title"] = "科协在线"
    second = told(client)["version"]
    queries.worker.cache_clear()
    monkeypatch.setattr(queries, "_contents", lambda: (b"another style sheet",))
    assert len({first, second, told(client)["version"]}) == 3


def test_the_worker_is_the_same_in_every_language_and_speaks_all_of_them(client, site):
    about = told(client)
    queries.worker.cache_clear()
    client.cookies["language"] = "en"
    assert told(client) == about
    assert "离线内容" in about["words"]["zh-hans"]["line"]
    assert "You are offline" in about["words"]["en"]["line"]


def test_the_offline_page_says_what_is_kept(client, site):
    text = client.get("/offline/").content.decode()
    assert "data-kept-pages" in text
    assert "不保存个人信息" in text


def test_policy_lets_the_worker_and_the_manifest_in(client, site):
    policy = client.get("/search/")["Content-Security-Policy"]
    assert "worker-src 'self'" in policy
    assert "manifest-src 'self'" in policy


def test_visitors_pages_may_be_kept_and_no_persons(client, cast, settings):
    call_command("install")
    for address in ("/", "/search/", "/bulletin/", "/organisations/", "/offline/"):
        assert client.get(address)["X-Offline"] == "keep", address
    assert "X-Offline" not in client.get("/accounts/login/")
    assert "X-Offline" not in client.get("/nowhere/")
    person = cast.client("clerk_a")
    for address in ("/", "/me/", "/workbench/"):
        answer = person.get(address)
        assert answer["X-Offline"] == "forget", address
        assert answer["Cache-Control"] == "no-store, private"
    out = person.post("/accounts/logout/")
    assert (out["X-Offline"], out["Clear-Site-Data"]) == ("forget", '"cache"')
    del person.cookies[settings.SESSION_COOKIE_NAME]  # as a browser does
    assert person.get("/")["X-Offline"] == "keep"


def test_a_session_that_is_over_is_forgotten_too(cast, settings):
    call_command("install")
    person = cast.client("clerk_a")
    person.get("/me/")  # the session begins to be counted
    settings.KEXIE_SESSION_LONGEST_S = -1
    answer = person.get("/")
    assert (answer["X-Offline"], answer["Clear-Site-Data"]) == ("forget", '"cache"')
    del person.cookies[settings.SESSION_COOKIE_NAME]
    assert person.get("/")["X-Offline"] == "keep"
