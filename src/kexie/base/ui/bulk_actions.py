"""Actions on many rows of a register: chosen on the page or all that its filter leaves, one transaction and one line of
report per row, always as long work, so that nothing is lost when the browser goes away.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.base.kernel import longwork
from kexie.base.kernel.access import Actor, check
from kexie.base.kernel.errors import Conflict, Invalid, NotFound
from kexie.base.kernel.longwork import Work
from kexie.base.kernel.models import LongWork
from kexie.base.ui.register_options import Bulk, options_of
from kexie.base.ui.reopening import Opened, reopen

KIND: Final = "register.bulk"
#: So many rows are done while the page waits.
AT_ONCE: Final = 50
MOST: Final = 20_000


class NothingChosen(Invalid):
    """No row of the register was meant."""

    code = "register.nothing_chosen"
    default_message = gettext_lazy("请先在列表中勾选要办理的条目，或选择“筛选出的全部”。")


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is to be done to which rows."""

    bulk: Bulk
    opened: Opened
    rows: Any
    count: int


def chosen(actor: Actor, *, address: str, code: str, keys: Sequence[str], everything: bool) -> Chosen:
    """The rows of the register at ``address``, as ``actor`` sees it, that are meant; others are not there.

    Raises NotFound, NotPermitted, NothingChosen, Conflict (too many).
    """
    opened = reopen(actor, address)
    options = options_of(opened.code)
    bulk = next((bulk for bulk in options.bulks if bulk.code == code), None)
    if bulk is None:
        raise NotFound
    check(actor, bulk.ability)
    rows = opened.rows()
    if not everything:
        try:
            rows = rows.filter(**{f"{options.key}__in": list(keys)})
        except (ValidationError, ValueError):
            raise NotFound from None
    count = rows.count()
    if not count:
        raise NothingChosen
    if count > MOST:
        raise Conflict(_("一次最多办理%(most)d条，请缩小筛选范围后分次办理。") % {"most": MOST})
    return Chosen(bulk, opened, rows, count)


def begin(
    *, by: Actor, at: datetime, address: str, code: str, keys: Sequence[str], everything: bool, given: str
) -> LongWork:
    """Queue the action; ``given`` is what its form was sent, as a query string. See :func:`chosen` for refusals."""
    found = chosen(by, address=address, code=code, keys=keys, everything=everything)
    payload = {
        "address": address,
        "bulk": code,
        "keys": [] if everything else sorted(set(keys)),
        "all": everything,
        "given": given,
        "ability": found.bulk.ability.code,
    }
    with transaction.atomic():
        title = f"{found.opened.title}：{found.bulk.label}"
        return longwork.start(by=by, at=at, kind=KIND, title=title, payload=payload)


def run(work: Work) -> None:
    """Do it, row by row, to the rows that are there for the asker now."""
    asked = work.payload
    found = chosen(work.by, address=asked["address"], code=asked["bulk"], keys=asked["keys"], everything=asked["all"])
    given = cleaned(found.bulk, work.by, asked["given"])
    key = options_of(found.opened.code).key
    rows = [(str(_value(row, key)), str(row)) for row in found.rows]

    def do(ref: str) -> str | None:
        return found.bulk.run(by=work.by, at=work.at, key=ref, **given)

    work.each(rows, do, total=len(rows))


def cleaned(bulk: Bulk, actor: Actor, given: str) -> Mapping[str, Any]:
    """What the action's form makes of what it was sent; Invalid where it no longer fits."""
    form = bulk.make_form(QueryDict(given), actor=actor)
    if form is None:
        return {}
    if not form.is_valid():
        raise Invalid(_("填写的内容已不适用，请返回列表重新办理。"), errors=_errors(form))
    return form.cleaned_data


def _errors(form: forms.Form) -> dict[str, list[str]]:
    return {name: [str(text) for text in texts] for name, texts in form.errors.items()}


def _value(row: Any, key: str) -> Any:
    return row.pk if key == "pk" else getattr(row, key)
