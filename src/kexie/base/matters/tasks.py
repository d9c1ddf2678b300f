"""What runs by the clock."""

from __future__ import annotations

from datetime import datetime

from kexie.base.kernel.access import Platform
from kexie.base.kernel.topics import Delivery
from kexie.base.matters.actions import contacts
from kexie.base.matters.actions.cases import let_time_pass as pass_time
from kexie.base.matters.actions.drafts import forget_guests
from kexie.base.matters.actions.papers import sweep
from kexie.base.matters.actions.telling import remind, tell_new


def let_time_pass(at: datetime) -> str:
    """Fire the timers that are due."""
    return str(pass_time(at=at))


def sweep_papers(at: datetime) -> str:
    """Forget what guests have left unfinished, and files that nothing points to any more."""
    forget_guests(by=Platform(), at=at)
    return str(sweep(by=Platform(), at=at))


def tell_tasks(at: datetime) -> str:
    """Tell of new tasks whoever may do them."""
    return str(tell_new(at=at))


def remind_of_tasks(at: datetime) -> str:
    """Bring to mind the limits that come near, and those that are over."""
    return str(remind(at=at))


def send_news(delivery: Delivery) -> None:
    """Deliver a message of the topic "matters.contact"; its payload names the case and what there is news of."""
    contacts.send_news(by=Platform(), at=delivery.at, payload=delivery.payload)
