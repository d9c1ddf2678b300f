from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from kexie.base.kernel.access import Visitor
from kexie.base.search import api
from kexie.base.search.sources import sources
from kexie.base.search.tests.factories import entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def things(monkeypatch):
    held: list[api.Entry] = []
    monkeypatch.setattr(sources, "_things", {})
    sources.register("test", api.Source("test", "测试", lambda: list(held)))
    return held


def test_rebuilding_puts_in_what_is_there_and_takes_out_what_is_not(things):
    api.put(entry("早已删除", key="gone"), entry("别家的", source="other"))
    things += [entry("科普大会", key="a"), entry("科学之家", key="b")]
    out = StringIO()
    call_command("search", "rebuild", stdout=out)
    assert out.getvalue() == "test: 2 put, 1 removed\n"
    assert api.find(Visitor(), "早已删除").total == 0
    assert api.find(Visitor(), "科普大会").hits[0].source_label == "测试"
    assert api.find(Visitor(), "别家的").total == 1


def test_one_source_and_an_unknown_one(things):
    things.append(entry("科普大会"))
    call_command("search", "rebuild", "--source", "test", stdout=StringIO())
    assert api.find(Visitor(), "科普大会").total == 1
    with pytest.raises(CommandError, match="没有名为"):
        call_command("search", "rebuild", "--source", "nothing")


def test_a_source_may_not_write_into_another(things):
    things.append(entry("科普大会", source="other"))
    with pytest.raises(ValueError, match="other"):
        call_command("search", "rebuild", stdout=StringIO())
    assert api.find(Visitor(), "科普大会").total == 0


def test_what_is_rolled_back_is_not_found():
    with transaction.atomic():
        api.put(entry("科普大会"))
        assert api.find(Visitor(), "科普大会").total == 1
        transaction.set_rollback(True)
    assert api.find(Visitor(), "科普大会").total == 0
