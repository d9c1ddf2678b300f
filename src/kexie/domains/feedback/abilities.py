"""Who answers what people write to the office."""

from __future__ import annotations

from typing import Final

from kexie.base.kernel.access import Ability, Role, Scope

OFFICER: Final = Role("feedback.officer", "意见办理人")
HANDLE: Final = Ability("feedback.handle", "办理意见反馈", {OFFICER: Scope.ALL})
