"""Personal numbers leave no trace in clear: not in logs, the audit, the outbox, nor in a dump of the database.

security.md, 26 and 27. That no line of the whole suite holds the canary is checked at its end, in `conftest.py`.
"""

from __future__ import annotations

import json
import logging
import os
import re
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

import canary
from canary import IDENTITY_NUMBER, MAIL, MOBILE, NAME, NEVER_LOGGED, NUMBERS
from kexie.base.kernel import clock, outbox, tabular
from kexie.base.kernel.access import Platform
from kexie.base.kernel.models import AuditEvent, LongWork, OutboxMessage, WorkFile, WorkRow
from kexie.base.people.actions import erasure
from kexie.base.people.actions.posts import end_post
from kexie.base.people.models import Person, PersonSecret, Unmasking
from kexie.base.people.queries.person_import import SHEET
from kexie.base.people.queries.secrets import clear_for_platform
from kexie.base.people.tests.cast import posts_of

ROOT = Path(__file__).resolve().parents[2]


def send(client: Client, path: str, **data: object):
    """Fill in the form at ``path`` and send it."""
    page = client.get(path).content.decode()
    key = re.search(r'name="submit_key" value="([^"]+)"', page)
    return client.post(path, {**({"submit_key": key[1]} if key else {}), **data})


def secret(name: str, person, element: str) -> str:
    return reverse(f"people:{name}", args=[person.pk, element])


def enter(cast) -> None:
    """Wrong, right, and taken by another: by the forms of the workbench."""
    client, person = cast.client("unit_admin_a"), cast.person("clerk_a")
    wrong = IDENTITY_NUMBER[:-1] + ("0" if IDENTITY_NUMBER[-1] != "0" else "1")
    assert send(client, secret("secret-set", person, "identity_number"), value=wrong).status_code == 422
    assert send(client, secret("secret-set", person, "identity_number"), value=IDENTITY_NUMBER).status_code == 302
    assert send(client, secret("secret-set", person, "mobile"), value=MOBILE).status_code == 302
    other = cast.person("clerk_b")
    taken = send(cast.client("unit_admin_b"), secret("secret-set", other, "identity_number"), value=IDENTITY_NUMBER)
    assert taken.status_code == 422
    unit = str(cast.unit("青溪区科协").uid)
    given = {"name": NAME, "identity_number": IDENTITY_NUMBER, "mobile": MOBILE, "unit": unit}
    assert send(client, reverse("people:person-add"), **given).status_code < 500


def see(cast) -> None:
    """In clear; a reason that holds the number is refused, and kept nowhere."""
    path, client = secret("secret-show", cast.person("clerk_a"), "mobile"), cast.client("unit_admin_a")
    assert send(client, path, other=f"拨打{MOBILE}核实").status_code == 422
    assert MOBILE in send(client, path, other="回访时核实联系方式").content.decode()


def knock() -> None:
    """Numbers typed where an address belongs: log-in, a forgotten password, a code."""
    visitor = Client(raise_request_exception=False)
    for typed in (MOBILE, IDENTITY_NUMBER, MAIL):
        assert send(visitor, reverse("account_login"), login=typed, password=typed).status_code < 500
        assert send(visitor, reverse("account_reset_password"), email=typed).status_code < 500
        assert send(visitor, reverse("account_request_login_code"), address=typed).status_code < 500
    for typed in NUMBERS:
        visitor.get(f"/{typed}/")
        visitor.get(reverse("account_login"), {"next": f"/{typed}"})


def bring(cast) -> list[str]:
    """A sheet of persons with the numbers in it, taken in by a worker: one that is refused and one that is stored."""
    head, unit = [column.title for column in SHEET.columns], "青溪区科协"
    pages = []
    for name, number in ((NAME, IDENTITY_NUMBER), (f"{NAME}二", "")):
        row = [name, number, MOBILE, "", "", unit]
        content = tabular.csv_bytes(head, [[*row, *[""] * (len(head) - len(row))]])
        client = cast.client("unit_admin_a")
        sheet = SimpleUploadedFile("人员.csv", content)
        taken = send(client, reverse("people:person-import"), file=sheet)
        assert taken.status_code == 302
        outbox.deliver_due(at=clock.now())
        pages.append(client.get(taken["Location"]).content.decode())
    return pages


