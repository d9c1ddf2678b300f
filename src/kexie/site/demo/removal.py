"""Remember which rows the demo made, whatever app they belong to, and take exactly those out again.

The audit stays: what was done is not undone by removing the demo.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import chain, islice
from typing import Any

from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.utils.translation import gettext as _
from treebeard.mp_tree import MP_Node

from kexie.base.kernel import clock
from kexie.base.kernel.access import Platform
from kexie.base.kernel.errors import Conflict
from kexie.base.pages import api as pages
from kexie.base.standards import api as standards
from kexie.site.demo import web
from kexie.site.demo.models import DemoRow

#: Apps whose rows are not the demo's: the audit and the outbox of the kernel, the framework's own, the notes kept here.
KEPT_APPS = frozenset({"kernel", "demo", "contenttypes", "sessions", "axes", "django_tasks_database"})
#: Counts by which every process notices that there is something new: they only go up.
KEPT_MODELS = frozenset({"standards.Stamp", "standards.CalendarStamp"})
BATCH = 500
#: How many of the real rows that hold the demo back are named at most.
MOST_NAMED = 10


def _models() -> list[type[models.Model]]:
    concrete = (m for m in apps.get_models(include_auto_created=True) if m._meta.managed and not m._meta.proxy)
    return [m for m in concrete if m._meta.app_label not in KEPT_APPS and m._meta.label not in KEPT_MODELS]


def _keys(model: type[models.Model]) -> set[str]:
    return {str(key) for key in model._base_manager.values_list("pk", flat=True)}


@contextmanager
def noted() -> Iterator[None]:
    """Note every row that comes into being within the block, in the same transaction."""
    with transaction.atomic():
        before = {model: _keys(model) for model in _models()}
        yield
        DemoRow.objects.bulk_create(
            (
                DemoRow(model=model._meta.label, key=key)
                for model in _models()
                for key in sorted(_keys(model) - before[model])
            ),
            batch_size=BATCH,
        )


def remove() -> int:
    """Take all noted rows out; how many. Refused as a whole, with their names, while real data points to one of them."""
    with suppress(IntegrityError):
        if next(_below(), None) is None:
            with transaction.atomic():
                return _remove()
    named = [*islice(chain(_below(), _referring()), MOST_NAMED + 1)]
    sentence = _(
        "演示数据已被正式数据引用，没有删除任何内容。请先移走这些记录，或改掉其中对演示单位、人员的引用，再执行一次：%(rows)s%(more)s。"
    )
    more = _("等") if len(named) > MOST_NAMED else ""
    raise Conflict(sentence % {"rows": "；".join(named[:MOST_NAMED]), "more": more})


def _remove() -> int:
    web.take_out()
    pages.clear_rights()
    total = 0
    for model in _models():
        total += sum(_delete(model, batch) for batch in _batches(_noted_keys(model)))
    DemoRow.objects.all().delete()
    for tree in _trees():
        tree.fix_tree()  # the counts of children in rows that stay
    standards.reopen_latest(by=Platform(name="演示"), at=clock.now())
    pages.restore_rights()
    connection.check_constraints()
    return total


def _noted_keys(model: type[models.Model]) -> list[str]:
    return list(DemoRow.objects.filter(model=model._meta.label).values_list("key", flat=True))


def _below() -> Iterator[str]:
    """The real nodes of trees that stand below nodes of the demo: a tree points by its paths, which nothing checks."""
    for tree in _trees():
        own = set(_noted_keys(tree))
        paths = {str(key): path for key, path in tree._base_manager.values_list("pk", "path")}
        roots = tuple(paths[key] for key in own if key in paths)
        keys = [key for key, path in paths.items() if key not in own and path.startswith(roots)]
        for node in tree._base_manager.filter(pk__in=keys[: MOST_NAMED + 1]).order_by("path"):
            yield f"{node._meta.verbose_name} {node}"


def _referring() -> Iterator[str]:
    """The real rows that point to rows of the demo, each once, by kind and name."""
    noted_keys = {model: _noted_keys(model) for model in _models()}
    named: set[str] = set()
    for model in apps.get_models(include_auto_created=True):
        own = set(noted_keys.get(model, ()))
        for field in _references(model):
            for batch in _batches(noted_keys.get(_concrete(field.related_model), [])):
                rows = model._base_manager.filter(**{f"{field.name}__in": batch}).order_by("pk")
                for row in rows.iterator():
                    name = _name(row, field)
                    if str(row.pk) not in own and name not in named:
                        named.add(name)
                        yield name


def _references(model: type[models.Model]) -> list[Any]:
    if not model._meta.managed or model._meta.proxy:
        return []
    return [field for field in model._meta.local_fields if isinstance(field, models.ForeignKey)]


def _concrete(model: Any) -> Any:
    return model._meta.concrete_model


def _name(row: models.Model, field: Any) -> str:
    """Kind and name of a row; a row between two others goes by the one that does not belong to the demo's side."""
    if type(row)._meta.auto_created:
        others = [other for other in _references(type(row)) if other != field]
        row = getattr(row, others[0].name) if others else row
    return f"{row._meta.verbose_name} {row}"


def _trees() -> list[Any]:
    return [model for model in _models() if issubclass(model, MP_Node) and not model._meta.parents]


def _batches(keys: list[str]) -> Iterable[list[str]]:
    return (keys[start : start + BATCH] for start in range(0, len(keys), BATCH))


def _delete(model: type[models.Model], keys: list[str]) -> int:
    # Past `delete()`: rows that may not be deleted in service leave with the demo, in any order, checked at the end.
    rows = model._base_manager.filter(pk__in=keys)
    return int(rows._raw_delete(rows.db))
