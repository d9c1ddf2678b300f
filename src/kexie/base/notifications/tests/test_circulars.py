"""One letter in many copies, whatever backend takes them."""

from __future__ import annotations

from email import message_from_bytes, policy

import pytest
from django.core import mail
from django.core.mail import BadHeaderError

from kexie.base.notifications import api
from kexie.base.notifications.actions import mailing


@pytest.fixture(autouse=True)
def _sender(settings):
    settings.DEFAULT_FROM_EMAIL = "云川市科协 <kexie@yunchuan.example>"
    yield
    mailing.hang_up()


def circular() -> api.Circular:
    paper = ("动态.pdf", b"%PDF-1.7 " + bytes(range(256)) * 40, "application/pdf")
    return api.Circular(subject="动态第17期", body="请查收。\n.单独的点\n", papers=[paper])


def read(message) -> object:
    return message_from_bytes(message.message().as_bytes(), policy=policy.default)


def test_each_copy_has_its_own_address_and_the_same_content():
    one, other = (circular().copy(to=f"{name}@x.example", message_id=f"<{name}@x>") for name in ("a", "b"))
    first, second = read(one), read(other)
    assert (first["To"], first["Message-ID"]) == ("a@x.example", "<a@x>")
    assert (second["To"], second["Message-ID"]) == ("b@x.example", "<b@x>")
    assert len(first.get_all("Message-ID")) == len(first.get_all("To")) == 1
    for copy in (first, second):
        assert copy["Subject"] == "动态第17期"
        assert "云川市科协" in copy["From"]
        assert copy["Auto-Submitted"] == "auto-generated"
        assert copy["Date"]
        assert copy.get_body().get_content().split() == ["请查收。", ".单独的点"]
        [paper] = copy.iter_attachments()
        assert paper.get_filename() == "动态.pdf"
        assert paper.get_content() == b"%PDF-1.7 " + bytes(range(256)) * 40


def test_nothing_is_smuggled_in_by_an_address():
    with pytest.raises(BadHeaderError):
        circular().copy(to="a@x.example\nBcc: b@x.example", message_id="<a@x>")


@pytest.mark.parametrize("backend", ["locmem", "console", "dummy"])
def test_every_backend_of_django_takes_a_copy(settings, backend, capsys):
    settings.EMAIL_BACKEND = f"django.core.mail.backends.{backend}.EmailBackend"
    api.send(circular().copy(to="a@x.example", message_id="<a@x>"))
    if backend == "locmem":
        assert [message.to for message in mail.outbox] == [["a@x.example"]]
    if backend == "console":
        assert "To: a@x.example" in capsys.readouterr().out


def test_the_line_is_asked_once_and_used_once(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    for turn in range(3):
        api.open_line()
        api.send(circular().copy(to=f"a{turn}@x.example", message_id=f"<{turn}@x>"))
    assert len(mail.outbox) == 3
