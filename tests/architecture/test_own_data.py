"""One's own data: everything that is declared comes out, in clear for oneself, and nobody else's."""

from __future__ import annotations

import io
import json
import re
import zipfile
from datetime import date, datetime, timedelta

import pytest
from django.db import models, transaction
from django.urls import reverse
from openpyxl import load_workbook

from kexie.base.kernel import clock, scoping
from kexie.base.kernel.access import Platform
from kexie.base.kernel.models import AuditEvent
from kexie.base.kernel.personal_rows import declared, inventory, rows_of
from kexie.base.notifications import api as notifications
from kexie.base.people.actions import privacy
from kexie.base.people.actions.secrets import set_secret
from kexie.base.people.errors.privacy import NoPersonBehind
from kexie.base.people.models import Account, Erasure, Invitation, Membership, Person, PersonSecret, Post, Unmasking
from kexie.base.people.queries.erasure import identity_of
from kexie.base.people.tests.cast import AT, SINCE, Cast

NUMBER = "13900139000"
DATA = "/me/privacy/data/"


def plant(cast: Cast, member: str, mark: str, number: str) -> None:
    """Something in each of the places where a person may stand."""
    person, unit = cast.person(member), cast.unit("云川市农学会")
    Person.objects.filter(pk=person.pk).update(name=f"{mark}名", workplace=f"{mark}所", letters=f"{mark}letters")
    set_secret(by=Platform(), at=AT, person=person, element="mobile", value=number)
    Membership.objects.create(person=person, organisation=unit, kind="individual", number=f"{mark}号", begin=SINCE)
    Post.objects.create(person=person, organisation=unit, title=f"{mark}职", begin=SINCE, end=date(2021, 1, 1))
    Unmasking.objects.create(person=person, element="mobile", reason=f"{mark}事由", at=AT, by_name="苏明远")
    Erasure.objects.create(person=person, asked_at=AT, reason=f"{mark}理由", state="withdrawn")
    Invitation.objects.create(
        person=person,
        email=f"{mark}@invited.example",
        name=f"{mark}请",
        organisation=unit,
        title=f"{mark}衔",
        token_digest=mark,
        created_at=AT,
        expires_at=AT,
    )
    notifications.notify(at=AT, persons=[person], kind="x", title=f"{mark}通知", body=f"{mark}正文", key=f"{mark}:1")


def taken(cast: Cast, member: str) -> dict[str, str]:
    """The files of the archive as text."""
    response = cast.client(member).post(DATA)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/zip"
    assert "no-store" in response["Cache-Control"]
    texts = {}
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        for name in archive.namelist():
            content = archive.read(name)
            if name.endswith(".xlsx"):
                sheet = load_workbook(io.BytesIO(content)).active
                texts[name] = "\n".join(str(value) for row in sheet.values for value in row)
            else:
                texts[name] = content.decode()
    return texts


def test_all_that_was_planted_comes_out_and_nothing_of_others(cast):
    plant(cast, "plain", "鹮鹮", NUMBER)
    plant(cast, "clerk_b", "骉骉", "13700137000")
    files = taken(cast, "plain")
    assert set(files) == {"data.json", "data.html", "data.xlsx"}
    for name, text in files.items():
        for suffix in ("名", "所", "号", "职", "事由", "理由", "请", "衔", "通知", "正文"):
            assert f"鹮鹮{suffix}" in text, (name, suffix)
        assert NUMBER in text, name
        assert "苏明远" in text, "who has seen the number is told"
        assert "骉骉" not in text
        assert "13700137000" not in text
        for member, person in cast.people.items():
            if member not in ("plain", "unit_admin_a"):
                assert person.name not in text, member


def test_what_is_not_exported_is_not_there(cast):
    plant(cast, "plain", "鹮鹮", NUMBER)
    text = taken(cast, "plain")["data.json"]
    account, secret = cast.account("plain"), PersonSecret.objects.get(person=cast.person("plain"))
    for hidden in (account.password, secret.sealed, secret.blind, "letters"):
        assert hidden not in text


def sample(field: models.Field, row: models.Model) -> object:
    """A value to plant, as it should come out again; None where the column is not free to take one."""
    if field.choices or field.remote_field or field.unique or field.name in ("element", "url", "key", "body"):
        return None
    if isinstance(field, models.CharField | models.TextField) and not isinstance(field, models.SlugField):
        return "标" + field.name[: (field.max_length or 40) - 1]
    return None


def test_the_export_covers_the_inventory(cast):
    """For each declared column with free text, a value planted for the person comes out under its heading."""
    plant(cast, "plain", "鹮鹮", NUMBER)
    person = cast.person("plain")
    identity = identity_of(person.pk)
    planted = []
    with scoping.beyond("set-up"):
        for declaration, model in declared():
            rows = rows_of(declaration, model, identity)
            if rows is None or model._meta.label == "kernel.AuditEvent" or not rows.exists():
                continue
            for name, column in declaration.columns.items():
                value = sample(model._meta.get_field(name), rows.first()) if column.export else None
                if value is not None and not model._meta.get_field(name).unique:
                    with transaction.atomic():
                        model._base_manager.filter(pk=rows.first().pk).update(**{name: value})
                    planted.append((f"{declaration.label}.{name}", value))
    assert len(planted) >= 15
    parts = json.loads(taken(cast, "plain")["data.json"])["parts"]
    said = {str(value) for part in parts for row in part["rows"] for value in row.values()}
    assert [column for column, value in planted if value not in said] == []


