"""Rows are drawn at once for a page: cell by cell they say what the library says."""

from datetime import UTC, date, datetime
from types import SimpleNamespace
from uuid import UUID

import django_tables2 as tables
import pytest
from django.template import engines
from django.test import RequestFactory
from django.utils.html import format_html
from django.utils.translation import gettext_lazy

from kexie.base.ui import table_rows
from kexie.base.ui.columns import WHOLE, IsoColumn, NumberColumn, StatusColumn
from kexie.base.ui.models import ExportRequest, SavedView
from kexie.base.ui.registers import Register

#: The rows as the library has them, cell by cell.
REFERENCE = (
    "{% for row in table.paginated_rows %}{% if not forloop.first %}\n{% endif %}<tr {{ row.attrs.as_html }}>"
    '{% for column, cell in row.items %}<td data-label="{{ column.header }}" {{ column.attrs.td.as_html }}>{{ cell }}</td>'
    "{% endfor %}</tr>{% endfor %}"
)
KEY = UUID("01939c2a-7c5e-7cc1-9d0e-3a5f0a6b7c8d")
OTHER = UUID("01939c2a-7c5e-7cc1-9d0e-3a5f0a6b7c8e")


class Words(ExportRequest):
    """A model with words of its own for a choice."""

    class Meta:
        proxy = True
        app_label = "ui"

    def get_state_display(self):
        return f"own {self.state}"

    def shout(self):
        return self.title.upper()

    def erase(self):
        raise AssertionError("a list must not call what changes data")

    erase.alters_data = True

    @property
    def nested(self):
        return SimpleNamespace(key=self.pk, label=self.title)


class Wide(tables.Table):
    """Every way in which a column can read, draw, mark and link."""

    title = tables.Column(linkify=("work:export", {"request_id": tables.A("pk")}))
    state = tables.Column(verbose_name=gettext_lazy("状态"))
    shout = tables.Column()
    erase = tables.Column()
    missing = tables.Column()
    reason = tables.Column(default="无")
    by_person = tables.Column()
    count = NumberColumn()
    asked_at = tables.Column()
    decided_at = IsoColumn(time=True)
    nested__label = tables.Column(linkify=("work:export", {"request_id": tables.A("nested__key")}))
    by_name = tables.Column(linkify=lambda value: f"/?name={value}", attrs={"a": {"rel": "author"}})
    purpose = tables.Column(attrs={"td": {"class": "wide", "data-length": lambda value: len(str(value))}})
    format = tables.Column(linkify=("work:export", {"request_id": tables.A("by_account")}), attrs=WHOLE)
    register = StatusColumn(show=lambda value: ("good", value))
    counter = tables.Column(empty_values=(), accessor="pk")
    everything = tables.Column(empty_values=(), accessor="title")

    class Meta:
        row_attrs = {"data-state": lambda record: record.state}

    def render_counter(self, bound_row, value):
        return format_html("<b>{}</b>{}", bound_row.row_counter, value)

    def render_everything(self, **given):
        return " ".join(sorted(given))


class Bare(tables.Table):
    """Nothing but attributes: rows whose marks are those of the library alone."""

    name = tables.Column(linkify=("work:view-rename", {"view_id": tables.A("pk")}))
    is_default = tables.Column()


def asked(**fields):
    given = {
        "pk": KEY,
        "register": "people.persons",
        "title": "人员 <b>&",
        "purpose": "“统计”'s",
        "format": "csv",
        "count": 12345,
        "by_account": OTHER,
        "by_name": "林知遥<script>",
        "asked_at": datetime(2026, 1, 5, 1, 2, tzinfo=UTC),
        "state": "waiting",
        "reason": "",
    }
    return given | fields


def drawn(table, template=None, path="/"):
    """The rows, by our tag or by another template."""
    request = RequestFactory().get(path)
    made = engines["django"].from_string(template or "{% table_body table %}")
    return made.render({"table": table}, request)


@pytest.mark.parametrize("model", [ExportRequest, Words])
def test_rows_are_those_of_the_library(model):
    records = [
        model(**asked()),
        model(**asked(pk=OTHER, state="refused", reason="不妥", decided_at=datetime(2026, 1, 5, 16, 2, tzinfo=UTC))),
        model(**asked(state="of-old", by_person=KEY, title="", purpose="")),
    ]
    ours = drawn(Wide(records))
    assert ours == drawn(Wide(records), REFERENCE)
    assert "<script>" not in ours


