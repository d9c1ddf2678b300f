"""What is said beside a wrong field is a sentence of ours, in full-width marks, that tells how to mend it."""

from __future__ import annotations

from datetime import date

import pytest
from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator

from kexie.base.ui.mending import sentences, summary

HALF_WIDTH = set(",;:!?()")


def said(field: forms.Field, typed: str) -> list[str]:
    form = type("Probe", (forms.Form,), {"field": field})({"field": typed})
    return sentences(form["field"])


@pytest.mark.parametrize(
    ("field", "typed", "expected"),
    [
        (forms.CharField(max_length=120), "字" * 121, "最多120个字，现在有121个字，请删减。"),
        (forms.CharField(min_length=4), "字", "至少4个字，现在有1个字，请补充。"),
        (forms.CharField(), "科\x00普", "含有不能使用的控制字符，请删除后再提交。"),
        (forms.EmailField(), "不是邮箱", "请填写有效的邮箱地址，例如 name@example.com。"),
        (forms.URLField(assume_scheme="https"), "科普 网", "请填写完整的网址，例如 https://www.example.com。"),
        (forms.DateField(), "昨天", "请填写有效的日期，例如2023年5月23日写作 2023-05-23。"),
        (forms.TimeField(), "早上", "请填写有效的时间，例如 14:00。"),
        (forms.IntegerField(), "二十", "请填写数字，例如 20。"),
        (forms.IntegerField(max_value=9), "10", "不能大于9，请修改。"),
        (forms.IntegerField(min_value=1), "0", "不能小于1，请修改。"),
        (
            forms.DateField(validators=[MinValueValidator(date(2000, 1, 1))]),
            "1999-12-31",
            "不能早于2000年1月1日（周六），请修改。",
        ),
        (
            forms.DateField(validators=[MaxValueValidator(date(2099, 12, 31))]),
            "2100-01-01",
            "不能晚于2099年12月31日（周四），请修改。",
        ),
        (forms.ChoiceField(choices=[("a", "甲")]), "b", "没有这个选项，请从列表中选择。"),
        (forms.CharField(label="标题"), "", "请填写“标题”。"),
    ],
)
def test_our_own_sentence(field, typed, expected):
    assert said(field, typed) == [expected]


@pytest.mark.parametrize(
    "field",
    [
        forms.CharField(max_length=2, error_messages={"max_length": "标题写两个字。"}),
        forms.CharField(validators=[RegexValidator("^[a-z]+$", "标题写两个字。", code="invalid")]),
        forms.EmailField(error_messages={"invalid": "标题写两个字。"}),
    ],
)
def test_the_words_of_an_app_stay(field):
    assert said(field, "三个字") == ["标题写两个字。"]


def test_above_the_form_each_sentence_says_of_which_field_it_speaks():
    fields = {"people": forms.IntegerField(label="参加人次"), "title": forms.CharField(label="标题")}
    form = type("Probe", (forms.Form,), fields)({"people": "十五", "title": ""})
    assert summary(form["people"]) == ["参加人次：请填写数字，例如 20。"]
    assert summary(form["title"]) == ["请填写“标题”。"]


@pytest.mark.parametrize("typed", [{}, {"seen": "x"}, {"seen": "0"}])
def test_what_the_page_sends_along_is_not_asked_of_anybody(typed):
    fields = {"seen": forms.IntegerField(min_value=1, widget=forms.HiddenInput)}
    form = type("Probe", (forms.Form,), fields)(typed)
    assert summary(form["seen"]) == ["页面内容不完整或者已经过期，请刷新后再提交。"]


def test_a_field_in_a_row_says_in_which():
    fields = {"people": forms.IntegerField(label="参加人次"), "title": forms.CharField(label="标题")}
    form = type("Probe", (forms.Form,), fields)({"people": "十五", "title": ""})
    for field in form.fields.values():
        field.row = "场次 2"
    assert summary(form["people"]) == ["场次 2 参加人次：请填写数字，例如 20。"]
    assert summary(form["title"]) == ["场次 2：请填写“标题”。"]
