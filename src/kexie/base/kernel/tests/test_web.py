"""Refusals become pages or problems, traces stay inside, and logs tell nothing about persons."""

import json
import logging
import sys
from importlib import import_module
from io import StringIO
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest
import structlog
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation, TooManyFilesSent
from django.db import OperationalError
from django.http import Http404, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path

from kexie.base.kernel import errors, logs, web
from kexie.base.kernel.access import Ability, Platform, public, requires, signed_in
from kexie.base.kernel.ids import new_id
from kexie.base.kernel.models import AuditEvent

pytestmark = pytest.mark.django_db

SECRET = Ability("kernel.secret", "查看机密")
RAISED: dict[str, Exception] = {
    "missing": errors.NotFound(),
    "forbidden": errors.NotPermitted(),
    "changed": errors.Conflict(),
    "wrong": errors.Invalid(errors={"title": ["请填写标题。"]}, row=UUID(int=7)),
    "away": errors.Unavailable(),
    "http404": Http404("张三"),
    "denied": PermissionDenied("张三"),
    "suspicious": SuspiciousOperation("张三"),
    "big": RequestDataTooBig("张三"),
    "many": TooManyFilesSent("张三"),
    "broken": RuntimeError("张三 li@example.org"),
    "database": OperationalError("connection to 10.0.0.7 failed"),
    "mistake": OperationalError("no such table: x"),
    "cyclic": errors.Refusal("不行。", status=200, type="x"),
}


@public
def raising(request, what):
    raise RAISED[what]


@public
def open_door(request):
    return HttpResponse("open")


@signed_in
def own_door(request):
    return HttpResponse("own")


@requires(SECRET)
def secret_door(request):
    return HttpResponse("secret")


def undeclared(request):
    return HttpResponse("forgotten")


class Doors:
    """The site's addresses and a few for these tests."""

    urlpatterns = [
        path("raise/<what>/", raising),
        path("api/raise/<what>/", raising),
        path("open/<who>/", lambda request, who: open_door(request)),
        path("open/", open_door),
        path("own/", own_door),
        path("secret/", secret_door),
        path("undeclared/", undeclared),
        *import_module(settings.ROOT_URLCONF).urlpatterns,
    ]
    handler400, handler403, handler404, handler500 = (
        staticmethod(handler) for handler in (web.handler400, web.handler403, web.handler404, web.handler500)
    )


Doors.urlpatterns[2].callback.access = open_door.access


@pytest.fixture(autouse=True)
def doors(settings):
    settings.ROOT_URLCONF = Doors
    settings.STATIC_ROOT = None  # nothing need have been collected


@pytest.fixture
def browser() -> Client:
    return Client(raise_request_exception=False)


@pytest.fixture
def account():
    return get_user_model().objects.create_user("li@example.org")


@pytest.fixture
def signed(browser, account) -> Client:
    browser.force_login(account, backend=settings.AUTHENTICATION_BACKENDS[-1])
    return browser


class TestPages:
    @pytest.mark.parametrize(
        ("what", "status", "words"),
        [
            ("missing", 404, "没有找到您要的内容"),
            ("forbidden", 403, "您没有办理这项操作的权限"),
            ("changed", 409, "内容刚刚被他人修改"),
            ("away", 503, "服务暂时不可用"),
            ("http404", 404, "没有找到您要的内容"),
            ("denied", 403, "您没有办理这项操作的权限"),
            ("suspicious", 400, "请求的格式不正确"),
            ("big", 413, "提交的内容过大，一次最多5 MB"),
            ("many", 413, "一次最多上传20个文件，请分几次上传。"),
            ("broken", 500, "系统出错了"),
            ("database", 503, "服务暂时不可用"),
            ("mistake", 500, "系统出错了"),
        ],
    )
    def test_every_failure_is_a_page_in_chinese_without_a_trace(self, browser, what, status, words):
        response = browser.get(f"/raise/{what}/")
        page = response.content.decode()
        assert response.status_code == status
        assert words in page
        assert "<main" in page
        for leak in ("张三", "Traceback", "10.0.0.7", "li@example.org", "no such table"):
            assert leak not in page
        assert response["Cache-Control"] == "no-store, private"
        assert (response.get("Retry-After") == "5") == (status == 503)

    def test_an_unknown_address_is_a_page(self, browser):
        response = browser.get("/no/such/page/")
        assert (response.status_code, "没有找到您要的内容" in response.content.decode()) == (404, True)

    def test_a_failing_layout_leaves_a_bare_page(self, browser, monkeypatch):
        def fail(*args):
            raise OperationalError("li@example.org")

        monkeypatch.setattr(web, "render_to_string", fail)
        page = browser.get("/raise/broken/").content.decode()
        assert "系统出错了" in page
        assert "li@example.org" not in page

    def test_a_form_without_its_token_is_told_kindly(self):
        response = Client(enforce_csrf_checks=True).post("/open/")
        assert response.status_code == 403
        assert "这张表单需要重新打开" in response.content.decode()


