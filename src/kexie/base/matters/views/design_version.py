"""A version of a matter: what it says, its texts changed, proposed, published, sent back, given up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kexie.base.kernel import clock
from kexie.base.kernel.access import requires
from kexie.base.kernel.errors import NotFound
from kexie.base.kernel.web import Request
from kexie.base.matters.abilities import DESIGN, PUBLISH, VIEW_MATTERS
from kexie.base.matters.actions import versions
from kexie.base.matters.forms.design import PublishForm, SeenForm, SendBackForm
from kexie.base.matters.forms.design_texts import TextsForm, assist_rows, material_rows
from kexie.base.matters.models import MatterVersion
from kexie.base.matters.queries.carrying import nothing_changed, published_alike
from kexie.base.matters.queries.comparing import beside, compared
from kexie.base.matters.queries.judging import problems_of
from kexie.base.matters.queries.matters import VersionView, changed_last_by, version_to_write, version_view
from kexie.base.matters.rules.limits import limit_words
from kexie.base.matters.rules.terms import MATERIAL_FORMS, TERMS
from kexie.base.matters.tables.matters import VERSION_TONES
from kexie.base.matters.views.asking import ask, matter_trail, version_frame, version_name
from kexie.base.ui import dates


@requires(VIEW_MATTERS)
@require_safe
def version(request: Request, version_id: UUID) -> HttpResponse:
    """What a version says in words, and what has still to be mended in it."""
    view = version_view(request.actor, version_id)
    found = view.version
    context = version_frame(request, view, "version") | {
        "tone": VERSION_TONES[found.state],  # type: ignore[index]
        "facts": _facts(found),
        "terms": [(label, found.terms.get(key, "")) for key, (label, _most) in TERMS.items()],
        "materials": [(one, MATERIAL_FORMS.get(one.get("form", ""), "")) for one in found.materials],
        "assists": found.assists.select_related("organisation"),
        "problems": problems_of(found) if view.is_open else [],
    }
    return render(request, "matters/design/version.html", context)


def _facts(version: MatterVersion) -> list[tuple[str, str]]:
    said = [
        (_("平台分组"), version.group.name if version.group else _("不分组")),
        (_("申请对象"), version.get_applicants_display()),
        (_("责任部门"), version.lead.name),
        (_("受理窗口"), version.window.name if version.window else _("由责任部门受理")),
        (_("办理时限"), limit_words(version.limit) or _("没有总时限")),
        (_("施行日期"), dates.day(version.effective_from, year=True) if version.effective_from else ""),
    ]
    if version.effective_until:
        said.append((_("停用日期"), dates.day(version.effective_until, year=True)))
    said.append((_("编制"), f"{version.made_by_name} {dates.moment(version.made_at, year=True)}"))
    if version.published_at:
        published = f"{version.published_by_name} {dates.moment(version.published_at, year=True)}"
        said += [(_("发布"), published), (_("校验值"), version.digest)]
    return [*said, (_("修改说明"), version.note)]


@requires(DESIGN)
@require_http_methods(["GET", "HEAD", "POST"])
def texts(request: Request, version_id: UUID) -> HttpResponse:
    """Change the texts of a draft, its units and materials."""
    found = version_to_write(request.actor, version_id)
    data = request.POST if request.method == "POST" else None
    form = TextsForm(data, version=found, actor=request.actor)
    materials, assists = material_rows(found, data), assist_rows(found, request.actor, data)

    def do() -> str:
        changes = form.changes | {"materials": materials.given}
        seen = form.cleaned_data["seen"]
        save = versions.save_draft
        save(
            by=request.actor,
            at=clock.now(),
            version_id=version_id,
            seen=seen,
            changes=changes,
            assists=assists.given,
        )
        return str(version_id)

    def changed() -> dict[str, Any]:
        now = version_to_write(request.actor, version_id)
        form.see(now)
        typed = beside(now, form.changes | {"materials": materials.given}, assists.given)
        return {"version": now, "changed": _changed(request, now), "beside": typed}

    title = _("修改办事指南")
    context = {
        "title": title,
        "version": found,
        "materials": materials,
        "assists": assists,
        "back": reverse("matters:version", args=[version_id]),
        "trail": _trail(found, title),
    }
    return ask(
        request,
        form,
        do,
        context,
        done=_("已保存。"),
        onward=_page,
        template="matters/design/texts.html",
        valid=lambda: all([form.is_valid(), materials.is_valid(), assists.is_valid()]),
        changed=changed,
    )


def _changed(request: Request, version: MatterVersion) -> str:
    """Who has changed ``version`` since the page was opened."""
    last = changed_last_by(version)
    if last is not None and last == request.actor.account_id:
        return _("您在另一个窗口改过这一版，本页填写的内容还没有保存。")
    if last is not None and last == version.made_by:
        words = {"name": version.made_by_name, "at": dates.moment(version.made_at)}
        return _("%(name)s %(at)s改过这一版，本页填写的内容还没有保存。") % words
    return _("这一版已被他人修改，本页填写的内容还没有保存。")


@requires(VIEW_MATTERS)
@require_safe
def compare(request: Request, version_id: UUID) -> HttpResponse:
    """A version beside the published one before it."""
    view = version_view(request.actor, version_id)
    if view.before is None:
        raise NotFound
    context = version_frame(request, view, "compare") | {"found": compared(view.before, view.version)}
    return render(request, "matters/design/compare.html", context)


@requires(DESIGN)
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: Request, version_id: UUID) -> HttpResponse:
    """Hand a draft to a second person."""
    view = version_view(request.actor, version_id)
    form = SeenForm(request.POST if request.method == "POST" else None, initial=_seen(view))
    words = {
        "title": _("提交发布"),
        "action": _("确认提交"),
        "note": _("提交后由另一位有权限的同事审核发布。发布前您仍可以修改，修改后需要重新提交。"),
        **_standing(view),
    }
    return _step(request, view, form, versions.propose, words, done=_("已提交，等待发布。"))


@requires(PUBLISH)
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: Request, version_id: UUID) -> HttpResponse:
    """Publish what another person has written, with what has changed beside it."""
    view = version_view(request.actor, version_id)
    initial = _seen(view) | {"effective_from": view.version.effective_from}
    form = PublishForm(request.POST if request.method == "POST" else None, initial=initial)
    words = {
        "title": _("发布"),
        "action": _("确认发布"),
        "note": _("发布后这一版不能再改；需要修改时另编一版。"),
        "own": view.is_own,
        "found": compared(view.before, view.version) if view.before else None,
        **_standing(view),
    }
    return _step(
        request, view, form, versions.publish, words, done=_("已发布。"), template="matters/design/publish.html"
    )


@requires(PUBLISH)
@require_http_methods(["GET", "HEAD", "POST"])
def send_back(request: Request, version_id: UUID) -> HttpResponse:
    """Give a proposed version back to its maker."""
    view = version_view(request.actor, version_id)
    form = SendBackForm(request.POST if request.method == "POST" else None, initial=_seen(view))
    words = {"title": _("退回修改"), "action": _("确认退回"), "danger": True}
    return _step(request, view, form, versions.send_back, words, done=_("已退回编制人修改。"))


@requires(DESIGN)
@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: Request, version_id: UUID) -> HttpResponse:
    """Give a draft up."""
    view = version_view(request.actor, version_id)
    form = SeenForm(request.POST if request.method == "POST" else None, initial=_seen(view))
    words = {
        "title": _("作废这一版"),
        "action": _("确认作废"),
        "danger": True,
        "note": _("作废后不能再修改和发布，内容仍可查看；已发布的各版不受影响。"),
    }
    return _step(request, view, form, versions.discard, words, done=_("这一版已作废。"))


def _step(
    request: Request,
    view: VersionView,
    form: forms.Form,
    verb: Callable[..., MatterVersion],
    words: dict[str, Any],
    *,
    done: str,
    template: str = "matters/design/ask.html",
) -> HttpResponse:
    """One step of a version: ask, then take it once."""
    version_id = view.version.pk

    def do() -> str:
        verb(by=request.actor, at=clock.now(), version_id=version_id, **form.cleaned_data)
        return str(version_id)

    context = words | {
        "what": str(view.version),
        "version": view.version,
        "back": _page(str(version_id)),
        "trail": _trail(view.version, str(words["title"])),
    }
    return ask(request, form, do, context, done=done, onward=_page, template=template)


def _standing(view: VersionView) -> dict[str, Any]:
    """What is wrong with a version before anybody confirms: its problems, and why it goes no further as it is."""
    problems = problems_of(view.version) if view.is_open else []
    count = sum(problem.level == "error" for problem in problems)
    if count:
        return {"problems": problems, "held": _("这一版还不能发布，请先改好以下标为“需修改”的%d处。") % count}
    if view.is_open and (same := published_alike(view.version)) is not None:
        return {"problems": problems, "held": nothing_changed(same)}
    return {"problems": problems}


def _seen(view: VersionView) -> dict[str, Any]:
    return {"seen": view.version.revision}


def _page(reference: str) -> str:
    return reverse("matters:version", args=[reference])


def _trail(version: MatterVersion, here: str) -> list[tuple[Any, str]]:
    return matter_trail(version.matter, (version_name(version), _page(str(version.pk))), (here, ""))
