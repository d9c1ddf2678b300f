"""Which kinds of long work there are: apps register theirs in ``AppConfig.ready``.

Stands apart from `kernel.longwork` because an `apps` module is read before there are models.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from django.utils.functional import Promise
from django.utils.module_loading import import_string

from kexie.base.kernel.access import Ability, Actor, abilities, check
from kexie.base.kernel.registry import Registry

if TYPE_CHECKING:
    from kexie.base.kernel.longwork import Work

#: How long a result can be taken away, and the file that was given is kept for another try.
KEEP_FILES: Final = timedelta(hours=72)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of long work.

    ``run`` is the dotted path of a function of one `longwork.Work`. The asker needs ``ability`` (None: what the run checks
    itself) when the work is asked for, run, tried again, and when its result is taken away. ``words`` says what the
    counts of `Work.summary` are called on screen. ``fresh``: the result is handed out after a fresh log-in alone.
    """

    name: str
    label: str | Promise
    run: str
    ability: Ability | None = None
    words: Mapping[str, str | Promise] = field(default_factory=dict, hash=False, compare=False)
    keep: timedelta = KEEP_FILES
    fresh: bool = False

    def needed(self, payload: Mapping[str, Any]) -> Ability | None:
        """The ability for one piece of work: the kind's, or the one that its payload names by code under "ability"."""
        code = payload.get("ability", "")
        return self.ability or (abilities[code] if code else None)

    def admit(self, actor: Actor, payload: Mapping[str, Any]) -> None:
        """Raise a refusal unless ``actor`` may ask for such work now."""
        if (needed := self.needed(payload)) is not None:
            check(actor, needed)

    def begin(self, work: Work) -> None:
        """Run it."""
        run: Callable[[Work], object] = import_string(self.run)
        run(work)


kinds: Registry[Kind] = Registry("kind of long work")
