"""Giving up a correction: the rows say again what the last revision says, and what was signed stands as before."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from kexie.base.kernel import audit
from kexie.base.kernel.access import Actor, check
from kexie.base.kernel.errors import NotFound
from kexie.base.ledger import api as ledger
from kexie.base.search import api as search
from kexie.domains.bulletin.abilities import EDIT
from kexie.domains.bulletin.actions.arranging import put_in_order
from kexie.domains.bulletin.actions.drafting import locked_draft
from kexie.domains.bulletin.actions.importing import store_credits, store_highlights
from kexie.domains.bulletin.actions.publishing import entries_of
from kexie.domains.bulletin.models import Column, Issue, Item, ItemKind, Picture, Revision, SignOffStep, Submission
from kexie.domains.bulletin.rules.life_cycle import GIVING_UP

_HEAD = ("name", "publisher", "mailbox", "editor", "reviewer")


def give_up_correction(*, by: Actor, at: datetime, issue_id: UUID, seen: int) -> Issue:
    """放弃更正. Raises NotPermitted, NotFound (no correction is being drafted), NotDrafting, IssueChanged."""
    check(by, EDIT)
    with transaction.atomic():
        issue = locked_draft(issue_id, seen=seen)
        if not issue.is_published:
            raise NotFound
        revision = issue.revisions.select_related("signed_by").get(current=True)
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
    _lead_again(issue, content, items)


def _lead_again(issue: Issue, content: dict[str, Any], items: list[Item]) -> None:
    """目录提要 as signed, each line led to the item that it spoke of."""
    store_highlights(issue, content["highlights"], items)
    for line, key in zip(issue.highlights.all(), content.get("leads_to", ()), strict=False):
        issue.highlights.filter(pk=line.pk).update(item=key or None)


def _restored(issue: Issue, key: UUID, column: Column, said: dict[str, Any]) -> Item:
    item = issue.items.filter(pk=key).first()
    if item is None:
        last = issue.items.order_by("-order").values_list("order", flat=True).first() or 0
        item = Item(pk=key, issue=issue, order=last + 1)
    item.column, item.title, item.text = column, said["title"], "\n".join(said["paragraphs"])
    if "kind" in said:  # kept since corrections can be given up
        item.kind = ItemKind.objects.filter(name=said["kind"]).first() if said["kind"] else None
        item.event_on, item.event_until = _day(said["event_on"]), _day(said["event_until"])
        item.place, item.entry_id = said["place"], _entry(said["entry"])
    item.save()
    _show_again(item, said.get("pictures", ()), said.get("sizes", {}))
    wanted = [UUID(one) for one in said.get("submissions", ())]
    back = Submission.objects.beyond("those that the item was made of").filter(pk__in=wanted, item__isnull=True)
    back.filter(state="adopted").update(item=item)
    return item


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _entry(key: str) -> UUID | None:
    """The work that the item reports, if it is still in the ledger."""
    rows = ledger.Entry.objects.beyond("whether it is still there")
    return UUID(key) if key and rows.filter(pk=key).exists() else None


def _show_again(item: Item, pictures: list[dict[str, Any]], sizes: dict[str, list[int]]) -> None:
    """The pictures as signed; their sizes as kept, or as some other picture of the same bytes has them."""
    digests = [told["sha256"] for told in pictures]
    known = {row.blob_id: [row.width, row.height] for row in Picture.objects.filter(blob__in=digests)}
    item.pictures.all().delete()
    for order, told in enumerate(pictures, start=1):
        width, height = sizes.get(told["sha256"]) or known.get(told["sha256"]) or (0, 0)
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
