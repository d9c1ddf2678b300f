"""What a register can do beyond showing rows, declared by its code: actions on many rows, and care for personal data.

Apps declare in ``AppConfig.ready``; `ui.registers.respond` finds the declaration, so no view changes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise
from django.utils.module_loading import import_string

from kexie.base.kernel.access import Ability
from kexie.base.kernel.registry import Registry

if TYPE_CHECKING:  # at run time this module is read before there are models
    from django import forms


@dataclass(frozen=True, slots=True)
class Bulk:
    """An action on many rows of a register.

    ``do`` (dotted path) is called for each row as ``do(by=, at=, key=, **given)``, in a transaction of its own, with the row's
    key and what ``form`` (dotted path, made with ``actor=``) has cleaned; it answers a remark or raises a refusal, which
    becomes the reason in the report. It authorises each row itself; ``ability`` shows the action at all.
    """

    code: str
    label: str | Promise
    ability: Ability
    do: str
    form: str = ""
    danger: bool = False
    note: str | Promise = ""

    def run(self, **asked: Any) -> str | None:
        """Do it to one row."""
        do: Callable[..., str | None] = import_string(self.do)
        return do(**asked)

    def make_form(self, *args: Any, **options: Any) -> forms.Form | None:
        """The form for what the action needs to know; None if nothing."""
        return import_string(self.form)(*args, **options) if self.form else None


@dataclass(frozen=True, slots=True)
class Options:
    """A register's code, its actions on many rows, the ability to approve its export where its rows are personal data.

    ``key`` is the column by which an action finds a row.
    """

    code: str
    bulks: tuple[Bulk, ...] = ()
    approve: Ability | None = None
    key: str = "pk"


declared: Registry[Options] = Registry("register's options")


def declare(options: Options) -> None:
    """Say what the register can do; called in ``ready()``."""
    declared.register(options.code, options)


def options_of(code: str) -> Options:
    """What the register can do; nothing more where nobody has declared it."""
    return declared[code] if code in declared else Options(code)