def ask_as_a_program(cast) -> list[str]:
    """What the registers and the interface for programs answer to who may see the persons."""
    client = cast.client("unit_admin_a")
    addresses = (reverse("people:persons"), f"{reverse('people:persons')}?_export=csv", *rest_addresses())
    answers = [client.get(address) for address in addresses]
    assert {answer.status_code for answer in answers} == {200}
    return [b"".join(answer).decode() for answer in answers]


def rest_addresses() -> list[str]:
    return [reverse(f"api:{name}") for name in ("persons", "posts")]


def break_down(cast, monkeypatch) -> None:
    """A request fails with the number in the words of its exception and in its frames."""

    def fail(**given: object) -> None:
        raise RuntimeError(f"cannot store {given['value']} of {NAME} {MAIL}")

    monkeypatch.setattr("kexie.base.people.views.secrets.secrets.set_secret", fail)
    client = cast.client("unit_admin_a", raise_request_exception=False)
    for element, number in (("identity_number", IDENTITY_NUMBER), ("mobile", MOBILE)):
        failed = send(client, secret("secret-set", cast.person("clerk_a"), element), value=number)
        assert (failed.status_code, canary.found_in(failed.content.decode())) == (500, [])


@pytest.fixture
def written(cast, monkeypatch):
    """What was logged while the canary flew through the house."""
    monkeypatch.setattr("django.conf.settings.DEBUG", False)
    with canary.captured_logs() as logs:
        enter(cast)
        see(cast)
        knock()
        break_down(cast, monkeypatch)
        outbox.deliver_due(at=clock.now())
    return logs.getvalue()


def test_the_net_finds_what_is_there(cast):
    """Else the other tests could not fail."""
    with canary.captured_logs() as logs:
        logging.getLogger("anything").warning("%s", "网中之雀")
    assert canary.found_in(logs.getvalue(), ("网中之雀",)) == ["网中之雀"]
    person = cast.person("plain")
    person.name = MOBILE
    person.save()
    assert canary.found_in(canary.dump()) == [MOBILE]


def test_no_log_line_holds_a_canary(written):
    assert written.count('"event": "request"') > 10
    assert '"status": 500' in written
    assert "RuntimeError" in written
    assert canary.found_in(written, NEVER_LOGGED) == []


def test_no_audit_row_and_no_message_holds_a_number(written):
    events = json.dumps(list(AuditEvent.objects.values("action", "target", "data", "actor_name")), ensure_ascii=False)
    assert "person.unmask" in events
    assert canary.found_in(events, NEVER_LOGGED) == []
    messages = str(list(OutboxMessage.objects.values_list("payload", "last_error", "key")))
    assert canary.found_in(messages, NEVER_LOGGED) == []
    assert canary.found_in("".join(letter.subject + letter.body for letter in mail.outbox)) == []


def test_a_dump_of_the_database_holds_no_number(cast, written):
    person = cast.person("clerk_a")
    assert clear_for_platform(person.pk, "identity_number", reason="a test") == IDENTITY_NUMBER
    assert clear_for_platform(person.pk, "mobile", reason="a test") == MOBILE
    assert Unmasking.objects.beyond("a test").count() == 1
    dumped = canary.dump()
    assert str(person.pk).replace("-", "")[:12] in dumped.replace("-", "")
    assert canary.found_in(dumped) == []


def test_an_import_by_a_worker_reports_without_the_numbers_and_keeps_the_file_sealed(cast):
    enter(cast)
    with canary.captured_logs() as logs:
        pages = bring(cast)
    assert Person.objects.filter(name=f"{NAME}二").count() == 1
    assert LongWork.objects.count() == 2
    assert canary.found_in("".join(pages)) == []
    assert canary.found_in(logs.getvalue(), NEVER_LOGGED) == []
    assert canary.found_in(str(list(WorkRow.objects.values()))) == []
    files = [str(file.content) for file in WorkFile.objects.all()]
    assert len(files) >= 2
    assert canary.found_in("".join(files), (*NUMBERS, NAME)) == []
    assert canary.found_in(canary.dump()) == []


