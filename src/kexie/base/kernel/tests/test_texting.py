"""Texts go through the sender of the settings; a gateway that fails is tried again, one that refuses is not."""

from __future__ import annotations

from urllib.request import urlopen

import pytest
from django.core.management import CommandError, call_command

from kexie.base.kernel import texting, texting_simulator
from kexie.base.kernel.topics import Undeliverable

TO, TEXT = "13800005678", "【数字科协】验证码123456"


@pytest.fixture
def gateway(settings):
    with texting_simulator.running(key="open sesame") as running:
        settings.KEXIE_TEXTS, settings.KEXIE_TEXTS_URL = "gateway", running.url
        settings.KEXIE_TEXTS_KEY, settings.KEXIE_TEXTS_TEMPLATE = "open sesame", "T17"
        yield running


def test_a_text_arrives_with_its_template(gateway):
    texting.send(to=TO, text=TEXT)
    assert gateway.inbox == [{"to": TO, "text": TEXT, "template": "T17"}]


def test_the_inbox_is_a_page_and_escapes_what_arrives(gateway):
    texting.send(to=TO, text="<script>")
    page = urlopen(gateway.url.replace("/send", "/")).read().decode()
    assert TO in page
    assert "&lt;script&gt;" in page
    assert "<script>" not in page


@pytest.mark.parametrize("failures", [1, 3])
def test_a_busy_gateway_is_tried_again(gateway, failures):
    gateway.failures = failures
    for _ in range(failures):
        with pytest.raises(texting.TextNotSent):
            texting.send(to=TO, text=TEXT)
    texting.send(to=TO, text=TEXT)
    assert len(gateway.inbox) == 1


def test_a_wrong_key_is_no_fault_of_the_message(gateway, settings):
    settings.KEXIE_TEXTS_KEY = "wrong"
    with pytest.raises(texting.TextNotSent):
        texting.send(to=TO, text=TEXT)


def test_a_message_that_is_refused_is_given_up(gateway):
    with pytest.raises(Undeliverable):
        texting.send(to="not a number", text=TEXT)


def test_a_gateway_that_is_away_is_tried_again(settings):
    settings.KEXIE_TEXTS, settings.KEXIE_TEXTS_URL = "gateway", "http://127.0.0.1:9/send"
    with pytest.raises(texting.TextNotSent):
        texting.send(to=TO, text=TEXT)


def test_off_is_off(settings):
    settings.KEXIE_TEXTS = "off"
    assert not texting.is_on()
    with pytest.raises(Undeliverable):
        texting.send(to=TO, text=TEXT)


def test_the_console_prints(settings, capsys):
    settings.KEXIE_TEXTS = "console"
    texting.send(to=TO, text=TEXT)
    assert TEXT in capsys.readouterr().out


def test_there_is_no_simulator_in_production(settings):
    settings.KEXIE_PRODUCTION = True
    with pytest.raises(CommandError, match="正式环境"):
        call_command("texts", "simulate")


def test_a_taken_port_is_said(gateway, settings):
    with pytest.raises(CommandError, match="已被其他程序占用"):
        call_command("texts", "simulate", port=gateway.server_port)
