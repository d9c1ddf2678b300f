"""Loading the register, its editions, its pages."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from kexie.base.kernel.access import Platform
from kexie.base.kernel.models import AuditEvent
from kexie.base.standards import api
from kexie.base.standards.errors import ChangedEdition, UnknownElement
from kexie.base.standards.models import Code, CodeList, DataElement
from kexie.base.standards.queries.shipped import standard
from kexie.base.standards.rules.definitions import CodeDefinition, Standard

AT = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
LIST = "/workbench/standards/"


def load(source: Standard | None = None):
    return api.load_standard(by=Platform(), at=AT, source=source)


def altered(code: str, **changes: object) -> Standard:
    element = replace(standard().elements[code], **changes)
    return Standard(elements={code: element}, code_lists={})


@pytest.fixture
def loaded(db):
    return load()


def test_the_register_holds_what_is_shipped(loaded):
    assert loaded.elements == len(standard().elements) == DataElement.objects.count()
    assert loaded.code_lists == len(standard().code_lists) == CodeList.objects.count()
    phone = api.element("mobile_phone")
    assert (phone.name, phone.checks, phone.mask) == ("手机号码", ["mobile"], "phone")
    assert [code.value for code in api.code_list("sex").codes.all()] == ["0", "1", "2", "9"]


def test_loading_again_does_nothing(loaded):
    assert load() == type(loaded)(elements=0, code_lists=0)
    assert DataElement.objects.count() == len(standard().elements)
    assert AuditEvent.objects.filter(action="standards.load").count() == 1


def test_a_newer_edition_ends_the_one_before(loaded):
    load(altered("place", edition=2, effective_from=date(2027, 1, 1), max_length=200))
    assert api.element("place").max_length == 200
    assert api.element("place", on=date(2026, 12, 31)).max_length == 120
    assert api.element("place", on=date(2027, 1, 1)).max_length == 200
    with pytest.raises(UnknownElement):
        api.element("place", on=date(2026, 10, 31))


@pytest.mark.parametrize(
    "changes",
    [
        {"max_length": 200},
        {"edition": 2},
        {"edition": 2, "effective_from": date(2026, 10, 1)},
        {"edition": 0, "effective_from": date(2027, 1, 1)},
    ],
)
def test_an_edition_is_never_changed_nor_overtaken(loaded, changes):
    before = list(DataElement.objects.values())
    with pytest.raises(ChangedEdition):
        load(altered("place", **changes))
    assert list(DataElement.objects.values()) == before


def test_a_code_added_without_a_new_edition_is_refused_and_nothing_is_taken(loaded):
    sex = standard().code_lists["sex"]
    more = replace(sex, codes=(*sex.codes, CodeDefinition(value="5", name="某", english_name="Some")))
    fresh = replace(standard().elements["place"], code="fresh", identifier="KX-DE-9999")
    with pytest.raises(ChangedEdition):
        load(Standard(elements={"fresh": fresh}, code_lists={"sex": more}))
    assert not DataElement.objects.filter(code="fresh").exists()
    assert Code.objects.filter(code_list__code="sex").count() == 4


def test_the_database_knows_one_edition_in_force(loaded):
    place = api.element("place")
    place.pk, place.edition = None, 2
    with pytest.raises(IntegrityError), transaction.atomic():
        place.save()


def test_what_is_not_loaded_is_refused(db):
    for ask in (api.element, api.code_list):
        with pytest.raises(UnknownElement):
            ask("sex")


def test_the_command_loads_and_says_so(db):
    said = StringIO()
    call_command("standards", "load", stdout=said)
    call_command("standards", "load", stdout=said)
    first, second = said.getvalue().splitlines()
    assert f"新增数据元 {len(standard().elements)} 个" in first
    assert "新增数据元 0 个" in second


def test_the_command_says_what_stands_in_the_way(loaded):
    DataElement.objects.filter(code="place").update(name="地方")
    with pytest.raises(CommandError, match="地点"):
        call_command("standards", "load")


@pytest.mark.parametrize(("member", "status"), [("visitor", 302), ("plain", 403), ("disabled", 302), ("clerk_a", 200)])
def test_the_pages_are_for_the_workbench(cast, loaded, member, status):
    client = cast.as_(member)
    for url in (LIST, f"{LIST}elements/sex/", f"{LIST}code-lists/", f"{LIST}code-lists/sex/"):
        assert client.get(url).status_code == status


@pytest.mark.parametrize(
    ("query", "shown", "hidden"),
    [
        ("text=手机", "手机号码", "公民身份号码"),
        ("text=KX-DE-0010", "公民身份号码", "手机号码"),
        ("text=mobile", "手机号码", "公民身份号码"),
        ("sensitivity=sensitive", "公民身份号码", "手机号码"),
        ("datatype=date", "YYYY-MM-DD", "手机号码"),
    ],
)
def test_the_list_is_searched_and_filtered(cast, loaded, query, shown, hidden):
    page = cast.as_("clerk_a").get(f"{LIST}?{query}").content.decode()
    assert shown in page
    assert hidden not in page


def test_a_search_without_a_hit_says_so(cast, loaded):
    assert "没有符合条件的数据元" in cast.as_("clerk_a").get(f"{LIST}?text=无此项").content.decode()


def test_the_list_is_paged(cast, loaded):
    client = cast.as_("clerk_a")
    assert "KX-DE-0028" not in client.get(LIST).content.decode()
    assert "KX-DE-0028" in client.get(f"{LIST}?page=2").content.decode()


def test_an_element_shows_its_codes_and_an_unknown_one_is_not_found(cast, loaded):
    client = cast.as_("clerk_a")
    assert f'href="{LIST}code-lists/sex/"' in client.get(f"{LIST}elements/sex/").content.decode()
    assert "未说明的性别" in client.get(f"{LIST}code-lists/sex/").content.decode()
    assert client.get(f"{LIST}elements/none/").status_code == 404
    assert client.get(f"{LIST}code-lists/none/").status_code == 404


def test_the_element_page_names_range_and_editions(cast, loaded):
    load(altered("items_count", edition=2, effective_from=date(2027, 1, 1), maximum=99))
    page = cast.as_("clerk_a").get(f"{LIST}elements/items_count/").content.decode()
    assert "0–99条" in page
    assert "第2版" in page
    assert "第1版" in page
