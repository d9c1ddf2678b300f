"""The districts that forms offer: the city's own list comes before the map, the map before the list that is shipped."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from kexie.base.kernel import clock
from kexie.base.kernel.access import Platform
from kexie.base.people.actions.organisations import edit_organisation
from kexie.base.people.models import Organisation
from kexie.base.people.queries.districts import district_name, districts
from kexie.base.people.rules.shape_files import shape_files
from kexie.base.standards import api as standards
from kexie.base.standards.queries import in_force

AT = datetime(2026, 12, 10, 2, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def today():
    with clock.fixed(AT):
        yield
    in_force.forget()


@pytest.fixture
def no_map(monkeypatch, settings):
    settings.DISTRICT_SHAPES = ""
    monkeypatch.setattr(shape_files, "_things", {})


@pytest.fixture
def own(cast):
    """The city's own list: one more than the map has, one that has ended, one to come."""
    codes = [
        ["990101", "青溪区", "Qingxi"],
        ["990199", "滨海区", "Binhai", "", "2020-01-01"],
        ["990125", "金禾县", "Jinhe County", "", "", "2016-01-01", "990199"],
        ["990118", "新港区", "Xingang", "", "2027-03-01"],
    ]
    row = {"code": "district", "effective_from": "2026-12-01", "name": "所在区", "english_name": "Districts"}
    standards.load_standard(by=Platform(), at=AT)
    standards.load_code_list(by=Platform(), at=AT, row=row | {"source_norm": "云川市民政局", "codes": codes})
    in_force.refresh(date(2026, 12, 10))


@pytest.mark.usefixtures("db", "no_map")
def test_the_shipped_list_offers_what_is_in_use_today():
    found = districts()
    assert len(found) == 17
    assert found["110118"] == "密云区"
    assert "110228" not in found
    assert district_name("110228") == "密云县"


def test_the_map_comes_before_what_is_shipped(cast):
    assert set(districts().values()) >= {"青溪区", "云川经济技术开发区"}
    assert "110101" not in districts()


@pytest.mark.usefixtures("own")
def test_the_citys_own_list_comes_first():
    assert districts() == {"990101": "青溪区", "990199": "滨海区"}
    with clock.fixed(datetime(2027, 3, 1, 2, 0, tzinfo=UTC)):
        assert "990118" in districts()


@pytest.mark.usefixtures("own")
def test_a_district_that_has_ended_stays_named_where_a_unit_lies_in_it(cast):
    Organisation.objects.filter(name="云川市农学会").update(district="990125")
    assert districts()["990125"] == "金禾县（已不在列表中）"
    assert district_name("990125") == "金禾县"
    unit = cast.unit("云川市农学会")
    page = cast.as_("clerk_a").get(f"/workbench/organisations/{unit.uid}/").content.decode()
    assert "金禾县" in page
    facts = {"address": "滨河路1号", "district": "990125"}
    edit_organisation(by=cast.actor("system_admin"), at=AT, organisation=unit, kind=unit.kind, facts=facts)
    assert cast.unit("云川市农学会").address == "滨河路1号"


@pytest.mark.usefixtures("own")
def test_the_form_offers_what_is_in_use(cast):
    client, unit = cast.as_("system_admin"), cast.unit("云川市农学会")
    page = client.get(f"/workbench/organisations/{unit.uid}/edit/").content.decode()
    assert "滨海区" in page
    assert "新港区" not in page
    assert "金禾县" not in page


def test_without_any_list_the_form_offers_none_and_says_who_can_help(cast, monkeypatch):
    monkeypatch.setattr("kexie.base.people.forms.organisations.districts", dict)
    page = cast.client("system_admin").get("/workbench/organisations/add/").content.decode()
    assert "还没有本市各区的代码集" in page
    assert '<select name="district"' in page
