"""What the platform keeps about persons: every column declares why, on which ground, how long, and how it is erased.

An app declares its models in ``AppConfig.ready`` with :func:`declare`; a column that leads to a person or is called like
something personal and is not declared fails CI (`tests/architecture/test_personal_columns.py`). Inventory, export of one's
own data, erasure and retention are driven by these declarations alone (`kernel.personal_rows`), so what is declared is
what is done (Personal Information Protection Law, PIPL: articles 6, 17, 19, 45, 47 and 55).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final, Literal
from uuid import UUID

from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from kexie.base.kernel.registry import Registry

Erase = Literal["clear", "keep", "delete"]

#: Subjects that are no foreign key: a column holds the account's identifier, or its mail address.
BY_ACCOUNT: Final = "account:"
BY_MAIL: Final = "mail:"


class Basis(StrEnum):
    """The ground on which a column may be kept (PIPL, article 13)."""

    CONSENT = "consent"
    CONTRACT = "contract"
    DUTY = "duty"
    PUBLISHED = "published"


BASIS_WORDS: Final[dict[str, str | Promise]] = {
    Basis.CONSENT: _("本人同意"),
    Basis.CONTRACT: _("为本人办理事项、提供服务所必需"),
    Basis.DUTY: _("履行法定职责或者法定义务所必需"),
    Basis.PUBLISHED: _("本人自行公开或者已经合法公开"),
}


@dataclass(frozen=True, slots=True)
class Personal:
    """One personal column: its purpose, its ground (:class:`Basis`), how long it is kept in words, how it is erased.

    ``erase``: "delete" removes the whole row, "clear" empties the column (to ``cleared``, where "{pk}" stands for the
    row's key; else to nothing), "keep" lets it stand and ``why`` says which duty demands it. ``export`` False leaves the
    column out of the export of one's own data, and ``why`` says so.
    """

    purpose: str | Promise
    basis: str
    keep: str | Promise = ""
    erase: Erase = "clear"
    sensitive: bool = False
    cleared: Any = None
    export: bool = True
    why: str | Promise = ""

    def __post_init__(self) -> None:
        if not str(self.purpose):
            raise ValueError("a personal column has a purpose")
        if self.erase not in ("clear", "keep", "delete"):
            raise ValueError(f"a personal column is cleared, kept or deleted with its row, not {self.erase!r}")
        if (self.erase == "keep" or not self.export) and not str(self.why):
            raise ValueError("say why the column is kept, or why it is not exported")


@dataclass(frozen=True, slots=True)
class Purge:
    """When rows go by themselves: ``days`` after the moment in ``since``; ``only`` narrows the rows.

    ``action`` "delete" removes them; "clear" empties the declared columns and lets the row stand.
    """

    since: str
    days: int
    only: Mapping[str, Any] = field(default_factory=dict, hash=False)
    action: Literal["delete", "clear"] = "delete"

    @property
    def after(self) -> timedelta:
        """The period."""
        return timedelta(days=self.days)


@dataclass(frozen=True, slots=True)
class Declaration:
    """What a model holds of one kind of person: ``subject`` is the way to him or her (see :func:`declare`)."""

    label: str
    subject: str | None
    columns: Mapping[str, Personal] = field(hash=False)
    other: Mapping[str, str] = field(hash=False)
    purge: Purge | None = None

    @property
    def deletes_rows(self) -> bool:
        """Whether erasing a person removes the rows."""
        return any(column.erase == "delete" for column in self.columns.values())


declarations: Registry[Declaration] = Registry("personal declaration")

#: ``label.column`` of models that lead to nobody, whose name only sounds personal → what it is instead.
impersonal_columns: Registry[str] = Registry("impersonal column")

#: Models of third parties whose remaining columns are none of any person: label → why.
rest_of: Registry[str] = Registry("rest of a model")


#: What is called otherwise than its own module says, in English mostly: ``app.Model``, ``app.Model.column`` or ``.column``.
called: Registry[str | Promise] = Registry("name of a third party's model or column")


def declare(
    label: str,
    *,
    subject: str | None,
    columns: Mapping[str, Personal] | None = None,
    other: Iterable[str] | Mapping[str, str] = (),
    purge: Purge | None = None,
) -> Declaration:
    """Declare the columns of the model ``label`` (such as ``people.Post``) that are personal, and ``other`` ones.

    ``subject`` leads from a row to the person: "" for the person itself, a look-up path such as "person" or
    "user__person", "account:by_account" where the column holds an account's identifier, "mail:username" where it holds a
    mail address, None where rows are reached by an eraser or a purge alone. A model with two persons in it (whom it is
    about, who wrote it) is declared twice. ``other`` names the columns that are not personal; as a mapping it says of
    each what it is instead, which a column that sounds personal needs.
    """
    reasons = dict(other) if isinstance(other, Mapping) else dict.fromkeys(other, "")
    made = Declaration(label, subject, dict(columns or {}), reasons, purge)
    return declarations.register(f"{label} {subject}", made)


def impersonal(columns: Mapping[str, str]) -> None:
    """Declare columns (``people.Organisation.name`` → what it is) that sound personal and are not; who says it first counts."""
    for column, what in columns.items():
        if column not in impersonal_columns:
            impersonal_columns.register(column, what)


def rest(label: str, why: str) -> None:
    """Declare that no further column of a third party's model is personal; our own models name each column."""
    rest_of.register(label, why)


@dataclass(frozen=True, slots=True)
class Identity:
    """By what a person is found in the rows: the record and those merged into it, the accounts, their mail addresses."""

    person_ids: tuple[UUID, ...]
    account_ids: tuple[UUID, ...] = ()
    mails: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Eraser:
    """Erases something beyond rows (a search index, files, sessions): ``run(identity, at) -> how many``.

    ``run`` is a function or its dotted path; it is called inside the transaction of the erasure, and again by a replay.
    What it does outside the database must be safe to repeat.
    """

    name: str
    label: str | Promise
    run: Callable[[Identity, datetime], int] | str

    def __call__(self, identity: Identity, at: datetime) -> int:
        """Run it."""
        run = import_string(self.run) if isinstance(self.run, str) else self.run
        return run(identity, at)


#: What is erased beyond rows, in order of registration; rows come last, because erasers look things up by them.
erasers: Registry[Eraser] = Registry("eraser")


@dataclass(frozen=True, slots=True)
class Reader:
    """Adds to the export of one's own data what no row says in clear: ``read(identity, at) -> heading → value, per line``."""

    name: str
    label: str | Promise
    run: Callable[[Identity, datetime], list[dict[str, Any]]] | str

    def __call__(self, identity: Identity, at: datetime) -> list[dict[str, Any]]:
        """Run it."""
        run = import_string(self.run) if isinstance(self.run, str) else self.run
        return run(identity, at)


readers: Registry[Reader] = Registry("reader")


def basis_words(basis: str) -> str:
    """The words of a ground; its own words where an app has written them out."""
    return str(BASIS_WORDS.get(basis, basis))
