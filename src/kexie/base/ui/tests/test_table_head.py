"""The head of a table is written at once: it says what its template said, and its links keep the filters."""

import django_tables2 as tables
import pytest
from django.http import QueryDict
from django.template import engines
from django.test import RequestFactory, SimpleTestCase
from django_tables2 import RequestConfig
from hypothesis import given
from hypothesis import strategies as st

from kexie.base.ui.columns import NumberColumn
from kexie.base.ui.table_head import query_with

REFERENCE = (
    "{% load django_tables2 %}"
    '{% if table.bulks %}<th scope="col"><span class="hidden">{% translate "选择" %}</span></th>{% endif %}'
    '{% for column in table.columns %}<th scope="col" {{ column.attrs.th.as_html }}{% if column.orderable %} aria-sort="'
    "{% if not column.is_ordered %}none{% elif column.order_by_alias.is_descending %}descending{% else %}ascending{% endif %}"
    '"{% endif %}>{% if column.orderable %}'
    '<a href="{% querystring_replace table.prefixed_order_by_field=column.order_by_alias.next %}">{{ column.header }}'
    '{% if not column.is_ordered %}{% icon "sort" %}{% elif column.order_by_alias.is_descending %}{% icon "down" %}'
    '{% else %}{% icon "up" %}{% endif %}</a>{% else %}{{ column.header }}{% endif %}</th>{% endfor %}'
)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)


class Sorted(tables.Table):
    name = tables.Column(verbose_name="姓名 <b>")
    unit = tables.Column(orderable=False, attrs={"th": {"class": "wide"}})
    score = NumberColumn()


def drawn(template, path, bulks=(), prefix=""):
    request = RequestFactory().get(path)
    table = Sorted([{"name": "甲", "unit": "乙", "score": 1}], prefix=prefix)
    table.bulks = bulks
    RequestConfig(request, paginate=False).configure(table)
    return engines["django"].from_string(template).render({"table": table}, request)


@pytest.mark.parametrize("bulks", [(), ("some",)])
@pytest.mark.parametrize("prefix", ["", "x-"])
@pytest.mark.parametrize(
    "path", ["/", "/?sort=name", "/?sort=-name", "/?x-sort=score", "/?text=%22%3E%3Cb%3E", "/?sort=nothing"]
)
def test_the_head_is_as_the_template_wrote_it(path, bulks, prefix):
    ours = drawn("{% table_head table %}", path, bulks, prefix)
    SimpleTestCase().assertHTMLEqual(ours, drawn(REFERENCE, path, bulks, prefix))
    assert "<b>" not in ours


def test_sorting_keeps_what_else_was_asked():
    html = drawn("{% table_head table %}", "/?unit=3&unit=4&sort=name")
    assert 'href="?unit=3&amp;unit=4&amp;sort=-name"' in html
    assert 'href="?unit=3&amp;unit=4&amp;sort=score"' in html


@given(st.lists(st.tuples(TEXT, TEXT), max_size=5), st.dictionaries(TEXT, st.none() | TEXT | st.integers(), max_size=3))
def test_a_changed_query_is_that_of_a_changed_copy(pairs, changes):
    query = QueryDict(mutable=True)
    for name, value in pairs:
        query.appendlist(name, value)
    request = RequestFactory().get("/")
    request.GET = query
    wanted = query.copy()
    for name, value in changes.items():
        wanted.pop(name, None)
        if value is not None:
            wanted[name] = str(value)
    assert query_with(request, changes) == f"?{wanted.urlencode()}"
