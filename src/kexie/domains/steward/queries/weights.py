"""Who may set the weights of the composite, and which were in force since when."""

from __future__ import annotations

from kexie.base.kernel.access import Actor, check, may
from kexie.base.people.api import Organisation, OrganisationKind
from kexie.domains.steward.abilities import SUPERVISE
from kexie.domains.steward.models import FigureWeights


def check_sets_weights(actor: Actor) -> None:
    """Refuse whoever does not supervise the whole association: the weights are the same for all. Raises NotPermitted."""
    check(actor, SUPERVISE, _whole())


def sets_weights(actor: Actor) -> bool:
    """Whether the weights are the actor's to set."""
    return may(actor, SUPERVISE, _whole())


def weights_so_far() -> list[FigureWeights]:
    """All that were set, the latest first."""
    return list(FigureWeights.objects.order_by("-since"))


def _whole() -> str:
    """The path of the city's association; of nowhere, where there is none."""
    city = Organisation.objects.filter(kind=OrganisationKind.CITY).order_by("path").values_list("path", flat=True)
    return city.first() or "-"
