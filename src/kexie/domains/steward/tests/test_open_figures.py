"""What everybody may see: counted once, small numbers not in it, in words, as a file, in English."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta

import pytest

from kexie.base.kernel import clock, scoping
from kexie.base.kernel.access import Platform
from kexie.base.matters.api import MatterGroup
from kexie.base.matters.tests.factories import published
from kexie.domains.steward import tasks
from kexie.domains.steward.actions.figures import count_months
from kexie.domains.steward.models import OpenFigures
from kexie.domains.steward.tests.counting import called, local, put

pytestmark = pytest.mark.django_db
PAGE = "/services/figures/"
APRIL = local("2026-04-10 09:00")


@pytest.fixture(autouse=True)
def _today():
    with clock.fixed(APRIL):
        yield


def several(version, unit, number, **said):
    with scoping.beyond("rows of a test"):
        made = [
            put(version, unit, "2026-03-02 09:00", ended="2026-03-05 09:00", kept=True, **said) for _ in range(number)
        ]
        for one in made:
            called(one, "2026-03-06 09:00")
    return made


@pytest.fixture
def two_groups(office, lecture, groups):
    """Twenty lectures of one platform, three visits of another."""
    first, second = groups
    visit = published(office, code="visit", name="到企业去", group=second)
    lecture.matter.group = first
    lecture.matter.save()
    unit = office.unit("科普部")
    several(lecture, unit, 20)
    several(visit, unit, 3)
    return lecture, visit


@pytest.fixture
def groups():
    return [
        MatterGroup.objects.create(name=name, position=place) for place, name in enumerate(("科普平台", "企业平台"))
    ]


def test_a_month_is_counted_once_when_it_is_over(office, two_groups):
    assert count_months(by=Platform(), at=local("2026-04-03 23:00")) == 0
    assert count_months(by=Platform(), at=APRIL) == 1
    month = OpenFigures.objects.get()
    assert (month.month, month.counted_at) == (date(2026, 3, 1), APRIL)
    before = month.rows
    several(two_groups[0], office.unit("科普部"), 7)
    assert tasks.count_months(APRIL + timedelta(days=1)) == "0"
    assert OpenFigures.objects.get().rows == before


def test_small_numbers_are_not_even_stored(two_groups):
    count_months(by=Platform(), at=APRIL)
    rows = {row["group"]: row for row in OpenFigures.objects.get().rows}
    assert [rows[name]["received"] for name in ("科普平台", "企业平台", None)] == [None, None, 23]
    assert [rows[name]["solved"] for name in ("科普平台", "企业平台", None)] == [[None, None], [None, None], [23, 23]]


def test_the_page_tells_all_and_how_it_was_counted(client, two_groups):
    count_months(by=Platform(), at=APRIL)
    page = client.get(PAGE).content.decode()
    for word in ("科普平台", "企业平台", "合计", "23/23", "2026-04-10", "部分解决", "期限内联系申请人"):
        assert word in page
    assert client.get(PAGE, {"month": "1999-01"}).status_code == 200
    assert 'href="/services/figures/"' in client.get("/services/").content.decode()


def test_the_file_has_every_month(client, office, two_groups):
    with scoping.beyond("rows of a test"):
        put(two_groups[0], office.unit("科普部"), "2026-02-27 09:00")
    assert count_months(by=Platform(), at=APRIL) == 2
    answer = client.get(f"{PAGE}all.csv")
    assert answer["Content-Type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [(row["月份"], row["平台"], row["收到"], row["解决率"]) for row in rows] == [
        ("2026-03", "科普平台", "", ""),
        ("2026-03", "企业平台", "", ""),
        ("2026-03", "合计", "23", "100.0%"),
        ("2026-02", "科普平台", "", "—"),
        ("2026-02", "企业平台", "0", "—"),
        ("2026-02", "合计", "", "—"),
    ]


def test_without_cases_nothing_is_counted(client):
    assert count_months(by=Platform(), at=APRIL) == 0
    assert "还没有统计" in client.get(PAGE).content.decode()


def test_in_english(client, two_groups):
    count_months(by=Platform(), at=APRIL)
    client.cookies["language"] = "en"
    page = client.get(PAGE).content.decode()
    for word in ("Service figures", "Response rate", "Counted on", "Excluded"):
        assert word in page
