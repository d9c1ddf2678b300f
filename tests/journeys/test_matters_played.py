"""All ten matters of the demo, played to all of their ends: from the service hall, task by task, by those who may."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from journeys.conftest import watched
from journeys.playing import Application, Does, Late, Play, Watch, Withdraws
from journeys.plays import APPLICATIONS, USUAL, WAYS, Step, Way

pytestmark = pytest.mark.usefixtures("told")


@pytest.fixture
def play(request, browser, live_server, sign_in, monkeypatch) -> Iterator[Play]:
    with ExitStack() as stack:
        office, phone = (
            stack.enter_context(watched(browser, live_server.url, width)) for width in ("desktop", "phone")
        )
        yield Play(office, phone, sign_in, Watch(monkeypatch))


def applied(way: Way) -> Application:
    """The application of a way: the usual one, with what it asks for otherwise."""
    usual = APPLICATIONS[way.matter]
    said = {**usual.said, **(way.asked or {})}
    return Application(usual.by, {key: value for key, value in said.items() if value is not None})


def take(play: Play, way: Way, step: Step) -> None:
    match step:
        case Late(node):
            play.late(node)
        case Withdraws(reason):
            play.withdraws(reason)
        case Does(node, said, at):
            play.does(node, said, at)
        case node:
            play.does(node, USUAL[way.matter].get(node, {}))


@pytest.mark.parametrize("way", WAYS, ids=lambda way: f"{way.matter}-{way.name}")
def test_a_matter_is_played_to_an_end(play, way):
    play.looks = way.name == "usual"
    play.applies(way.matter, applied(way))
    for step in way.steps:
        take(play, way, step)
    play.ended(way.state, way.outcome)
