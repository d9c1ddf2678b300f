"""Running numbers only grow: what contradicts is refused, and lists go by date, whatever the numbers say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kexie.base.kernel.access import Platform
from kexie.domains.bulletin import actions, queries
from kexie.domains.bulletin.errors import NumbersContradict
from kexie.domains.bulletin.models import Issue
from kexie.domains.bulletin.tests.factories import AT, SAID, drafted, signed


def stored(**changes):
    return actions.import_issue(by=Platform("测试"), at=AT, understood=replace(SAID, **changes))


@pytest.fixture
def there(db):
    return stored(number=17, total=70), stored(number=19, total=80)


@pytest.mark.parametrize(
    ("year", "number", "total", "sentence"),
    [
        (2023, 20, 60, r"2023年第20期（总第60期）晚于已有的2023年第19期（总第80期），总期号却不比它大"),
        (2023, 20, 75, r"晚于已有的2023年第19期（总第80期）"),
        (2023, 18, 69, r"晚于已有的2023年第17期（总第70期）"),
        (2023, 18, 81, r"早于已有的2023年第19期（总第80期），总期号却不比它小"),
        (2023, 16, 90, r"早于已有的2023年第17期（总第70期）"),
        (2022, 40, 71, r"早于已有的2023年第17期（总第70期）"),
        (2024, 1, 79, r"晚于已有的2023年第19期（总第80期）"),
    ],
)
def test_a_running_number_that_contradicts_names_the_nearest_issue(there, year, number, total, sentence):
    with pytest.raises(NumbersContradict, match=sentence):
        stored(year=year, number=number, total=total, date=date(year, 6, 2))
    assert Issue.objects.count() == 2


@pytest.mark.parametrize(
    ("year", "number", "total"), [(2023, 18, 71), (2023, 18, 79), (2023, 16, 69), (2022, 1, 5), (2024, 1, 81)]
)
def test_running_numbers_may_have_gaps(there, year, number, total):
    assert stored(year=year, number=number, total=total, date=date(year, 6, 2)).total == total


def test_another_name_has_its_own_numbers(there):
    assert stored(name="科技简报", year=2023, number=30, total=60).total == 60


def test_the_latest_is_the_latest_by_date(cast):
    """Issues of the time before running numbers were checked may still contradict."""
    old, new = signed(cast, 36), signed(cast, 37, date=date(2023, 9, 15))
    Issue.objects.filter(pk=new.pk).update(number=60, total=61)
    visitor = cast.actor("visitor")
    assert queries.latest_issue(visitor) == new
    assert list(queries.archive(visitor).page) == [new, old]
    view = queries.issue(visitor, 2023, 36)
    assert (view.previous, view.next and view.next.number) == (None, 60)
    assert queries.issue(visitor, 2023, 60).previous.number == 36


def test_issues_of_one_day_go_by_running_number(cast):
    first, second, third = signed(cast, 17), signed(cast, 18), signed(cast, 19)
    assert list(queries.register(cast.actor("editor"))) == [third, second, first]
    view = queries.issue(cast.actor("visitor"), 2023, 18)
    assert (view.previous.number, view.next.number) == (17, 19)
    assert drafted(cast, 17).pk == first.pk
