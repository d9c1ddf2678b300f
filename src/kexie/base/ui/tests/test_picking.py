"""Picking by name, pinyin and initials; only what may be found may be picked."""

import pytest
from django import forms

from kexie.base.ui.living_samples import SampleForm, find, options
from kexie.base.ui.picking import Option, PickerField, matching


def found(text, **kwargs):
    return [option.label for option in matching(options(), text, **kwargs)]


@pytest.mark.parametrize("text", ["科普部", "kepubu", "kpb", "KPB", " 科普 ", "ke pu bu"])
def test_a_unit_is_found_by_name_pinyin_and_initials(text):
    assert "科普部" in found(text)


def test_what_begins_with_the_text_comes_first():
    assert found("农")[0] == "云川市农学会"
    assert matching([Option("1", "市科协科普部"), Option("2", "科普部")], "科普")[0].key == "2"


def test_no_text_offers_all_up_to_the_limit_and_nonsense_nothing():
    assert len(found("")) == 8
    assert len(found("", limit=3)) == 3
    assert found("zzz") == []


class UnitForm(forms.Form):
    unit = PickerField(label="单位", options_url="ui:component-options", find=find)


@pytest.mark.parametrize(
    "data", [{"unit": "unit-0"}, {"unit": "unit-0", "unit_text": "科普部"}, {"unit_text": "科普部"}]
)
def test_a_key_or_an_exact_name_is_taken(data):
    form = UnitForm(data)
    assert form.is_valid()
    assert form.cleaned_data == {"unit": "unit-0"}


@pytest.mark.parametrize("data", [{"unit": "unit-99"}, {"unit_text": "科普"}, {"unit": "", "unit_text": "外单位"}])
def test_what_may_not_be_found_may_not_be_picked(data):
    form = UnitForm(data)
    assert not form.is_valid()
    assert "请从列表中选择" in form.errors["unit"][0]


def test_without_scripts_it_is_a_text_box_and_keeps_what_was_typed():
    html = str(UnitForm({"unit_text": '"><script>'})["unit"])
    assert 'name="unit_text" value="&quot;&gt;&lt;script&gt;"' in html
    assert '<input type="hidden" name="unit"' in html
    assert "disabled" in html.split('type="text"', maxsplit=1)[0]
    assert "<script>" not in html


def test_an_initial_key_shows_its_words():
    assert 'value="科普部"' in str(UnitForm(initial={"unit": "unit-0"})["unit"])


def test_an_optional_pick_may_stay_empty():
    field = PickerField(options_url="ui:component-options", find=find, required=False)
    assert field.clean("") == ""


def test_the_endpoint_answers_as_the_combobox_reads(client):
    answer = client.get("/components/options/", {"q": "kpb"})
    assert answer.json() == {"options": [{"key": "unit-0", "label": "科普部", "note": ""}]}


def test_a_label_is_tied_to_the_box_that_is_typed_into():
    html = str(SampleForm())
    assert '<label for="id_unit">' in html
    assert 'id="id_unit"' in html
