"""Components as they come out: escaped, tied together for screen readers, right in every state."""

import re
from datetime import date

import pytest
from django import forms
from django.contrib.messages import constants
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django_tables2 import RequestConfig

from kexie.base.ui import icons, tones
from kexie.base.ui.columns import DayColumn, NumberColumn, StatusColumn
from kexie.base.ui.living_samples import SampleTable, rows, wrong_form

CORPUS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onfocus='alert(1)",
    "{{ 7|add:7 }}{% now 'Y' %}",
    "</title><svg onload=alert(1)>",
    "\u202e名称\u0000",
)
RAW = ("<script", "<img", "<svg onload", "' onfocus")


def draw(template: str, path: str = "/", **context) -> str:
    return Template(template).render(Context({"request": RequestFactory().get(path)} | context))


def harmless(html: str) -> bool:
    return not any(piece in html for piece in RAW)


@pytest.mark.parametrize("name", CORPUS)
@pytest.mark.parametrize(
    "template",
    [
        '{% status "good" name %}',
        '{% dialog id="d" title=name %}{{ name }}{% enddialog %}',
        '{% include "ui/components/notice.html" with tone="bad" title=name text=name %}',
        '{% include "ui/components/empty.html" with title=name text=name %}',
        '{% include "ui/components/crumbs.html" %}',
        '{% include "ui/components/facts.html" %}',
        '{% include "ui/components/timeline.html" %}',
        '{% include "ui/components/tabs.html" %}',
        '{% include "ui/components/progress.html" with id="p" label=name value=3 %}',
        '{% include "ui/components/confirm_form.html" with text=name action=name cancel_url="/" action_url="/" %}',
    ],
)
def test_names_are_text_never_markup(template, name):
    pairs = [(name, name)]
    thing = {"label": name, "url": "/", "tone": "good", "what": name, "who": name, "note": name}
    assert harmless(draw(template, name=name, trail=pairs, facts=pairs, events=[thing], items=[thing]))


@pytest.mark.parametrize("name", CORPUS)
def test_names_in_tables_and_forms_are_text(name):
    table = SampleTable([{"title": name, "unit": name, "state": "done", "score": 1, "on": None}])
    assert harmless(draw("{% load django_tables2 %}{% render_table table %}", table=table))

    class NameForm(forms.Form):
        title = forms.CharField(label=name, max_length=2)
        pick = forms.ChoiceField(choices=[(name, name)], label=name)

    html = draw("{{ form }}", form=NameForm({"title": name, "pick": name + "x"}))
    assert harmless(html)


def test_a_query_string_stays_text():
    html = draw('<a href="{% query_url a=1 %}">', path="/?x=%22%3E%3Cscript%3E&page=3")
    assert harmless(html)
    assert "page=3" in html


def test_a_page_link_keeps_the_filters():
    page = Paginator(range(100), 10).page(3)
    html = draw('{% include "ui/components/paging.html" %}', path="/?q=a&page=3", page=page)
    assert 'href="?q=a&amp;page=4"' in html
    assert html.count('aria-current="page"') == 1
    assert "第 3 页，共 10 页" in html


def test_a_filter_without_fields_draws_no_bar():
    class One(forms.Form):
        text = forms.CharField()

    bar = '{% include "ui/components/filters.html" %}'
    assert "筛选" in draw(bar, form=One())
    assert draw(bar, form=forms.Form()).strip() == ""


def test_one_page_needs_no_paging():
    assert draw('{% include "ui/components/paging.html" %}', page=Paginator(range(3), 10).page(1)).strip() == ""


def test_statuses_are_word_icon_and_colour():
    for tone in tones.TONES:
        html = draw("{% status tone '已办' %}", tone=tone)
        assert f"status--{tone}" in html
        assert "<svg" in html
        assert "已办" in html


def test_a_tone_or_an_icon_that_does_not_exist_is_told():
    with pytest.raises(KeyError, match="known"):
        draw("{% status 'purple' '已办' %}")
    with pytest.raises(KeyError):
        draw("{% icon 'unicorn' %}")


