"""What every REST address shares: ETags, methods, how often, pages, and its description."""

from __future__ import annotations

import json

import pytest
from django.core.cache import cache
from django.test import Client, RequestFactory
from django.urls import reverse
from jsonschema import Draft202012Validator

from kexie.base.kernel import rest
from kexie.base.kernel.addresses import absolute, client_address
from kexie.base.kernel.rest_description import described, document

LIST = "/api/v1/organisations/"


def test_who_has_an_answer_already_is_told_so(cast, client):
    first = client.get(LIST)
    assert first["Cache-Control"] == "public, no-cache"
    again = client.get(LIST, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = client.get(LIST, {"page_size": 1}, headers={"If-None-Match": first["ETag"]})
    assert other.status_code == 200
    assert other["ETag"] != first["ETag"]


def test_a_changed_list_is_another(cast, client):
    before = client.get(LIST)["ETag"]
    unit = cast.unit("办公室")
    unit.name = "云川市天文学会"
    unit.save(update_fields=["name"])
    after = client.get(LIST, headers={"If-None-Match": before})
    assert (after.status_code, after["ETag"] != before) == (200, True)


def test_what_is_not_for_all_is_kept_by_nobody(cast):
    answer = cast.client("unit_admin_a").get("/api/v1/persons/")
    assert answer["Cache-Control"] == "no-store, private"
    assert "ETag" not in answer


def test_head_and_options_are_answered_and_nothing_else(cast, client):
    head = client.head(LIST)
    assert (head.status_code, head.content, "ETag" in head) == (200, b"", True)
    assert client.options(LIST)["Allow"] == "GET, HEAD, OPTIONS"
    refused = client.generic("PROPFIND", LIST)
    assert (refused.status_code, refused["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert refused["Content-Type"] == "application/problem+json"


def test_a_form_from_elsewhere_changes_nothing(cast):
    """There is no token against forgery, because there is nothing to forge."""
    client = Client(enforce_csrf_checks=True)
    assert client.post(LIST, {"name": "云川市"}).status_code == 405


def test_accounts_are_counted_apart_from_visitors(cast, client, settings):
    cache.clear()
    settings.KEXIE_REST_RATES = {"visitor": "1/min", "account": "2/min"}
    admin = cast.client("unit_admin_a", REMOTE_ADDR="10.9.8.6")
    assert [client.get(LIST, REMOTE_ADDR="10.9.8.6").status_code for _ in range(2)] == [200, 429]
    assert [admin.get(LIST).status_code for _ in range(3)] == [200, 200, 429]
    assert client.get(LIST, REMOTE_ADDR="10.9.8.5").status_code == 200


@pytest.mark.parametrize(
    ("behind", "forwarded", "address"),
    [
        (False, "10.1.1.1", "10.0.0.9"),
        (True, "1.2.3.4, 10.1.1.1", "10.1.1.1"),
        (True, "nonsense", "10.0.0.9"),
        (True, "", "10.0.0.9"),
    ],
)
def test_nobody_counts_as_another_by_writing_a_header(settings, behind, forwarded, address):
    settings.KEXIE_BEHIND_PROXY = behind
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.9", headers={"X-Forwarded-For": forwarded})
    assert client_address(request) == address


def test_public_addresses_do_not_come_from_the_request(settings):
    settings.WAGTAILADMIN_BASE_URL = "https://kexie.yunchuan.example/"
    assert absolute("/kepu/") == "https://kexie.yunchuan.example/kepu/"


def test_every_operation_tells_its_access_its_parameters_and_its_refusals():
    assert {row.name for row in described()} >= {"elements", "organisation", "persons", "posts"}
    for said in (said for verbs in document()["paths"].values() for said in verbs.values()):
        assert said["summary"]
        assert said["description"]
        assert all(parameter["schema"] for parameter in said["parameters"])
        assert {"422", "429", "503"} <= {str(status) for status in said["responses"]}
        assert ("security" in said) == ("401" in said["responses"])
    closed = {row.name for row in described() if not row.is_open}
    reading = {"persons", "posts", "cases", "case", "own_cases", "own_case"}
    assert closed == reading | {row.name for row in described() if row.verb == "POST"}


def test_the_description_is_whole():
    said = json.loads(json.dumps(document()))
    text = json.dumps(said)
    for kind in ("schemas", "responses"):
        for name, each in said["components"][kind].items():
            assert f"#/components/{kind}/{name}" in text, f"{name} is named nowhere"
            if kind == "schemas":
                Draft202012Validator.check_schema(each)
    assert said["openapi"].startswith("3.1")


def test_every_operation_has_its_door():
    for operation, pattern in zip(rest.operations(), rest.urls(), strict=True):
        assert pattern.callback.access is operation.view_func.access
        assert pattern.callback.__module__.startswith("kexie.")


def test_the_description_is_kept_by_its_etag(client):
    first = client.get(reverse("openapi"))
    assert client.get(reverse("openapi"), headers={"If-None-Match": first["ETag"]}).status_code == 304
