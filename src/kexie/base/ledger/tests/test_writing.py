"""Writing once, writing again, correcting, refusing."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from hypothesis import given
from hypothesis import strategies as st

from kexie.base.kernel.models import AuditEvent
from kexie.base.ledger import rules
from kexie.base.ledger.errors import UnknownKind, WrongEntry
from kexie.base.ledger.models import Entry, EntryCorrection, EntryUnit
from kexie.base.ledger.tests.factories import AT, write
from kexie.base.standards.queries.shipped import standard

LATER = AT + timedelta(hours=3)


def audited(action: str) -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(action=action))


def test_an_entry_says_what_was_done(cast):
    units = [cast.unit("青溪区科协"), cast.unit("云川市航空学会")]
    entry = write(units=units, persons=[cast.person("clerk_a")])
    entry.refresh_from_db()
    assert (entry.title, entry.occurred_on) == ("柳湾街道举办航模科普讲座", date(2023, 5, 23))
    assert entry.measures == {"participants_count": 120}
    assert [part.organisation for part in entry.units.all()] == units
    assert [part.person for part in entry.persons.all()] == [cast.person("clerk_a")]
    assert not entry.public
    (row,) = audited("ledger.write")
    assert row.target == f"ledger.entry:{entry.pk}"
    assert row.unit_path == units[0].path


def test_the_same_again_does_nothing(cast):
    units = [cast.unit("青溪区科协"), cast.unit("科普部")]
    first = write(units=units, persons=[cast.person("clerk_a")])
    rows = list(EntryUnit.objects.values_list("pk", flat=True))
    again = write(units=units, persons=[cast.person("clerk_a")], at=LATER)
    assert again == first
    assert Entry.objects.count() == 1
    assert list(EntryUnit.objects.values_list("pk", flat=True)) == rows
    assert not EntryCorrection.objects.exists()
    assert len(audited("ledger.write")) == 1
    assert not audited("ledger.correct")


def test_other_content_is_a_correction_that_keeps_what_was_said(cast):
    old, new = cast.unit("青溪区科协"), cast.unit("云台区科协")
    entry = write(units=[old])
    clerk = cast.actor("clerk_a")
    write(by=clerk, at=LATER, units=[new, old], measures={"participants_count": 118, "sessions_count": 2})
    entry.refresh_from_db()
    assert entry.measures == {"participants_count": 118, "sessions_count": 2}
    assert entry.created_at == AT
    (correction,) = entry.corrections.all()
    assert (correction.at, correction.by_name, correction.by_account) == (LATER, "林知遥", clerk.account_id)
    assert correction.changes == {
        "measures": [{"participants_count": 120}, {"participants_count": 118, "sessions_count": 2}],
        "units": [[str(old.uid)], [str(new.uid), str(old.uid)]],
    }
    (row,) = audited("ledger.correct")
    assert row.data["fields"] == ["measures", "units"]


def test_a_unit_named_twice_stands_once(cast):
    unit = cast.unit("青溪区科协")
    entry = write(units=[unit, unit])
    assert entry.units.count() == 1


def test_an_unknown_kind_is_refused(cast):
    with pytest.raises(UnknownKind):
        write(kind="tests.nothing", units=[cast.unit("科普部")])
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": "  "}, "title"),
        ({"title": "长" * 201}, "title"),
        ({"source": "没有冒号"}, "source"),
        ({"source": "tests.lecture:" + "1" * 120}, "source"),
        ({"place": "远" * 121}, "place"),
        ({"url": "https://example.cn/"}, "url"),
        ({"measures": {"participants_count": -1}}, "measures"),
        ({"measures": {"participants_count": "许多"}}, "measures"),
        ({"measures": {"items_count": 3}}, "measures"),
    ],
)
def test_a_wrong_entry_is_refused_with_the_field_that_is_wrong(cast, changes, field):
    with pytest.raises(WrongEntry) as refused:
        write(**({"units": [cast.unit("科普部")]} | changes))
    assert list(refused.value.errors) == [field]
    assert not Entry.objects.exists()


def test_an_entry_has_a_unit(db):
    with pytest.raises(WrongEntry) as refused:
        write(units=[])
    assert "units" in refused.value.errors


def test_the_entry_falls_with_the_business_that_wrote_it(cast):
    with transaction.atomic():
        write(units=[cast.unit("科普部")])
        transaction.set_rollback(True)
    assert not Entry.objects.exists()
    assert not audited("ledger.write")


def test_the_database_itself_keeps_sources_apart_and_units_in_place(cast):
    entry = write(units=[cast.unit("青溪区柳湾街道科学技术协会")])
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.create(kind="x", title="x", occurred_on=AT.date(), source=entry.source, created_at=AT)
    with pytest.raises(ProtectedError):
        cast.unit("青溪区柳湾街道科学技术协会").delete()


def test_every_registered_kind_is_measured_by_known_elements():
    for kind in rules.kinds:
        for code in kind.measures:
            assert code in standard().elements, f"{kind.code} is measured by {code}, which is no data element"


@given(st.dictionaries(st.text(max_size=5), st.integers() | st.dates() | st.decimals(allow_nan=False)))
def test_stored_measures_do_not_depend_on_their_order(measures):
    turned = dict(reversed(measures.items()))
    assert rules.stored(measures) == rules.stored(turned)
    assert list(rules.stored(turned)) == sorted(measures)


def test_measures_are_stored_as_json_keeps_them():
    stored = rules.stored({"b": Decimal("1.50"), "a": date(2023, 5, 23), "c": 3})
    assert stored == {"a": "2023-05-23", "b": "1.50", "c": 3}


def test_a_difference_names_what_changed_alone():
    assert rules.difference({"title": "甲", "place": "乙"}, {"title": "甲", "place": "丙"}) == {"place": ["乙", "丙"]}
