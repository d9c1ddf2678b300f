"""Versions of matters, read and compiled once in each process."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from uuid import UUID

from kexie.base.matters.models import MatterVersion
from kexie.base.matters.rules.bpmn.model import Model
from kexie.base.matters.rules.bpmn.reading import read
from kexie.base.matters.rules.engine import Compiled, compiled


@lru_cache(maxsize=256)
def _compiled(version_id: UUID) -> Compiled:
    process = MatterVersion.objects.published().values_list("process", flat=True).get(pk=version_id)
    return compiled(read(process))


def compiled_of(version: MatterVersion) -> Compiled:
    """The process of a published version for the engine; what was published is never changed, so it is kept by its key.

    Raises:
        NotRunnable, Unreadable: it could not have been published.
    """
    return _compiled(version.pk)


def model_of(version: MatterVersion) -> Model:
    """The drawing of ``version``. Raises as :func:`compiled_of`."""
    return compiled_of(version).model


def in_force(matter_id: UUID, *, on: date) -> MatterVersion | None:
    """The version of a matter in force on the day ``on``."""
    found: MatterVersion | None = (
        MatterVersion.objects.on(on).select_related("matter", "lead", "window").filter(matter=matter_id).first()
    )
    return found
