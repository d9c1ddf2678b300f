"""Actors and entries for the tests of search."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from uuid import UUID

from kexie.base.kernel.access import Ability, Reach
from kexie.base.search import api

READ = Ability("searchtest.read", "查看")
_numbers = itertools.count()


@dataclass(frozen=True)
class Clerk:
    """An actor who holds READ as far as told."""

    held: Reach
    name: str = "经办人"
    account_id: UUID | None = None
    person_id: UUID | None = None
    is_known: bool = True

    def reach(self, ability: Ability) -> Reach:
        return self.held if ability == READ else Reach()


def entry(title: str, body: str = "", **given) -> api.Entry:
    number = next(_numbers)
    return api.Entry(
        **{"source": "test", "key": str(number), "url": f"/thing/{number}/", "on": None, "public": True}
        | {"title": title, "body": body}
        | given
    )
