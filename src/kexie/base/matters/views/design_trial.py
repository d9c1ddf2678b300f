"""试运行: a version's process on made-up answers, step by step; nothing is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kexie.base.kernel.access import requires
from kexie.base.kernel.web import Request
from kexie.base.matters.abilities import VIEW_MATTERS
from kexie.base.matters.forms.design_trial import TrialForm
from kexie.base.matters.models import MatterVersion, VersionState
from kexie.base.matters.queries.asked import Question, asked_by, forms_of, words_of
from kexie.base.matters.queries.judging import process_problems
from kexie.base.matters.queries.matters import version_view
from kexie.base.matters.queries.shown import unit_names
from kexie.base.matters.queries.versions import compiled_of
from kexie.base.matters.rules.bpmn.model import Model, Node, runs
from kexie.base.matters.rules.bpmn.reading import read
from kexie.base.matters.rules.bpmn.wording import called
from kexie.base.matters.rules.engine import Compiled, Kind, Waiting
from kexie.base.matters.rules.engine import compiled as compiled_now
from kexie.base.matters.rules.lanes import WHO_LABELS, lane_roles
from kexie.base.matters.rules.limits import limit_words
from kexie.base.matters.rules.outcomes import OUTCOME_LABELS, Outcome
from kexie.base.matters.rules.trial import (
    MOST_MOVES,
    BadMoves,
    Done,
    Move,
    Trial,
    asked_for,
    played,
    read_moves,
    write_moves,
)
from kexie.base.matters.rules.verbs import verbs
from kexie.base.matters.views.asking import version_frame
from kexie.base.matters.views.design_process import drawn

_APPLICATION = "application"


class _Sent(forms.Form):
    """What a step of the dry run sends beside the answers."""

    moves = forms.CharField()
    node = forms.CharField(required=False)
    round = forms.IntegerField(required=False)


@requires(VIEW_MATTERS)
@require_http_methods(["GET", "HEAD", "POST"])
def dry_run(request: Request, version_id: UUID) -> HttpResponse:
    """Begin (GET); a move more (POST): the moves so far come along in the form."""
    view = version_view(request.actor, version_id)
    version = view.version
    context = version_frame(request, view, "dry-run")
    if not version.process.strip() or not runs(process_problems(version.process)):
        return render(request, "matters/design/dry_run.html", context | {"cannot": True})
    compiled = compiled_of(version) if version.state == VersionState.PUBLISHED else compiled_now(read(version.process))
    questions = _questions(version, compiled.model)
    sent = _Sent(request.POST if request.method == "POST" else None)
    if not sent.is_valid():
        form = TrialForm(questions=_of_application(version, questions))
        return render(request, "matters/design/dry_run.html", context | {"first": form})
    return _step(request, context, version, compiled, questions, sent.cleaned_data)


def _step(
    request: Request,
    context: dict[str, Any],
    version: MatterVersion,
    compiled: Compiled,
    questions: list[Question],
    sent: dict[str, Any],
) -> HttpResponse:
    """Play what came, with the move that was sent now, and show where that leads."""
    try:
        begun, moves = read_moves(sent["moves"]) if sent["moves"] != "begin" else ({}, None)
    except BadMoves:
        begun, moves = {}, None
    node = compiled.model.nodes.get(sent["node"])
    asked = _asked_at(version, node, questions) if node else _of_application(version, questions)
    form = TrialForm(request.POST, questions=asked)
    wrong = not form.is_valid()
    if moves is None:
        if wrong:
            return render(request, "matters/design/dry_run.html", context | {"first": form}, status=422)
        begun, moves = form.answers, []
    elif node is not None and not wrong and len(moves) < MOST_MOVES:
        moves.append(Move(node.id, sent["round"], form.answers))
    trial = played(compiled, begun, moves)
    if trial.stale:
        moves = []
        trial = replace(played(compiled, begun, moves), stale=True)
    shown = _shown(version, compiled.model, trial, questions, form if wrong else None, sent)
    context |= shown | {"moves": write_moves(begun, moves)}
    return render(request, "matters/design/dry_run.html", context, status=422 if wrong else 200)


def _shown(
    version: MatterVersion,
    model: Model,
    trial: Trial,
    questions: list[Question],
    wrong: TrialForm | None,
    sent: dict[str, Any],
) -> dict[str, Any]:
    labels = {one.key: one for one in questions}
    units = unit_names(lane.unit for lane in model.lanes.values())
    steps = []
    for waiting in trial.waiting:
        here = wrong is not None and (waiting.node.id, waiting.round) == (sent["node"], sent["round"])
        asked = _asked_at(version, waiting.node, questions) if waiting.kind is Kind.PERSON else []
        form = wrong if here else TrialForm(questions=asked, auto_id=f"{waiting.node.id}_{waiting.round}_%s")
        steps.append({"waiting": waiting, "form": form} | _words(version, model, waiting, units))
    return {
        "trial": trial,
        "steps": steps,
        "history": [_told(one, labels) for one in trial.done],
        "outcome": OUTCOME_LABELS.get(Outcome(trial.outcome), "") if trial.outcome else "",
        "drawing": drawn(version.process, done=trial.passed, here=trial.here),
    }


def _words(version: MatterVersion, model: Model, waiting: Waiting, units: Mapping[str, str]) -> dict[str, str]:
    """What is waited for, by whom, and by when; ``units`` has the names of those that lanes name."""
    node = waiting.node
    turn = "" if waiting.round is None else _("（第%(number)d个单位）") % {"number": waiting.round + 1}
    name = f"{node.name or called(node)}{turn}"
    if waiting.kind is Kind.TIMER:
        return {
            "name": name,
            "who": _("等到时限：%(limit)s") % {"limit": limit_words(node.event.text)},
            "do": _("时间到"),
        }
    if waiting.kind is Kind.MESSAGE:
        return {"name": name, "who": _("等待消息“%(name)s”") % {"name": waiting.message}, "do": _("消息到达")}
    title = forms_of(version).get(node.form, "")
    return {
        "name": name,
        "who": _who(model, node, units),
        "limit": _("时限%(limit)s") % {"limit": limit_words(node.limit)} if node.limit else "",
        "title": _("填写“%(title)s”") % {"title": title} if title else "",
        "do": _("办完这一步"),
    }


def _who(model: Model, node: Node, units: Mapping[str, str]) -> str:
    """受理窗口（办理人）: the lane's name, who stands behind it, and the role."""
    lane = model.lanes.get(node.lane_id)
    if lane is None:
        return str(WHO_LABELS["lead"])
    behind = [str(WHO_LABELS.get(lane.who, "")), units.get(lane.unit, "")]
    if lane.role in lane_roles:
        behind.append(str(lane_roles[lane.role].label))
    said = "，".join(part for part in behind if part and part != lane.name)
    return f"{lane.name}（{said}）" if said else lane.name


