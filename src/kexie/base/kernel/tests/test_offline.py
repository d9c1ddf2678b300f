"""What a browser is told it may keep for reading offline."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from kexie.base.kernel.offline import HEADER, OfflineMiddleware


def answered(make, method: str = "GET", cookie: str = "") -> HttpResponse:
    request = RequestFactory().generic(method, "/")
    if cookie:
        request.COOKIES[cookie] = "x"
    return OfflineMiddleware(lambda request: make())(request)


def page(**headers: str) -> HttpResponse:
    return HttpResponse("<p>", headers={name.replace("_", "-"): value for name, value in headers.items()})


def test_a_visitors_page_may_be_kept():
    assert answered(page)[HEADER] == "keep"
    assert answered(lambda: page(Cache_Control="public, max-age=60"))[HEADER] == "keep"
    assert answered(page, cookie="display")[HEADER] == "keep"


@pytest.mark.parametrize(
    "made",
    [
        lambda: page(Cache_Control="no-store"),
        lambda: page(Cache_Control="private, no-cache"),
        lambda: HttpResponse("<p>", status=404),
        lambda: HttpResponse("{}", content_type="application/json"),
    ],
)
def test_what_is_not_for_everyone_or_no_page_may_not(made):
    assert HEADER not in answered(made)


def test_neither_may_what_a_form_answers_or_what_sets_a_cookie():
    assert HEADER not in answered(page, "POST")
    assert HEADER not in answered(page, "HEAD")

    def with_token() -> HttpResponse:
        response = page()
        response.set_cookie("csrf", "x")
        return response

    assert HEADER not in answered(with_token)


def test_a_session_has_everything_forgotten(settings):
    assert answered(page, cookie=settings.SESSION_COOKIE_NAME)[HEADER] == "forget"

    def logged_in() -> HttpResponse:
        response = page()
        response.set_cookie(settings.SESSION_COOKIE_NAME, "x")
        return response

    assert answered(logged_in)[HEADER] == "forget"
    assert "Clear-Site-Data" not in answered(logged_in)


def test_where_a_session_ends_the_browsers_own_cache_is_emptied(settings):
    def logged_out() -> HttpResponse:
        response = page()
        response.delete_cookie(settings.SESSION_COOKIE_NAME)
        return response

    answer = answered(logged_out, cookie=settings.SESSION_COOKIE_NAME)
    assert answer[HEADER] == "forget"
    assert answer["Clear-Site-Data"] == '"cache"'
