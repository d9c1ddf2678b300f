"""Checks and their sentences; masks; fields."""

from __future__ import annotations

from datetime import date

import pytest
from django import forms
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from kexie.base.standards import api
from kexie.base.standards.errors import UnknownElement
from kexie.base.standards.queries.shipped import standard
from kexie.base.standards.rules import checks, masks
from kexie.base.standards.rules.definitions import Datatype


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("credit_code", "911101050000000110"),
        ("identity_number", "11010519491231002X"),
        ("mobile_phone", "13800005678"),
        ("telephone", "010-87654321"),
        ("telephone", "0571-8765432-801"),
        ("telephone", "87654321"),
        ("telephone", "13800005678"),
        ("email", "name@example.cn"),
        ("date", "2024-02-29"),
        ("date", date(2024, 2, 29)),
        ("year", 2023),
        ("year", "2023"),
        ("sex", "9"),
        ("confirmed", "0"),
        ("organisation_kind", "district"),
        ("items_count", 0),
        ("organisation_name", "云川市农学会"),
        ("credit_code", ""),
        ("items_count", None),
    ],
)
def test_right_values_are_let_through(code, value):
    assert api.check(code, value) == []


@pytest.mark.parametrize(
    ("code", "value", "hint"),
    [
        ("credit_code", "91110105000000011", "应为18位，现为17位"),
        ("credit_code", "911101050000000111", "校验码不符"),
        ("credit_code", "91110105ma0000011x", "请用大写"),
        ("credit_code", "91110105OI00000110", "不使用字符I、O"),
        ("credit_code", "91A101050000000110", "行政区划码"),
        ("identity_number", "110105194912310021", "校验码不符"),
        ("identity_number", "110105491231002", "应为18位"),
        ("identity_number", "11010519491231002x", "请用大写"),
        ("identity_number", "11010519490230002X", "不是有效的出生日期"),
        ("identity_number", "110105299912310020", "晚于今天"),
        ("identity_number", "1101051949123100AX", "前17位应为数字"),
        ("mobile_phone", "12800005678", "11位数字"),
        ("mobile_phone", "138-0000-567", "不加空格和横线"),
        ("mobile_phone", "１3800005678", "11位数字"),
        ("telephone", "010 12345678", "区号-号码"),
        ("email", "name#example.cn", "名称@域名"),
        ("date", "2023-02-29", "请核对月和日"),
        ("date", "2023年2月28日", "2023-05-23"),
        ("date", 20230228, "2023-05-23"),
        ("year", 23, "不能小于1900"),
        ("items_count", -1, "不能小于0"),
        ("items_count", 1_000_000, "不能大于999999"),
        ("items_count", "三", "只填写数字"),
        ("items_count", True, "只填写数字"),
        ("items_count", 1.5, "只填写数字"),
        ("items_count", "９", "只填写数字"),
        ("sex", "3", "男性（1）"),
        ("organisation_name", "云川" * 61, "不超过120个字"),
        ("organisation_name", " 云川市农学会", "前后有空格"),
        ("organisation_name", "云川市\n农学会", "换行"),
        ("organisation_name", 7, "应为文字"),
    ],
)
def test_a_wrong_value_is_told_how_to_mend(code, value, hint):
    (sentence,) = api.check(code, value)
    assert hint in sentence
    assert sentence.endswith(("。", "）。"))


@given(st.sampled_from(sorted(standard().elements)), st.text() | st.integers() | st.dates() | st.none() | st.booleans())
def test_a_check_answers_whatever_it_is_given(code, value):
    assert all(isinstance(sentence, str) and sentence for sentence in api.check(code, value))


def test_an_unknown_element_is_refused_with_what_to_do():
    with pytest.raises(UnknownElement) as refused:
        api.check("nothing", "x")
    assert "kexie standards load" in refused.value.message


