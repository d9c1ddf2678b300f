"""Taking a register away: at once when it is small, as long work when it is large, and with the consent of a second
person when it is many rows of personal data (security.md, 18).

An approved file is made in the asker's scope as of the moment of the run, is for the asker alone, and is gone after three
days; a right that was taken away in between stops it at every step.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from kexie.base.kernel import audit, longwork
from kexie.base.kernel.access import Ability, Actor, abilities, check, may
from kexie.base.kernel.errors import Conflict, Invalid, NotFound, NotPermitted
from kexie.base.kernel.longwork import Work, reaches, stored_reach
from kexie.base.kernel.models import LongWork
from kexie.base.kernel.tabular import CSV_TYPE, XLSX_TYPE, csv_bytes, xlsx_bytes
from kexie.base.ui.export_hearers import say_asked, say_decided
from kexie.base.ui.models import ExportRequest, ExportState
from kexie.base.ui.register_options import options_of
from kexie.base.ui.reopening import Opened, reopen
from kexie.base.ui.todos import ToDo

#: More rows are made as long work.
AT_ONCE: Final = 2_000
#: Rows between two signs of life.
STEP: Final = 500

FORMATS: Final = ("csv", "xlsx")
TYPES: Final = {"csv": CSV_TYPE, "xlsx": XLSX_TYPE}


def made(head: Sequence[str], rows: Iterator[Sequence[Any]], title: str, wanted: str) -> bytes:
    """The file."""
    return csv_bytes(head, rows) if wanted == "csv" else xlsx_bytes(head, rows, title)


def lines(table: Any) -> Iterator[Sequence[Any]]:
    """Head and rows of a register as its file has them."""
    for name in table.export_only:
        table.columns.show(name)
    return iter(table.as_values(exclude_columns=table.export_exclude))


def most_alone() -> int:
    """Rows of personal data that one person may export without a second."""
    return int(getattr(settings, "KEXIE_EXPORT_ALONE", 100))


def needs_second(code: str, count: int) -> bool:
    """Whether ``count`` rows of this register need a second person."""
    return options_of(code).approve is not None and count > most_alone()


def opened_for_export(actor: Actor, address: str, wanted: str) -> Opened:
    """The register, if it may be taken away in this format; NotFound otherwise."""
    opened = reopen(actor, address)
    if wanted not in opened.table.exports:
        raise NotFound
    return opened


def begin(*, by: Actor, at: datetime, address: str, wanted: str) -> LongWork:
    """Queue the export of a large register; NotPermitted where a second person has to agree."""
    opened = opened_for_export(by, address, wanted)
    if needs_second(opened.code, len(opened.table.rows)):
        raise NotPermitted(_("这份列表含较多个人信息，导出须先申请并由另一人同意。"))
    with transaction.atomic():
        return _start(by, at, "register.export", opened, address, wanted)


def ask(*, by: Actor, at: datetime, address: str, wanted: str, purpose: str) -> ExportRequest:
    """Ask for the export of personal data; another person decides. Raises Invalid without a purpose."""
    opened = opened_for_export(by, address, wanted)
    approve = options_of(opened.code).approve
    if approve is None or opened.ability is None or by.account_id is None:
        raise NotFound
    if not (purpose := purpose.strip()):
        raise Invalid(errors={"purpose": [_("请写明用途：谁、为哪项工作、用完如何处理。")]})
    with transaction.atomic():
        request = ExportRequest.objects.create(
            register=opened.code,
            title=opened.title,
            address=address,
            format=wanted,
            purpose=purpose[:300],
            count=len(opened.table.rows),
            by_account=by.account_id,
            by_person=by.person_id,
            by_name=by.name[:60],
            asked_at=at,
            ability=opened.ability.code,
            approve=approve.code,
            reach=stored_reach(by.reach(opened.ability)),
        )
        _audit(by, at, "export.ask", request)
        say_asked(request, at=at)
    return request


def may_decide(actor: Actor, request: ExportRequest) -> bool:
    """Whether ``actor`` is the second person: not the asker, and reaching at least as far as the asker did."""
    same = actor.account_id in (None, request.by_account)
    if same or (actor.person_id is not None and actor.person_id == request.by_person):
        return False
    ability = abilities[request.approve]
    return may(actor, ability) and reaches(actor.reach(ability), request.reach)


def decide(*, by: Actor, at: datetime, request_id: UUID, agree: bool, reason: str = "") -> ExportRequest:
    """Agree, and the file is made in the asker's scope; or refuse, with a reason.

    Raises NotFound, NotPermitted (one's own, or out of reach; the asker may no longer), Conflict (decided already).
    """
    with transaction.atomic():
        request = ExportRequest.objects.select_for_update().filter(pk=request_id).first()
        if request is None or not visible(by, request):
            raise NotFound
        if not may_decide(by, request):
            raise NotPermitted(_("导出申请须由申请人以外、管理范围相当的人审批。"), ability=request.approve)
        if request.state != ExportState.WAITING:
            raise Conflict(_("这项申请已由%(name)s审批。") % {"name": request.decided_name})
        if not agree and not reason.strip():
            raise Invalid(errors={"reason": [_("请写明不同意的理由，便于申请人修改。")]})
        if agree:
            request.work = _approved(request, at)
        request.state = ExportState.APPROVED if agree else ExportState.REFUSED
        request.decided_by, request.decided_name, request.decided_at = by.account_id, by.name[:60], at
        request.reason = reason.strip()[:300]
        request.save()
        _audit(by, at, "export.approve" if agree else "export.refuse", request)
        say_decided(request, at=at)
    return request


def visible(actor: Actor, request: ExportRequest) -> bool:
    """Whether ``actor`` may know of the request: the asker, and who may decide."""
    return (actor.account_id is not None and actor.account_id == request.by_account) or may_decide(actor, request)


def requests(actor: Actor) -> list[ExportRequest]:
    """One's own requests, and those that wait for one's decision or had it, the newest first; 200 at most."""
    return [request for request in ExportRequest.objects.all()[:500] if visible(actor, request)][:200]


def request_for(actor: Actor, request_id: UUID) -> ExportRequest:
    """One of :func:`requests`; NotFound otherwise."""
    request = ExportRequest.objects.filter(pk=request_id).first()
    if request is None or not visible(actor, request):
        raise NotFound
    return request


def to_dos(actor: Actor, at: datetime) -> list[ToDo]:
    """The requests that wait for the actor's decision, in one query."""
    waiting = ExportRequest.objects.filter(state=ExportState.WAITING).order_by("asked_at")[:200]
    return [
        ToDo(
            title=_("%(who)s申请导出“%(what)s”%(count)d条")
            % {"who": request.by_name, "what": request.title, "count": request.count},
            what=_("审批"),
            url=reverse("work:export", kwargs={"request_id": request.pk}),
            since=request.asked_at,
        )
        for request in waiting
        if may_decide(actor, request)
    ]


def run(work: Work) -> None:
    """Make the file of a large or an approved export, in the asker's scope as of now."""
    wanted, address = work.payload["format"], work.payload["address"]
    opened = opened_for_export(work.by, address, wanted)
    count = len(opened.table.rows)
    if needs_second(opened.code, count):
        _check_approved(work, count)
    values = lines(opened.table)
    head = next(values)
    content = made(head, _watched(work, values, count), opened.title, wanted)
    with work.stage("file") as first:
        if first:
            name = f"{opened.title}.{wanted}"
            work.result(content, name, TYPES[wanted])
            target = f"register:{opened.code}"
            audit.record(by=work.by, at=work.at, action="register.export", target=target, count=count)
    work.summary(rows=count)


def _watched(work: Work, rows: Iterator[Sequence[Any]], count: int) -> Iterator[Sequence[Any]]:
    """The rows, with a sign of life now and then."""
    for number, row in enumerate(rows, start=1):
        if number % STEP == 0 or number == count:
            work.progress(number, count)
        yield row


def _check_approved(work: Work, count: int) -> None:
    """Refuse unless this very work was agreed to, and for about as many rows."""
    request = ExportRequest.objects.filter(work=work.id, state=ExportState.APPROVED).first()
    if request is None:
        raise NotPermitted(_("这份列表含较多个人信息，导出须先申请并由另一人同意。"))
    if count > request.count * 2:
        raise Conflict(_("符合条件的人员比申请时多出一倍以上，请重新申请。"))


def _approved(request: ExportRequest, at: datetime) -> LongWork:
    """The work, begun as the asker with the rights of now."""
    asker: Actor = import_string(settings.KEXIE_ACTOR_NOW)(request.by_account, at=at)
    ability = abilities[request.ability]
    check(asker, ability)
    if not reaches(asker.reach(ability), request.reach):
        raise NotPermitted(_("申请人的管理范围已有变化，请申请人按现在的范围重新申请。"), ability=ability.code)
    opened = opened_for_export(asker, request.address, request.format)
    return _start(asker, at, "register.export.personal", opened, request.address, request.format)


def _start(by: Actor, at: datetime, kind: str, opened: Opened, address: str, wanted: str) -> LongWork:
    payload = {"address": address, "format": wanted, "ability": _code(opened.ability)}
    title = _("导出：%(title)s") % {"title": opened.title}
    return longwork.start(by=by, at=at, kind=kind, title=title, payload=payload)


def _code(ability: Ability | None) -> str:
    return ability.code if ability else ""


def _audit(by: Actor, at: datetime, action: str, request: ExportRequest) -> None:
    target = f"ui.export:{request.pk}"
    audit.record(by=by, at=at, action=action, target=target, register=request.register, count=request.count)
