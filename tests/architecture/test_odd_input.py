"""Whatever is sent, to whatever address, by whomever: an answer, and never a failure (security.md, 45, 46).

Hypothesis puts together query strings and forms from the names that our views read and from values that have broken
other people's views: NUL, lone surrogates, numbers beyond every column, repeated keys, keys that are no names. What a
request has written is taken back, so that every example meets the same things.
"""

from __future__ import annotations

import json
from urllib.parse import quote_from_bytes

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.test.client import encode_multipart
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from architecture.addresses import other_addresses
from architecture.test_isolation import plant
from architecture.test_matrix import RolledBack
from kexie.domains.bulletin.tests.factories import drafted

#: Names that our forms, filters, tables and doors read.
NAMES = (
    *("q", "text", "source", "page", "per_page", "sort", "_export", "kind", "unit", "since", "until", "begin", "end"),
    *("year", "state", "show", "action", "next", "elder", "scheme", "open", "submit_key", "seen", "note", "title"),
    *("credits", "highlights", "seal", "file", "login", "password", "email", "oldpassword", "password1", "password2"),
    *("person", "person_text", "name", "role", "day", "view", "preview", "csrfmiddlewaretoken"),
)
ODD = (
    *(b"", b"0", b"-1", b"1e309", b"NaN", b"9" * 40, b"-" + b"9" * 20, b"9" * 5000, b"0x10", b"1_0", "１".encode()),
    *(b"\0", b"a\0b", b"\xed\xa0\x80", b"\xff\xfe", b"\xc0\x80", "\u202e\ufeff".encode(), b"\r\nSet-Cookie: x=1"),
    *(b"'", b'"><script>', b"%", b"_", b"\\", b"{{7*7}}", b"../../etc/passwd", b"=1+1", b"\x1f\x7f", b"[]", b"null"),
    *(b"9999-12-31", b"0001-01-01", b"2023-02-30", b"00000000-0000-0000-0000-000000000000", b"password", b"-__class__"),
    *(
        "科普".encode(),
        b"keke",
        b"csv",
        b"xlsx",
        b"on",
        b"person__account__email",
        b"-year",
        b"x" * 3000,
        b"//evil.example",
    ),
)
NAME = st.sampled_from([name.encode() for name in NAMES]) | st.sampled_from(
    [b"", b"\0", b"a[b]", b"__proto__", b"\xff"]
)
PAIRS = st.lists(st.tuples(NAME, st.sampled_from(ODD) | st.binary(max_size=12)), max_size=6)
ROLES = ("visitor", "clerk_a", "unit_admin_a", "editor", "signer", "web_editor", "system_admin", "audit_admin")


def encoded(pairs) -> str:
    return "&".join(f"{quote_from_bytes(name)}={quote_from_bytes(value)}" for name, value in pairs)


def bodies(pairs, shape: str) -> tuple[bytes, str]:
    """The pairs as a body, and its type; the odd ones do not fit their type."""
    if shape == "multipart":
        texts = {name.decode("latin-1"): value.decode("latin-1") for name, value in pairs}
        return encode_multipart("edge", texts), "multipart/form-data; boundary=edge"
    if shape == "file":
        name, content = pairs[0] if pairs else (b"", b"")
        upload = SimpleUploadedFile(name.decode("latin-1") + ".md", content)
        return encode_multipart("edge", {"file": upload}), "multipart/form-data; boundary=edge"
    if shape == "broken multipart":
        return encoded(pairs).encode(), "multipart/form-data; boundary="
    if shape == "json":
        return json.dumps([[repr(pair) for pair in pairs]]).encode(), "application/json"
    charset = "; charset=x-unknown" if shape == "charset" else ""
    return encoded(pairs).encode(), f"application/x-www-form-urlencoded{charset}"


@pytest.fixture
def samples(cast) -> dict[str, object]:
    issue = drafted(cast)
    return plant(cast) | {"issue_id": issue.pk, "item_id": issue.items.get(order=1).pk}


def status(client: Client, method: str, path: str, pairs, shape: str) -> int:
    body, content_type = bodies(pairs, shape) if method == "POST" else (b"", "")
    query = encoded(pairs) if method == "GET" or shape == "json" else ""
    try:
        with transaction.atomic():
            response = client.generic(method, path, body, content_type, QUERY_STRING=query)
            raise RolledBack
    except RolledBack:
        return response.status_code


@pytest.mark.parametrize("role", ROLES)
def test_odd_input_is_never_a_failure(cast, samples, role):
    client = cast.client(role, raise_request_exception=False)
    paths = sorted({address.path(samples) for address in other_addresses()})

    @settings(max_examples=120, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(
        st.sampled_from(paths),
        st.sampled_from(["GET", "POST"]),
        PAIRS,
        st.sampled_from(["form", "file", "multipart", "broken multipart", "json", "charset"]),
    )
    def asked(path, method, pairs, shape):
        assert status(client, method, path, pairs, shape) < 500

    asked()


@pytest.mark.parametrize("role", ["visitor", "system_admin", "editor"])
def test_odd_paths_are_not_there(cast, role):
    client = cast.client(role, raise_request_exception=False)
    paths = [
        *(
            "/%00",
            "/bulletin/%00/",
            "/kepu/%ED%A0%80/",
            "/bulletin/99999999999999999999/1/",
            f"/bulletin/{'9' * 5000}/1/",
        ),
        *(
            "/bulletin/2023/17/download.%2e%2e",
            "/media/images/../kexie.sqlite3",
            "/media/images/%2e%2e/%2e%2e/etc/passwd",
        ),
        *("/files/99999999999999999999999/x", "/files/1/%00", "/media/images/%00", "/workbench/standards/%00/"),
        *(
            "/accounts/password/reset/key/0-0/",
            f"/accounts/password/reset/key/{'z' * 300}-set-password/",
            "/" + "a/" * 900,
        ),
    ]
    statuses = {path[:60]: client.get(path).status_code for path in paths}
    assert not {
        path: code for path, code in statuses.items() if code >= 500 or (code == 200 and "reset/key" not in path)
    }
