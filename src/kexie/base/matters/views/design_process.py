"""The drawing of a version's process: looked at, drawn in the browser, checked while drawing, read from a file."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kexie.base.kernel import clock
from kexie.base.kernel.access import requires
from kexie.base.kernel.errors import Invalid, NotFound, TooLarge
from kexie.base.kernel.web import Request, whole_number
from kexie.base.matters.abilities import DESIGN, VIEW_MATTERS
from kexie.base.matters.actions import versions
from kexie.base.matters.forms.design_process import MOST_BYTES, TOO_LARGE, UploadForm
from kexie.base.matters.models import MatterVersion
from kexie.base.matters.queries.asked import asked_by, forms_of, words_of
from kexie.base.matters.queries.judging import drawing_problems
from kexie.base.matters.queries.matters import VersionView, version_to_write, version_view
from kexie.base.matters.rules.beginning import beginning
from kexie.base.matters.rules.bpmn.drawing import svg
from kexie.base.matters.rules.bpmn.layout import laid_out
from kexie.base.matters.rules.bpmn.model import Problem, ready
from kexie.base.matters.rules.bpmn.reading import Unreadable, read
from kexie.base.matters.rules.expressions import BadExpression, parse
from kexie.base.matters.rules.lanes import WHO_LABELS, lane_roles
from kexie.base.matters.rules.outcomes import OUTCOME_LABELS, Outcome
from kexie.base.matters.rules.verbs import verbs
from kexie.base.matters.views.asking import ask, matter_trail, version_frame, version_name
from kexie.base.matters.views.drawing_words import bpmn_words, panel_words
from kexie.base.ui.assets import assets

_TYPE = "application/xml; charset=utf-8"


@requires(VIEW_MATTERS)
@require_safe
def process(request: Request, version_id: UUID) -> HttpResponse:
    """The drawing; whoever may change it draws on in the browser."""
    view = version_view(request.actor, version_id)
    found = view.version
    problems = drawing_problems(found, found.process)
    context = version_frame(request, view, "process") | {
        "drawing": drawn(found.process, problems),
        "problems": problems if view.is_open else [],
        "drawn": bool(found.process.strip()),
        "data": _data(view) if view.may_edit else None,
        "unbuilt": view.may_edit and not assets("bpmn").scripts,
    }
    return render(request, "matters/design/process.html", context)


def drawn(process: str, problems: list[Problem] | None = None, **places: Any) -> SafeString:
    """The server's drawing; nothing where there is none, or none that can be read."""
    if not process.strip():
        return SafeString("")
    try:
        model = read(process)
    except Unreadable:
        return SafeString("")
    return mark_safe(svg(model, problems=problems or (), **places))  # noqa: S308 - `drawing` escapes every word


def _data(view: VersionView) -> dict[str, Any]:
    """What the script needs: the file, what may be chosen, its words, where to send."""
    version = view.version
    return {
        "xml": laid_out(version.process) if version.process.strip() else beginning(version.name),
        "fresh": not version.process.strip(),
        "seen": version.revision,
        "language": get_language(),
        "who": {str(who): str(label) for who, label in WHO_LABELS.items()},
        "roles": {role.code: str(role.label) for role in lane_roles},
        "forms": forms_of(version),
        "asked": [
            {"key": one.key, "label": one.label, "form": one.form, "kind": one.kind}
            | {"many": one.many, "values": dict(one.values)}
            for one in asked_by(version)
        ],
        "verbs": {
            verb.name: {"label": str(verb.label), "hint": str(verb.hint), "needs": verb.needs_value} for verb in verbs
        },
        "outcomes": {str(one): str(OUTCOME_LABELS[one]) for one in Outcome if one != Outcome.STOPPED},
        "units": reverse("people:organisation-options"),
        "urls": {name: reverse(f"matters:process-{name}", args=[version.pk]) for name in ("check", "save", "open")},
        "file": f"{version.matter.code}-{version.number}",
        "words": panel_words(),
        "translations": bpmn_words(),
    }


@requires(DESIGN)
@require_POST
def check(request: Request, version_id: UUID) -> JsonResponse:
    """What is wrong with the drawing that was sent, and its conditions in words. Nothing is kept."""
    version = version_to_write(request.actor, version_id)
    return JsonResponse(_judged(version, _text(request)))