class TestProblems:
    def test_a_machine_gets_problem_json(self, browser):
        response = browser.get("/api/raise/wrong/")
        problem = response.json()
        assert response["Content-Type"] == "application/problem+json"
        assert response.status_code == problem["status"] == 422
        assert (problem["type"], problem["title"]) == ("urn:kexie:invalid", "Unprocessable Entity")
        assert problem["detail"] == "填写的内容有误，请按提示修改。"
        assert problem["errors"] == {"title": ["请填写标题。"]}
        assert problem["row"] == str(UUID(int=7))
        assert problem["instance"] == f"urn:kexie:request:{response['X-Request-ID']}"

    def test_what_is_not_found_comes_with_a_hint_where_to_look(self, browser):
        problem = browser.get("/api/nowhere/").json()
        assert (problem["status"], problem["type"]) == (404, "urn:kexie:not_found")
        assert problem["hint"].startswith("请核对地址的拼写")
        assert "hint" not in browser.get("/api/raise/wrong/").json()

    def test_data_cannot_take_the_place_of_what_is_defined(self, browser):
        problem = browser.get("/api/raise/cyclic/").json()
        assert (problem["type"], problem["status"]) == ("urn:kexie:refused", 400)

    @pytest.mark.parametrize("what", ["broken", "http404", "denied", "suspicious", "database"])
    def test_failures_too(self, browser, what):
        response = browser.get(f"/raise/{what}/", headers={"Accept": "application/json"})
        assert response["Content-Type"] == "application/problem+json"
        assert "张三" not in response.content.decode()

    def test_a_machine_that_is_not_logged_in_is_told_so(self, browser):
        assert browser.get("/own/", headers={"Accept": "application/json"}).status_code == 401


class TestDoors:
    def test_a_visitor_is_led_to_log_in_and_back(self, browser):
        response = browser.get("/own/?page=2")
        assert (response.status_code, response["Location"]) == (302, "/accounts/login/?next=%2Fown%2F%3Fpage%3D2")

    def test_what_was_sent_is_not_read_again_after_log_in(self, browser):
        assert browser.post("/own/")["Location"] == "/accounts/login/"

    @pytest.mark.parametrize(
        ("sent_from", "back"),
        [
            ("http://testserver/me/?tab=2", "/me/?tab=2"),
            ("https://elsewhere.example/me/", ""),
            ("http://testserver.elsewhere.example/", ""),
            ("javascript:alert(1)", ""),
            ("", ""),
        ],
    )
    def test_a_form_sent_without_a_session_leads_back_to_its_page_and_to_no_other_host(self, browser, sent_from, back):
        address = browser.post("/own/", headers={"Referer": sent_from})["Location"]
        assert parse_qs(urlsplit(address).query).get("next", [""]) == [back]

    def test_a_part_of_a_page_leads_the_whole_page_to_log_in(self, browser):
        headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/me/?tab=2"}
        response = browser.get("/own/", headers=headers)
        assert response["HX-Redirect"] == "/accounts/login/?next=%2Fme%2F%3Ftab%3D2"

    def test_a_door_that_declares_nothing_is_closed(self, browser, signed):
        assert signed.get("/undeclared/").status_code == 403

    def test_a_known_person_refused_is_audited_once_and_a_visitor_is_not(self, browser, account):
        browser.get("/secret/")
        assert browser.get("/undeclared/").status_code == 403
        assert not AuditEvent.objects.exists()
        browser.force_login(account, backend=settings.AUTHENTICATION_BACKENDS[-1])
        assert browser.get("/secret/").status_code == 403
        event = AuditEvent.objects.get()
        assert (event.action, event.target, event.outcome) == ("access.refuse", "view:secret/", "refused")
        assert (event.account_id, event.data) == (account.pk, {"ability": "kernel.secret"})

    def test_a_failing_audit_admits_nobody(self, signed, monkeypatch):
        def fail(**row):
            raise OperationalError

        monkeypatch.setattr(web, "record_refusal", fail)
        assert signed.get("/secret/").status_code == 403


class TestCaches:
    def test_what_a_person_was_shown_stays_out_of_caches(self, signed):
        for address in ("/open/", "/own/", "/no/such/page/"):
            assert signed.get(address)["Cache-Control"] == "no-store, private"

    def test_a_public_page_may_be_kept(self, browser, django_assert_num_queries):
        with django_assert_num_queries(0):
            assert "Cache-Control" not in browser.get("/open/")

    def test_a_database_that_is_away_counts_as_logged_in(self):
        class Session:
            accessed = True

            def __contains__(self, key):
                raise OperationalError

        request = RequestFactory().get("/")
        request.session = Session()
        assert web._is_logged_in(request)


