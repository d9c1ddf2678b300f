"""What of an application says what it is about, and nothing of who has applied.

Taken are the long texts of the standard that are not personal, and a few short ones that name a subject. Out of these is taken
whatever the same application says under an element about a person, and the applicant's name: people write it there once more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from kexie.base.matters.rules.forms import FormDef
from kexie.base.standards.rules.definitions import Datatype, ElementDefinition, Sensitivity

#: Short texts that name a subject; any other names somebody or something that belongs to somebody.
SUBJECTS: Final = frozenset(
    {
        *("need_title", "work_title", "activity_name", "keywords", "usage_purpose", "data_resource_name"),
        *("achievement_name", "item_title", "document_title", "venue_name"),
    }
)
_PERSONAL: Final = frozenset({Sensitivity.PERSONAL, Sensitivity.SENSITIVE})

Define = Callable[[str], ElementDefinition | None]


def subject_of(form: FormDef, answers: Mapping[str, Any], *, define: Define, applicant: str = "") -> str:
    """The texts of ``answers`` to ``form`` that say what it is about, one in a line.

    ``define`` gives the definition of a data element, None for an unknown one.
    """
    plain: list[str] = []
    about: set[str] = {applicant}
    for element, value in _answered(form, answers):
        known = define(element)
        if known is None:
            continue
        if says_subject(known):
            plain.append(value)
        elif known.code_list == "" and known.datatype in (Datatype.TEXT, Datatype.LONG_TEXT):
            about.add(value)
    text = "\n".join(plain)
    for each in sorted((each.strip() for each in about), key=len, reverse=True):
        if len(each) > 1:
            text = text.replace(each, "\n")
    return text


def says_subject(known: ElementDefinition) -> bool:
    """Whether what is written under an element says what a request is about, and nothing of a person."""
    if known.sensitivity in _PERSONAL or known.mask or known.code_list:
        return False
    return known.datatype is Datatype.LONG_TEXT or known.code in SUBJECTS


def _answered(form: FormDef, answers: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for group in form.groups:
        given = answers.get(group.key) if group.repeat else [answers]
        rows = [row for row in given if isinstance(row, Mapping)] if isinstance(given, list) else []
        for row in rows:
            for asked in group.fields:
                value = row.get(asked.key)
                if asked.element and isinstance(value, str):
                    yield asked.element, value
