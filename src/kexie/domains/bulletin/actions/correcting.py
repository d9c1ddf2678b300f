"""Giving up a correction: the rows say again what the last revision says, and what was signed stands as before."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from kexie.base.kernel import audit
from kexie.base.kernel.access import Actor, check
from kexie.base.kernel.errors import NotFound
from kexie.base.search import api as search
from kexie.domains.bulletin.abilities import EDIT
from kexie.domains.bulletin.actions.arranging import put_in_order
from kexie.domains.bulletin.actions.drafting import locked_draft
from kexie.domains.bulletin.actions.importing import store_credits, store_highlights
from kexie.domains.bulletin.actions.publishing import entries_of
from kexie.domains.bulletin.models import Column, Issue, Item, Picture, Revision, SignOffStep, Submission
from kexie.domains.bulletin.rules.life_cycle import GIVING_UP

_HEAD = ("name", "publisher", "mailbox", "editor", "reviewer")


def give_up_correction(*, by: Actor, at: datetime, issue_id: UUID, seen: int) -> Issue:
    """放弃更正. Raises NotPermitted, NotFound (no correction is being drafted), NotDrafting, IssueChanged."""
    check(by, EDIT)
    with transaction.atomic():
        issue = locked_draft(issue_id, seen=seen)
        if not issue.is_published:
            raise NotFound
        revision = issue.revisions.select_related("signed_by").order_by("-number")[0]
        _restore(issue, revision.content, by=by, at=at)
        _sign_again(issue, revision)
        SignOffStep.objects.create(
            issue=issue,
            verb=GIVING_UP.verb.value,
            state_before=GIVING_UP.state.value,
            state_after=issue.state,
            person_id=by.person_id,
            person_name=by.name,
            at=at,
        )
        search.put(*entries_of(issue))
        target = f"bulletin.issue:{issue.pk}"
        audit.record(by=by, at=at, action="bulletin.give_up", target=target, revision=issue.revision)
    return issue


def _sign_again(issue: Issue, revision: Revision) -> None:
    signed = issue.steps.filter(verb="sign").order_by("-at", "-pk")[0]
    approved = issue.steps.filter(verb="approve", at__lte=signed.at).order_by("-at", "-pk")[0]
    issue.state = GIVING_UP.next_state.value
    issue.version += 1
    issue.revision, issue.correction = revision.number, revision.reason
    issue.reviewed_by_id, issue.reviewed_at = approved.person_id, approved.at
    issue.signed_by_id, issue.signed_at = revision.signed_by_id, revision.signed_at
    issue.content_hash = revision.content_hash
    issue.save()


def _restore(issue: Issue, content: dict[str, Any], *, by: Actor, at: datetime) -> None:
    """The rows as ``content`` says; items that were taken out come back under their own identifiers."""
    for name in _HEAD:
        setattr(issue, name, content[name])
    issue.date, issue.distribution = date.fromisoformat(content["date"]), list(content["distribution"])
    columns = {column.name: column for column in Column.objects.all()}
    said = [(columns[column["name"]], item) for column in content["columns"] for item in column["items"]]
    keys = [UUID(item["id"]) for _column, item in said]
    # Away with what came later, aside with what stays, so that every place is free.
    gone = list(issue.items.exclude(pk__in=keys))
    search.remove("bulletin", *(f"item:{item.pk}" for item in gone))
    Submission.objects.beyond("free again, whoever sent them").filter(item__in=gone).update(item=None)
    issue.items.filter(pk__in=[item.pk for item in gone]).delete()
    items = [_restored(issue, key, column, item) for key, (column, item) in zip(keys, said, strict=True)]
    put_in_order(issue, items)
    store_credits([(item, told["credits"]) for item, (_column, told) in zip(items, said, strict=True)], by=by, at=at)
    store_highlights(issue, content["highlights"], items)


def _restored(issue: Issue, key: UUID, column: Column, said: dict[str, Any]) -> Item:
    item = issue.items.filter(pk=key).first()
    if item is None:
        last = issue.items.order_by("-order").values_list("order", flat=True).first() or 0
        item = Item(pk=key, issue=issue, order=last + 1)
    item.column, item.title, item.text = column, said["title"], "\n".join(said["paragraphs"])
    item.save()
    _show_again(item, said.get("pictures", ()))
    wanted = [UUID(one) for one in said.get("submissions", ())]
    back = Submission.objects.beyond("those that the item was made of").filter(pk__in=wanted, item__isnull=True)
    back.filter(state="adopted").update(item=item)
    return item


def _show_again(item: Item, pictures: list[dict[str, Any]]) -> None:
    before = {(picture.blob_id, picture.after): picture for picture in item.pictures.all()}
    sizes = {blob: (picture.width, picture.height) for (blob, _after), picture in before.items()}
    item.pictures.all().delete()
    for order, told in enumerate(pictures, start=1):
        known = Picture.objects.filter(blob=told["sha256"]).values_list("width", "height").first()
        width, height = sizes.get(told["sha256"]) or known or (told.get("width", 0), told.get("height", 0))
        Picture.objects.create(
            item=item,
            blob_id=told["sha256"],
            order=order,
            after=told["after"],
            alt=told["alt"],
            caption=told["caption"],
            width=width,
            height=height,
        )
