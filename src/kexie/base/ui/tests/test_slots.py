"""Slots: in their order, escaped, and one broken section does not take the page down."""

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils.safestring import mark_safe

from kexie.base.ui import slots


@pytest.fixture(autouse=True)
def no_sections(monkeypatch):
    monkeypatch.setattr(slots, "_slots", {})


@pytest.fixture
def request_():
    return RequestFactory().get("/")


def test_sections_stand_in_their_order(request_):
    slots.register("home", "late", lambda request: "后", order=50)
    slots.register("home", "early", lambda request: "先", order=10)
    assert slots.fill("home", request_) == "先后"


def test_a_section_with_nothing_to_say_and_an_unknown_slot_are_empty(request_):
    slots.register("home", "none", lambda request: None)
    assert slots.fill("home", request_) == ""
    assert slots.fill("nowhere", request_) == ""


def test_text_is_escaped_and_markup_is_kept(request_):
    slots.register("home", "text", lambda request: "<script>alert(1)</script>", order=1)
    slots.register("home", "markup", lambda request: mark_safe("<p>好</p>"), order=2)
    assert slots.fill("home", request_) == "&lt;script&gt;alert(1)&lt;/script&gt;<p>好</p>"


def test_a_failing_section_is_left_out_and_logged(request_, monkeypatch):
    told = []
    monkeypatch.setattr(slots.log, "exception", lambda event, **data: told.append((event, data)), raising=False)

    def broken(request):
        raise RuntimeError("the corner is broken")

    slots.register("home", "good", lambda request: "甲", order=1)
    slots.register("home", "broken", broken, order=2)
    slots.register("home", "after", lambda request: "乙", order=3)
    assert slots.fill("home", request_) == "甲乙"
    assert told == [("section_failed", {"slot": "home", "section": "broken"})]


def test_a_name_is_taken_once_per_slot():
    slots.register("home", "news", lambda request: "")
    with pytest.raises(ValueError, match="registered already"):
        slots.register("home", "news", lambda request: "other")
    slots.register("me", "news", lambda request: "")


def test_the_tag_fills_with_the_request_of_the_page(request_):
    slots.register("home", "path", lambda request: request.path)
    assert Template('{% slot "home" %}').render(Context({"request": request_})) == "/"
