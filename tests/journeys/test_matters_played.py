"""All eleven matters of the demo, played to all of their ends: from the service hall, task by task, by those who may."""

from __future__ import annotations

import os
from itertools import takewhile
from typing import Any

import pytest

from journeys.playing import Application, Does, Late, Play, Tells, Withdraws
from journeys.plays import APPLICATIONS, USUAL, WAYS, Step, Way
from kexie.base.matters.rules.engine import Kind, Run
from kexie.site.demo.tests.test_random_paths import CODES, process


def applied(way: Way) -> Application:
    """The application of a way: the usual one, with what it asks for otherwise."""
    usual = APPLICATIONS[way.matter]
    said = {**usual.said, **(way.asked or {})}
    return Application(usual.by, {key: value for key, value in said.items() if value is not None})


def begin(play: Play, way: Way) -> tuple[Step, ...]:
    """The application, and what is still to be played: the usual way as a whole, others from where they part from it."""
    if play.looks:
        play.applies(way.matter, applied(way))
        return way.steps
    play.has_applied(way.matter, applied(way))
    shared = list(takewhile(lambda step: isinstance(step, str), way.steps))
    for node in shared:
        play.has_done(node, USUAL[way.matter].get(node, {}))
    return way.steps[len(shared) :]


def take(play: Play, way: Way, step: Step) -> None:
    match step:
        case Late(node):
            play.late(node)
        case Tells(message, own):
            play.tells(message, own=own)
        case Withdraws(reason):
            play.withdraws(reason)
        case Does(node, said, at):
            play.does(node, said, at)
        case node:
            play.does(node, USUAL[way.matter].get(node, {}))


def played() -> list[Any]:
    """The usual ways; `KEXIE_ALL_WAYS=1` asks for the side ways too, which take a quarter of an hour."""
    left = pytest.mark.skip("a side way: KEXIE_ALL_WAYS=1 make journeys plays it")
    asked = bool(os.environ.get("KEXIE_ALL_WAYS"))
    return [
        pytest.param(way, id=f"{way.matter}-{way.name}", marks=() if asked or way.name == "usual" else left)
        for way in WAYS
    ]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "way" in metafunc.fixturenames:
        metafunc.parametrize("way", played())


def test_a_matter_is_played_to_an_end(play, way):
    play.looks = way.name == "usual"
    for step in begin(play, way):
        take(play, way, step)
    play.ended(way.state, way.outcome)


def test_the_ways_pass_every_place_that_a_person_and_time_lead_to():
    """Whoever adds a way out to a matter of the demo is told here that nobody plays it."""
    passed: dict[str, set[str]] = {code: set() for code in CODES}
    for way in WAYS:
        run = walked(way)
        assert run.ended or way.state == "withdrawn", way.name
        assert run.outcome == ("" if way.state == "withdrawn" else way.outcome), way.name
        passed[way.matter] |= set(run.passed)
    missed = {code: set(process(code).model.nodes) - passed[code] for code in CODES}
    assert {code: nodes for code, nodes in missed.items() if nodes} == {}


def walked(way: Way) -> Run:
    """The process alone on this way."""
    said = dict(applied(way).said)
    run = Run.begin(process(way.matter), said)
    serve(run, said)
    for step in way.steps:
        if isinstance(step, Withdraws):
            break
        if isinstance(step, Late):
            run.fire(next(one for one in run.waiting() if one.node.id == step.node))
        elif isinstance(step, Tells):
            run.fire(next(one for one in run.waiting() if one.kind is Kind.MESSAGE and one.message == step.message))
        else:
            done = step if isinstance(step, Does) else Does(step, USUAL[way.matter].get(step, {}))
            said |= done.said
            run.answer(said)
            run.complete(next(one for one in run.waiting() if one.node.id == done.node).id)
        serve(run, said)
    return run


def serve(run: Run, said: dict[str, Any]) -> None:
    """Let the services do what a process waits for."""
    while service := next((one for one in run.waiting() if one.kind is Kind.SERVICE), None):
        run.complete(service.id)