@pytest.mark.parametrize(
    ("code", "value", "shown"),
    [
        ("mobile_phone", "13800005678", "138****5678"),
        ("identity_number", "11010519491231002X", "1****************X"),
        ("person_name", "林知遥", "林**"),
        ("person_name", "林", "*"),
        ("email", "name@example.cn", "n***@example.cn"),
        ("email", "nobody", "******"),
        ("mobile_phone", "1234567", "*******"),
        ("organisation_name", "云川市农学会", "云川市农学会"),
        ("mobile_phone", "", ""),
    ],
)
def test_personal_values_are_masked(code, value, shown):
    assert api.mask(code, value) == shown


@given(st.sampled_from(sorted(masks.MASKS)), st.text(min_size=1))
def test_a_mask_never_shows_the_whole(name, text):
    shown = masks.mask(name, text)
    assert len(shown) == len(text)
    assert "*" in shown or (name == "email" and text.rpartition("@")[0] == "" and "@" in text)


def form_of(**fields: forms.Field) -> type[forms.Form]:
    return type("Made", (forms.Form,), fields)


def test_a_form_field_asks_and_checks_as_the_element_says():
    made = form_of(code=api.form_field("credit_code"))
    assert made().fields["code"].label == "统一社会信用代码"
    right = made({"code": " 911101050000000110 "})
    assert right.is_valid()
    assert right.cleaned_data == {"code": "911101050000000110"}
    wrong = made({"code": "911101050000000111"})
    assert not wrong.is_valid()
    assert "校验码不符" in wrong.errors["code"][0]


@pytest.mark.parametrize(
    ("code", "typed", "kept"),
    [
        ("identity_number", "11010519491231002x", "11010519491231002X"),
        ("mobile_phone", "+86 138-0013-8000", "13800138000"),
        ("mobile_phone", "0086 138 0013 8000", "13800138000"),
        ("mobile_phone", "8613800138000", "13800138000"),
        ("mobile_phone", "＋86（138）0013－8000", "13800138000"),
        ("mobile_phone", "１３８ 0000 5678", "13800005678"),
        ("email", " Name@example.cn", "Name@example.cn"),
        ("items_count", "12", 12),
        ("date", "2023-05-23", date(2023, 5, 23)),
        ("sex", "2", "2"),
        ("organisation_name", " 云川市（青溪）农学会 ", "云川市（青溪）农学会"),
    ],
)
def test_a_form_field_puts_typing_right(code, typed, kept):
    form = form_of(value=api.form_field(code))({"value": typed})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["value"] == kept


def test_a_form_field_is_changed_by_overrides():
    field = api.form_field("mobile_phone", required=False, label="来访人手机")
    assert (field.required, field.label) == (False, "来访人手机")
    assert field.widget.attrs["inputmode"] == "tel"


def test_every_element_makes_a_field_with_both_languages():
    for code, element in standard().elements.items():
        field = api.form_field(code)
        assert str(field.label) == element.name
        with translation.override("en"):
            assert str(field.label) == element.english_name


def test_the_choices_are_those_of_the_code_list():
    choices = [(value, str(label)) for value, label in api.form_field("sex").choices]
    assert choices == [("", "—"), ("0", "未知的性别"), ("1", "男性"), ("2", "女性"), ("9", "未说明的性别")]


def test_the_shipped_standard_is_whole():
    elements = standard().elements
    assert len(elements) >= 25
    assert len({element.identifier for element in elements.values()}) == len(elements)
    for element in elements.values():
        assert set(element.checks) <= set(checks.CHECKS)
        assert not element.mask or element.mask in masks.MASKS
        assert (element.datatype is Datatype.CODE) == bool(element.code_list)
        assert not element.code_list or element.code_list in standard().code_lists
        if element.sensitivity in {"personal", "sensitive"} and element.datatype is Datatype.TEXT:
            assert element.mask, f"{element.code} is personal and has no mask"


def test_kinds_of_organisation_are_those_of_the_tree():
    listed = [code.value for code in standard().code_lists["organisation_kind"].codes]
    assert listed == ["city", "department", "district", "society", "foundation", "park", "university",
                      "enterprise_association", "grass_roots", "enterprise", "venue", "unknown"]  # fmt: skip
