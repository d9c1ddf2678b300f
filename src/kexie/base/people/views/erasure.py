"""The doors of data protection in the workbench: inventory, requests to be erased, consents given on paper."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render, resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kexie.base.kernel import clock
from kexie.base.kernel.access import requires
from kexie.base.kernel.errors import NotFound
from kexie.base.kernel.web import Request
from kexie.base.people.abilities import PROTECT_DATA, RECORD_CONSENTS
from kexie.base.people.actions import consents, erasure
from kexie.base.people.forms.confirming import ConfirmForm
from kexie.base.people.forms.privacy import ErasureFilter, InventoryFilter, PaperForm, RefuseForm
from kexie.base.people.models import Erasure, Person
from kexie.base.people.queries import consents as consent_queries
from kexie.base.people.queries import erasure as queries
from kexie.base.people.queries.inventory import inventory_lines
from kexie.base.people.rules import erasure as rules
from kexie.base.people.rules.consents import Standing
from kexie.base.people.tables.privacy import ErasureTable, InventoryTable, state_status
from kexie.base.people.views.asking import asked_of
from kexie.base.people.views.privacy import shown_lines
from kexie.base.people.views.steps import step
from kexie.base.ui import registers


@require_safe
@requires(PROTECT_DATA)
def inventory(request: Request) -> HttpResponse:
    """个人信息清单."""
    form = InventoryFilter(request.GET)
    asked = asked_of(form)
    lines = inventory_lines(request.actor, text=asked.get("text", ""), sensitive=bool(asked.get("sensitive")))
    table = InventoryTable(lines)
    return registers.respond(request, table, form, code="people.personal-data", title=_("个人信息清单"))


@require_safe
@requires(PROTECT_DATA)
def erasure_list(request: Request) -> HttpResponse:
    """The requests to be erased, with their deadlines."""
    form = ErasureFilter(request.GET)
    found = queries.erasures(request.actor, state=asked_of(form).get("state", ""))
    return registers.respond(request, ErasureTable(found), form, code="people.erasures", title=_("删除申请"))


@require_safe
@requires(PROTECT_DATA)
def erasure_detail(request: Request, erasure_id: UUID) -> HttpResponse:
    """One request: what it would do, what stands in its way."""
    asked = queries.erasure(request.actor, erasure_id)
    posts = queries.open_posts(asked.person_id, on=clock.today())
    cooling = rules.cooling_until(timezone.localdate(asked.asked_at))
    context = {
        "asked": asked,
        "state": state_status(asked),
        "deadline": queries.deadline_of(asked),
        "cooling": cooling,
        "posts": posts,
        "waiting": asked.state == "asked",
        "may_do": not posts and clock.today() > cooling,
        "report": sorted(asked.report.items()),
    }
    return render(request, "people/privacy_request.html", context)


@requires(PROTECT_DATA)
@require_http_methods(["GET", "HEAD", "POST"])
def erasure_do(request: Request, erasure_id: UUID) -> HttpResponse:
    """Erase."""
    asked = queries.erasure(request.actor, erasure_id)
    form = ConfirmForm(request.POST or None)

    def do(given: dict[str, Any]) -> str:
        return str(erasure.carry_out(by=request.actor, at=clock.now(), erasure=asked).pk)

    what = _(
        "将删除%(name)s的个人信息并注销账号，不能恢复。签发、任职、审计等依法应当保存的记录保留，其中的人员显示为“已注销人员”。"
    ) % {"name": asked.person}
    return _decided(request, asked, form, do, title=_("删除个人信息"), what=what, done=_("已删除并注销。"))


@requires(PROTECT_DATA)
@require_http_methods(["GET", "HEAD", "POST"])
def erasure_refuse(request: Request, erasure_id: UUID) -> HttpResponse:
    """Refuse, with the reason."""
    asked = queries.erasure(request.actor, erasure_id)
    form = RefuseForm(request.POST or None)

    def do(given: dict[str, Any]) -> str:
        return str(erasure.refuse(by=request.actor, at=clock.now(), erasure=asked, answer=given["answer"]).pk)

    return _decided(request, asked, form, do, title=_("不予删除"), what=str(asked.person), done=_("已答复申请人。"))


@requires(RECORD_CONSENTS)
@require_safe
def person_consents(request: Request, person_id: UUID) -> HttpResponse:
    """What a person within reach has agreed to."""
    person = consent_queries.person_to_record(request.actor, person_id)
    lines = shown_lines(consent_queries.lines_of(person.pk))
    return render(request, "people/privacy_consents.html", {"person": person, "lines": lines})


@requires(RECORD_CONSENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def person_consent_record(request: Request, person_id: UUID, purpose: str) -> HttpResponse:
    """Keep a consent that was signed on paper."""
    person = consent_queries.person_to_record(request.actor, person_id)
    line = _line(person, purpose)
    form = PaperForm(request.POST or None, initial={"edition": line.edition.number})

    def do(given: dict[str, Any]) -> str:
        made = consents.record_on_paper(by=request.actor, at=clock.now(), person=person, purpose=purpose, **given)
        return str(made.pk)

    what = f"{person}　{line.purpose.title}：{line.edition.text}"
    back = resolve_url("people:person-consents", person.pk)
    return step(request, form, do, title=_("登记书面同意"), what=what, done=_("已登记。"), back=back)


@requires(RECORD_CONSENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def person_consent_withdraw(request: Request, person_id: UUID, purpose: str) -> HttpResponse:
    """Keep that a person has withdrawn."""
    person = consent_queries.person_to_record(request.actor, person_id)
    line = _line(person, purpose)
    if line.standing not in (Standing.GIVEN, Standing.OUTDATED):
        raise NotFound
    form = ConfirmForm(request.POST or None)

    def do(given: dict[str, Any]) -> str:
        return str(consents.record_withdrawal(by=request.actor, at=clock.now(), person=person, purpose=purpose).pk)

    what = _("%(name)s撤回对“%(title)s”的同意，这项使用立即停止。") % {"name": person, "title": line.purpose.title}
    back = resolve_url("people:person-consents", person.pk)
    return step(request, form, do, title=_("登记撤回"), what=what, done=_("已登记，这项使用已经停止。"), back=back)


def _decided(request: Request, asked: Erasure, form: Any, do: Any, **words: Any) -> HttpResponse:
    return step(request, form, do, back=resolve_url("people:erasure", asked.pk), **words)


def _line(person: Person, purpose: str) -> consent_queries.ConsentLine:
    found = [line for line in consent_queries.lines_of(person.pk) if line.purpose.code == purpose]
    if not found:
        raise NotFound
    return found[0]