def test_words_of_a_choice_are_the_models_own_where_it_has_some():
    assert "待审批" in drawn(Wide([ExportRequest(**asked())]))
    assert "own waiting" in drawn(Wide([Words(**asked())]))


def test_rows_that_are_no_models_are_drawn_too():
    rows = [asked(pk=KEY, title=title, nested={"key": KEY, "label": "<i>"}) for title in ("<b>", "甲", None)]
    table, same = Wide(rows), Wide(rows)
    table.row_attrs = same.row_attrs = {}
    assert drawn(table) == drawn(same, REFERENCE)


def test_links_lead_to_their_own_rows():
    records = [SavedView(pk=key, name=str(number)) for number, key in enumerate((KEY, OTHER, KEY))]
    html = drawn(Bare(records))
    assert html == drawn(Bare(records), REFERENCE)
    assert [html.count(str(key)) for key in (KEY, OTHER)] == [2, 1]


def test_an_address_that_names_its_key_twice_is_no_model_for_others(monkeypatch):
    table = Bare([SavedView(pk=KEY, name="甲"), SavedView(pk=OTHER, name="乙")])
    link = table.columns["name"].link
    monkeypatch.setattr(link, "call_reverse", lambda record: f"/{record.pk}/of/{record.pk}/")
    html = drawn(table)
    assert f'href="/{KEY}/of/{KEY}/"' in html
    assert f'href="/{OTHER}/of/{OTHER}/"' in html


def test_columns_that_are_hidden_are_not_drawn():
    table, same = Bare([SavedView(pk=KEY, name="甲")]), Bare([SavedView(pk=KEY, name="甲")])
    for one in (table, same):
        one.columns.hide("is_default")
    assert drawn(table) == drawn(same, REFERENCE)


def test_a_tick_box_names_its_row_and_its_form():
    table = Bare([SavedView(pk=KEY, name='甲"<')], prefix="x-")
    table.bulks = ["something"]
    html = drawn(table)
    assert f'<input type="checkbox" name="row" value="{KEY}" form="x-bulk">' in html
    assert '<span class="hidden">选择 甲&quot;&lt;</span>' in html
    assert table_rows.row_key(table, SavedView(pk=OTHER)) == str(OTHER)


@pytest.mark.parametrize(
    ("value", "time", "shown", "exported"),
    [
        (date(2023, 5, 3), False, "2023-05-03", "2023-05-03"),
        (date(2023, 5, 3), True, "2023-05-03", "2023-05-03"),
        (datetime(2023, 5, 3, 16, 7, 9, tzinfo=UTC), False, "2023-05-04", "2023-05-03 16:07:09+00:00"),
        (datetime(2023, 5, 3, 16, 7, 9, tzinfo=UTC), True, "2023-05-04 00:07", "2023-05-03 16:07:09+00:00"),
        (date(987, 5, 3), False, "0987-05-03", "0987-05-03"),
    ],
)
def test_days_in_figures(value, time, shown, exported):
    column = IsoColumn(time=time)
    assert column.render(value) == shown
    assert column.value(value) == exported


class Small(Register):
    """A register of two columns."""

    name = tables.Column(attrs={"td": {"class": "wide"}})
    state = tables.Column(linkify=("work:export", {"request_id": tables.A("pk")}))


class Smaller(Small):
    """One that takes a column away."""

    state = None
    more = tables.Column()


def test_a_column_that_one_table_hides_stands_in_the_next():
    one, other = Small([]), Small([])
    one.columns.hide("state")
    one.columns["name"].column.visible = False
    assert [column.name for column in one.columns] == []
    assert [column.name for column in other.columns] == ["name", "state"]
    assert [column.name for column in Small([]).columns] == ["name", "state"]


def test_extra_columns_belong_to_their_table_alone():
    table = Small([], extra_columns=[("more", tables.Column()), ("state", None)])
    assert table.columns.names() == ["name", "more"]
    assert Small([]).columns.names() == ["name", "state"]


def test_a_register_inherits_columns():
    assert Smaller([]).columns.names() == ["name", "more"]
    assert Small([]).columns.names() == ["name", "state"]
