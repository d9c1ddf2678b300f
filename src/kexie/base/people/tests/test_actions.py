"""Verbs: what they change, what they refuse, that each leaves exactly one event, and nothing when it fails."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from kexie.base.kernel import audit, clock
from kexie.base.kernel.access import Platform, Visitor, may
from kexie.base.kernel.errors import LogInFirst, NotPermitted
from kexie.base.kernel.models import AuditEvent
from kexie.base.people import errors
from kexie.base.people.abilities import EDIT_WEB_CONTENT
from kexie.base.people.actions import accounts, organisations, posts
from kexie.base.people.models import Account, Organisation, Person, Post
from kexie.base.people.queries import actor_of
from kexie.base.people.tests.cast import AT, PASSWORD, SINCE

US = Platform()


@pytest.fixture
def newcomer(cast) -> Person:
    return posts.add_person(by=US, at=AT, name="方舟")


def grant(cast, newcomer, unit="青溪区科协", *, by=US, role="clerk", **more) -> Post:
    details = {"begin": SINCE, "role": role, **more}
    return posts.grant_post(by=by, at=AT, person=newcomer, organisation=cast.unit(unit), **details)


# Organisations


def test_a_unit_is_planted_where_it_belongs(cast):
    parent = cast.unit("青溪区科协")
    unit = organisations.add_organisation(
        by=cast.actor("system_admin"), at=AT, name="南岸科协", kind="park", parent=parent
    )
    assert unit.get_parent() == parent
    assert unit.path.startswith(parent.path)
    assert Organisation.find_problems() == ([], [], [], [], [])
    event = AuditEvent.objects.first()
    assert (event.action, event.target, event.unit_path) == (
        "organisation.add",
        f"people.organisation:{unit.uid}",
        unit.path,
    )


def test_siblings_planted_below_a_parent_read_long_ago_do_not_collide(cast):
    stale = cast.unit("青溪区科协")
    for name in ("甲站", "乙站", "丙站"):
        organisations.add_organisation(by=US, at=AT, name=name, kind="park", parent=stale)
    assert cast.unit("青溪区科协").numchild == 4
    assert Organisation.find_problems() == ([], [], [], [], [])


@pytest.mark.parametrize("member", ["clerk_a", "unit_admin_a", "security_admin", "plain", "disabled"])
def test_only_the_system_administrator_plants(cast, member):
    with pytest.raises(NotPermitted):
        organisations.add_organisation(by=cast.actor(member), at=AT, name="某学会", kind="society")


@pytest.mark.parametrize(
    ("name", "kind", "refusal"),
    [
        ("云川市农学会", "society", errors.NameTaken),
        (" 云川市农学会\u200b", "society", errors.NameTaken),
        ("　", "society", errors.NameMissing),
        ("长" * 121, "society", errors.NameMissing),
        ("某学会", "club", errors.NoSuchKind),
    ],
)
def test_what_cannot_be_planted_leaves_nothing_behind(cast, name, kind, refusal):
    before = (Organisation.objects.count(), AuditEvent.objects.count())
    with pytest.raises(refusal):
        organisations.add_organisation(by=US, at=AT, name=name, kind=kind)
    assert (Organisation.objects.count(), AuditEvent.objects.count()) == before


def test_a_unit_is_renamed_but_not_into_another(cast):
    unit = cast.unit("云川市农学会")
    organisations.rename_organisation(by=US, at=AT, organisation=unit, name="云川市农业学会", short_name="农业学会")
    assert cast.unit("云川市农学会").short_name == "农业学会"
    with pytest.raises(errors.NameTaken):
        organisations.rename_organisation(by=US, at=AT, organisation=unit, name="云川市航空学会")


def test_unknown_units_are_added_unconfirmed_beside_the_tree_once(cast):
    names = ["科普部", "青溪区科协", "云川市地质学会", "云川市地质学会"]
    found = organisations.units_named(names, by=US, at=AT)
    assert [unit.name for unit in found] == ["科普部", "青溪区科学技术协会", "云川市地质学会", "云川市地质学会"]
    assert found[2].pk == found[3].pk
    assert not found[2].confirmed
    assert found[2].is_root()
    assert found[2].kind == "unknown"


def test_a_short_name_of_two_units_is_not_guessed(cast):
    for name in ("云川市工程学会", "青溪区工程学会"):
        organisations.add_organisation(by=US, at=AT, name=name, kind="society", short_name="工程学会")
    with pytest.raises(errors.UnitAmbiguous):
        organisations.units_named(["工程学会"], by=US, at=AT)
    with pytest.raises(LogInFirst):
        organisations.units_named(["科普部"], by=Visitor(), at=AT)


def test_an_unconfirmed_unit_is_confirmed_once_and_moves_to_its_place(cast):
    [unit] = organisations.units_named(["云川市地质学会"], by=US, at=AT)
    parent = cast.unit("云川市科协")
    confirmed = organisations.confirm_organisation(by=US, at=AT, organisation=unit, kind="society", parent=parent)
    assert confirmed.confirmed
    assert confirmed.get_parent() == parent
    assert Organisation.find_problems() == ([], [], [], [], [])
    with pytest.raises(errors.UnitConfirmed):
        organisations.confirm_organisation(by=US, at=AT, organisation=unit, kind="society", parent=parent)


# Posts


def test_the_administrator_of_a_unit_grants_within_the_unit_and_below(cast, newcomer):
    admin = cast.actor("unit_admin_a")
    grant(cast, newcomer, "青溪区科协", by=admin)
    grant(cast, newcomer, "柳湾街道科协", by=admin)
    with pytest.raises(NotPermitted):
        grant(cast, newcomer, "云台区科协", by=admin)


@pytest.mark.parametrize("role", ["system_admin", "security_admin", "audit_admin", "web_editor", "bulletin.signer"])
def test_the_administrator_of_a_unit_does_not_hand_out_the_whole_city(cast, newcomer, role):
    with pytest.raises(errors.RoleBeyondReach):
        grant(cast, newcomer, by=cast.actor("unit_admin_a"), role=role)
    assert grant(cast, newcomer, by=cast.actor("security_admin"), role=role)


def test_nobody_grants_to_himself(cast):
    with pytest.raises(errors.NotForOneself):
        grant(cast, cast.person("security_admin"), by=cast.actor("security_admin"), role="clerk")


@pytest.mark.parametrize(("held", "wanted"), [("system_admin", "audit_admin"), ("audit_admin", "security_admin")])
def test_the_three_administrators_exclude_each_other(cast, newcomer, held, wanted):
    grant(cast, newcomer, "办公室", role=held, end=date(2023, 6, 30))
    with pytest.raises(errors.RolesExclude):
        grant(cast, newcomer, "科普部", role=wanted, begin=date(2023, 6, 30))
    assert grant(cast, newcomer, "科普部", role=wanted, begin=date(2023, 7, 1))


@pytest.mark.parametrize(
    ("more", "refusal"),
    [
        ({"role": "nobody"}, errors.NoSuchRole),
        ({"role": "", "title": " "}, errors.RoleOrTitle),
        ({"end": date(2019, 12, 31)}, errors.EndsBeforeBegin),
    ],
)
def test_a_wrong_post_is_refused(cast, newcomer, more, refusal):
    with pytest.raises(refusal):
        grant(cast, newcomer, **more)
    assert not Post.objects.filter(person=newcomer).exists()


def test_a_role_is_held_once_at_a_time(cast, newcomer):
    grant(cast, newcomer, end=date(2022, 12, 31))
    grant(cast, newcomer, begin=date(2023, 1, 1))
    with pytest.raises(errors.RoleHeld):
        grant(cast, newcomer, begin=date(2022, 1, 1), end=date(2023, 1, 1))


def test_the_database_itself_refuses_a_post_that_ends_before_it_begins(cast, newcomer):
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.create(
            person=newcomer, organisation=cast.unit("科普部"), role="clerk", begin=SINCE, end=date(2019, 1, 1)
        )


def test_a_post_ends_with_its_last_day(cast, newcomer):
    post = posts.end_post(by=US, at=AT, post=grant(cast, newcomer), on=date(2023, 5, 31))
    account = accounts.open_account(by=US, at=AT, person=newcomer, email="fz@yunchuan.example", password=None)
    assert actor_of(account, on=date(2023, 5, 31)).holdings
    assert not actor_of(account, on=date(2023, 6, 1)).holdings
    with pytest.raises(errors.PostEnded):
        posts.end_post(by=US, at=AT, post=post, on=date(2023, 6, 30))
    with pytest.raises(errors.EndsBeforeBegin):
        posts.end_post(by=US, at=AT, post=post, on=date(2019, 1, 1))


def test_another_units_administrator_cannot_end_a_post(cast, newcomer):
    with pytest.raises(NotPermitted):
        posts.end_post(by=cast.actor("unit_admin_b"), at=AT, post=grant(cast, newcomer), on=date(2023, 5, 31))


def test_web_editing_comes_and_goes_with_the_post(cast):
    account = cast.account("web_editor")
    assert may(cast.actor("web_editor"), EDIT_WEB_CONTENT)
    at = datetime(2023, 6, 30, 1, 0, tzinfo=UTC)
    posts.end_post(by=US, at=at, post=Post.objects.get(person=account.person), on=date(2023, 6, 29))
    assert not may(actor_of(cast.account("web_editor"), on=date(2023, 6, 30)), EDIT_WEB_CONTENT)
    assert not may(cast.actor("clerk_a"), EDIT_WEB_CONTENT)


# Accounts


@pytest.mark.parametrize(
    ("email", "password", "refusal"),
    [
        ("CLERK_A@yunchuan.example", PASSWORD, errors.MailTaken),
        ("not an address", PASSWORD, errors.MailInvalid),
        ("fz@yunchuan.example", "1234567890", errors.PasswordWeak),
        ("fz@yunchuan.example", "短", errors.PasswordWeak),
    ],
)
def test_a_wrong_account_is_not_opened(cast, newcomer, email, password, refusal):
    with pytest.raises(refusal) as refused:
        accounts.open_account(by=US, at=AT, person=newcomer, email=email, password=password)
    assert refused.value.errors
    assert not Account.objects.filter(person=newcomer).exists()


def test_a_person_has_one_account(cast):
    with pytest.raises(errors.AccountExists):
        accounts.open_account(by=US, at=AT, person=cast.person("clerk_a"), email="x@yunchuan.example", password=None)


def test_accounts_are_managed_by_who_reaches_every_unit_of_the_person(cast, newcomer):
    """A unit's administrator who could open an account for someone with a second post would act in the other unit."""
    grant(cast, newcomer, "青溪区科协")
    second = grant(cast, newcomer, "云台区科协")
    details = {"at": AT, "person": newcomer, "email": "fz@yunchuan.example", "password": PASSWORD}
    with pytest.raises(errors.PersonBeyondReach):
        accounts.open_account(by=cast.actor("unit_admin_a"), **details)
    posts.end_post(by=US, at=AT, post=second, on=date(2023, 1, 31))
    assert accounts.open_account(by=cast.actor("unit_admin_a"), **details).check_password(PASSWORD)