@pytest.fixture(params=["production", "development"])
def written(request):
    """What the log handler writes, as in service."""
    reveal = request.param == "development"
    renderer = structlog.processors.JSONRenderer(ensure_ascii=False)
    shared = [structlog.contextvars.merge_contextvars, structlog.stdlib.add_logger_name]
    handler = logging.StreamHandler(stream := StringIO())
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared, processors=logs.processors(renderer, reveal=reveal)
        )
    )
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)


class TestLogs:
    @pytest.mark.parametrize(
        "address",
        [
            "/open/li@example.org%0A2026-01-01%20forged/?mail=li@example.org&id=11010519491231002X",
            "/raise/broken/?mail=li@example.org",
            "/raise/denied/?q=13812345678",
            "/nobody/li@example.org%0D%0Aforged%E2%80%A8forged/13812345678",
        ],
    )
    def test_neither_addresses_nor_persons_nor_forged_lines_reach_the_log(self, browser, written, address):
        browser.get(address, headers={"User-Agent": "li@example.org\n2026 forged"})
        out = written.getvalue()
        lines = [json.loads(line) for line in out.splitlines()]
        assert [line["event"] for line in lines if line["logger"] == "kexie.request"] == ["request"]
        for leak in ("li@example.org", "forged", "13812345678", "11010519491231002X", "nobody", "mail="):
            assert leak not in out

    def test_the_line_tells_route_status_and_time(self, browser, written):
        response = browser.get("/open/li/")
        line = json.loads(written.getvalue())
        assert (line["method"], line["route"], line["status"]) == ("GET", "open/<who>/", 200)
        assert line["ms"] >= 0
        assert line["request_id"] == response["X-Request-ID"]

    def test_an_invented_method_is_not_repeated(self, browser, written):
        browser.generic("LI@EXAMPLE.ORG", "/open/")
        assert json.loads(written.getvalue().splitlines()[-1])["method"] == "OTHER"

    def test_in_production_a_trace_tells_places_and_kinds_alone(self):
        try:
            try:
                raise ValueError("张三")
            except ValueError as cause:
                raise RuntimeError("李四") from cause
        except RuntimeError:
            trace = logs.places_not_words(sys.exc_info())
        assert "builtins.ValueError" in trace
        assert trace.endswith("builtins.RuntimeError")
        assert "test_web.py" in trace
        assert "张三\n" not in trace.replace('raise ValueError("张三")', "")

    def test_every_value_is_cleaned(self):
        event = {"event": "a\nb", "who": ["li@example.org"], "n": 3, "exception": "line\nli@example.org"}
        assert logs.without_personal_data(None, "info", event) == {
            "event": "a b",
            "who": "['[已隐去]']",
            "n": 3,
            "exception": "line\n[已隐去]",
        }


class TestLargeBodies:
    """Files are spooled to the disk as they come: what no door takes must not be read at all."""

    def post(self, client, length: int):
        class Untouched:
            def readline(self, *args):
                raise AssertionError("the body was read")

            def read(self, *args):
                raise AssertionError("the body was read")

        environ = {"CONTENT_LENGTH": str(length), "wsgi.input": Untouched()}
        return client.post("/accounts/login/", headers={"accept": "application/json"}, **environ)

    def test_a_visitor_sends_no_more_than_a_form(self, client):
        response = self.post(client, settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
        assert response.status_code == 413
        assert response.json()["type"] == "urn:kexie:too_large"
        assert response.json()["detail"] == "提交的内容过大，一次最多5 MB。"

    def test_nobody_sends_more_than_the_largest_file(self, cast):
        response = self.post(cast.client("editor"), settings.KEXIE_LARGEST_BODY + 1)
        assert (response.status_code, response.json()["detail"]) == (413, "提交的内容过大，一次最多60 MB。")
        with pytest.raises(AssertionError, match="was read"):
            self.post(cast.client("editor"), settings.KEXIE_LARGEST_BODY)

    def test_a_name_of_a_file_that_no_form_reads_is_told(self, client):
        part = f'--b\r\nContent-Disposition: form-data; name="file"; filename="{"a" * 3000}.txt"\r\n\r\nx\r\n--b--\r\n'
        response = client.generic("POST", "/accounts/login/", part.encode(), "multipart/form-data; boundary=b")
        assert response.status_code == 400
        assert "上传的文件名过长，请把文件名改短到200个字以内再上传。" in response.content.decode()

    @pytest.mark.parametrize("length", ["x", "", "9" * 5000, "-1"])
    def test_odd_lengths_are_no_failure(self, client, length):
        assert client.post("/accounts/login/", CONTENT_LENGTH=length).status_code < 500


def test_a_refusal_outside_the_middleware_still_answers():
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    response = web.refusal_response(request, errors.NotPermitted())
    assert response.status_code == 403
    request.actor = Platform()
    web.refusal_response(request, errors.NotPermitted("不行。", ability="x"))
    assert AuditEvent.objects.get().target == "view:-"
    assert new_id() != new_id()
