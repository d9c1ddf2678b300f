"""Who changed which words of an issue: each change of a part leaves a version of it behind."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.db.models import Max

from kexie.base.kernel.access import Actor
from kexie.domains.bulletin.models import Issue, Item, WordsVersion

ITEM: Final = "item"
HIGHLIGHTS: Final = "highlights"
HEAD: Final = "head"


def keep_words(
    issue: Issue,
    *,
    by: Actor,
    at: datetime,
    part: str,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    item: Item | None = None,
    note: str = "",
) -> None:
    """Keep ``after`` as the part's next version, inside the change's own transaction; at the first change also what was
    there before, without a person, because nobody knows who wrote an imported issue.
    """
    rows = WordsVersion.objects.filter(issue=issue, part=part, item=item)
    last = rows.aggregate(last=Max("number"))["last"]
    versions = []
    if last is None:
        last = 1
        versions.append(
            WordsVersion(
                issue=issue, item=item, part=part, number=1, words=dict(before), person_name="", at=issue.created_at
            )
        )
    versions.append(
        WordsVersion(
            issue=issue,
            item=item,
            part=part,
            number=last + 1,
            words=dict(after),
            person_id=by.person_id,
            person_name=by.name,
            at=at,
            note=note,
        )
    )
    WordsVersion.objects.bulk_create(versions)
