"""A cache of two parts: what all processes must see stands in our database, everything else in the process's own memory.

Limits of tries, codes that are used up and the codes of OpenID Connect are worth nothing when each worker keeps its own;
pages and settings that are computed anew at no harm need no round to the database.
"""

from __future__ import annotations

import itertools
import json
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django.apps import apps
from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.core.cache.backends.locmem import LocMemCache
from django.db import IntegrityError, models, transaction

from kexie.base.kernel import clock

#: Expired rows are removed at every so-maniest write of a process.
SWEEP_EVERY: Final = 50
_NEVER: Final = datetime(9999, 1, 1, tzinfo=UTC)


class DatabaseValues(BaseCache):
    """A cache in the table of a model of ours (``LOCATION``, such as ``people.SharedValue``: key, value, expires_at).

    Values are JSON, never pickles: whoever can write the table must not be able to run anything here.
    """

    def __init__(self, location: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        self._location = location
        self._writes = itertools.count(1)

    @property
    def _rows(self) -> models.QuerySet[Any]:
        rows: models.QuerySet[Any] = apps.get_model(self._location)._default_manager.all()
        return rows

    def _row(self, key: str, value: Any, timeout: Any, version: int | None) -> Any:
        seconds = self.default_timeout if timeout is DEFAULT_TIMEOUT else timeout
        expires_at = _NEVER if seconds is None else clock.now() + timedelta(seconds=seconds)
        text = json.dumps(value, separators=(",", ":"))
        return self._rows.model(key=self.make_and_validate_key(key, version), value=text, expires_at=expires_at)

    def _alive(self, key: str, version: int | None) -> models.QuerySet[Any]:
        return self._rows.filter(key=self.make_and_validate_key(key, version), expires_at__gt=clock.now())

    def _sweep(self) -> None:
        if next(self._writes) % SWEEP_EVERY == 0:
            self._rows.filter(expires_at__lte=clock.now()).delete()

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Store what is not there; of several processes one hears True."""
        row = self._row(key, value, timeout, version)
        self._sweep()
        try:
            with transaction.atomic():
                self._rows.filter(key=row.key, expires_at__lte=clock.now()).delete()
                row.save(force_insert=True)
        except IntegrityError:
            return False
        return True

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """What is stored and has not expired."""
        text = self._alive(key, version).values_list("value", flat=True).first()
        return default if text is None else json.loads(text)

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        """Store, whatever was there."""
        row = self._row(key, value, timeout, version)
        self._sweep()
        self._rows.bulk_create(
            [row], update_conflicts=True, unique_fields=["key"], update_fields=["value", "expires_at"]
        )

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Give what is stored a new time to live."""
        return bool(self._alive(key, version).update(expires_at=self._row(key, None, timeout, version).expires_at))

    def delete(self, key: str, version: int | None = None) -> bool:
        """Remove; whether it was there."""
        return bool(self._alive(key, version).delete()[0])

    def has_key(self, key: str, version: int | None = None) -> bool:
        """Whether it is there."""
        return self._alive(key, version).exists()

    def clear(self) -> None:
        """Remove everything."""
        self._rows.delete()


class TwoPartCache(BaseCache):
    """The default cache: keys that begin as ``OPTIONS["shared"]`` says, and not as "local" says, stand in the table."""

    def __init__(self, location: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        self._shared_keys = tuple(params["OPTIONS"]["shared"])
        self._local_keys = tuple(params["OPTIONS"].get("local", ()))
        self._shared = DatabaseValues(location, params)
        self._local = LocMemCache("local", params)

    def _part(self, key: str) -> BaseCache:
        shared = key.startswith(self._shared_keys) and not key.startswith(self._local_keys)
        return self._shared if shared else self._local

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Store what is not there."""
        return self._part(key).add(key, value, timeout, version)

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """What is stored."""
        return self._part(key).get(key, default, version)

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        """Store."""
        self._part(key).set(key, value, timeout, version)

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Give a new time to live."""
        return self._part(key).touch(key, timeout, version)

    def delete(self, key: str, version: int | None = None) -> bool:
        """Remove."""
        return self._part(key).delete(key, version)

    def has_key(self, key: str, version: int | None = None) -> bool:
        """Whether it is there."""
        return self._part(key).has_key(key, version)

    def clear(self) -> None:
        """Empty both parts."""
        self._local.clear()
        self._shared.clear()
