"""What time does to answers: a unit is reminded before the last day; after it the search forgets them.

That nobody reads one after its last day hangs on none of this: every question asks for the day.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kexie.base.kernel import audit
from kexie.base.kernel.access import Actor
from kexie.base.notifications import api as notifications
from kexie.base.people.api import holders_for
from kexie.base.search import api as search
from kexie.domains.steward.abilities import WRITE_ANSWERS
from kexie.domains.steward.models import AnswerVersion
from kexie.domains.steward.rules.knowledge.life_cycle import REMIND_DAYS, AnswerState

_BY_CLOCK: Final = "the clock looks at all units"
#: So many in one go; the rest an hour later.
_MOST: Final = 200


def remind_of_ends(*, by: Actor, at: datetime) -> int:
    """Tell those who write for the unit, once for each last day, that an answer ends soon; how many answers that were."""
    today = timezone.localdate(at)
    rows = AnswerVersion.objects.beyond(_BY_CLOCK).expiring(today, today + timedelta(days=REMIND_DAYS))
    keys = list(rows.filter(reminded_on__isnull=True).order_by("expires_on").values_list("pk", flat=True)[:_MOST])
    return sum(_remind(key, by, at) for key in keys)


@transaction.atomic
def _remind(key: UUID, by: Actor, at: datetime) -> bool:
    today = timezone.localdate(at)
    rows = AnswerVersion.objects.beyond(_BY_CLOCK).select_related("answer__unit").select_for_update(of=("self",))
    version = rows.filter(pk=key, state=AnswerState.PUBLISHED.value, reminded_on__isnull=True).first()
    if version is None or version.expires_on is None:
        return False
    version.reminded_on = today
    version.save(update_fields=["reminded_on"])
    notifications.notify(
        at=at,
        persons=holders_for(WRITE_ANSWERS, version.answer.unit, on=today),
        kind="steward.answer_ends",
        title=_("问答“%(question)s”快到有效期了，请核对") % {"question": version.question},
        url=reverse("steward:answer-version", args=[version.pk]),
        key=f"steward.answer_ends:{version.pk}:{version.expires_on}",
    )
    audit.record(by=by, at=at, action="steward.answer_remind", target=f"steward.answer:{version.answer_id}")
    return True


@transaction.atomic
def forget_expired(*, by: Actor, at: datetime) -> int:
    """Take answers that ended within the last week out of the search; how many there were."""
    today = timezone.localdate(at)
    ended = Q(expires_on__lt=today, expires_on__gte=today - timedelta(days=7), state=AnswerState.PUBLISHED.value)
    rows = AnswerVersion.objects.beyond(_BY_CLOCK).filter(ended)
    keys = [str(key) for key in rows.values_list("answer_id", flat=True)]
    search.remove("answers", *keys)
    return len(keys)
