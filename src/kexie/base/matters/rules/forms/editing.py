"""Changing the forms of a version, one thing at a time; every function answers new forms and leaves the given ones as they are.

Parts are named by their keys: a form, in it a group or a place for papers, in a group a field. What is not there changes
nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Protocol, TypeVar

from kexie.base.matters.rules.forms.definitions import FieldDef, FormDef, GroupDef, PaperDef


class _Keyed(Protocol):
    @property
    def key(self) -> str: ...


Part = TypeVar("Part", bound=_Keyed)
Forms = tuple[FormDef, ...]


def with_part(parts: Sequence[Part], key: str, new: Part | None) -> tuple[Part, ...]:
    """``parts`` with ``new`` in the place of the one of this key, or without it; at the end where there is none yet."""
    if not any(part.key == key for part in parts):
        return (*parts, new) if new is not None else tuple(parts)
    changed = (new if part.key == key else part for part in parts)
    return tuple(part for part in changed if part is not None)


def moved(parts: Sequence[Part], key: str, step: int) -> tuple[Part, ...]:
    """``parts`` with the one of this key ``step`` places further down (up where negative), as far as there is room."""
    made = list(parts)
    at = next((place for place, part in enumerate(made) if part.key == key), None)
    if at is not None:
        part = made.pop(at)
        made.insert(min(max(0, at + step), len(made)), part)
    return tuple(made)


def change_form(forms: Forms, key: str, change: Callable[[FormDef], FormDef]) -> Forms:
    """The forms with one of them changed."""
    return tuple(change(form) if form.key == key else form for form in forms)


def group_of(form: FormDef, field_key: str) -> GroupDef | None:
    """The group in which a field stands."""
    return next((group for group in form.groups if any(field.key == field_key for field in group.fields)), None)


def field_in(form: FormDef, key: str) -> FieldDef | None:
    """The field of this key, texts to read among them."""
    return next((field for group in form.groups for field in group.fields if field.key == key), None)


def paper_in(form: FormDef, key: str) -> PaperDef | None:
    """The place for papers of this key."""
    return next((paper for paper in form.papers if paper.key == key), None)


def with_field(form: FormDef, group_key: str, key: str, new: FieldDef | None) -> FormDef:
    """The form with a field put into a group, changed there, or taken out of it."""
    groups = (
        replace(group, fields=with_part(group.fields, key, new)) if group.key == group_key else group
        for group in form.groups
    )
    return replace(form, groups=tuple(groups))


def with_field_moved(form: FormDef, key: str, step: int) -> FormDef:
    """The form with a field one place further up or down; from the edge of its group it goes over into the next one."""
    here = group_of(form, key)
    if here is None:
        return form
    places, at = [field.key for field in here.fields], form.groups.index(here)
    edge = places.index(key) + step
    if 0 <= edge < len(places):
        return replace(
            form, groups=with_part(form.groups, here.key, replace(here, fields=moved(here.fields, key, step)))
        )
    if not 0 <= at + step < len(form.groups):
        return form
    field, there = here.fields[places.index(key)], form.groups[at + step]
    fields = (field, *there.fields) if step > 0 else (*there.fields, field)
    groups = with_part(form.groups, here.key, replace(here, fields=with_part(here.fields, key, None)))
    return replace(form, groups=with_part(groups, there.key, replace(there, fields=fields)))


def before(form: FormDef, key: str) -> list[FieldDef]:
    """The fields for whose answers a field's condition may ask: those before it, of its own row or outside of any.

    For a key that is not there, all that stand outside of rows: what a place for papers may ask for.
    """
    found: list[FieldDef] = []
    for group in form.groups:
        keys = [field.key for field in group.fields]
        if key in keys:
            return found + [field for field in group.fields[: keys.index(key)] if not field.note]
        if not group.repeat:
            found += [field for field in group.fields if not field.note]
    return found


def taken_keys(form: FormDef) -> set[str]:
    """The keys that a new part of the form may not have."""
    fields = {field.key for group in form.groups for field in group.fields}
    return fields | {group.key for group in form.groups} | {paper.key for paper in form.papers}


def free_key(wish: str, taken: Iterable[str]) -> str:
    """``wish``, or with the first number that is free behind it; brought into the shape of a key."""
    given, base = set(taken), re.sub(r"[^a-z0-9_]", "_", wish.lower()).strip("_")[:34] or "part"
    base = base if base[0].isalpha() else f"k_{base}"
    numbers = (f"{base}_{number}" for number in range(2, 10_000))
    return base if base not in given else next(key for key in numbers if key not in given)