def test_every_exported_part_is_there_even_if_empty(cast):
    parts = json.loads(taken(cast, "plain")["data.json"])["parts"]
    labels = {part["part"] for part in parts}
    for _, model in declared():
        if model._meta.label in ("people.Person", "people.Membership", "people.Consent", "notifications.Notice"):
            assert str(model._meta.verbose_name) in labels
    assert "加密保存的号码" in labels


def test_parts_have_names_of_their_own_in_chinese(cast):
    parts = json.loads(taken(cast, "plain")["data.json"])["parts"]
    labels = [part["part"] for part in parts]
    assert sorted(labels) == sorted(set(labels))
    assert [label for label in labels if re.search("[A-Za-z]", label)] == []
    assert {"期刊（签发人）", "网页（创建人）"} <= set(labels)


def test_for_reading_what_there_is_nothing_of_stands_in_one_sentence(cast):
    page = taken(cast, "plain")["data.html"]
    assert "<h2>人员</h2>" in page
    assert "<h2>签批步骤</h2>" not in page
    assert re.search("以下各类中没有与您有关的记录：[^<]*签批步骤", page)


def test_the_inventory_speaks_no_english():
    said = {f"{line.app} {line.label}" for line in inventory()}
    assert [words for words in sorted(said) if re.search("[A-Za-z]{3}", words)] == []


def test_it_is_audited_without_the_content(cast):
    taken(cast, "plain")
    event = AuditEvent.objects.filter(action="person.export_own").get()
    assert event.target == f"people.person:{cast.person('plain').pk}"
    assert set(event.data) == {"count"}


def test_looking_at_the_page_exports_nothing(cast):
    set_secret(by=Platform(), at=AT, person=cast.person("plain"), element="mobile", value=NUMBER)
    page = cast.client("plain").get(DATA).content.decode()
    assert "加密保存的号码" in page
    assert "签批步骤" not in page, "what there is nothing of is not listed"
    assert not AuditEvent.objects.filter(action="person.export_own").exists()


def test_an_old_log_in_is_asked_again(cast):
    client = cast.client("plain")
    session = client.session
    for key in list(session.keys()):
        if "authentication_methods" in key:
            session.pop(key)
    session.save()
    assert client.post(DATA).status_code in (302, 303)
    assert not AuditEvent.objects.filter(action="person.export_own").exists()


def test_an_account_without_a_person_is_told_so(cast):
    with pytest.raises(NoPersonBehind):
        privacy.export_own(by=Platform(), at=AT)


def test_one_sees_who_has_seen_ones_number(cast):
    plant(cast, "plain", "鹮鹮", NUMBER)
    plant(cast, "clerk_b", "骉骉", "13700137000")
    page = cast.client("plain").get(reverse("privacy:views")).content.decode()
    assert "鹮鹮事由" in page
    assert "骉骉" not in page
    assert NUMBER not in page
    assert "还没有人看过" in cast.client("clerk_a").get(reverse("privacy:views")).content.decode()


def test_a_name_is_never_markup_in_the_page_that_is_taken_away(cast):
    Person.objects.filter(pk=cast.person("plain").pk).update(name="<script>alert(1)</script>", workplace="=1+1")
    files = taken(cast, "plain")
    assert "<script>" not in files["data.html"]
    assert "'=1+1" in files["data.xlsx"]


# What time erases


def days_before(days: int) -> datetime:
    return clock.now() - timedelta(days=days)


def test_what_has_been_kept_long_enough_goes_and_the_rest_stays(cast):
    person, unit = cast.person("plain"), cast.unit("云川市农学会")
    for number, days in enumerate((3 * 365 + 2, 3 * 365 - 2)):
        Unmasking.objects.create(
            person=person, element="mobile", reason=str(number), at=days_before(days), by_name="甲"
        )
    for number, days in enumerate((31, 29)):
        Invitation.objects.create(
            email=f"{number}@x.example",
            name=str(number),
            organisation=unit,
            token_digest=str(number),
            created_at=days_before(100),
            expires_at=days_before(days),
        )
    before = AuditEvent.objects.count()
    done = privacy.purge(clock.now())
    assert (done["people.Unmasking"], done["people.Invitation"]) == (1, 1)
    assert list(Unmasking.objects.values_list("reason", flat=True)) == ["1"]
    assert list(Invitation.objects.values_list("name", flat=True)) == ["1"]
    assert AuditEvent.objects.count() == before + 1  # the purge itself; nothing of the audit goes
    assert privacy.purge(clock.now()) == {}
    assert Account.objects.filter(person=person).exists()
