"""Rotations that are killed, run as a process of its own with a database of its own.

One child after another rotates in small batches and is killed, at a named point or from outside; between two kills every
value is read, and readers and writers work beside. Prints one line of JSON per round.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.db import connections

from kexie.base.kernel import clock, vault, vault_rotation
from kexie.base.kernel.scoping import beyond
from kexie.base.people.models import Person, PersonSecret
from kexie.base.people.queries.secrets import sealed_row
from kexie.base.people.rules.secrets import context_of

ROWS, BATCH = 400, 12
POINTS = ("vault.read", "vault.written", "vault.committed")


def number(turn: int) -> str:
    return f"138{turn:08d}"


def plant() -> dict[object, str]:
    at = clock.now()
    people = [Person(name=f"人员{turn}", created_at=at) for turn in range(ROWS)]
    Person.objects.bulk_create(people)
    rows = [sealed_row(person.pk, "mobile", number(turn), at=at) for turn, person in enumerate(people)]
    PersonSecret.objects.bulk_create(rows)
    return {row.pk: number(turn) for turn, row in enumerate(rows)}


def read_all() -> dict[object, str]:
    return {
        row.pk: vault.open_sealed(row.sealed, context=context_of(row.person_id, row.element))
        for row in PersonSecret.objects.all()
    }


def forked(act: Callable[[], None], *, point: str = "") -> int:
    connections.close_all()
    child = os.fork()
    if child:
        return child
    os.environ["KEXIE_FAULT_POINT"] = point
    try:
        act()
    except BaseException as error:
        sys.stderr.write(f"{error!r}\n")
        os._exit(1)
    os._exit(0)


def ended(child: int) -> str:
    _, status = os.waitpid(child, 0)
    killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
    return "killed" if killed else str(os.waitstatus_to_exitcode(status))


def turn_with(point: str) -> None:
    """Rotate two batches, then arm the point: every killed run has got somewhat further."""
    armed = os.environ.pop("KEXIE_FAULT_POINT")
    turns = 0

    def progress(*_: object) -> None:
        nonlocal turns
        turns += 1
        if turns == 1:
            os.environ["KEXIE_FAULT_POINT"] = armed

    vault_rotation.rotate(batch=BATCH, progress=progress)


def killed_from_outside(after: int) -> str:
    reading, writing = os.pipe()
    child = forked(lambda: tell_progress(writing))
    os.close(writing)
    for _ in range(after):
        os.read(reading, 1)
    os.kill(child, signal.SIGKILL)
    end = ended(child)
    os.close(reading)
    return end


def tell_progress(writing: int) -> None:
    vault_rotation.rotate(batch=BATCH, progress=lambda *_: os.write(writing, b".") and None)


def tell(**line: object) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def campaign(expected: dict[object, str], kills: int) -> None:
    for turn in range(kills):
        point = POINTS[turn % len(POINTS)]
        before = vault_rotation.pending()
        end = ended(forked(lambda point=point: turn_with(point), point=point))
        tell(kind=point, end=end, before=before, after=vault_rotation.pending(), same=read_all() == expected)
    for after in (1, 2, 1):
        before = vault_rotation.pending()
        end = killed_from_outside(after)
        tell(kind="outside", end=end, before=before, after=vault_rotation.pending(), same=read_all() == expected)


def together(expected: dict[object, str]) -> None:
    """Three rotations, a reader and a writer at once: nothing is lost and no new value overwritten."""
    changed = list(expected)[:: max(1, len(expected) // 40)]

    def write() -> None:
        for key in changed:
            row = PersonSecret.objects.get(pk=key)
            fresh = sealed_row(row.person_id, "mobile", "139" + expected[key][3:], at=clock.now() + timedelta(hours=1))
            PersonSecret.objects.filter(pk=key).update(
                sealed=fresh.sealed, key_id=fresh.key_id, blind=fresh.blind, changed_at=fresh.changed_at
            )

    def read() -> None:
        for _ in range(5):
            if set(read_all()) != set(expected):
                raise AssertionError("a row is missing")

    acts = [lambda: vault_rotation.rotate(batch=BATCH) and None] * 3 + [write, read]
    ends = [ended(child) for child in [forked(act) for act in acts]]
    expected |= {key: "139" + expected[key][3:] for key in changed}
    tell(kind="together", ends=ends, same=read_all() == expected)


def main(kills: int) -> None:
    keys = settings.KEXIE_VAULT_KEYS.split(",")
    with beyond("a test of its own"):
        settings.KEXIE_VAULT_KEYS = keys[1]
        expected = plant()
        settings.KEXIE_VAULT_KEYS = ",".join(keys)
        campaign(expected, kills)
        together(expected)
        vault_rotation.rotate()
        uses = {use.key_id: [use.values, use.removable] for use in vault_rotation.uses()}
        tell(kind="end", pending=vault_rotation.pending(), uses=uses, same=read_all() == expected)
        settings.KEXIE_VAULT_KEYS = keys[0]
        tell(kind="old key removed", same=read_all() == expected)
        settings.KEXIE_VAULT_PROVIDER = "sm4-gcm"
        rotated = vault_rotation.rotate()
        tell(kind="other provider", sealed=rotated.sealed, same=read_all() == expected)
