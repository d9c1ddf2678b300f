"""What is said of the pictures of an item in a draft, and which of them are printed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.base.kernel.access import Actor, check
from kexie.domains.bulletin.abilities import EDIT
from kexie.domains.bulletin.actions.drafting import changed, draft_of
from kexie.domains.bulletin.actions.words_history import ITEM, keep_words
from kexie.domains.bulletin.errors import WordsChanged, WordsMissing
from kexie.domains.bulletin.models import Item, Picture
from kexie.domains.bulletin.rules.editing import Captioned, fingerprint, item_words, picture_lines, picture_marks
from kexie.domains.bulletin.rules.submissions import LONGEST_CAPTION
from kexie.domains.bulletin.rules.wording import tidied_title


def edit_pictures(*, by: Actor, at: datetime, item_id: UUID, seen: str, pictures: Sequence[Captioned]) -> Item:
    """Give the pictures of an item other words; those that are not named are taken out. The same again changes nothing.

    ``seen`` is the fingerprint (:func:`rules.editing.picture_marks`) that the editor began from. The unit's submission keeps
    its pictures as they are. Raises NotPermitted, NotFound, NotDrafting, WordsChanged, WordsMissing (by ``caption-KEY`` and
    ``alt-KEY``).
    """
    check(by, EDIT)
    said = {each.key: (tidied_title(each.caption), tidied_title(each.alt)) for each in pictures}
    _check_lengths(said)
    with transaction.atomic():
        issue = draft_of(item_id)
        item = issue.items.prefetch_related("pictures", "credits").get(pk=item_id)
        rows = list(item.pictures.all())
        kept = [row for row in rows if row.pk in said]
        if kept == rows and all((row.caption, row.alt) == said[row.pk] for row in rows):
            return item
        if fingerprint(picture_marks(rows)) != seen:
            raise WordsChanged(stored={"pictures": picture_lines(rows)})
        words = item_words(item.title, item.text, [credit.name for credit in item.credits.all()])
        was = picture_lines(rows)
        for row in kept:
            row.caption, row.alt = said[row.pk]
        Picture.objects.bulk_update(kept, ["caption", "alt"])
        item.pictures.exclude(pk__in=said).delete()
        after = words | {"pictures": picture_lines(kept), "pictures_before": was}
        keep_words(issue, by=by, at=at, part=ITEM, item=item, before=words | {"pictures": was}, after=after)
        changed(issue, by=by, at=at, target=f"bulletin.item:{item.pk}")
    return item


def _check_lengths(said: dict[int, tuple[str, str]]) -> None:
    sentence = _("最多%(limit)s个字，请精简。") % {"limit": LONGEST_CAPTION}
    wrong = {
        f"{name}-{key}": sentence
        for key, texts in said.items()
        for name, text in zip(("caption", "alt"), texts, strict=True)
        if len(text) > LONGEST_CAPTION
    }
    if wrong:
        raise WordsMissing(wrong)
