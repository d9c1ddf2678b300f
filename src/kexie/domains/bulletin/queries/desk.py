"""Whose turn it is: the steps an actor can take, the issues that wait for them, the way of an issue so far."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from kexie.base.kernel.access import Actor, abilities, check, may
from kexie.base.kernel.errors import NotFound
from kexie.base.people import api as people
from kexie.domains.bulletin.abilities import EDIT, VIEW_DRAFTS
from kexie.domains.bulletin.errors import AlreadyPublished, NotDrafting, NothingToPrint, PersonNeeded
from kexie.domains.bulletin.models import Issue
from kexie.domains.bulletin.queries.checks import check_musts
from kexie.domains.bulletin.queries.opening import followers
from kexie.domains.bulletin.rules.life_cycle import (
    FORWARD,
    STATE_LABELS,
    STEPS,
    VERB_LABELS,
    IssueState,
    IssueVerb,
    ability_for,
    check_discardable,
    check_separate,
)
from kexie.domains.bulletin.rules.opening import Numbers


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """Something that happened to an issue, or (without ``at``) what comes next. ``tone`` is one of `ui.tones`."""

    what: str
    tone: str
    who: str = ""
    at: datetime | None = None
    note: str = ""
    verb: str = ""


def signer(issue: Issue) -> str:
    """Who has signed the issue, with the title that the register of posts gives for its date; empty before that."""
    person = issue.signed_by
    if person is None:
        return ""
    titles = [row.title for row in people.standing(person.name, issue.date) if row.person_id == person.pk]
    return f"{person.name}（{titles[0]}）" if titles else str(person.name)


_TONES = {
    IssueVerb.SUBMIT: "info",
    IssueVerb.APPROVE: "good",
    IssueVerb.RETURN: "warn",
    IssueVerb.SIGN: "good",
    IssueVerb.CORRECT: "warn",
    IssueVerb.GIVE_UP: "neutral",
}


def verbs_for(actor: Actor, issue: Issue) -> tuple[IssueVerb, ...]:
    """The steps that ``actor`` can take with the issue as it stands; who has reviewed it cannot sign it."""
    return tuple(
        step.verb
        for step in STEPS
        if step.state == issue.state
        and may(actor, abilities[step.ability])
        and not (step.verb is IssueVerb.SIGN and actor.person_id in (None, issue.reviewed_by_id))
    )


def may_give_up(actor: Actor, issue: Issue) -> bool:
    """Whether ``actor`` may give up the correction that is being drafted."""
    return issue.is_drafting and issue.is_published and may(actor, EDIT)


def check_step(actor: Actor, issue: Issue, verb: IssueVerb) -> None:
    """Pass if ``actor`` can take the step with the issue as it stands.

    Raises VerbNotPossible, NotPermitted, NothingToPrint, PersonNeeded, SamePerson, ChecksOpen. An issue without items goes
    neither to review nor out, whoever let it through before.
    """
    check(actor, abilities[ability_for(IssueState(issue.state), verb)])
    if verb in FORWARD and not issue.items.exists():
        raise NothingToPrint(label=issue.label, verb=str(VERB_LABELS[verb]))
    if verb is IssueVerb.SUBMIT:
        check_musts(issue)
    if verb not in (IssueVerb.SUBMIT, IssueVerb.CORRECT) and actor.person_id is None:
        raise PersonNeeded
    if verb is IssueVerb.SIGN:
        check_separate(issue.reviewed_by_id, actor.person_id)


def check_drafting(issue: Issue) -> None:
    """Raise NotDrafting unless the words of the issue may still be changed."""
    if not issue.is_drafting:
        raise NotDrafting(label=issue.label, state=str(STATE_LABELS[IssueState(issue.state)]))


def may_edit(actor: Actor, issue: Issue) -> bool:
    """Whether ``actor`` may change its words now."""
    return issue.is_drafting and may(actor, EDIT)


def draft_to_discard(actor: Actor, issue_id: UUID) -> tuple[Issue, list[tuple[Issue, Numbers]]]:
    """The draft, to be asked about, and the drafts that will move up, with the numbers that they get.

    NotFound if there is none, VerbNotPossible if it is a draft no longer, AlreadyPublished, NumbersWouldGap.
    """
    check(actor, EDIT)
    issue = Issue.objects.filter(pk=issue_id).first()
    if issue is None:
        raise NotFound
    check_discardable(IssueState(issue.state))
    if issue.is_published:
        raise AlreadyPublished(label=issue.label)
    return issue, followers(issue, Issue.objects.all())


def waiting_for(actor: Actor) -> tuple[Issue, ...]:
    """The issues that wait for a step of this actor's, the oldest first, fifty at most; nothing for a visitor.

    What is signed waits for nobody: it can be corrected, but need not be.
    """
    if not may(actor, VIEW_DRAFTS):
        return ()
    states = {step.state.value for step in STEPS if may(actor, abilities[step.ability])} - {IssueState.SIGNED.value}
    own = Q(state=IssueState.APPROVED.value, reviewed_by=actor.person_id) if actor.person_id else Q(pk=None)
    return tuple(Issue.objects.filter(state__in=states).exclude(own).order_by("total")[:50])


def timeline(issue: Issue) -> tuple[TimelineEntry, ...]:
    """How the issue came and what has been done with it, the oldest first."""
    drafted_by = issue.drafted_by.name if issue.drafted_by else ""
    begun = TimelineEntry(what=_("存入"), tone="info", who=drafted_by, at=issue.created_at)
    taken = (
        TimelineEntry(
            what=step.get_verb_display(),
            tone=_TONES[IssueVerb(step.verb)],
            who=step.person_name,
            at=step.at,
            note=step.note,
            verb=step.verb,
        )
        for step in issue.steps.all()
    )
    return (begun, *taken)
