"""The bulletin's sections in pages of the house: the latest issue at home, to-dos in the workbench."""

from __future__ import annotations

from datetime import datetime

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kexie.base.kernel.access import Actor, may
from kexie.base.kernel.web import Request
from kexie.base.people import api as people
from kexie.base.ui.inboxes import waiting
from kexie.base.ui.sitemap import Place
from kexie.base.ui.todos import ToDo
from kexie.domains.bulletin import queries
from kexie.domains.bulletin.abilities import CONTRIBUTE
from kexie.domains.bulletin.queries import dispatching
from kexie.domains.bulletin.queries.commissions import waiting_requests
from kexie.domains.bulletin.queries.credited import printed_by
from kexie.domains.bulletin.queries.desk_submissions import undecided
from kexie.domains.bulletin.queries.mails import waiting_mails
from kexie.domains.bulletin.queries.origins import report_of
from kexie.domains.bulletin.queries.sending_in import returned_to
from kexie.domains.bulletin.rules.life_cycle import VERB_LABELS, IssueState, verbs


def home(request: Request) -> str | None:
    """每周动态: the latest signed issue with its highlights, in one query."""
    issue = queries.latest_issue(request.actor)
    return render_to_string("bulletin/sections/home.html", {"issue": issue}, request=request) if issue else None


def places(request: Request) -> list[Place]:
    """The archive in the site map: all of it, each year, and the feed."""
    start = reverse("bulletin:archive")
    years = queries.years()
    named = [Place(_("%(year)s年") % {"year": count.year}, f"{start}?year={count.year}") for count in years]
    return [Place(_("全部各期"), start), *named, Place(_("订阅（Atom）"), reverse("bulletin:feed"))]


def of_unit(request: Request) -> str | None:
    """The newest printed items that the unit of this page has signed; nothing when there are none."""
    unit = people.shown_unit(request)
    items = printed_by(unit) if unit else []
    return render_to_string("bulletin/sections/of_unit.html", {"items": items}, request=request) if items else None


def to_dos(actor: Actor, at: datetime) -> list[ToDo]:
    """The issues that wait for a step of this actor's, in one query."""
    return [
        ToDo(
            title=str(issue),
            what=str(VERB_LABELS[verbs(IssueState(issue.state))[0]]),
            url=issue.get_workbench_url(),
            since=issue.date,
        )
        for issue in queries.waiting_for(actor)
    ]


def to_send(actor: Actor, at: datetime) -> list[ToDo]:
    """Issues that were sent to nobody yet, and dispatches with addresses that somebody has to look at."""
    fresh = [
        ToDo(
            title=str(issue),
            what=_("发送"),
            url=reverse("bulletin:dispatch-new", args=[issue.pk]),
            since=timezone.localdate(issue.published_at) if issue.published_at else issue.date,
        )
        for issue in dispatching.unsent(actor)
    ]
    troubled = [
        ToDo(
            title=row.subject,
            what=_("查看未送达的地址"),
            url=reverse("bulletin:dispatch", args=[row.pk]),
            since=timezone.localdate(row.created_at),
        )
        for row in dispatching.troubled(actor, at=at)
    ]
    return fresh + troubled


def at_the_desk(actor: Actor, at: datetime) -> list[ToDo]:
    """What waits for the editor's decision, as one line: the list itself is the desk's."""
    found = undecided(actor)
    if not found.count:
        return []
    title = _("%(count)d条信息待初审") % {"count": found.count}
    return [ToDo(title=title, what=_("初审"), url=reverse("bulletin:desk"), since=found.oldest)]


def unclaimed(actor: Actor, at: datetime) -> list[ToDo]:
    """Mails of which nobody knows yet whose they are, as one line."""
    found = waiting_mails(actor)
    if not found.count:
        return []
    title = _("%(count)d封来信待认领") % {"count": found.count}
    return [ToDo(title=title, what=_("认领"), url=reverse("bulletin:mails"), since=found.oldest)]


def asked(actor: Actor, at: datetime) -> list[ToDo]:
    """What this actor's units were asked to write and have not answered yet."""
    return [
        ToDo(
            title=row.commission.title,
            what=_("约稿"),
            url=reverse("bulletin:request", args=(row.pk,)),
            since=row.commission.created_at,
            due=timezone.localdate(row.commission.due_at),
        )
        for row in waiting_requests(actor)
    ]


def asked_count(request: Request) -> int:
    """How much is asked of this actor's units, for the badge of the rail."""
    return waiting(request, "bulletin.requests")


def waiting_count(request: Request) -> int:
    """How much waits, for the badge of the rail: issues of the inbox, which the same page counts, and submissions."""
    return waiting(request, "bulletin") + undecided(request.actor).count


def to_mend(actor: Actor, at: datetime) -> list[ToDo]:
    """退改待处理: what the desk has sent back to the actor's units, in one query."""
    return [
        ToDo(title=str(found), what=_("退改"), url=found.get_absolute_url(), since=found.decided_at)
        for found in returned_to(actor)
    ]


def returned_count(request: Request) -> int:
    """How many submissions wait for the unit, for the badge of the rail."""
    return waiting(request, "bulletin.submissions")


def report_entry(request: Request) -> str | None:
    """On the page of an entry of the ledger: report it, or that it is reported; nothing for who writes for none of its units."""
    match = request.resolver_match
    entry_id = match.kwargs.get("entry_id") if match else None
    if entry_id is None or not may(request.actor, CONTRIBUTE):
        return None
    report = report_of(request.actor, entry_id)
    return render_to_string("bulletin/sections/entry.html", {"report": report}, request=request) if report else None
