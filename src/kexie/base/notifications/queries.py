"""Questions about notices; everybody sees his or her own alone."""

from __future__ import annotations

from uuid import UUID

from kexie.base.kernel.access import Actor
from kexie.base.notifications.models import Notice, NoticeQuerySet


def notices(actor: Actor, *, show: str = "") -> NoticeQuerySet:
    """The actor's notices, newest first; ``show`` narrows to "unread" or "read" ones. None for a visitor."""
    if actor.person_id is None:
        return Notice.objects.none()
    own = Notice.objects.filter(person_id=actor.person_id)
    return {"unread": own.unread(), "read": own.filter(read_at__isnull=False)}.get(show, own)


def unread_count(actor: Actor) -> int:
    """How many of the actor's notices are unread: one COUNT on its index; no query for who has no notices."""
    return notices(actor, show="unread").count() if actor.person_id else 0


def for_mail(notice_id: UUID) -> tuple[Notice, str] | None:
    """A notice with the address it goes to now; None when the notice or the account is gone, or may no longer log in.

    For the mail job alone: it acts for the platform.
    """
    notice = (
        Notice.objects.filter(pk=notice_id, person__account__is_active=True).select_related("person__account").first()
    )
    return (notice, notice.person.account.email) if notice else None