@requires(DESIGN)
@require_POST
def save(request: Request, version_id: UUID) -> JsonResponse:
    """Keep the drawing: ``{"xml", "seen"}``; answers the new revision and what is still wrong."""
    sent = _json(request)
    process, seen = sent.get("xml"), sent.get("seen")
    if not isinstance(process, str) or not isinstance(seen, int):
        raise Invalid
    _check_readable(process)
    saved = versions.save_draft(
        by=request.actor, at=clock.now(), version_id=version_id, seen=seen, changes={"process": process}
    )
    return JsonResponse({"seen": saved.revision} | _judged(saved, process))


@requires(DESIGN)
@require_POST
def open_file(request: Request, version_id: UUID) -> JsonResponse:
    """A file read safely, with a diagram if it had none. Nothing is kept. Raises Invalid with the sentences."""
    version_to_write(request.actor, version_id)
    if request.content_type == "multipart/form-data":
        raise Invalid(_("请把流程文件作为请求的内容发送，不要放在表单里。"))
    if (whole_number(request.headers.get("Content-Length"), digits=12) or 0) > MOST_BYTES:
        raise TooLarge(str(TOO_LARGE))  # the body is not read
    process = request.body
    _check_readable(process)
    return JsonResponse({"xml": laid_out(process)})


@requires(DESIGN)
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: Request, version_id: UUID) -> HttpResponse:
    """Take a drawing from a file: for whoever draws elsewhere, or has no script."""
    version = version_to_write(request.actor, version_id)
    posted = request.method == "POST"
    form = UploadForm(
        request.POST if posted else None, request.FILES if posted else None, initial={"seen": version.revision}
    )

    def do() -> str:
        given = form.cleaned_data
        save_draft = versions.save_draft
        save_draft(
            by=request.actor,
            at=clock.now(),
            version_id=version_id,
            seen=given["seen"],
            changes={"process": given["file"]},
        )
        return str(version_id)

    back = reverse("matters:process", args=[version_id])
    title = _("上传流程图")
    trail = matter_trail(version.matter, (version_name(version), back), (title, ""))
    context = {"title": title, "action": _("上传"), "back": back, "trail": trail, "multipart": True}
    context["note"] = _("上传后替换这一版现在的流程图。没有画出位置的图，平台会自动排好。")
    return ask(request, form, do, context, done=_("流程图已上传。"), onward=lambda _pk: back)


@requires(VIEW_MATTERS)
@require_safe
def file(request: Request, version_id: UUID, fmt: str) -> HttpResponse:
    """The drawing as a file: ``bpmn``, or ``svg`` for paper."""
    version = version_view(request.actor, version_id).version
    if not version.process.strip() or fmt not in ("bpmn", "svg"):
        raise NotFound
    if fmt == "bpmn":
        content, media_type = version.process, _TYPE
    else:
        content, media_type = svg(read(version.process), plain=True), "image/svg+xml; charset=utf-8"
    response = HttpResponse(content, content_type=media_type)
    name = f"{version.matter.code}-{version.number}.{fmt}"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


def _judged(version: MatterVersion, process: str) -> dict[str, Any]:
    asked = asked_by(version)
    problems = drawing_problems(version, process)
    return {
        "problems": [
            {"element": one.element, "id": one.id, "message": one.message, "level": one.level} for one in problems
        ],
        "ready": ready(problems),
        "conditions": _conditions(process, *words_of(asked)),
    }


def _conditions(process: str, labels: dict[str, str], values: Any) -> dict[str, str]:
    """The conditions of flows in words, by the flows' ids; one that cannot be read is left out."""
    found = {}
    try:
        flows = read(process).flows.values() if process.strip() else []
    except Unreadable:
        return {}
    for flow in flows:
        if flow.condition:
            try:
                found[flow.id] = parse(flow.condition).words(labels, values)
            except BadExpression:
                continue
    return found


def _check_readable(process: str | bytes) -> None:
    try:
        read(process)
    except Unreadable as error:
        raise Invalid(error.problems[0].message) from error


def _text(request: HttpRequest) -> str:
    try:
        return request.body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Invalid from error


def _json(request: HttpRequest) -> dict[str, Any]:
    try:
        sent = json.loads(request.body)
    except ValueError as error:
        raise Invalid from error
    return sent if isinstance(sent, dict) else {}
