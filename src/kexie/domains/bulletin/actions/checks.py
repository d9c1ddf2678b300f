"""What is done about findings: let one stand with a reason, take that back, mend with one click."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.base.kernel import audit
from kexie.base.kernel.access import Actor, check
from kexie.domains.bulletin.abilities import EDIT
from kexie.domains.bulletin.actions.drafting import locked_draft
from kexie.domains.bulletin.actions.editing import edit_highlights, edit_item
from kexie.domains.bulletin.errors import WordsMissing
from kexie.domains.bulletin.errors.checks import FindingGone, NoMend
from kexie.domains.bulletin.models import Issue, Item, Waiver
from kexie.domains.bulletin.queries.checks import checked_item, findings_of
from kexie.domains.bulletin.rules.checks import Finding, Part, mended
from kexie.domains.bulletin.rules.checks.frame import replaced
from kexie.domains.bulletin.rules.editing import fingerprint, highlights_words, item_words

LONGEST_REASON: Final = 300
_LONGEST_EXCERPT: Final = 200


def waive(*, by: Actor, at: datetime, issue_id: UUID, key: str, reason: str) -> Waiver:
    """Let the finding ``key`` stand as it is; ``reason`` is kept beside it. A finding waived already stays so.

    Raises NotFound, NotDrafting, FindingGone, WordsMissing (no reason).
    """
    check(by, EDIT)
    reason = " ".join(reason.split())
    if not reason:
        raise WordsMissing({"reason": _("请写明不改的理由，审核人和签发人会看到。")})
    if len(reason) > LONGEST_REASON:
        raise WordsMissing({"reason": _("理由最多%(limit)s字，请精简。") % {"limit": LONGEST_REASON}})
    with transaction.atomic():
        issue = locked_draft(issue_id)
        waiver: Waiver | None = issue.waivers.filter(key=key, withdrawn_at=None).first()
        if waiver is not None:
            return waiver
        (found,) = _found(issue, [key])
        waiver = Waiver.objects.create(
            issue=issue,
            item_id=UUID(found.place.item) if found.place.item else None,
            key=key,
            code=found.code,
            excerpt=found.excerpt[:_LONGEST_EXCERPT],
            reason=reason,
            person_id=by.person_id,
            person_name=by.name,
            at=at,
        )
        audit.record(by=by, at=at, action="bulletin.waive", target=f"bulletin.issue:{issue.pk}", code=found.code)
    return waiver


def take_back_waiver(*, by: Actor, at: datetime, waiver_id: int) -> Waiver:
    """Take a waiver back: its finding counts again. Taken back already: nothing happens. Raises NotFound, NotDrafting."""
    check(by, EDIT)
    with transaction.atomic():
        issue = locked_draft(Waiver.objects.filter(pk=waiver_id).values_list("issue_id", flat=True).first())
        waiver: Waiver = issue.waivers.get(pk=waiver_id)
        if waiver.withdrawn_at is None:
            waiver.withdrawn_at = at
            waiver.save(update_fields=["withdrawn_at"])
            audit.record(by=by, at=at, action="bulletin.unwaive", target=f"bulletin.issue:{issue.pk}", code=waiver.code)
    return waiver


def mend(*, by: Actor, at: datetime, issue_id: UUID, keys: Iterable[str]) -> int:
    """Make the mends of the findings ``keys`` in the words of the issue, by the same way as an editor does; how many.

    Raises NotFound, NotDrafting, FindingGone (one of them is there no longer), NoMend (one that only a person can mend).
    """
    check(by, EDIT)
    with transaction.atomic():
        issue = locked_draft(issue_id)
        found = _found(issue, keys)
        if any(each.mend is None for each in found):
            raise NoMend
        for item in issue.items.select_related("column").prefetch_related("credits", "pictures"):
            own = [each for each in found if each.place.item == str(item.pk)]
            if own:
                _mend_item(item, own, by=by, at=at)
        lines = [each for each in found if each.place.part is Part.HIGHLIGHTS]
        if lines:
            _mend_highlights(issue, lines, by=by, at=at)
    return len(found)


def _mend_item(item: Item, findings: list[Finding], *, by: Actor, at: datetime) -> None:
    seen = checked_item(item)
    right = mended(seen, findings)
    edit_item(
        by=by,
        at=at,
        item_id=item.pk,
        seen=fingerprint(item_words(item.title, item.text, seen.credits)),
        title=right.title,
        paragraphs=right.paragraphs,
        units=seen.credits,
        note=_("按检查结果改正"),
    )


def _mend_highlights(issue: Issue, findings: list[Finding], *, by: Actor, at: datetime) -> None:
    stored = [line.text for line in issue.highlights.all()]
    lines = list(stored)
    for found in sorted(findings, key=lambda found: found.place.start, reverse=True):
        place = found.place
        lines[place.paragraph] = replaced(lines[place.paragraph], place.start, place.end, found.mend or "")
    seen = fingerprint(highlights_words(stored))
    edit_highlights(by=by, at=at, issue_id=issue.pk, seen=seen, highlights=lines, note=_("按检查结果改正"))


def _found(issue: Issue, keys: Iterable[str]) -> list[Finding]:
    wanted = list(dict.fromkeys(keys))
    by_key = {found.key: found for found in findings_of(issue)}
    if not wanted or any(key not in by_key for key in wanted):
        raise FindingGone
    return [by_key[key] for key in wanted]
