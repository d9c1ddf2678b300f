"""Unit A furnished for work: of each kind of thing one on which its own people can act, and the city's own things beside."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from typing import Any

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core import mail
from django.db import transaction
from django.utils import timezone

from kexie.base.kernel import clock, longwork, outbox
from kexie.base.kernel.access import Platform
from kexie.base.kernel.models import LongWork, WorkState
from kexie.base.ledger import api as ledger
from kexie.base.notifications import api as notifications
from kexie.base.notifications.models import Notice
from kexie.base.people import api as people
from kexie.base.people.actions import consents, identity, invitations, memberships, merging, secrets
from kexie.base.people.actions.organisation_closing import close_organisation
from kexie.base.people.actions.organisation_merging import merge_organisation
from kexie.base.people.actions.organisations import add_organisation, units_named
from kexie.base.people.models import Erasure
from kexie.base.people.tests.cast import AT, SINCE, Cast
from kexie.base.standards import api as standards
from kexie.base.standards.actions import revising
from kexie.base.standards.queries.shipped import standard
from kexie.base.ui import exporting
from kexie.base.ui.models import SavedView

#: Parameter of an address → the things that stand there, one after the other.
Places = dict[str, list[Any]]
SHORT = "青溪区科协"


def furnish(cast: Cast) -> Places:
    """Everything; all times are those of the clock, so that days of grace and the like are over where they must be."""
    places: Places = {"pk": [1], "number": [17], "year": [2023], "fmt": ["pdf"]}
    for part in (_persons(cast), _units(cast), _work(cast), _city(cast), _standard(cast)):
        for name, things in part.items():
            places[name] = [*places.get(name, []), *things]
    return places


def _persons(cast: Cast) -> Places:
    by, admin, unit = Platform(), cast.actor("unit_admin_a"), cast.unit(SHORT)
    own, bare, left = (
        people.add_person(by=admin, at=AT, name=name, registered_in=unit) for name in ("闻人桥", "闻人舟", "闻人亭")
    )
    post = people.grant_post(by=by, at=AT, person=own, organisation=unit, role="clerk", title="专干", begin=SINCE)
    second = people.grant_post(by=by, at=AT, person=own, organisation=unit, role="", title="理事", begin=SINCE)
    people.open_account(by=by, at=AT, person=own, email="own@yunchuan.example", password=None)
    member = memberships.join(
        by=admin, at=AT, person=own, organisation=unit, kind="individual", begin=SINCE, number="1"
    )
    for element, value in (("mobile", "13800138000"), ("identity_number", "110101199003070273")):
        secrets.set_secret(by=admin, at=AT, person=own, element=element, value=value)
    consents.record_on_paper(by=admin, at=clock.now(), person=own, purpose="notice_texts", edition=1, number="7")
    twin = people.add_person(by=admin, at=AT, name="闻人舟", registered_in=unit)
    merged = merging.merge(by=by, at=AT, kept=bare, merged=twin, reason="同一人")
    long_ago = clock.now() - timedelta(days=90)
    asked = [
        Erasure.objects.create(person=person, asked_at=long_ago, reason="不再参加")
        for person in (left, cast.person("clerk_a"))
    ]
    invited = invitations.send_invitation(
        by=admin,
        at=clock.now(),
        email="invited@yunchuan.example",
        name="闻人渡",
        organisation=unit,
        role="clerk",
        title="干事",
    )
    outbox.deliver_due(at=clock.now())
    letter = next(letter for letter in mail.outbox if "invited@yunchuan.example" in letter.to)
    return {
        "person_id": [own.pk, bare.pk],
        "post_id": [post.pk, second.pk],
        "membership_id": [member.pk],
        "merge_id": [merged.pk],
        "erasure_id": [one.pk for one in asked],
        "invitation_id": [invited.pk],
        "token": [re.search(r"/invitation/([^/\s]+)/", letter.body)[1]],
        "element": ["mobile", "identity_number"],
        "purpose": ["notice_texts"],
    }


def _units(cast: Cast) -> Places:
    by, top = Platform(), cast.unit("云川市科协")
    moved, closed, gone, into = (
        add_organisation(by=by, at=AT, name=name, kind="society", short_name="", parent=top)
        for name in ("云川市测绘学会", "云川市气象学会", "云川市地质学会", "云川市地理学会")
    )
    close_organisation(by=by, at=AT, organisation=closed, on=date(2023, 5, 1))
    merge_organisation(by=by, at=AT, organisation=gone, into=into)
    unconfirmed = units_named(["石桥科学小院"], by=by, at=AT)[0]
    units = (cast.unit(SHORT), moved, closed, gone, unconfirmed)
    return {"uid": [unit.uid for unit in units]}


def _work(cast: Cast) -> Places:
    """What hangs on accounts: long work, views, requests, notices, entries, log-ins."""
    admin, clerk, unit = cast.actor("unit_admin_a"), cast.actor("clerk_a"), cast.unit(SHORT)
    works = []
    for state in (WorkState.QUEUED, WorkState.FAILED):
        with transaction.atomic():
            work = longwork.start(
                by=admin,
                at=clock.now(),
                kind="people.import",
                title="导入名单",
                payload={},
                file=b"x",
                file_name="名单.csv",
            )
        ended = clock.now() if state == WorkState.FAILED else None
        LongWork.objects.filter(pk=work.pk).update(state=state, ended_at=ended)
        works.append(work.pk)
    view = SavedView.objects.create(
        by_account=admin.account_id,
        register="people.persons",
        address="/workbench/persons/?text=x",
        name="我的",
        created_at=AT,
    )
    asked = exporting.ask(by=clerk, at=AT, address="/workbench/persons/", wanted="csv", purpose="核对名册")
    kind = ledger.kinds.register("furnished.visit", ledger.Kind("furnished.visit", "走访"))
    entry = ledger.write(
        by=cast.actor("clerk_b"),
        at=AT,
        kind=kind.code,
        title="走访青溪",
        occurred_on=date(2023, 5, 20),
        units=[cast.unit("云台区科协")],
        source="furnished.visit:1",
        counterpart=unit,
    )
    told = cast.person("unit_admin_a")
    notifications.notify(at=AT, persons=[told], kind="furnished", title="请您核对", key="furnished:1")
    log_in = _log_in_elsewhere(cast)
    return {
        "work_id": works,
        "view_id": [view.pk],
        "request_id": [asked.pk],
        "entry_id": [entry.pk],
        "notice_id": [Notice.objects.get(person=told, key="furnished:1").pk],
        "number": [log_in.pk],
    }


def _log_in_elsewhere(cast: Cast) -> UserSession:
    """A second log-in of the administrator's, with an app, a city identity and a consent of his own."""
    account, by = cast.account("unit_admin_a"), cast.actor("unit_admin_a")
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session["_auth_user_id"] = str(account.pk)
    session.create()
    TOTP.activate(account, generate_totp_secret())
    identity.map_identity(by=cast.actor("system_admin"), at=AT, account=account, subject="c-1")
    consents.give(by=by, at=clock.now(), purpose="notice_texts", edition=1)
    return UserSession.objects.create(
        user=account, session_key=session.session_key, ip="198.51.100.7", user_agent="x", last_seen_at=clock.now()
    )


def _city(cast: Cast) -> Places:
    site, _secret = identity.add_site(
        by=cast.actor("system_admin"),
        at=AT,
        name="科学之家",
        redirect_uris=["https://portal.yunchuan.example/return"],
        tells_roles=False,
    )
    return {"client_id": [site.pk], "provider_id": ["city"]}


def _standard(cast: Cast) -> Places:
    standards.load_standard(by=Platform(), at=datetime(2026, 11, 21, tzinfo=UTC))
    before = standard().elements["seats"]
    revised = revising.propose(
        by=cast.actor("system_admin"),
        at=clock.now(),
        reason="业务需要",
        new=True,
        after=replace(
            before,
            code="venue_floor",
            identifier="YC-DE-0001",
            name="楼层",
            effective_from=timezone.localdate(clock.now()),
        ),
    )
    return {"revision_id": [revised.pk], "code": ["seats", "sex"], "subject": ["element"]}
