"""The display switch: remembered, never an open redirect, never confused by what a cookie may hold."""

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from kexie.base.ui.display import Display, changed, parse

URL = "/display/"


@pytest.mark.parametrize(
    ("cookie", "display"),
    [
        ("", Display()),
        ("elder", Display(elder=True)),
        ("dark", Display(scheme="dark")),
        ("elder.light", Display(elder=True, scheme="light")),
        ('"><script>', Display()),
        ("elder.purple", Display(elder=True)),
    ],
)
def test_cookies_are_read_and_unknown_words_passed_over(cookie, display):
    assert parse(cookie) == display


@given(elder=st.booleans(), scheme=st.sampled_from(["", "light", "dark"]))
def test_a_choice_survives_its_cookie(elder, scheme):
    assert parse(Display(elder, scheme).cookie) == Display(elder, scheme)


@given(cookie=st.text())
def test_only_known_words_reach_the_page(cookie):
    assert set(parse(cookie).classes.split()) <= {"elder", "light", "dark"}


@given(elder=st.text() | st.none(), scheme=st.text() | st.none())
def test_unknown_wishes_change_nothing(elder, scheme):
    if elder not in ("on", "off") and scheme not in ("light", "dark", "auto"):
        assert changed(Display(True, "dark"), elder=elder, scheme=scheme) == Display(True, "dark")


def test_the_address_is_where_the_templates_post_to():
    assert reverse("ui:display") == URL


@pytest.mark.django_db
def test_a_choice_is_remembered_and_drawn_into_the_next_page(client):
    answer = client.post(URL, {"elder": "on", "next": "/components/"})
    assert (answer.status_code, answer["Location"]) == (302, "/components/")
    cookie = answer.cookies["display"]
    assert cookie.value == "elder"
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    client.post(URL, {"scheme": "dark"})
    assert client.cookies["display"].value == "elder.dark"
    assert 'class="elder dark"' in client.get("/components/").content.decode()


@pytest.mark.django_db
def test_back_to_the_standard_forgets_the_cookie(client):
    client.post(URL, {"elder": "on"})
    answer = client.post(URL, {"elder": "off"})
    assert answer.cookies["display"]["max-age"] == 0
    assert 'class=""' in client.get("/components/").content.decode()


@pytest.mark.parametrize(
    "there",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "http:///evil.example",
        "\x00//evil.example",
        "",
    ],
)
def test_no_way_leads_to_another_host(client, there):
    answer = client.post(URL, {"elder": "on", "next": there}, headers={"Referer": "https://evil.example/"})
    assert answer["Location"] == "/"


def test_without_next_the_way_leads_back_to_the_page_it_came_from(client):
    answer = client.post(URL, {"elder": "on"}, headers={"Referer": "http://testserver/components/"})
    assert answer["Location"] == "http://testserver/components/"


def test_a_script_gets_an_answer_without_a_way(client):
    answer = client.post(URL, {"scheme": "light"}, headers={"X-Requested-With": "fetch"})
    assert (answer.status_code, answer.cookies["display"].value) == (204, "light")


def test_another_site_may_not_switch(client):
    answer = client.post(URL, {"elder": "on"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert "display" not in answer.cookies


def test_reading_changes_nothing(client):
    assert client.get(URL, {"elder": "on"}).status_code == 405