def _told(done: Done, questions: dict[str, Question]) -> str:
    """A line of the history."""
    name = done.node.name or called(done.node)
    if done.kind is Kind.SERVICE:
        verb = str(verbs[done.node.verb].label) if done.node.verb in verbs else done.node.verb
        return _("平台自动办理“%(name)s”：%(verb)s") % {"name": name, "verb": verb}
    if done.kind is not Kind.PERSON:
        word = _("“%(name)s”时间到") if done.kind is Kind.TIMER else _("“%(name)s”的消息到达")
        return word % {"name": name}
    answers = "，".join(_answer(key, value, questions) for key, value in done.answers.items())
    return _("办完“%(name)s”") % {"name": name} + (f"：{answers}" if answers else "")


def _answer(key: str, value: Any, questions: dict[str, Question]) -> str:
    one = questions.get(key)
    if one is None:
        return f"{key}＝{value}"
    words = [one.values.get(str(part), str(part)) for part in (value if isinstance(value, list) else [value])]
    return f"{one.label}＝{'、'.join(words)}"


def _questions(version: MatterVersion, model: Model) -> list[Question]:
    """What the way through the process depends on: as the forms ask it, and what no form asks as text."""
    known = {one.key: one for one in asked_by(version)}
    labels, _values = words_of(list(known.values()))
    loops = {node.loop.element for node in model.nodes.values() if node.loop}
    units = loops | {lane.element for lane in model.lanes.values() if lane.element}
    made_up = (
        Question(key, labels.get(key, key), "", "units" if key in units else "text", key in loops)
        for key in asked_for(model)
    )
    return [known.get(one.key, one) for one in made_up]


def _of_application(version: MatterVersion, questions: list[Question]) -> list[Question]:
    """Those of the form by which one applies: the one of this key, or the first."""
    keys = list(forms_of(version))
    first = _APPLICATION if _APPLICATION in keys else (keys or [""])[0]
    return [one for one in questions if one.form and one.form == first]


def _asked_at(version: MatterVersion, node: Node, questions: list[Question]) -> list[Question]:
    """Those of a task's form, and what no form of the version asks."""
    return [one for one in questions if one.form in ("", node.form)] if node.is_human else []
