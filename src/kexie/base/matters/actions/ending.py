"""What is done when a case has ended: the applicant is told, and real work stands in the ledger."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kexie.base.kernel.access import Actor
from kexie.base.ledger import api as ledger
from kexie.base.matters.actions import contacts
from kexie.base.matters.models import Case
from kexie.base.matters.rules.outcomes import ACHIEVED, OUTCOME_LABELS
from kexie.base.notifications import api as notifications

#: The kind of ledger entry that a case leaves.
LEDGER_KIND: Final = "matters.case"


def record_ended(case: Case, *, by: Actor, at: datetime) -> None:
    """Tell the applicant how it ended; write what was really done into the ledger, once for each case."""
    words = str(OUTCOME_LABELS.get(case.outcome, case.get_state_display()))
    title = _("您的“%(matter)s”申请：%(outcome)s") % _named(case, words)
    tell_applicant(case, at=at, title=title, key="ended", what=contacts.ENDED)
    if case.outcome not in ACHIEVED:
        return
    units = [case.lead]
    if case.applicant_unit is not None and case.applicant_unit != case.lead:
        units.append(case.applicant_unit)
    ledger.write(
        by=by,
        at=at,
        kind=LEDGER_KIND,
        title=_("%(matter)s（%(number)s）") % {"matter": case.version.name, "number": case.number},
        occurred_on=timezone.localdate(at),
        units=units,
        source=f"{LEDGER_KIND}:{case.pk}",
        url=reverse("matters:case", args=[case.pk]),
    )


def tell_applicant(
    case: Case, *, at: datetime, title: str, key: str, body: str = "", what: str = contacts.NEWS
) -> None:
    """A notice to the applicant, where a person is known; where a contact is noted, word of ``what`` there is; once for each
    ``key`` of the case.
    """
    contacts.tell_contact(case, what, at=at, key=key)
    if case.applicant is not None:
        notifications.notify(
            at=at,
            persons=[case.applicant],
            kind="matters.case",
            title=title[:120],
            body=body,
            url=reverse("matters:my-case", args=[case.pk]),
            key=f"matters.{key}:{case.pk}",
        )


def _named(case: Case, outcome: str) -> dict[str, str]:
    return {"matter": case.version.name, "outcome": outcome}
