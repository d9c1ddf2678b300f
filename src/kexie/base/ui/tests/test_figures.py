"""Figures: counted rows, all in one query."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group, Permission

from kexie.base.kernel.registry import Registry
from kexie.base.ui import figures

pytestmark = pytest.mark.django_db


@pytest.fixture
def known(monkeypatch):
    registry = Registry("figure")
    monkeypatch.setattr(figures, "figures", registry)
    for name, rows in (
        ("all", Group.objects.all),
        ("a", lambda: Group.objects.filter(name__startswith="a").order_by("name")),
        ("none", Group.objects.none),
        ("other", Permission.objects.all),
    ):
        registry.register(name, figures.Figure(name, name.upper(), "个", rows))
    for name in ("a1", "a2", "b1"):
        Group.objects.create(name=name)


@pytest.mark.usefixtures("known")
def test_all_are_counted_in_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        counted = figures.count(["all", "a", "none", "other", "gone", "a"])
    assert counted == {
        "all": Group.objects.count(),
        "a": 2,
        "none": 0,
        "other": Permission.objects.count(),
    }


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize(("names", "expected"), [([], {}), (["gone"], {}), (["a"], {"a": 2}), (["none"], {"none": 0})])
def test_one_or_none(names, expected):
    assert figures.count(names) == expected


@pytest.mark.usefixtures("known")
def test_an_editor_chooses_among_all():
    assert figures.offered() == [("all", "ALL"), ("a", "A"), ("none", "NONE"), ("other", "OTHER")]
