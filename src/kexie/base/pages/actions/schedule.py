"""What is due by the clock: articles that go live, and those whose time is over."""

from __future__ import annotations

from datetime import datetime

import structlog
from django.db import transaction
from wagtail.models import Page, Revision

log = structlog.get_logger("kexie.pages")


def publish_due(at: datetime) -> tuple[int, int]:
    """Publish what was let through for a moment up to ``at``, withdraw what has expired by then; how many of each.

    Each by itself: one that fails is logged, and stops no other.
    """
    withdrawn = sum(_withdraw(page) for page in Page.objects.filter(live=True, expire_at__lte=at).specific())
    due = Revision.page_revisions.filter(approved_go_live_at__lte=at).order_by("approved_go_live_at", "pk")
    return sum(_publish(revision) for revision in due), withdrawn


def _publish(revision: Revision) -> bool:
    try:
        with transaction.atomic():
            revision.publish(log_action="wagtail.publish.scheduled")
    except Exception:
        log.exception("scheduled_publication_failed", revision=revision.pk)
        return False
    return True


def _withdraw(page: Page) -> bool:
    try:
        with transaction.atomic():
            page.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
    except Exception:
        log.exception("scheduled_withdrawal_failed", page=page.pk)
        return False
    return True
