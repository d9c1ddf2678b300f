"""Remember which rows the demo made, whatever app they belong to, and take exactly those out again.

The audit stays: what was done is not undone by removing the demo.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.utils.translation import gettext as _
from treebeard.mp_tree import MP_Node

from kexie.base.kernel.errors import Conflict
from kexie.site.demo.models import DemoRow

#: Apps whose rows are not the demo's: the audit and the outbox of the kernel, the framework's own, the notes kept here.
KEPT_APPS = frozenset({"kernel", "demo", "contenttypes", "sessions", "axes", "django_tasks_database"})
BATCH = 500


def _models() -> list[type[models.Model]]:
    concrete = (m for m in apps.get_models(include_auto_created=True) if m._meta.managed and not m._meta.proxy)
    return [m for m in concrete if m._meta.app_label not in KEPT_APPS]


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
    """Take all noted rows out; how many. Refused as a whole while real data points to one of them."""
    with transaction.atomic():
        total = 0
        for model in _models():
            keys = list(DemoRow.objects.filter(model=model._meta.label).values_list("key", flat=True))
            total += sum(_delete(model, batch) for batch in _batches(keys))
        DemoRow.objects.all().delete()
        for tree in _trees():
            tree.fix_tree()  # the counts of children in rows that stay
        try:
            connection.check_constraints()
        except IntegrityError:
            raise Conflict(
                _("演示数据已被正式数据引用，没有删除任何内容。请先移走引用演示单位或人员的记录，再执行一次。")
            ) from None
    return total


def _trees() -> list[Any]:
    return [model for model in _models() if issubclass(model, MP_Node) and not model._meta.parents]


def _batches(keys: list[str]) -> Iterable[list[str]]:
    return (keys[start : start + BATCH] for start in range(0, len(keys), BATCH))


def _delete(model: type[models.Model], keys: list[str]) -> int:
    # Past `delete()`: rows that may not be deleted in service leave with the demo, in any order, checked at the end.
    rows = model._base_manager.filter(pk__in=keys)
    return int(rows._raw_delete(rows.db))
