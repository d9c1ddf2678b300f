"""Every column of every app that points to a unit, found in the models themselves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from kexie.base.kernel import repointing
from kexie.base.people.models import Organisation

#: What stays with a unit that is merged: its own history, and the units that were merged into it before.
_STAYS: Final = frozenset({"people.OrganisationChange.organisation", "people.Organisation.merged_into"})


def references() -> Iterator[Any]:
    """The foreign keys to units that follow when a unit is merged, hidden ones and those of m2m tables too."""
    return repointing.references(Organisation, but=_STAYS)


def label_of(field: Any) -> str:
    """``app.Model.column``."""
    return f"{field.model._meta.label}.{field.name}"


def rows_of(field: Any, unit: Organisation) -> Any:
    """The rows in which ``field`` points to ``unit``, whoever may see them: a merge leaves none behind."""
    return field.model._base_manager.filter(**{field.name: unit})


def counted(unit: Organisation) -> dict[str, int]:
    """How many rows of which kind point to ``unit``; kinds by their words on screen."""
    counts: dict[str, int] = {}
    for field in references():
        if number := rows_of(field, unit).count():
            words = str(field.model._meta.verbose_name)
            counts[words] = counts.get(words, 0) + number
    return counts
