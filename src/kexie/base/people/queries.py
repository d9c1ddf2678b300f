"""Questions about organisations, persons, posts and the audit; each fetches and authorises together."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery
from django.urls import reverse

from kexie.base.kernel import access, audit
from kexie.base.kernel.access import Ability, Actor, Role
from kexie.base.kernel.errors import NotFound
from kexie.base.kernel.models import AuditEvent
from kexie.base.people.abilities import ENTER_WORKBENCH, GRANT_POSTS, MANAGE_ORGANISATIONS, READ_AUDIT, VIEW_PERSONS
from kexie.base.people.models import Account, Organisation, Person, Post, PostQuerySet
from kexie.base.people.rules import Holding, PersonActor, reaches_everywhere, tidy_name
from kexie.base.ui.picking import Option, matching


def actor_of(account: Account, *, on: date) -> PersonActor:
    """The actor behind an account, with what the person holds on the day ``on``; a disabled account holds nothing."""
    if not account.is_active or account.person_id is None:
        return PersonActor(name=account.get_full_name(), account_id=account.pk, person_id=account.person_id)
    posts = Post.objects.on(on).filter(person_id=account.person_id).exclude(role="")
    rows = posts.values_list("role", "organisation__path", "person__name")
    holdings = tuple(Holding(role, path) for role, path, _ in rows)
    name = next((name for _, _, name in rows), None) or account.get_full_name()
    return PersonActor(name=name, account_id=account.pk, person_id=account.person_id, holdings=holdings)


def find_unit(name: str) -> Organisation | None:
    """The unit of exactly this name, or the only one of this short name; None when there is none or several.

    The tree of organisations is public knowledge (every portal prints it), so nobody is asked for an ability.
    """
    name = tidy_name(name)
    exact: Organisation | None = Organisation.objects.filter(name=name).first()
    if exact is not None or not name:
        return exact
    short = list(Organisation.objects.filter(short_name=name)[:2])
    return short[0] if len(short) == 1 else None


def is_empty() -> bool:
    """Whether there is no organisation yet: an installation just made."""
    return not Organisation.objects.exists()


def holders(ability: Ability, *, on: date) -> list[Person]:
    """Who holds ``ability`` on the day ``on``, anywhere, by name: for notices, never for display to others."""
    granting = [role.code for role in ability.granted]
    posts = Post.objects.on(on).filter(role__in=granting)
    return list(Person.objects.filter(pk__in=posts.values("person_id")).order_by("name", "pk"))


def organisations(actor: Actor, *, text: str = "", kind: str = "") -> QuerySet[Organisation]:
    """The register of organisations, for everyone in the workbench: the tree is public, its people are not.

    Unconfirmed units, which an import has named, are seen by those who can confirm them.
    """
    access.check(actor, ENTER_WORKBENCH)
    found: QuerySet[Organisation] = Organisation.objects.order_by("path")
    if not access.may(actor, MANAGE_ORGANISATIONS):
        found = found.filter(confirmed=True)
    if kind:
        found = found.filter(kind=kind)
    if text := tidy_name(text):
        found = found.filter(Q(name__icontains=text) | Q(short_name__icontains=text))
    return found


def organisation(actor: Actor, uid: UUID) -> Organisation:
    """One unit of :func:`organisations`; NotFound when there is none that the actor may see."""
    unit = organisations(actor).filter(uid=uid).first()
    if unit is None:
        raise NotFound
    return unit


def unit_to_manage(actor: Actor, uid: UUID) -> Organisation:
    """A unit whose record ``actor`` may change; NotFound when there is none, NotPermitted outside the reach."""
    unit = organisation(actor, uid)
    access.check(actor, MANAGE_ORGANISATIONS, unit.path)
    return unit


def unit_options(actor: Actor, text: str) -> list[Option]:
    """Confirmed units whose name, short name, pinyin or initials hold ``text``."""
    found = organisations(actor).filter(confirmed=True)
    return matching([Option(key=str(unit.uid), label=unit.name, note=unit.short_name) for unit in found], text)


def unit_chosen(actor: Actor, key: str) -> Organisation | None:
    """The confirmed unit with this identifier, or of this name or only one of this short name."""
    try:
        return organisations(actor).filter(confirmed=True, uid=UUID(key)).first()
    except ValueError:
        unit = find_unit(key)
        return unit if unit is not None and unit.confirmed else None


def posts(actor: Actor, *, on: date) -> PostQuerySet:
    """The posts, held on the day ``on`` or later, in the units where ``actor`` may see persons."""
    access.check(actor, VIEW_PERSONS)
    within = actor.reach(VIEW_PERSONS).q("organisation__path")
    return Post.objects.not_over(on).filter(within).select_related("organisation", "person")


def posts_in(actor: Actor, unit: Organisation, *, on: date) -> PostQuerySet:
    """The posts in ``unit`` on the day ``on``, as far as ``actor`` may see them: none, if the unit is not within reach."""
    if not access.may(actor, VIEW_PERSONS, unit.path):
        return Post.objects.none()
    return posts(actor, on=on).on(on).filter(organisation=unit)


def persons(actor: Actor, *, on: date, text: str = "") -> QuerySet[Person]:
    """The persons who serve, on the day ``on`` or later, in a unit within reach of `VIEW_PERSONS`.

    Each comes with ``seen_posts``: the posts within reach, not those in other units. Who sees all units also sees
    persons without any post.
    """
    seen = posts(actor, on=on)
    found = Person.objects.all()
    if not actor.reach(VIEW_PERSONS).everywhere:
        found = found.filter(pk__in=seen.values("person_id"))
    if text := tidy_name(text):
        found = found.filter(name__icontains=text)
    found = found.select_related("account").prefetch_related(Prefetch("posts", seen, to_attr="seen_posts"))
    return found.order_by("name", "pk")


def person(actor: Actor, person_id: UUID, *, on: date) -> Person:
    """One person of :func:`persons`; NotFound when out of reach, as if there were none."""
    found = persons(actor, on=on).filter(pk=person_id).first()
    if found is None:
        raise NotFound
    return found


def unit_to_staff(actor: Actor, uid: UUID) -> Organisation:
    """A unit in which ``actor`` may grant posts; NotFound when there is none, NotPermitted outside the reach."""
    unit = organisation(actor, uid)
    access.check(actor, GRANT_POSTS, unit.path)
    return unit


def post_to_end(actor: Actor, post_id: UUID, *, on: date) -> Post:
    """A post, held on the day ``on`` or later, that ``actor`` may end; NotFound otherwise."""
    within = actor.reach(GRANT_POSTS).q("organisation__path")
    found = Post.objects.not_over(on).filter(within, pk=post_id).select_related("organisation", "person").first()
    if found is None:
        raise NotFound
    return found


def grantable_roles(actor: Actor) -> list[Role]:
    """The roles that ``actor`` may hand out somewhere: who does not reach everywhere, none that does."""
    everywhere = actor.reach(GRANT_POSTS).everywhere
    return [role for role in access.roles if everywhere or not reaches_everywhere(role.code, access.abilities)]


def person_options(actor: Actor, text: str, *, on: date) -> list[Option]:
    """Persons within reach whose name, pinyin or initials hold ``text``, each with a unit to tell namesakes apart."""
    return matching([_option(found) for found in persons(actor, on=on)], text)


def person_named(actor: Actor, key: str, *, on: date) -> Person | None:
    """The person within reach with this identifier, or the only one of exactly this name."""
    found = persons(actor, on=on)
    try:
        return found.filter(pk=UUID(key)).first()
    except ValueError:
        same = list(found.filter(name=tidy_name(key))[:2])
        return same[0] if len(same) == 1 else None


def _option(person: Person) -> Option:
    seen = person.seen_posts  # type: ignore[attr-defined]
    return Option(key=str(person.pk), label=person.name, note=seen[0].organisation.name if seen else "")


def account_of(actor: Actor, person_id: UUID, *, on: date) -> Account:
    """The account of one of :func:`persons`; NotFound when there is none."""
    found = Account.objects.filter(person=person(actor, person_id, on=on)).select_related("person").first()
    if found is None:
        raise NotFound
    return found


def own_posts(actor: Actor, *, on: date) -> PostQuerySet:
    """What the actor holds today or later: everyone may see that of himself or herself."""
    if actor.person_id is None:
        return Post.objects.none()
    return Post.objects.not_over(on).filter(person_id=actor.person_id).select_related("organisation")


def audit_trail(
    actor: Actor,
    *,
    action: str = "",
    person_id: UUID | None = None,
    begin: datetime | None = None,
    end: datetime | None = None,
) -> QuerySet[AuditEvent]:
    """The audit, newest first, behind `READ_AUDIT`; each row with ``person_name``, the actor's name as it is now."""
    names = Person.objects.filter(pk=OuterRef("person_id")).values("name")[:1]
    found = audit.audit_events(actor, READ_AUDIT, action=action, person_id=person_id, begin=begin, end=end)
    return found.annotate(person_name=Subquery(names))


def password_link(account: Account) -> str:
    """A link, good once and for three days, by which the password of ``account`` is set."""
    uid, token = user_pk_to_url_str(account), default_token_generator.make_token(account)
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": token})
    return f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{path}"
