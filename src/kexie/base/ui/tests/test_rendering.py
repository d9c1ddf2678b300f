"""A drop-down is written at once, in the words of Django's template for it."""

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.test import SimpleTestCase
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from kexie.base.ui.rendering import FormRenderer

GROUPED = [
    ("", gettext_lazy("全部")),
    ("甲<", [("a", "<b>&"), (1, 2500)]),
    ("乙", [(None, mark_safe("<i>")), ("x y", "字")]),
]


def same(widget, value, attrs=None):
    """The HTML of our renderer, having compared it with Django's."""
    ours = widget.render("na<me", value, attrs, renderer=FormRenderer())
    SimpleTestCase().assertHTMLEqual(ours, widget.render("na<me", value, attrs, renderer=DjangoTemplates()))
    return ours


@pytest.mark.parametrize("value", ["", "a", 1, "1", None, "nowhere", 'x y"'])
def test_a_drop_down_is_as_django_draws_it(value):
    attrs = {
        "id": "id_x",
        "required": True,
        "disabled": False,
        "data-x": '"<&',
        "data-n": 1500,
        "title": mark_safe("&lt;"),
    }
    html = same(forms.Select(choices=GROUPED, attrs={"class": "wide"}), value, attrs)
    assert html.count("<option") == 5
    assert "<b>" not in html


@pytest.mark.parametrize("value", [[], ["a"], ["a", "1"], None])
def test_one_of_many_choices_too(value):
    assert same(forms.SelectMultiple(choices=GROUPED), value).count("selected") == len(value or [])


def test_kinds_of_drop_downs_that_draw_as_select():
    same(forms.NullBooleanSelect(), True)
    same(forms.Select(choices=[]), "")


class Starred(forms.Select):
    option_template_name = "django/forms/widgets/checkbox_option.html"


def test_options_with_a_template_of_their_own_keep_it():
    html = same(Starred(choices=[("a", "A")]), "a")
    assert "<input" in html
    assert "<option" not in html


def test_other_widgets_are_djangos():
    same(forms.TextInput(), "<b>")
    same(forms.RadioSelect(choices=GROUPED), "a")


def test_a_name_cannot_leave_its_option():
    html = same(forms.Select(choices=[('"><script>', format_html("{}", "</select><script>"))]), '"><script>')
    assert "<script>" not in html
