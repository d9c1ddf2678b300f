"""Taking what was adopted into an issue, and out of it again; an item that nobody sent in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.base.kernel.access import Actor, check
from kexie.base.kernel.errors import NotFound
from kexie.base.search import api as search
from kexie.domains.bulletin.abilities import EDIT, HANDLE
from kexie.domains.bulletin.actions.arranging import put_in_order
from kexie.domains.bulletin.actions.drafting import changed, draft_of, locked_draft
from kexie.domains.bulletin.actions.importing import store_highlights
from kexie.domains.bulletin.actions.publishing import SOURCE
from kexie.domains.bulletin.errors import InAnIssue, NotAdopted, WordsMissing
from kexie.domains.bulletin.models import Column, Credit, Issue, Item, Picture, Submission
from kexie.domains.bulletin.rules.submissions import SubmissionState
from kexie.domains.bulletin.rules.wording import tidied_paragraphs, tidied_title


def place_submissions(
    *, by: Actor, at: datetime, issue_id: UUID, submission_ids: Sequence[UUID], seen: int | None = None
) -> list[Item]:
    """Make an item of each adopted submission, behind the others of its column; those joined to it sign it too.

    Raises NotPermitted, NotFound, NotDrafting, IssueChanged, NotAdopted, InAnIssue, WordsMissing (no column).
    """
    check(by, EDIT)
    with transaction.atomic():
        issue = locked_draft(issue_id, seen=seen)
        wanted = list(dict.fromkeys(submission_ids))
        rows = Submission.objects.seen_by(by, HANDLE).filter(pk__in=wanted).select_for_update(of=("self",))
        found = {row.pk: row for row in rows}
        if len(found) < len(wanted) or not wanted:
            raise NotFound
        items = [_placed(issue, found[pk]) for pk in wanted if found[pk].joined_to_id not in found]
        put_in_order(issue, [*issue.items.exclude(pk__in=[item.pk for item in items]), *items])
        _tie_highlights(issue)
        changed(issue, by=by, at=at, action="bulletin.place")
    return items


def add_item(*, by: Actor, at: datetime, issue_id: UUID, column_id: int, title: str, text: str) -> Item:
    """An item that no unit sent in, behind the others of its column.

    Raises NotPermitted, NotFound, NotDrafting, WordsMissing.
    """
    check(by, EDIT)
    title, paragraphs = tidied_title(title), tidied_paragraphs(text)
    column = Column.objects.filter(pk=column_id, active=True).first()
    wrong = {
        "title": "" if title and len(title) <= 120 else _("请填写标题，最多120字。"),
        "text": "" if paragraphs else _("请填写正文。"),
        "column": "" if column else _("请选择栏目。"),
    }
    errors = {field: sentence for field, sentence in wrong.items() if sentence}
    if errors or column is None:
        raise WordsMissing(errors)
    with transaction.atomic():
        issue = locked_draft(issue_id)
        last = issue.items.count()
        item = Item.objects.create(issue=issue, column=column, order=last + 1, title=title, text="\n".join(paragraphs))
        put_in_order(issue, list(issue.items.all()))
        _tie_highlights(issue)
        changed(issue, by=by, at=at, target=f"bulletin.item:{item.pk}", action="bulletin.place")
    return item


def take_out(*, by: Actor, at: datetime, item_id: UUID, seen: int) -> Issue:
    """Take an item out of a draft; the submissions it came of are adopted and free again.

    Raises NotPermitted, NotFound, NotDrafting, IssueChanged, NotAdopted (leaders have given instructions on it).
    """
    check(by, EDIT)
    with transaction.atomic():
        issue = draft_of(item_id, seen=seen)
        item = issue.items.get(pk=item_id)
        if item.instructions.beyond("whether there are any at all").exists():
            raise NotAdopted(_("“%(title)s”已有领导批示，不能移出。") % {"title": item.title})
        if not issue.is_published:  # what the public has stays to be found until the correction is signed
            search.remove(SOURCE, f"item:{item.pk}")
        Submission.objects.beyond("they are free again, whoever sent them").filter(item=item).update(item=None)
        item.delete()
        put_in_order(issue, list(issue.items.all()))
        _tie_highlights(issue)
        changed(issue, by=by, at=at, target=f"bulletin.item:{item_id}", action="bulletin.take_out")
    return issue


def _placed(issue: Issue, submission: Submission) -> Item:
    joined = submission.joined.beyond("they go with the one they were joined to")
    parts = [submission, *joined.order_by("submitted_at")]
    for part in parts:
        if part.item is not None:
            raise InAnIssue(title=part.title, label=part.item.issue.label)
        if part.state != SubmissionState.ADOPTED or submission.joined_to_id is not None:
            raise NotAdopted(_("“%(title)s”不是待编入的采用信息，请刷新页面后再选。") % {"title": part.title})
    if submission.column is None:
        raise WordsMissing({"column": _("“%(title)s”还没有栏目，请先确定栏目。") % {"title": submission.title}})
    item = Item.objects.create(
        issue=issue,
        column=submission.column,
        order=issue.items.count() + 1,
        title=submission.title,
        text=submission.text,
        kind=submission.kind,
        event_on=submission.event_on,
        event_until=submission.event_until,
        place=submission.place,
        entry_id=next((part.entry_id for part in parts if part.entry_id), None),
    )
    _sign(item, parts)
    _show(item, parts)
    keys = [part.pk for part in parts]
    Submission.objects.beyond("those that were locked or go with them").filter(pk__in=keys).update(item=item)
    return item


def _sign(item: Item, parts: Sequence[Submission]) -> None:
    """The units of all parts sign, each once."""
    names: dict[int, str] = {}
    for part in parts:
        for credit in part.credits.all():
            names.setdefault(credit.organisation_id, credit.name)
    Credit.objects.bulk_create(
        Credit(item=item, organisation_id=unit, order=place, name=name)
        for place, (unit, name) in enumerate(names.items(), start=1)
    )


def _show(item: Item, parts: Sequence[Submission]) -> None:
    """The pictures of all parts: those of the first where they stood, those of the others at the end."""
    last = len(item.paragraphs)
    pictures = [(part is parts[0], picture) for part in parts for picture in part.pictures.all()]
    Picture.objects.bulk_create(
        Picture(
            item=item,
            blob_id=picture.blob_id,
            after=min(picture.after, last) if own else last,
            order=place,
            alt=picture.alt,
            caption=picture.caption,
            width=picture.width,
            height=picture.height,
        )
        for place, (own, picture) in enumerate(pictures, start=1)
    )


def _tie_highlights(issue: Issue) -> None:
    store_highlights(issue, [line.text for line in issue.highlights.all()], list(issue.items.all()))