@pytest.mark.parametrize(("unit", "allowed"), [("青溪区科协", True), ("云台区科协", False)])
def test_who_serves_nowhere_yet_gets_an_account_from_the_unit_of_registration(cast, unit, allowed):
    newcomer = posts.add_person(by=US, at=AT, name="方正", registered_in=cast.unit(unit))
    details = {"at": AT, "person": newcomer, "email": "fz@yunchuan.example", "password": PASSWORD}
    if allowed:
        account = accounts.open_account(by=cast.actor("unit_admin_a"), **details)
        with pytest.raises(errors.PersonBeyondReach):  # what follows stays with who reaches everywhere
            accounts.check_reach(by=cast.actor("unit_admin_a"), at=AT, person=account.person)
    else:
        with pytest.raises(errors.PersonBeyondReach):
            accounts.open_account(by=cast.actor("unit_admin_a"), **details)


@pytest.mark.parametrize("member", ["system_admin", "security_admin", "clerk_b", "plain"])
def test_a_unit_administrator_disables_nobody_elsewhere(cast, member):
    with pytest.raises(errors.PersonBeyondReach):
        accounts.disable_account(by=cast.actor("unit_admin_a"), at=AT, account=cast.account(member))
    assert cast.account(member).is_active


def test_a_unit_administrator_has_no_hold_on_those_who_reach_further(cast, newcomer):
    """In the office of the city serve also those who sign and administer: its administrator must not become them."""
    grant(cast, newcomer, "办公室", role="unit_admin")
    account = accounts.open_account(by=US, at=AT, person=newcomer, email="fz@yunchuan.example", password=PASSWORD)
    by = actor_of(account, on=AT.date())
    other = posts.add_person(by=US, at=AT, name="方知")
    post = grant(cast, other, "办公室", role="security_admin")
    with pytest.raises(errors.PersonBeyondReach):
        accounts.open_account(by=by, at=AT, person=other, email="mine@yunchuan.example", password=PASSWORD)
    with pytest.raises(errors.PersonBeyondReach):
        accounts.disable_account(by=by, at=AT, account=cast.account("signer"))
    with pytest.raises(errors.RoleBeyondReach):
        posts.end_post(by=by, at=AT, post=post, on=AT.date())


def test_an_account_is_disabled_once(cast):
    accounts.disable_account(by=cast.actor("system_admin"), at=AT, account=cast.account("web_editor"))
    assert not may(cast.actor("web_editor"), EDIT_WEB_CONTENT)
    with pytest.raises(errors.AccountDisabled):
        accounts.disable_account(by=cast.actor("system_admin"), at=AT, account=cast.account("web_editor"))


# The audit


def test_when_the_audit_fails_the_business_rolls_back(cast, newcomer, monkeypatch):
    def fails(**_):
        raise RuntimeError("no audit")

    monkeypatch.setattr(audit, "record", fails)
    with pytest.raises(RuntimeError, match="no audit"):
        grant(cast, newcomer)
    assert not Post.objects.filter(person=newcomer).exists()


def test_no_name_or_address_is_in_the_audit(cast):
    kept = "".join(str(event.data) + event.target + event.actor_name for event in AuditEvent.objects.all())
    assert "林知遥" not in kept
    assert "@" not in kept
    assert clock.today() > SINCE
