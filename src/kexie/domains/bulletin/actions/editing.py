"""Changing the words of a draft, so that nobody's words are lost: whoever saves second sees both texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.base.kernel.access import Actor, check
from kexie.domains.bulletin.abilities import EDIT
from kexie.domains.bulletin.actions.drafting import changed, draft_of, locked_draft
from kexie.domains.bulletin.actions.importing import store_credits, store_highlights
from kexie.domains.bulletin.actions.words_history import HIGHLIGHTS, ITEM, keep_words
from kexie.domains.bulletin.errors import WordsChanged, WordsMissing
from kexie.domains.bulletin.models import Issue, Item
from kexie.domains.bulletin.rules.editing import fingerprint, highlights_words, item_words
from kexie.domains.bulletin.rules.wording import plain

LONGEST_TITLE: Final = 120
LONGEST_TEXT: Final = 100_000
LONGEST_CREDIT: Final = 120
MOST_HIGHLIGHTS: Final = 30


def edit_item(
    *,
    by: Actor,
    at: datetime,
    item_id: UUID,
    seen: str,
    title: str,
    paragraphs: Sequence[str],
    units: Sequence[str],
    note: str = "",
) -> Item:
    """Give an item of a draft other words; ``seen`` is the fingerprint of the words that the editor began from.

    Raises NotFound, NotDrafting, WordsChanged (with the words that are stored now), WordsMissing. The same words again
    change nothing. ``note`` says in the history why, where that is not plain.
    """
    check(by, EDIT)
    title, text = " ".join(plain(title).split()), "\n".join(line for part in paragraphs if (line := plain(part)))
    names = list(dict.fromkeys(name for unit in units if (name := plain(unit))))
    _check_item_words(title, text, names)
    with transaction.atomic():
        issue = draft_of(item_id)
        item = issue.items.select_related("column").get(pk=item_id)
        stored = item_words(item.title, item.text, [credit.name for credit in item.credits.all()])
        wanted = item_words(title, text, names)
        if _is_new(stored, wanted, seen):
            item.title, item.text = title, text
            item.save(update_fields=["title", "text"])
            store_credits([(item, names)], by=by, at=at)
            store_highlights(issue, [line.text for line in issue.highlights.all()], list(issue.items.all()))
            keep_words(issue, by=by, at=at, part=ITEM, item=item, before=stored, after=wanted, note=note)
            changed(issue, by=by, at=at, target=f"bulletin.item:{item.pk}")
    return item


def edit_highlights(
    *, by: Actor, at: datetime, issue_id: UUID, seen: str, highlights: Sequence[str], note: str = ""
) -> Issue:
    """Give 目录提要 of a draft other lines; refusals as in :func:`edit_item`."""
    check(by, EDIT)
    lines = [" ".join(line.split()) for part in highlights if (line := plain(part))]
    if len(lines) > MOST_HIGHLIGHTS:
        sentence = _("目录提要最多%(limit)s条，目前%(count)s条，请删减。")
        raise WordsMissing({"highlights": sentence % {"limit": MOST_HIGHLIGHTS, "count": len(lines)}})
    if any(len(line) > LONGEST_TITLE for line in lines):
        raise WordsMissing({"highlights": _("每条提要最多%(limit)s字，请精简。") % {"limit": LONGEST_TITLE}})
    with transaction.atomic():
        issue = locked_draft(issue_id)
        stored = highlights_words([line.text for line in issue.highlights.all()])
        wanted = highlights_words(lines)
        if _is_new(stored, wanted, seen):
            store_highlights(issue, lines, list(issue.items.all()))
            keep_words(issue, by=by, at=at, part=HIGHLIGHTS, before=stored, after=wanted, note=note)
            changed(issue, by=by, at=at, target=f"bulletin.issue:{issue.pk}")
    return issue


def _is_new(stored: Mapping[str, str], wanted: Mapping[str, str], seen: str) -> bool:
    """Whether there is something to save; WordsChanged if the stored words are not those that were seen."""
    if stored == wanted:
        return False
    if fingerprint(stored) != seen:
        raise WordsChanged(stored=dict(stored))
    return True


def _check_item_words(title: str, text: str, units: Sequence[str]) -> None:
    wrong: dict[str, str] = {}
    if not title:
        wrong["title"] = _("请填写标题。")
    elif len(title) > LONGEST_TITLE:
        wrong["title"] = _("标题最多%(limit)s字，请精简。") % {"limit": LONGEST_TITLE}
    if not text:
        wrong["text"] = _("请填写正文。")
    elif len(text) > LONGEST_TEXT:
        wrong["text"] = _("正文最多%(limit)s字，请精简。") % {"limit": LONGEST_TEXT}
    if any(len(name) > LONGEST_CREDIT for name in units):
        wrong["credits"] = _("单位名称最多%(limit)s字，请检查是否少了顿号。") % {"limit": LONGEST_CREDIT}
    if wrong:
        raise WordsMissing(wrong)
