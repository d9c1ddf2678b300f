"""Whether a version may be published: its texts, forms and process looked at together."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from kexie.base.matters.models import MatterVersion
from kexie.base.matters.queries.asked import answer_keys, readable_forms
from kexie.base.matters.rules.bpmn.checking import check
from kexie.base.matters.rules.bpmn.model import Model, Problem, runs
from kexie.base.matters.rules.bpmn.reading import Unreadable, read
from kexie.base.matters.rules.engine import NotRunnable, compiled
from kexie.base.matters.rules.forms import FormDef, FormsUnreadable, read_forms
from kexie.base.matters.rules.forms.checking import wrong_forms
from kexie.base.matters.rules.gathering import forms_in_loops
from kexie.base.matters.rules.lanes import lane_roles
from kexie.base.matters.rules.limits import BadLimit, parse_limit
from kexie.base.matters.rules.terms import wrong_materials, wrong_terms
from kexie.base.matters.rules.verbs import DOCUMENT_NUMBER, verbs
from kexie.base.standards.queries.in_force import standard


def problems_of(version: MatterVersion) -> list[Problem]:
    """What is wrong with a version, what is missing, and advice, in the order in which one mends it."""
    found = [Problem("terms", key, words, "missing") for key, words in wrong_terms(version.terms, whole=True).items()]
    found += [Problem("materials", "", words, "missing") for words in wrong_materials(version.materials)]
    if version.limit:
        try:
            parse_limit(version.limit)
        except BadLimit:
            found.append(Problem("limit", "limit", _("办理时限要写成“10d”（工作日）或“2h”（工作小时）。"), "missing"))
    return [*found, *form_problems(version), *drawing_problems(version, version.process)]


def drawing_problems(version: MatterVersion, process: str) -> list[Problem]:
    """What is wrong with ``process`` as the drawing of ``version``: with its forms, and with what they ask."""
    return process_problems(process, readable_forms(version))


def form_problems(version: MatterVersion) -> list[Problem]:
    """What is wrong with the forms of a version; ``id`` is the form and, behind a colon, the part of it."""
    try:
        forms = read_forms(version.forms)
    except FormsUnreadable as error:
        return [Problem("form", "", str(error))]
    found = wrong_forms(forms, standard().elements)
    return [Problem("form", f"{one.form}:{one.key}".rstrip(":"), one.message, one.kind) for one in found]


def process_problems(process: str, forms: Sequence[FormDef] | None = None) -> list[Problem]:
    """What is wrong with a drawing by the roles and verbs of this platform and, where given, the forms of the matter."""
    if not process.strip():
        return [Problem("process", "", _("还没有流程图，请先画好或上传。"), "missing")]
    try:
        model = read(process)
    except Unreadable as error:
        return list(error.problems)
    return model_problems(model, forms)


def model_problems(model: Model, forms: Sequence[FormDef] | None = None) -> list[Problem]:
    """The same of a drawing that has been read."""
    asked = answer_keys(forms) if forms is not None else None
    looped = forms_in_loops(model)
    found = check(
        model,
        roles=set(lane_roles.names()),
        verbs=set(verbs.names()),
        forms=None if forms is None else {form.key for form in forms},
        answers=None if asked is None else asked | _set_by_verbs(model),
        gathered={key for form in forms or () if form.key in looped for key in form.keys},
    )
    if runs(found):
        try:
            compiled(model)
        except NotRunnable:
            found.append(Problem("process", "", _("流程引擎不能运行这张图，请检查各条连线是否首尾相接。")))
    return found


def _set_by_verbs(model: Model) -> frozenset[str]:
    """The answers that the process itself sets: by the verb set_answer, and the number of what it gives out."""
    said = {node.value.partition("=")[0].strip() for node in model.nodes.values() if node.verb == "set_answer"}
    return frozenset(said | {DOCUMENT_NUMBER})
