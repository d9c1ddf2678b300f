"""An entry shows where its ability reaches, where its address exists, and nowhere else."""

from contextlib import contextmanager
from types import SimpleNamespace

import pytest
from django.http import HttpRequest
from django.template import engines
from django.test import override_settings
from django.urls import get_script_prefix, set_script_prefix

from kexie.base.kernel.access import Ability, Platform, Reach, Visitor
from kexie.base.kernel.registry import Registry
from kexie.base.ui import navigation
from kexie.base.ui.navigation import NavItem
from kexie.base.ui.templatetags.ui import beyond_tabs, tabs

READ = Ability("test.read", "查阅")


@contextmanager
def override_script_prefix(prefix):
    before = get_script_prefix()
    set_script_prefix(prefix)
    try:
        yield
    finally:
        set_script_prefix(before)


class Reader(Visitor):
    def reach(self, ability):
        return Reach(units=frozenset({"0001"})) if ability == READ else Reach()


@pytest.fixture
def faces(monkeypatch):
    fresh = {face: Registry(face) for face in navigation.FACES}
    monkeypatch.setattr(navigation, "_items", fresh)
    return fresh


def at(path: str) -> HttpRequest:
    request = HttpRequest()
    request.path = path
    return request


def labels(face="workbench", actor=None, path="/"):
    return [entry.label for entry in navigation.entries(face, actor, at(path))]


def test_entries_stand_in_their_order_and_not_in_that_of_registration(faces):
    navigation.register("workbench", NavItem("后", "ui:components", "list", order=20))
    navigation.register("workbench", NavItem("先", "ui:display", "list", order=10))
    assert labels() == ["先", "后"]


def test_a_group_stands_in_one_piece_after_what_has_none(faces):
    places = [("待办", "", 1), ("报送", "信息", 2), ("消息", "", 3), ("组织", "基础", 4), ("约稿", "信息", 5)]
    names = ["ui:components", "ui:display", "ui:component-options", "live", "ready"]
    for (label, group, order), name in zip(places, names, strict=True):
        navigation.register("workbench", NavItem(label, name, "list", order=order, group=group))
    assert labels() == ["待办", "消息", "报送", "约稿", "组织"]


def test_an_entry_with_an_ability_shows_to_its_holders_alone(faces):
    navigation.register("workbench", NavItem("名册", "ui:components", "people", ability=READ))
    assert labels(actor=Visitor()) == []
    assert labels(actor=None) == []
    assert labels(actor=Reader()) == ["名册"]
    assert labels(actor=Platform()) == ["名册"]


def test_an_entry_whose_address_does_not_exist_is_left_out(faces):
    navigation.register("public", NavItem("无", "nowhere:at-all", "home"))
    assert labels("public") == []


def test_a_face_takes_an_address_once_and_an_unknown_face_nothing(faces):
    item = NavItem("甲", "ui:components", "home")
    navigation.register("public", item)
    navigation.register("public", item)
    assert labels("public") == ["甲"]
    with pytest.raises(ValueError, match="registered already"):
        navigation.register("public", NavItem("乙", "ui:components", "home"))
    with pytest.raises(KeyError):
        navigation.register("backstage", item)


@pytest.mark.parametrize(
    ("path", "current"),
    [
        ("/components/", "组件"),
        ("/components/workbench/", "列表"),
        ("/components/workbench/row/7", "列表"),
        ("/componentsque/", None),
        ("/", None),
    ],
)
def test_the_entry_of_the_page_is_marked_the_nearest_one(faces, path, current):
    navigation.register("public", NavItem("组件", "ui:components", "list"))
    navigation.register("public", NavItem("列表", "ui:components-workbench", "list"))
    marked = [entry.label for entry in navigation.entries("public", None, at(path)) if entry.current]
    assert marked == ([current] if current else [])


def test_home_is_current_only_when_it_is_open():
    assert navigation._current("/", ["/", "/news/"]) == "/"
    assert navigation._current("/news/3", ["/", "/news/"]) == "/news/"
    assert navigation._current("/other", ["/", "/news/"]) == ""


def test_a_badge_counts_for_somebody_known_alone(faces):
    navigation.register("me", NavItem("消息", "ui:components", "message", badge=lambda request: len(request.path)))

    def counts(actor, request):
        return [entry.count for entry in navigation.entries("me", actor, request)]

    assert counts(Platform(), at("/1234")) == [5]
    assert counts(Visitor(), at("/1234")) == [0]
    assert counts(None, at("/1234")) == [0]
    assert counts(Platform(), None) == [0]


def test_the_tab_bar_takes_five_and_the_rest_goes_into_the_menu(faces):
    entries = [SimpleNamespace(label=str(number), tab=number != 1) for number in range(7)]
    assert [entry.label for entry in tabs(entries)] == ["0", "2", "3", "4", "5"]
    assert [entry.label for entry in beyond_tabs(entries)] == ["1", "6"]


def test_an_address_is_that_of_the_addresses_in_force(faces):
    navigation.register("public", NavItem("甲", "ui:components", "home"))
    assert [entry.url for entry in navigation.entries("public", None, at("/"))] == ["/components/"]
    with override_script_prefix("/below/"):
        assert [entry.url for entry in navigation.entries("public", None, at("/"))] == ["/below/components/"]
    with override_settings(ROOT_URLCONF="kexie.base.ui.longwork_urls"):
        assert navigation.entries("public", None, at("/")) == []
    assert [entry.url for entry in navigation.entries("public", None, at("/"))] == ["/components/"]


def test_the_rail_is_drawn_once_for_bar_and_drawer(faces, rf):
    asked = []
    navigation.register("workbench", NavItem("甲", "ui:components", "home", badge=lambda request: asked.append(1) or 3))
    request = rf.get("/components/")
    request.actor = Platform()
    html = engines["django"].from_string("{% rail %}|{% rail %}").render({"actor": request.actor}, request)
    bar, drawer = html.split("|")
    assert bar == drawer
    assert '<a href="/components/" aria-current="page">' in bar
    assert '<span class="count">3' in bar
    assert asked == [1]


def test_the_rail_of_one_request_is_not_that_of_another(faces, rf):
    navigation.register("workbench", NavItem("甲", "ui:components", "home", ability=READ))
    drawn = []
    for actor in (Platform(), Visitor(), Platform()):
        request = rf.get("/")
        request.actor = actor
        drawn.append("/components/" in engines["django"].from_string("{% rail %}").render({"actor": actor}, request))
    assert drawn == [True, False, True]
