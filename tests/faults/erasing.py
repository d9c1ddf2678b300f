"""One step of `test_erasure_faults`, in a process of its own that may be killed: prepare, erase, replay, look."""

from __future__ import annotations

import json
import sys
from datetime import UTC, date, datetime, timedelta

import django

django.setup()

from django.core.management import call_command  # noqa: E402

from kexie.base.kernel import scoping  # noqa: E402
from kexie.base.kernel.access import Platform  # noqa: E402
from kexie.base.notifications import api as notifications  # noqa: E402
from kexie.base.people import api as people  # noqa: E402
from kexie.base.people.actions import erasure  # noqa: E402
from kexie.base.people.actions.secrets import set_secret  # noqa: E402
from kexie.base.people.models import Erasure, Membership, Person  # noqa: E402
from kexie.base.people.queries.erasure import journal  # noqa: E402
from kexie.base.people.rules import PersonActor  # noqa: E402

ASKED = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)
LATER = ASKED + timedelta(days=14)
MARK = "鹮鹮朱鹮"


def prepare() -> dict[str, object]:
    """A city, a person with something in each corner, another one, and the request."""
    call_command("migrate", verbosity=0)
    by = Platform()
    city = people.add_organisation(
        by=by, at=ASKED, name="云川市科学技术协会", kind="city", short_name="云川市科协", parent=None
    )
    person = people.add_person(by=by, at=ASKED, name=MARK)
    people.open_account(by=by, at=ASKED, person=person, email="canary@erased.example", password=None)
    set_secret(by=by, at=ASKED, person=person, element="mobile", value="13900139000")
    Membership.objects.create(
        person=person, organisation=city, kind="individual", number=f"{MARK}1", begin=date(2020, 1, 1)
    )
    notifications.notify(at=ASKED, persons=[person], kind="x", title=f"{MARK}您好", key="canary")
    people.add_person(by=by, at=ASKED, name="旁人")
    asker = PersonActor(name=MARK, account_id=None, person_id=person.pk)
    erasure.ask(by=asker, at=ASKED, reason=f"{MARK}不再参加")
    return {"prepared": True}


def erase() -> dict[str, object]:
    """Carry the request out."""
    done = erasure.carry_out(by=Platform(), at=LATER, erasure=Erasure.objects.get())
    return {"state": done.state}


def replay() -> dict[str, object]:
    """Erase again whom the journal names."""
    again = erasure.replay(by=Platform(), at=LATER)
    return {"again": len(again), "others": Person.objects.filter(name="旁人").count()}


def look() -> dict[str, object]:
    """Where the request stands."""
    held = Erasure.objects.select_related("person").get()
    return {"state": held.state, "erased": held.person.erased_at is not None, "journal": len(journal())}


with scoping.beyond("a step of a test"):
    step = {"prepare": prepare, "erase": erase, "replay": replay, "look": look}[sys.argv[1]]
    sys.stdout.write(json.dumps(step()) + "\n")
