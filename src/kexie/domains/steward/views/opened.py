"""What a browser has opened for a while: kept in its session, counted from the last look."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from kexie.base.kernel import clock
from kexie.base.kernel.web import Request


@dataclass(frozen=True, slots=True)
class Opened:
    """Things of one kind, under the session's key ``name``, each for the period ``span``."""

    name: str
    span: timedelta

    def open(self, request: Request, key: UUID) -> None:
        """It is open from now on, for the whole period."""
        now = clock.now()
        request.session[self.name] = self._kept(request) | {key.hex: (now + self.span).isoformat()}

    def has(self, request: Request, key: UUID) -> bool:
        """Whether it is open."""
        return key.hex in self._kept(request)

    def keys_of(self, request: Request) -> list[UUID]:
        """All that is open."""
        return [UUID(key) for key in self._kept(request)]

    def forget(self, request: Request) -> None:
        """Nothing of this kind is open any more."""
        request.session.pop(self.name, None)

    def _kept(self, request: Request) -> dict[str, str]:
        now, found = clock.now(), request.session.get(self.name, {})
        return {key: until for key, until in found.items() if datetime.fromisoformat(until) > now}
