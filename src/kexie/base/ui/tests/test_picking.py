"""Picking by name, pinyin and initials; only what may be found may be picked."""

import pytest
from django import forms

from kexie.base.ui.living_samples import SampleForm, find, options
from kexie.base.ui.picking import ManyPickerField, Option, PickerField, matching


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


class UnitsForm(forms.Form):
    units = ManyPickerField(label="单位", options_url="ui:component-options", find=find, required=False, most=5)


class TestSeveral:
    def test_keys_and_names_are_taken_line_by_line_each_once(self):
        form = UnitsForm({"units-0": "unit-2", "units-1_text": "科普部", "units-2": "", "units-4": "unit-2"})
        assert form.is_valid()
        assert form.cleaned_data == {"units": ["unit-2", "unit-0"]}

    def test_each_unknown_line_is_named_and_nothing_typed_is_lost(self):
        form = UnitsForm({"units-0_text": "外单位", "units-1": "unit-1", "units-3_text": "天上的单位"})
        assert not form.is_valid()
        assert [text.split("”")[0] for text in form.errors["units"]] == ["没有找到“外单位", "没有找到“天上的单位"]
        page = str(form["units"])
        assert 'value="外单位"' in page
        assert 'value="天上的单位"' in page
        assert 'value="unit-1"' in page

    def test_nothing_is_fine_unless_something_is_required(self):
        assert UnitsForm({}).is_valid()
        form = UnitsForm({"units-0": "", "units-1_text": "  "})
        form.fields["units"].required = True
        assert not form.is_valid()

    def test_a_line_beyond_the_last_does_not_count(self):
        form = UnitsForm({"units-5": "unit-1", "units-77_text": "科普部"})
        assert form.is_valid()
        assert form.cleaned_data == {"units": []}

    @pytest.mark.parametrize(
        ("picked", "open_lines"), [([], 3), (["unit-0"], 3), (["unit-0"] * 4, 4), (["unit-0"] * 5, 5)]
    )
    def test_the_first_lines_stand_open_and_no_filled_one_is_folded(self, picked, open_lines):
        page = str(UnitsForm(initial={"units": picked})["units"])
        before, _, folded = page.partition("<details")
        assert before.count('type="text"') == open_lines
        assert folded.count('type="text"') == 5 - open_lines

    def test_each_line_has_a_name_for_a_screen_reader_and_an_id_of_its_own(self):
        page = UnitsForm()["units"].as_field_group()
        assert "<legend>单位" in page
        assert [f'aria-label="第{n}项"' in page for n in range(1, 7)] == [True] * 5 + [False]
        assert page.count('id="id_units"') == 1
        assert 'id="id_units-4"' in page

    def test_a_change_is_noticed(self):
        assert not UnitsForm({"units-0": "unit-0"}, initial={"units": ["unit-0"]}).has_changed()
        assert UnitsForm({"units-0": "unit-1"}, initial={"units": ["unit-0"]}).has_changed()
