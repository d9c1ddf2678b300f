"""Changing the head of a draft, and the facts of an item beside its words: kind, day and place of the event."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.base.kernel.access import Actor, check
from kexie.domains.bulletin.abilities import EDIT
from kexie.domains.bulletin.actions.drafting import changed, draft_of, locked_draft
from kexie.domains.bulletin.actions.words_history import HEAD, keep_words
from kexie.domains.bulletin.errors import WordsChanged, WordsMissing
from kexie.domains.bulletin.models import Issue, Item, ItemKind
from kexie.domains.bulletin.rules.editing import fingerprint, head_words
from kexie.domains.bulletin.rules.wording import tidied_paragraphs, tidied_title

_LONGEST: Final = {"name": 60, "publisher": 120, "mailbox": 120, "editor": 120, "reviewer": 120}
_MOST_LINES: Final = 40
_LONGEST_LINE: Final = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of an item beside its words; ``kind`` is a key."""

    kind: int | None = None
    event_on: date | None = None
    event_until: date | None = None
    place: str = ""


def edit_head(*, by: Actor, at: datetime, issue_id: UUID, seen: str, head: dict[str, Any], note: str = "") -> Issue:
    """Give a draft another head: name, date, publisher, mailbox, editor, reviewer, distribution (lines). The numbers stay.

    ``seen`` is the fingerprint of the head that the editor began from. Raises NotPermitted, NotFound, NotDrafting,
    WordsChanged, WordsMissing. The same again changes nothing.
    """
    check(by, EDIT)
    said = {name: tidied_title(str(head[name])) for name in _LONGEST}
    lines = list(tidied_paragraphs(head["distribution"]))
    with transaction.atomic():
        issue = locked_draft(issue_id)
        _check_head(issue, said, lines, head["date"])
        stored = head_words(issue)
        for name, value in said.items():
            setattr(issue, name, value)
        issue.date, issue.distribution = head["date"], lines
        wanted = head_words(issue)
        if stored == wanted:
            return issue
        if fingerprint(stored) != seen:
            raise WordsChanged(stored=stored)
        issue.save(update_fields=[*said, "date", "distribution"])
        keep_words(issue, by=by, at=at, part=HEAD, before=stored, after=wanted, note=note)
        changed(issue, by=by, at=at)
    return issue


def edit_facts(*, by: Actor, at: datetime, item_id: UUID, seen: int, facts: Facts) -> Item:
    """Give an item other facts; ``seen`` is the issue's version. Raises NotPermitted, NotFound, NotDrafting, IssueChanged,
    WordsMissing.
    """
    check(by, EDIT)
    if facts.event_until and (facts.event_on is None or facts.event_until < facts.event_on):
        raise WordsMissing({"event_until": _("结束日期不能早于活动日期。")})
    with transaction.atomic():
        issue = draft_of(item_id, seen=seen)
        item = issue.items.get(pk=item_id)
        if facts.kind is not None and not ItemKind.objects.filter(pk=facts.kind).exists():
            raise WordsMissing({"kind": _("没有这个类别，请从列表中选择。")})
        before = (item.kind_id, item.event_on, item.event_until, item.place)
        item.kind_id, item.event_on, item.event_until = facts.kind, facts.event_on, facts.event_until
        item.place = tidied_title(facts.place)[:120]
        if before != (item.kind_id, item.event_on, item.event_until, item.place):
            item.save(update_fields=["kind", "event_on", "event_until", "place"])
            changed(issue, by=by, at=at, target=f"bulletin.item:{item.pk}")
    return item


def _check_head(issue: Issue, said: dict[str, str], lines: list[str], day: date) -> None:
    wrong = {
        name: _("最多%(limit)s个字，请精简。") % {"limit": limit}
        for name, limit in _LONGEST.items()
        if len(said[name]) > limit
    }
    if not said["name"]:
        wrong["name"] = _("请填写刊名。")
    if len(lines) > _MOST_LINES or any(len(line) > _LONGEST_LINE for line in lines):
        wrong["distribution"] = _("分送最多%(lines)s行，每行最多%(limit)s字。") % {
            "lines": _MOST_LINES,
            "limit": _LONGEST_LINE,
        }
    if not issue.year <= day.year <= issue.year + 1:
        wrong["date"] = _("印发日期须在期号所属的%(year)s年或次年。") % {"year": issue.year}
    if wrong:
        raise WordsMissing(wrong)
