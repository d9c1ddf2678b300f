"""What is shipped: its lists against the norms, its elements whole, its schemas and fields in accord with its checks."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from jsonschema import Draft202012Validator
from pydantic import TypeAdapter, ValidationError

from kexie.base.standards import api
from kexie.base.standards.queries import schemas
from kexie.base.standards.queries.columns import MaskedColumn, column
from kexie.base.standards.queries.rest_fields import rest_field
from kexie.base.standards.queries.shipped import groups, standard
from kexie.base.standards.rules.definitions import code_list_row, element_row, read_code_list, read_element


def codes(name: str) -> dict[str, str]:
    return {code.value: code.name for code in standard().code_lists[name].codes}


def test_there_are_enough_elements_in_every_group():
    assert len(standard().elements) >= 120
    assert set(Counter(groups().values())) >= {
        *("person", "organisation", "contact", "place", "time", "document", "service", "activity", "achievement")
    }
    assert min(Counter(groups().values()).values()) >= 5


@pytest.mark.parametrize(
    ("name", "size", "members"),
    [
        ("nationality", 58, {"01": "汉族", "56": "基诺族", "43": "乌孜别克族"}),
        ("industry_section", 20, {"A": "农、林、牧、渔业", "M": "科学研究和技术服务业", "T": "国际组织"}),
        (
            "industry_division",
            97,
            {"01": "农业", "39": "计算机、通信和其他电子设备制造业", "95": "群众团体、社会团体和其他成员组织"},
        ),
        ("subject", 62, {"110": "数学", "413": "信息与系统科学相关工程与技术", "910": "统计学"}),
        ("sex", 4, {"1": "男性", "9": "未说明的性别"}),
        ("political_status", 13, {"01": "中国共产党党员", "13": "群众"}),
        ("document_kind", 15, {"08": "通知", "15": "纪要"}),
        ("district", 29, {"110108": "海淀区", "110228": "密云县"}),
    ],
)
def test_lists_have_what_their_norms_have(name, size, members):
    found = codes(name)
    assert len(found) == size
    assert members.items() <= found.items()


def test_divisions_lie_in_their_sections():
    sections = Counter(code.parent for code in standard().code_lists["industry_division"].codes)
    assert set(sections) == set(codes("industry_section"))
    assert (sections["C"], sections["A"], sections["S"]) == (31, 5, 6)


@pytest.mark.parametrize(
    ("element", "size"),
    [("sex", 1), ("nationality", 2), ("degree", 3), ("professional_title", 3), ("district_code", 6)],
)
def test_codes_fit_the_columns_of_people(element, size):
    assert max(len(value) for value in api.codes_of(api.definition(element)).by_value) <= size


@pytest.mark.parametrize(
    ("code", "day", "name"),
    [
        ("110228", date(2015, 6, 1), "密云县"),
        ("110228", date(2016, 6, 1), None),
        ("110118", date(2016, 6, 1), "密云区"),
        ("110118", date(2010, 6, 1), None),
        ("110103", date(2000, 1, 1), "崇文区"),
        ("110103", date(2011, 1, 1), None),
        ("999999", date(2011, 1, 1), None),
    ],
)
def test_a_division_is_known_on_a_day(code, day, name):
    found = api.division(code, day)
    assert (found.name if found else None) == name


def test_what_became_of_a_division_is_told_where_one_can_tell():
    assert api.division("110228").successor == "110118"
    assert api.division("110103").successor == ""
    assert {"110000", "110105"} <= {code.value for code in api.divisions_in(2018)}
    assert "110103" not in {code.value for code in api.divisions_in(2018)}


def test_lists_say_their_norm_and_definitions_survive_their_file():
    for code_list in standard().code_lists.values():
        assert code_list.source_norm
        assert read_code_list(code_list_row(code_list)) == code_list
    for element in standard().elements.values():
        assert read_element(element_row(element)) == element
        assert element.definition.endswith("。")
        assert not element.example or api.check(element.code, element.example) == []


GOOD = {
    "mobile": "13800005678",
    "identity_number": "11010519491231002X",
    "credit_code": "911101050000000110",
    "seats": 30,
    "fee": 1.5,
    "is_free": True,
    "birth_date": "1949-12-31",
    "nationality": "01",
    "postal_code": "100045",
    "website": "https://www.example.cn/",
    "patent_number": "ZL202610123456.X",
    "document_number": "云科协发〔2026〕12号",
}
BAD = {
    "mobile": "12800005678",
    "seats": 0,
    "fee": -1,
    "is_free": "也许",
    "nationality": "60",
    "postal_code": "1000",
    "website": "www.example.cn",
    "person_name": "林" * 61,
}


def test_every_schema_is_a_schema():
    for code in standard().elements:
        Draft202012Validator.check_schema(schemas.schema(code))


@pytest.mark.parametrize("code", GOOD)
def test_a_good_value_passes_schema_check_and_rest(code):
    Draft202012Validator(schemas.schema(code)).validate(GOOD[code])
    assert api.check(code, GOOD[code]) == []
    TypeAdapter(rest_field(code)).validate_python(GOOD[code])


@pytest.mark.parametrize("code", BAD)
def test_a_bad_value_passes_none(code):
    assert list(Draft202012Validator(schemas.schema(code)).iter_errors(BAD[code]))
    assert api.check(code, BAD[code])
    with pytest.raises(ValidationError):
        TypeAdapter(rest_field(code)).validate_python(BAD[code])


def test_a_record_is_described_as_a_whole():
    made = schemas.record_schema(["person_name", "mobile"], required=["person_name"], title="人员")
    Draft202012Validator.check_schema(made)
    valid = Draft202012Validator(made)
    valid.validate({"person_name": "林知遥"})
    assert list(valid.iter_errors({"mobile": "13800005678"}))
    assert list(valid.iter_errors({"person_name": "林知遥", "other": 1}))


def test_columns_and_rest_mask_what_is_sensitive():
    shown = column("mobile")
    assert isinstance(shown, MaskedColumn)
    assert shown.render("13800005678") == shown.value("13800005678") == "138****5678"
    assert column("nationality").render("01") == "汉族"
    assert TypeAdapter(rest_field("mobile", masked=True)).dump_python("13800005678") == "138****5678"


def test_the_districts_that_are_shipped_agree_with_the_divisions_and_name_their_successors():
    listed = standard().code_lists["district"]
    for code in listed.codes:
        if code.value.isdecimal():
            known = api.division(code.value)
            assert (code.name, code.valid_from, code.valid_until) == (known.name, known.valid_from, known.valid_until)
        if code.valid_until:
            assert listed.by_value[code.successor].valid_on(code.valid_until)
    assert len(listed.in_use_on(date(2026, 12, 1))) == 17
