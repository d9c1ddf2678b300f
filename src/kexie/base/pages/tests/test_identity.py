"""Whose site it is: edited in Wagtail, printed by the shell, by the settings where nothing was written."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError
from wagtail.models import Site

from kexie.base.pages import rules
from kexie.base.pages.models import HomePage, SiteIdentity
from kexie.base.pages.rules.colours import luminance
from kexie.base.pages.tests import factories
from kexie.base.ui import identity

pytestmark = pytest.mark.django_db


@pytest.fixture
def written():
    factories.site()
    return SiteIdentity.objects.create(site=Site.objects.get(is_default_site=True), name="江北市科协", icp="京ICP备1号")


def test_what_is_written_is_printed_and_the_rest_comes_from_the_settings(client, written, settings):
    page = client.get("/").content.decode()
    assert "江北市科协" in page
    assert "京ICP备1号" in page
    assert settings.KEXIE_SITE["sponsor"] in page
    assert "brand-" not in page


def test_the_home_page_is_called_as_the_site_is_until_it_is_called_otherwise(client, written, settings):
    home = HomePage.objects.get()
    home.title = settings.KEXIE_SITE["name"]
    home.save()
    page = client.get("/").content.decode()
    assert "<title>江北市科协</title>" in page
    assert "<h1>江北市科协</h1>" in page
    home.title = "科学就在江北"
    home.save()
    page = client.get("/").content.decode()
    assert "<title>科学就在江北 - 江北市科协</title>" in page
    assert "<h1>科学就在江北</h1>" in page


def test_the_colour_is_a_style_sheet_of_our_own(client, written):
    SiteIdentity.objects.update(colour="#1A5C8A")
    assert '<link rel="stylesheet" href="/brand-1a5c8a.css">' in client.get("/").content.decode()
    sheet = client.get("/brand-1a5c8a.css")
    assert "--masthead: #1a5c8a" in sheet.content.decode()
    assert "@media print" in sheet.content.decode()
    assert "immutable" in sheet["Cache-Control"]
    for odd in ("/brand-12.css", "/brand-zzzzzz.css", "/brand-1a5c8a0.css", "/brand-1A5C8A.css"):
        assert client.get(odd).status_code == 404


def test_the_logo_stands_in_the_header(client, written, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    written.logo = factories.picture()
    written.save()
    page = client.get("/").content.decode()
    assert '<img class="brand__mark" src="/media/images/' in page
    assert identity.current().logo_file.startswith("original_images/")


@pytest.mark.parametrize("colour", ["#ffee00", "#fff000", "#abcdef"])
def test_a_colour_on_which_white_cannot_be_read_is_refused(colour):
    with pytest.raises(ValidationError) as refused:
        SiteIdentity(colour=colour).clean()
    assert "更深" in refused.value.messages[0]


@pytest.mark.parametrize("colour", ["red", "#12345", "#1234567", "#12345g", "#b3211e\n"])
def test_a_colour_has_six_digits(colour, written):
    written.colour = colour
    with pytest.raises(ValidationError):
        written.full_clean()


@pytest.mark.parametrize(
    ("one", "other", "contrast"),
    [("#000000", "#ffffff", 21.0), ("#ffffff", "#ffffff", 1.0), ("#777777", "#ffffff", 4.48)],
)
def test_contrast_is_that_of_wcag(one, other, contrast):
    assert rules.contrast(one, other) == pytest.approx(contrast, abs=0.01)
    assert rules.contrast(other, one) == rules.contrast(one, other)


@pytest.mark.parametrize("colour", ["#000000", "#b3211e", "#1a5c8a", "#ffffff"])
def test_on_dark_ground_a_colour_is_lightened_until_it_can_be_read(colour):
    light = rules.lightened(colour, "#12171e")
    assert rules.contrast(light, "#12171e") >= rules.READABLE
    assert luminance(light) >= luminance(colour)


def test_without_a_database_the_last_known_identity_serves(written, monkeypatch, settings):
    assert identity.current().name == "江北市科协"

    def away():
        raise DatabaseError

    monkeypatch.setattr("kexie.base.pages.api.identity", away)
    assert identity.current().name == "江北市科协"


@pytest.mark.parametrize(("colour", "tone"), [("#b3211e", (1, 71)), ("#14508c", (210, 75)), ("#777777", (0, 0))])
def test_the_editor_is_framed_in_the_tone_of_the_site(cast, colour, tone):
    factories.site()
    SiteIdentity.objects.update_or_create(site=Site.objects.get(), defaults={"colour": colour})
    page = cast.client("web_editor").get("/editors/").content.decode()
    assert f"--w-color-primary-hue: {tone[0]}; --w-color-primary-saturation: {tone[1]}%" in page
