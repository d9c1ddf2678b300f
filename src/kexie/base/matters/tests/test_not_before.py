"""A date that a form asks for does not lie in the past, or lies so many working days ahead."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.http import QueryDict
from django.urls import reverse

from kexie.base.kernel import clock
from kexie.base.matters.actions import versions
from kexie.base.matters.forms.editing import FieldForm
from kexie.base.matters.forms.filling import Filling
from kexie.base.matters.models import Case
from kexie.base.matters.queries.schemas import form_schema
from kexie.base.matters.rules.forms import FieldDef, FormDef, GroupDef, as_json, read_forms
from kexie.base.matters.rules.forms.checking import wrong_forms
from kexie.base.matters.tests.asked import ASKING
from kexie.base.matters.tests.factories import AT, published

pytestmark = pytest.mark.django_db

#: A Thursday, 30 April 2026, 10:00 in the city: the first five days of May are off, 9 May is made up for.
NOW = datetime(2026, 4, 30, 2, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


def asking(earliest: str, element: str = "begin_date") -> FormDef:
    field = FieldDef(key="day", element=element, label="希望的日期", earliest=earliest)
    return FormDef(key="application", title="申请表", groups=(GroupDef(key="when", fields=(field,)),))


def filled(form: FormDef, day: str, **more) -> Filling:
    return Filling(form, QueryDict(f"f-day={day}"), **more)


@pytest.mark.parametrize(
    ("earliest", "day", "fits"),
    [
        ("", "1999-01-01", True),
        ("0d", "2026-04-29", False),
        ("0d", "2026-04-30", True),
        # 6, 7 and 8 May are the first working days, and the Saturday that is made up for.
        ("3d", "2026-05-07", False),
        ("3d", "2026-05-08", True),
        ("4d", "2026-05-08", False),
        ("4d", "2026-05-09", True),
    ],
)
def test_a_date_is_refused_before_its_first_day(earliest, day, fits):
    form = filled(asking(earliest), day)
    assert form.is_valid() is fits, form.errors
    if not fits:
        assert "以后的日期" in form.errors["day"][0]


@pytest.mark.parametrize(("typed", "fits"), [("2026-04-29T23:59", False), ("2026-04-30T00:00", True)])
def test_a_moment_counts_by_its_day_in_the_city(typed, fits):
    assert filled(asking("0d", "begin_time"), typed).is_valid() is fits


def test_what_was_answered_before_may_stand_until_it_is_over():
    kept = filled(asking("10d"), "2026-05-08", answers={"day": "2026-05-08"})
    assert kept.is_valid(), kept.errors
    assert not filled(asking("10d"), "2026-05-09", answers={"day": "2026-05-08"}).is_valid()
    assert not filled(asking("10d"), "2026-04-29", answers={"day": "2026-04-29"}).is_valid()


def test_the_first_day_is_told_beneath_the_field():
    assert "5月8日" in str(Filling(asking("3d")).fields["day"].help_text)
    assert "3个工作日以后" in str(Filling(asking("3d")).fields["day"].help_text)
    assert "不早于今天" in str(Filling(asking("0d")).fields["day"].help_text)
    assert "不早于" not in str(Filling(asking("")).fields["day"].help_text)


@pytest.mark.parametrize(
    ("earliest", "good"), [("0d", True), ("250d", True), ("251d", False), ("5", False), ("5h", False)]
)
def test_what_a_file_says_of_it_is_checked(earliest, good):
    found = [problem.message for problem in wrong_forms([asking(earliest)], {"begin_date"})]
    assert any("最早日期" in message for message in found) is not good
    assert read_forms(as_json([asking(earliest)])) == (asking(earliest),)


def test_a_department_sets_it_with_the_field():
    form, group = asking("3d"), GroupDef(key="when")
    field = form.groups[0].fields[0]
    page = FieldForm(None, field=field, group=group, taken={"day"})
    assert page["earliest"].value() == 3
    for typed, kept in (("0", "0d"), ("10", "10d"), ("", "")):
        sent = FieldForm(QueryDict(f"key=day&label=x&earliest={typed}"), field=field, group=group, taken={"day"})
        assert sent.is_valid(), sent.errors
        assert sent.changed("").earliest == kept
    assert not FieldForm(QueryDict("key=day&earliest=251"), field=field, group=group, taken={"day"}).is_valid()
    other = FieldForm(None, field=FieldDef(key="n", element="activity_name"), group=group, taken={"n"})
    assert "earliest" not in other.fields


def test_it_is_asked_of_who_applies_and_told_to_programs_and_publishers(office, client):
    row = as_json([asking("3d")])[0]
    lecture = published(office, forms=[row, *ASKING[1:]])
    assert form_schema(asking("3d"))["properties"]["day"]["x-earliest"] == "3d"
    page = office.as_("plain")
    address = reverse("matters:apply", args=[lecture.matter.code])
    sent = {"f-day": "2026-05-07", "do": "review", "submit_key": "k"}
    answer = page.post(address, sent)
    assert "以后的日期" in answer.content.decode()
    assert Case.objects.count() == 0
    by = office.actor("keeper")
    draft = versions.begin_draft(by=by, at=AT, matter_id=lecture.matter_id)
    changes = {"forms": [as_json([asking("10d")])[0], *ASKING[1:]]}
    saved = versions.save_draft(by=by, at=AT, version_id=draft.pk, seen=draft.revision, changes=changes)
    words = office.as_("keeper").get(reverse("matters:compare", args=[saved.pk])).content.decode()
    assert "不早于" in words
    assert "个工作日以后" in words
