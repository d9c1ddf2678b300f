"""Column, kind and signing units as the desk sets them; the words stay the unit's own."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.base.kernel import audit
from kexie.base.kernel.access import Actor
from kexie.base.kernel.errors import NotFound
from kexie.domains.bulletin.abilities import HANDLE
from kexie.domains.bulletin.actions.sending_in import store_units
from kexie.domains.bulletin.errors import InAnIssue, NotSorted, SubmissionChanged
from kexie.domains.bulletin.models import Column, ItemKind, Submission
from kexie.domains.bulletin.queries.submissions import words_of
from kexie.domains.bulletin.rules.submissions import SORTABLE, STATE_LABELS, SubmissionState


def held(submission_id: UUID, *, by: Actor, at: datetime) -> Submission:
    """A submission at the desk, held until the transaction ends; NotFound for who does not sit there."""
    rows = Submission.objects.seen_by(by, HANDLE).at_the_desk().select_for_update(of=("self",))
    found: Submission | None = rows.select_related("item__issue").filter(pk=submission_id).first()
    if found is None:
        raise NotFound
    return found


def check_free(submission: Submission, *, by: Actor, at: datetime, seen: int) -> None:
    """Raise SubmissionChanged unless it is as ``by`` saw it, InAnIssue if something has been made of it already."""
    if submission.edition != seen:
        raise SubmissionChanged(state=str(STATE_LABELS[SubmissionState(submission.state)]))
    if submission.item is not None:
        raise InAnIssue(title=submission.title, label=submission.item.issue.label)


def sort_submission(
    *,
    by: Actor,
    at: datetime,
    submission_id: UUID,
    seen: int,
    column: Column | None,
    kind: ItemKind | None,
    units: tuple[int, ...],
) -> Submission:
    """Set column, kind and the units that sign (keys, in order). The same again changes nothing.

    Raises NotFound, SubmissionChanged, NotSorted (it is not at the desk, or no unit signs), InAnIssue.
    """
    with transaction.atomic():
        submission = held(submission_id, by=by, at=at)
        check_free(submission, by=by, at=at, seen=seen)
        _check_sortable(submission)
        if not units:
            raise NotSorted(_("至少要有一个署名单位。"))
        before = words_of(submission)
        submission.column, submission.kind = column, kind
        store_units(submission, by=by, at=at, units=units)
        if words_of(submission) != before:
            _stored(submission, by=by, at=at)
    return submission


def sort_one(*, by: Actor, at: datetime, key: str, column: Column | None, kind: ItemKind | None) -> str:
    """Column and kind, for a row of many; what is not chosen stays as it is."""
    with transaction.atomic():
        submission = held(UUID(key), by=by, at=at)
        check_free(submission, by=by, at=at, seen=submission.edition)
        _check_sortable(submission)
        before = (submission.column_id, submission.kind_id)
        submission.column, submission.kind = column or submission.column, kind or submission.kind
        if before == (submission.column_id, submission.kind_id):
            return _("原来就是，未作改动")
        _stored(submission, by=by, at=at)
    return _("已归类")


def _stored(submission: Submission, *, by: Actor, at: datetime) -> None:
    submission.edition, submission.updated_at = submission.edition + 1, at
    submission.save(update_fields=["column", "kind", "edition", "updated_at"])
    audit.record(
        by=by,
        at=at,
        action="bulletin.submission_sort",
        target=f"bulletin.submission:{submission.pk}",
        column=submission.column_id,
        kind=submission.kind_id,
    )


def _check_sortable(submission: Submission) -> None:
    state = SubmissionState(submission.state)
    if state not in SORTABLE:
        sentence = _("这条信息现为“%(state)s”，不能归类。请先重新初审，或等单位再次报送。")
        raise NotSorted(sentence % {"state": STATE_LABELS[state]})
