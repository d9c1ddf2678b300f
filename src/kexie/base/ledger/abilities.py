"""Who may read entries of the ledger that are not public, confirm them for a unit, and enter work by hand."""

from __future__ import annotations

from typing import Final

from kexie.base.kernel.access import Ability, Scope
from kexie.base.people.abilities import CLERK, UNIT_ADMIN

VIEW: Final = Ability("ledger.view", "查看工作台账", {CLERK: Scope.OWN_UNIT, UNIT_ADMIN: Scope.SUBTREE})

CONFIRM: Final = Ability("ledger.confirm", "代表本单位确认台账", {CLERK: Scope.OWN_UNIT, UNIT_ADMIN: Scope.SUBTREE})

RECORD: Final = Ability("ledger.record", "登记本单位的工作", {CLERK: Scope.OWN_UNIT, UNIT_ADMIN: Scope.SUBTREE})

ALL: Final = (VIEW, CONFIRM, RECORD)
