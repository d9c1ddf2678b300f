"""What other apps may use of `people`."""

from __future__ import annotations

from django.http import HttpRequest

from kexie.base.kernel import clock
from kexie.base.kernel.access import Actor, Visitor
from kexie.base.people.abilities import (
    AUDIT_ADMIN,
    CLERK,
    EDIT_WEB_CONTENT,
    ENTER_WORKBENCH,
    MANAGE_WEB_SITE,
    REVIEW_WEB_CONTENT,
    SECURITY_ADMIN,
    SYSTEM_ADMIN,
    UNIT_ADMIN,
    WEB_EDITOR,
    WEB_MANAGER,
    WEB_REVIEWER,
)
from kexie.base.people.actions.accounts import open_account
from kexie.base.people.actions.codes import ask_code, new_code, sealed_phone
from kexie.base.people.actions.organisation_closing import close_organisation, reopen_organisation
from kexie.base.people.actions.organisation_merging import merge_organisation, unmerge_organisation
from kexie.base.people.actions.organisation_moving import move_organisation
from kexie.base.people.actions.organisations import (
    add_organisation,
    edit_organisation,
    rename_organisation,
    units_named,
)
from kexie.base.people.actions.persons import add_person
from kexie.base.people.actions.post_seals import report_all
from kexie.base.people.actions.posts import end_post, grant_post
from kexie.base.people.models import Account, Organisation, OrganisationKind, Person, Post
from kexie.base.people.queries import (
    actor_of,
    find_unit,
    holders,
    holders_for,
    holding_actors,
    is_empty,
    own_posts,
)
from kexie.base.people.queries.consents import consented, consented_persons
from kexie.base.people.queries.districts import districts
from kexie.base.people.queries.posts_register import (
    Bearer,
    Standing,
    bearers,
    in_order_of_precedence,
    posted,
    posts_on,
    standing,
)
from kexie.base.people.queries.public_units import UnitNames, unit_names
from kexie.base.people.rules.posts import Clash, Term, conflicting_roles
from kexie.base.people.rules.shape_files import offer_shapes
from kexie.base.people.rules.stored_paths import follow_moves

__all__ = [
    "AUDIT_ADMIN",
    "CLERK",
    "EDIT_WEB_CONTENT",
    "ENTER_WORKBENCH",
    "MANAGE_WEB_SITE",
    "REVIEW_WEB_CONTENT",
    "SECURITY_ADMIN",
    "SYSTEM_ADMIN",
    "UNIT_ADMIN",
    "WEB_EDITOR",
    "WEB_MANAGER",
    "WEB_REVIEWER",
    "Account",
    "Bearer",
    "Clash",
    "Organisation",
    "OrganisationKind",
    "Person",
    "Post",
    "Standing",
    "Term",
    "UnitNames",
    "actor_for_request",
    "actor_of",
    "add_organisation",
    "add_person",
    "ask_code",
    "bearers",
    "close_organisation",
    "conflicting_roles",
    "consented",
    "consented_persons",
    "districts",
    "edit_organisation",
    "end_post",
    "find_unit",
    "follow_moves",
    "grant_post",
    "holders",
    "holders_for",
    "holding_actors",
    "in_order_of_precedence",
    "is_empty",
    "merge_organisation",
    "move_organisation",
    "new_code",
    "offer_shapes",
    "open_account",
    "own_posts",
    "posted",
    "posts_on",
    "rename_organisation",
    "reopen_organisation",
    "sealed_phone",
    "shown_unit",
    "standing",
    "unit_names",
    "units_named",
    "unmerge_organisation",
]


def actor_for_request(request: HttpRequest) -> Actor:
    """The actor of a request: the person logged in, or a visitor."""
    if request.user.is_authenticated:
        actor = actor_of(request.user, on=clock.today())
        if actor.tampered:
            report_all(actor.tampered, at=clock.now())
        return actor
    return Visitor()


def shown_unit(request: HttpRequest) -> Organisation | None:
    """The unit whose public page is being drawn, for a section of the slot ``organisation``."""
    return getattr(request, "organisation", None)
