"""The list of matters (责任清单) for whoever writes or publishes them: what the versions in force say."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from django.db.models import F

from kexie.base.documents.drawings import png_of
from kexie.base.kernel.access import Actor, check
from kexie.base.matters.abilities import VIEW_MATTERS
from kexie.base.matters.models import Matter, MatterVersion
from kexie.base.matters.queries.versions import model_of
from kexie.base.matters.rules.bpmn.drawing import svg
from kexie.base.matters.rules.bpmn.reading import read
from kexie.base.matters.rules.duties import Duty, steps_of
from kexie.base.matters.rules.limits import limit_words


def duties(actor: Actor, *, on: date, drawn: bool = False) -> list[Duty]:
    """The matters in the actor's reach that are in force on the day ``on``, by group, department and code.

    Drawings are made only when they are asked for: a paper has them, a sheet has none. Three queries.
    """
    check(actor, VIEW_MATTERS)
    seen = Matter.objects.seen_by(actor, VIEW_MATTERS).values("pk")
    versions = MatterVersion.objects.on(on).filter(matter__in=seen).select_related("matter", "group", "lead", "window")
    order = (F("group__position").asc(nulls_last=True), "group__name", "lead__path", "matter__code")
    found = versions.prefetch_related("assists__organisation").order_by(*order)
    return [_duty(version, drawn=drawn) for version in found]


def _duty(version: MatterVersion, *, drawn: bool) -> Duty:
    terms = version.terms
    return Duty(
        code=version.matter.code,
        name=version.name,
        group=version.group.name if version.group else "",
        lead=version.lead.name,
        window=version.window.name if version.window else "",
        object=terms.get("audience", ""),
        basis=terms.get("basis", ""),
        result=terms.get("result", ""),
        limit=limit_words(version.limit),
        assists=tuple((one.organisation.name, one.duty) for one in version.assists.all()),
        materials=tuple(str(one["name"]) for one in version.materials),
        steps=steps_of(model_of(version)),
        picture=_picture(version.process) if drawn else None,
    )


@lru_cache(maxsize=64)
def _picture(process: str) -> bytes:
    """A drawing for paper: what is in force never changes, and drawing it takes a quarter of a second."""
    return png_of(svg(read(process), plain=True))
