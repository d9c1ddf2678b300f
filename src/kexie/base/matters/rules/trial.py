"""A dry run: the engine itself on made-up answers. Nothing is stored; the moves so far are played anew each time.

Whoever tries a process out answers tasks, lets time pass and messages come. A move names a node, the round of a loop, and
what was answered; one that does not fit the process as it is now is told, and nothing after it is played.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from kexie.base.matters.rules import expressions
from kexie.base.matters.rules.bpmn.model import Model, Node
from kexie.base.matters.rules.engine import Compiled, EndlessLoop, Kind, Run, Waiting
from kexie.base.matters.rules.gathering import gathered

#: Longer trials are mistakes, or meant to wear the server out.
MOST_MOVES: Final = 100
MOST_BYTES: Final = 40_000
_MOST_VALUE: Final = 500
#: So many services one after the other, without a person, time or a message between them, go round for ever.
_MOST_SERVICES: Final = 100


class BadMoves(ValueError):
    """What was sent are no moves of a trial."""


@dataclass(frozen=True, slots=True)
class Move:
    """One thing done: a task answered, a timer that has run out, a message that has come."""

    node: str
    round: int | None = None
    answers: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Done:
    """What has happened: a move, or a service that the platform would have done by itself."""

    node: Node
    kind: Kind
    answers: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Trial:
    """Where a dry run stands.

    ``endless`` tells that the process went round without waiting; ``stale`` that a move no longer fits the process.
    """

    done: tuple[Done, ...]
    waiting: tuple[Waiting, ...]
    passed: frozenset[str]
    here: frozenset[str]
    answers: Mapping[str, Any]
    ended: bool = False
    outcome: str = ""
    endless: bool = False
    stale: bool = False


def played(compiled: Compiled, begun: Mapping[str, Any], moves: Sequence[Move]) -> Trial:
    """The dry run after ``moves``, begun with the answers of the application. Never an error of the engine."""
    play = _Play(compiled, dict(begun))
    try:
        play.begin()
        stale = not all(play.move(move) for move in moves)
    except EndlessLoop:
        return play.trial(endless=True)
    return play.trial(stale=stale)


class _Play:
    def __init__(self, compiled: Compiled, answers: dict[str, Any]) -> None:
        self.compiled = compiled
        self.answers = answers
        self.done: list[Done] = []
        self.outcome = ""
        self.run: Run | None = None

    def begin(self) -> None:
        self.run = Run.begin(self.compiled, self.answers)
        self._serve(self.run)

    def move(self, move: Move) -> bool:
        """Take one move; whether it fits."""
        run = self.run
        fitting = (one for one in run.waiting() if (one.node.id, one.round) == (move.node, move.round)) if run else ()
        waiting = next(iter(fitting), None)
        if run is None or waiting is None or waiting.kind is Kind.SERVICE:
            return False
        before = run.rounds_done(waiting.id) if waiting.kind is Kind.PERSON else None
        self.answers.update(gathered(self.answers, move.answers, before=before))
        run.answer(self.answers)
        self.done.append(Done(waiting.node, waiting.kind, move.answers))
        if waiting.kind is Kind.PERSON:
            run.complete(waiting.id)
        else:
            run.fire(waiting)
        self._serve(run)
        return True

    def _serve(self, run: Run) -> None:
        """Let services be done at once: of what they would do, only an answer that they set counts here."""
        self.outcome = run.outcome or self.outcome
        served = 0
        while (service := next((one for one in run.waiting() if one.kind is Kind.SERVICE), None)) is not None:
            if (served := served + 1) > _MOST_SERVICES:
                raise EndlessLoop
            node = service.node
            if node.verb == "set_answer" and "=" in node.value:
                name, _sign, word = node.value.partition("=")
                self.answers[name.strip()] = word.strip()
            self.done.append(Done(node, Kind.SERVICE))
            run.answer(self.answers)
            run.complete(service.id)
            self.outcome = run.outcome or self.outcome

    def trial(self, *, endless: bool = False, stale: bool = False) -> Trial:
        run = self.run
        if run is None:
            return Trial(tuple(self.done), (), frozenset(), frozenset(), self.answers, endless=endless)
        passed, here = run.places()
        return Trial(
            done=tuple(self.done),
            waiting=() if endless else tuple(run.waiting()),
            passed=passed,
            here=here,
            answers=self.answers,
            ended=run.ended,
            outcome=self.outcome,
            endless=endless,
            stale=stale,
        )


def asked_for(model: Model) -> list[str]:
    """The keys of answers on which the way through a model depends, in the order of the file: those of conditions, of
    loops, and of lanes whose unit is chosen.
    """
    found: dict[str, None] = {}
    for flow in model.flows.values():
        if flow.condition:
            try:
                found |= dict.fromkeys(sorted(expressions.parse(flow.condition).names))
            except expressions.BadExpression:
                continue
    found |= dict.fromkeys(node.loop.element for node in model.nodes.values() if node.loop and node.loop.element)
    found |= dict.fromkeys(lane.element for lane in model.lanes.values() if lane.element)
    return list(found)


def read_moves(text: str) -> tuple[dict[str, Any], list[Move]]:
    """The answers of the application and the moves, from what :func:`write_moves` has written. Raises BadMoves."""
    if len(text) > MOST_BYTES:
        raise BadMoves
    try:
        begun, *rows = json.loads(text)
        moves = [Move(str(node), None if turn is None else int(turn), _plain(answers)) for node, turn, answers in rows]
        if len(moves) > MOST_MOVES:
            raise BadMoves
        return _plain(begun), moves
    except (ValueError, TypeError, RecursionError) as error:
        raise BadMoves from error


def write_moves(begun: Mapping[str, Any], moves: Iterable[Move]) -> str:
    """The moves as text for a form's hidden field: whoever changes it tries out something else, and nothing more."""
    rows = [[move.node, move.round, dict(move.answers)] for move in moves]
    return json.dumps([dict(begun), *rows], ensure_ascii=False, separators=(",", ":"))


def _plain(answers: Any) -> dict[str, Any]:
    """Answers as forms give them: words, numbers, truths, lists of words."""
    if not isinstance(answers, dict):
        raise BadMoves
    for value in answers.values():
        parts = value if isinstance(value, list) else [value]
        if not all(isinstance(one, str | int | float | bool) and len(str(one)) <= _MOST_VALUE for one in parts):
            raise BadMoves
    return answers
