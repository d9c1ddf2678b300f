"""The history of a part of an issue: its versions, each compared with the one before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kexie.base.kernel.access import Actor, check
from kexie.base.kernel.errors import NotFound
from kexie.domains.bulletin.abilities import VIEW_DRAFTS
from kexie.domains.bulletin.models import Issue, Item, WordsVersion
from kexie.domains.bulletin.rules.comparing import Paragraph, compared

#: Words for the fields of a version, in the order of the page.
FIELDS = {
    "title": "标题",
    "text": "正文",
    "credits": "署名单位",
    "pictures": "图片说明",
    "highlights": "目录提要",
    "name": "刊名",
    "date": "印发日期",
    "publisher": "编印单位",
    "mailbox": "信息报送邮箱",
    "editor": "编辑",
    "reviewer": "审核",
    "distribution": "分送",
}


@dataclass(frozen=True, slots=True)
class Change:
    """A field that a version has changed: what was there and what is there now, in runs."""

    label: str
    before: tuple[Paragraph, ...]
    after: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Version:
    """A version with what it changed; the first of all has changed nothing."""

    number: int
    who: str
    at: datetime
    note: str
    changes: tuple[Change, ...]
    is_latest: bool


def item_history(actor: Actor, item_id: UUID) -> tuple[Item, tuple[Version, ...]]:
    """An item and its versions, the latest first; NotFound when there is none."""
    check(actor, VIEW_DRAFTS)
    item = Item.objects.select_related("issue", "column").filter(pk=item_id).first()
    if item is None:
        raise NotFound
    return item, _versions(list(WordsVersion.objects.filter(item=item).order_by("number")))


def part_history(actor: Actor, issue_id: UUID, part: str) -> tuple[Issue, tuple[Version, ...]]:
    """目录提要 ("highlights") or the head ("head") of an issue and its versions, the latest first."""
    check(actor, VIEW_DRAFTS)
    issue = Issue.objects.filter(pk=issue_id).first()
    if issue is None or part not in ("highlights", "head"):
        raise NotFound
    return issue, _versions(list(issue.words_versions.filter(part=part, item=None).order_by("number")))


def version_of(actor: Actor, item_id: UUID, number: int) -> WordsVersion:
    """One version of an item; NotFound when there is none."""
    check(actor, VIEW_DRAFTS)
    found = WordsVersion.objects.filter(item=item_id, number=number).first()
    if found is None:
        raise NotFound
    return found


def _versions(rows: list[WordsVersion]) -> tuple[Version, ...]:
    told = []
    for before, row in zip([None, *rows], rows, strict=False):
        told.append(
            Version(
                number=row.number,
                who=row.person_name,
                at=row.at,
                note=row.note,
                changes=_changes(before.words, row.words) if before else (),
                is_latest=row is rows[-1],
            )
        )
    return tuple(reversed(told))


def _changes(before: dict[str, str], after: dict[str, str]) -> tuple[Change, ...]:
    """What differs. Only a version that changed pictures speaks of them, and says itself what was there before."""
    before = before | {"pictures": after.get("pictures_before", after.get("pictures", ""))}
    after = {"pictures": before["pictures"]} | after
    names = [name for name in FIELDS if before.get(name, "") != after.get(name, "")]
    return tuple(Change(FIELDS[name], *compared(before.get(name, ""), after.get(name, ""))) for name in names)
