"""Who may read the standard: everybody who works here. None of it is anybody's data."""

from __future__ import annotations

from kexie.base.kernel.access import Ability, abilities


def read() -> Ability:
    """Entering the workbench. `people` stands above this room and declares that ability; here it is known by its code.

    KeyError before `people` is ready: ask in `ready()` of an app listed below it, or later.
    """
    return abilities["people.enter_workbench"]
