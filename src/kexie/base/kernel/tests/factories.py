"""What the kernel's tests build from."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from kexie.base.kernel.access import Ability, Reach
from kexie.base.kernel.ids import new_id

#: The moment at which these tests take place.
AT = datetime(2026, 11, 3, 1, 30, 15, 123456, tzinfo=UTC)


@dataclass(frozen=True)
class Clerk:
    """A person who reads in some units."""

    name: str = "王小明"
    account_id: UUID | None = field(default_factory=new_id)
    person_id: UUID | None = field(default_factory=new_id)
    is_known: bool = True
    where: Reach = field(default_factory=Reach)

    def reach(self, ability: Ability) -> Reach:
        return self.where