def test_neither_programs_nor_exports_nor_mails_tell_numbers(cast):
    enter(cast)
    answers = ask_as_a_program(cast)
    assert any("177****1919" in answer for answer in answers), "the mask is there, else this looked at nothing"
    assert canary.found_in("".join(answers)) == []
    outbox.deliver_due(at=clock.now())
    assert canary.found_in("".join(letter.subject + letter.body for letter in mail.outbox)) == []


def test_only_the_person_takes_the_own_numbers_away(cast):
    enter(cast)
    page = cast.client("clerk_a").get(reverse("privacy:data")).content.decode()
    assert canary.found_in(page) == []
    answer = cast.client("clerk_b").post(reverse("privacy:data"))
    assert canary.found_in(b"".join(answer).decode("latin-1")) == []


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_after_an_erasure_the_bytes_are_gone(cast, settings, tmp_path):
    """What was sealed too: nobody opens it later with a key that has leaked."""
    settings.KEXIE_ERASURE_JOURNAL = tmp_path / "erasures.jsonl"
    enter(cast)
    person = cast.person("clerk_a")
    sealed = tuple(PersonSecret.objects.filter(person=person).values_list("sealed", flat=True))
    blinds = tuple(PersonSecret.objects.filter(person=person).values_list("blind", flat=True))
    assert canary.found_in(canary.dump(), sealed) == list(sealed)
    for post in posts_of(person):
        end_post(by=Platform(), at=clock.now(), post=post, on=date(2025, 12, 31))
    at = clock.now() + timedelta(days=60)
    asked = erasure.ask(by=cast.actor("clerk_a"), at=clock.now())
    erasure.carry_out(by=cast.actor("security_admin"), at=at, erasure=asked)
    dumped = canary.dump()
    assert canary.found_in(dumped, (*NUMBERS, *sealed, *blinds)) == []
    journal = settings.KEXIE_ERASURE_JOURNAL.read_text()
    assert str(person.pk) in journal
    assert canary.found_in(journal, (*NEVER_LOGGED, person.name)) == []


@pytest.mark.parametrize(("said", "ends"), [("canary.NAME", 1), ("'nothing'", 0)])
def test_the_watch_over_the_whole_suite_fails_when_a_line_leaks(tmp_path, said, ends):
    """A suite of one test that logs a canary, under the same `conftest.py`."""
    leak = tmp_path / "test_leak.py"
    leak.write_text(
        f"import logging\nimport canary\n\ndef test_it():\n    logging.getLogger('leak').error('%s', {said})\n"
    )
    (tmp_path / "conftest.py").write_text(
        "import importlib.util\n"
        f"spec = importlib.util.spec_from_file_location('watching', {str(ROOT / 'conftest.py')!r})\n"
        "watching = importlib.util.module_from_spec(spec)\n"
        "spec.loader.exec_module(watching)\n"
        "watch = watching._no_canary_in_any_log\n"
    )
    path = os.pathsep.join((str(ROOT / "tests"), str(ROOT / "src")))
    environment = {**os.environ, "PYTHONPATH": path, "KEXIE_DATA": str(tmp_path)}
    command = [
        sys.executable,
        "-m",
        "pytest",
        str(leak),
        "-q",
        "-p",
        "no:cacheprovider",
        "-c",
        str(ROOT / "pyproject.toml"),
    ]
    ended = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=300, check=False
    )
    assert ended.returncode == ends, ended.stdout
    assert ("1 log lines hold a canary, the first one of the logger 'leak'" in ended.stdout) is bool(ends)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_the_files_of_the_database_hold_no_number(cast, monkeypatch):
    """Committed, so that the bytes on the disk are looked at: of what was deleted and overwritten too."""
    enter(cast)
    see(cast)
    send(cast.client("unit_admin_a"), secret("secret-remove", cast.person("clerk_a"), "mobile"))
    assert canary.found_in(canary.dump()) == []
