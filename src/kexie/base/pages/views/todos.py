"""What waits for somebody in the web pages, for the inbox of the workbench."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from kexie.base.kernel.access import Actor
from kexie.base.pages import queries
from kexie.base.ui.todos import ToDo


def waiting(actor: Actor, at: datetime) -> Sequence[ToDo]:
    """Articles to review, and one's own that came back."""
    to_review = [
        ToDo(row.title, _("审核"), reverse("pages_review", args=[row.page_id]), row.since)
        for row in queries.to_review(actor)
    ]
    to_mend = [
        ToDo(row.title, _("修改"), reverse("wagtailadmin_pages:edit", args=[row.page_id]), row.since)
        for row in queries.came_back(actor.account_id)
    ]
    return [*to_review, *to_mend]
