"""The router on which all operations of matters stand."""

from __future__ import annotations

from typing import Final

from kexie.base.kernel.rest import Router

router: Final = Router(tags=["事项和办件"])
