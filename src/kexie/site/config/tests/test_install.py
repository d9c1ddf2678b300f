"""One command for the first time and for every update."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from wagtail.models import Site

from kexie.base.pages import api as pages
from kexie.base.standards import api as standards
from kexie.site.config.management.commands import install

pytestmark = pytest.mark.django_db


def test_an_installation_has_a_home_page_and_the_standard(client, settings):
    call_command("install")
    assert standards.element("person_name").code == "person_name"
    assert Site.objects.get(is_default_site=True).site_name == settings.KEXIE_SITE["name"]
    assert settings.KEXIE_SITE["name"] in client.get("/").content.decode()


def test_the_second_time_changes_nothing():
    call_command("install")
    home = pages.HomePage.objects.get()
    call_command("install")
    assert pages.HomePage.objects.get() == home


def test_a_folder_that_cannot_be_written_is_said(tmp_path, monkeypatch):
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    monkeypatch.setattr(install, "DATA", blocked / "data")
    with pytest.raises(CommandError, match="KEXIE_DATA"):
        call_command("install")


def test_an_installation_knows_nobody_until_somebody_opens_an_account(client):
    call_command("install")
    for name in ("Account", "Person", "Post"):
        assert not apps.get_model("people", name)._base_manager.exists(), name
    for name, password in (("admin", "admin"), ("admin@example.org", "admin"), ("kexie", "kexie")):
        assert client.post("/accounts/login/", {"login": name, "password": password}).status_code == 200
        assert client.get("/me/").status_code == 302