def test_every_message_level_has_a_tone():
    assert set(constants.DEFAULT_TAGS.values()) == set(tones.OF_MESSAGE)
    assert set(tones.OF_MESSAGE.values()) <= set(tones.TONES)


def test_icons_are_hidden_from_screen_readers():
    assert len(icons.DRAWINGS) >= 25
    assert all('aria-hidden="true"' in icons.svg(name) for name in icons.DRAWINGS)


def table_html(path="/", data=None):
    table = SampleTable(rows(30) if data is None else data)
    request = RequestFactory().get(path)
    RequestConfig(request, paginate={"per_page": 10}).configure(table)
    return draw("{% load django_tables2 %}{% render_table table %}", path=path, table=table)


def test_a_table_says_how_it_is_sorted():
    assert table_html().count('aria-sort="none"') == 5
    assert table_html("/?sort=score").count('aria-sort="ascending"') == 1
    assert table_html("/?sort=-score").count('aria-sort="descending"') == 1


def test_a_table_counts_pages_and_offers_exports():
    html = table_html("/?unit=3")
    assert "共 30 条" in html
    assert 'href="?unit=3&amp;_export=xlsx"' in html
    assert 'href="?unit=3&amp;page=2"' in html


def test_cells_carry_their_label_for_the_phone():
    assert table_html().count('data-label="标题"') == 10


def test_an_empty_table_says_so():
    html = table_html(data=[])
    assert "没有符合条件的报送" in html
    assert "<table" not in html


def test_columns_write_numbers_days_and_states():
    assert NumberColumn().attrs["td"]["class"] == "number"
    assert DayColumn().render(date(2023, 5, 23)) == "2023年5月23日（周二）"
    assert "status--bad" in StatusColumn(show=lambda value: ("bad", "逾期")).render("late")


def test_errors_are_summed_up_with_ways_to_the_fields():
    form = wrong_form()
    html = draw("{{ form }}", form=form)
    targets = re.findall(r'<li><a href="#([^"]+)">', html)
    assert len(targets) >= 6
    for target in targets:
        assert f'id="{target}"' in html


def test_required_fields_say_what_to_do():
    html = draw("{{ form }}", form=wrong_form())
    for sentence in ("请填写“标题”。", "请选择“栏目”。", "请先勾选“内容已经单位负责人审核”。"):
        assert html.count(sentence) == 2  # in the summary and beside the field
    assert "必需" not in html
    assert "没有找到“云川市天文学会”" in html


def test_a_sentence_of_the_form_s_own_is_kept():
    class Own(forms.Form):
        title = forms.CharField(label="标题", error_messages={"required": "标题不能空着，请写上活动名称。"})

    assert "请写上活动名称" in draw("{{ form }}", form=Own({}))


def test_a_wrong_field_is_described_by_its_help_and_error():
    html = str(wrong_form()["title"].as_field_group())
    described = re.search(r'<input[^>]*aria-describedby="([^"]+)"', html)[1].split()
    assert described == ["id_wrong-title_helptext", "id_wrong-title_error"]
    for target in described:
        assert f'id="{target}"' in html
    assert 'aria-invalid="true"' in html


def test_optional_fields_are_marked_and_required_ones_are_not():
    html = str(wrong_form()["on"].as_field_group())
    assert "（选填）" in html
    assert "（选填）" not in str(wrong_form()["title"].as_field_group())


def test_groups_of_choices_are_fieldsets_with_a_legend():
    html = str(wrong_form()["kind"].as_field_group())
    assert "<fieldset" in html
    assert "<legend>信息类别</legend>" in html


def test_errors_of_the_whole_form_are_told_too():
    class Whole(forms.Form):
        def clean(self):
            raise forms.ValidationError("起止日期颠倒了。")

    assert "<li>起止日期颠倒了。</li>" in draw("{{ form }}", form=Whole({}))


def test_a_form_without_errors_has_no_summary():
    class Fine(forms.Form):
        title = forms.CharField()

    assert "summary" not in draw("{{ form }}", form=Fine())


def test_submit_keys_differ_every_time():
    keys = {re.search(r'value="([^"]+)"', draw("{% submit_key %}"))[1] for _ in range(50)}
    assert len(keys) == 50
