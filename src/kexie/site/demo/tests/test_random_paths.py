"""Random ways through all of the demo's matters: nothing stands still, nothing turns for ever, every end can be reached."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kexie.base.matters.rules import carrying
from kexie.base.matters.rules.bpmn.reading import read
from kexie.base.matters.rules.engine import Compiled, Kind, Run, Waiting, compiled

DATA = files("kexie.site.demo") / "data" / "matters"
CODES = sorted(file.name.removesuffix(".json") for file in DATA.iterdir())
#: More steps of people than this on one way: it does not come to an end.
LONGEST = 400
#: What is answered where a number is asked for: below and above every border that a process draws.
NUMBERS = (1, 30, 301, 501)

Choose = Callable[[Sequence[Any]], Any]


@cache
def parcel(code: str) -> carrying.Parcel:
    return carrying.read((DATA / f"{code}.json").read_bytes())


@cache
def process(code: str) -> Compiled:
    return compiled(read(parcel(code).process))


def answers(form: Mapping[str, Any], choose: Choose) -> dict[str, Any]:
    """Something for every question of a form on which a process may decide."""
    said: dict[str, Any] = {}
    for group in form["groups"]:
        for field in [] if "repeat" in group else group["fields"]:
            key = field.get("key") or field.get("element")
            if "choices" in field:
                said[key] = choose([code for code, _words in field["choices"]])
            elif "choose" in field:
                said[key] = choose([["one"], ["one", "two", "three"]]) if field.get("many") else "one"
            elif key.endswith(("_count", "quantity")):
                said[key] = choose(NUMBERS)
            elif key.startswith("is_"):
                said[key] = choose([True, False])
            elif key in ("case_urgency", "share_type", "satisfaction"):
                said[key] = choose(["1", "2", "3"])
    return said


class Walk:
    """One case on a random way."""

    def __init__(self, code: str, choose: Choose) -> None:
        self.forms = {form["key"]: form for form in parcel(code).forms}
        self.compiled, self.choose = process(code), choose
        self.said = answers(self.forms["application"], choose)
        self.run = Run.begin(self.compiled, self.said)
        self.passed: set[str] = set(self.run.passed)

    def to_the_end(self) -> str:
        """The outcome, after as many steps as it takes; at each the case waits for something, and can be kept and restored."""
        outcome = self.run.outcome
        for _step in range(LONGEST):
            if self.run.ended:
                assert not self.run.waiting()
                return outcome
            self.run = Run.load(self.compiled, json.loads(json.dumps(self.run.state())), self.said)
            assert self.run.waiting()
            self.take(self.choose(self.run.waiting()))
            self.passed |= set(self.run.passed)
            outcome = self.run.outcome or outcome
        raise AssertionError("does not come to an end")

    def take(self, one: Waiting) -> None:
        if one.kind in (Kind.TIMER, Kind.MESSAGE):
            self.run.fire(one)
            return
        if one.kind is Kind.PERSON and one.node.form:
            self.said |= answers(self.forms[one.node.form], self.choose)
        elif one.node.verb == "set_answer":
            name, _sign, word = one.node.value.partition("=")
            self.said[name] = word
        self.run.answer(self.said)
        self.run.complete(one.id)


@pytest.mark.parametrize("code", CODES)
@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_every_way_comes_to_an_end_that_says_how(code, seed):
    walk = Walk(code, random.Random(seed).choice)
    assert walk.to_the_end() in {"done", "rejected", "failed", "withdrawn"}


@pytest.mark.parametrize("code", CODES)
def test_every_node_can_be_reached(code):
    rolled, missed = random.Random(20), set(process(code).model.nodes)
    for _way in range(400):
        walk = Walk(code, rolled.choice)
        walk.to_the_end()
        missed -= walk.passed
        if not missed:
            return
    raise AssertionError(missed)
