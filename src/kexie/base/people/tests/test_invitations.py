"""Invitations: sent within reach, good once and for seven days, accepted once however often (security.md, 1 and 14)."""

from __future__ import annotations

import re
import threading
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from kexie.base.kernel import clock, outbox
from kexie.base.kernel.access import Visitor
from kexie.base.kernel.errors import NotPermitted
from kexie.base.kernel.models import AuditEvent, OutboxMessage
from kexie.base.people.actions.accounts import disable_account
from kexie.base.people.actions.invitations import (
    accept_invitation,
    resend_invitation,
    send_invitation,
    withdraw_invitation,
)
from kexie.base.people.errors import AccountExists, MailInvalid, MailTaken
from kexie.base.people.errors.accounts import InvitationClosed, InvitationOpen
from kexie.base.people.models import Account, Invitation, Person, Post
from kexie.base.people.rules.invitations import State, digest_of, state_of
from kexie.base.people.tests.cast import AT

NEW = "qingxi-harbour-77"
LIST = "/workbench/invitations/"


@pytest.fixture(autouse=True)
def nobody_has_asked_yet(db):
    cache.clear()


def invite(cast, by: str = "unit_admin_a", unit: str = "柳湾街道科协", **given) -> Invitation:
    given = {"email": "new@yunchuan.example", "name": "温言", "role": "clerk", "title": "干事"} | given
    return send_invitation(by=cast.actor(by), at=clock.now(), organisation=cast.unit(unit), **given)


def link() -> str:
    outbox.deliver_due(at=clock.now())
    return re.search(r"https?://[^/]+(/\S+)", mail.outbox[-1].body)[1]


def accept(path: str, **given):
    return Client().post(path, {"name": "温言", "password": NEW, "again": NEW, **given})


def test_an_invitation_opens_account_person_and_post(cast):
    invite(cast)
    path = link()
    assert "柳湾街道科学技术协会" in mail.outbox[-1].subject
    assert "new@yunchuan.example" in Client().get(path).content.decode()
    assert accept(path)["Location"] == "/accounts/login/"
    account = Account.objects.get(email="new@yunchuan.example")
    assert account.person.name == "温言"
    post = Post.objects.get(person=account.person)
    assert (post.role, post.title, post.organisation) == ("clerk", "干事", cast.unit("柳湾街道科协"))
    client = Client()
    client.post("/accounts/login/", {"login": "new@yunchuan.example", "password": NEW})
    assert client.get("/workbench/").status_code == 200
    assert AuditEvent.objects.filter(action="invitation.accept").count() == 1


def test_the_invited_correct_their_name(cast):
    invite(cast)
    accept(link(), name="温妍")
    assert Account.objects.get(email="new@yunchuan.example").person.name == "温妍"


def test_who_is_on_record_stays_one_record(cast):
    known = Person.objects.create(name="温言", created_at=AT, registered_in=cast.unit("柳湾街道科协"))
    invite(cast, person=known, name="")
    accept(link(), name="别人")
    assert Account.objects.get(email="new@yunchuan.example").person == known
    assert Person.objects.filter(name__in=["温言", "别人"]).count() == 1


@pytest.mark.parametrize(("what", "words"), [("used", "已经使用过"), ("withdrawn", "已被撤回"), ("over", "已过期")])
def test_what_is_closed_says_why(cast, what, words):
    invitation = invite(cast)
    path = link()
    if what == "used":
        accept(path)
    elif what == "withdrawn":
        withdraw_invitation(by=cast.actor("unit_admin_a"), at=clock.now(), invitation=invitation)
    else:
        Invitation.objects.update(expires_at=clock.now() - timedelta(seconds=1))
    before = Account.objects.count()
    for response in (Client().get(path), accept(path)):
        assert response.status_code == 410
        assert words in response.content.decode()
    assert Account.objects.count() == before


def test_an_unknown_link_tells_nothing(cast):
    response = Client().get("/accounts/invitation/unknown/")
    assert response.status_code == 410
    assert "链接不正确" in response.content.decode()


def test_sent_again_the_earlier_link_is_void(cast):
    invitation = invite(cast)
    first = link()
    Invitation.objects.update(expires_at=clock.now() - timedelta(days=1))
    resend_invitation(by=cast.actor("unit_admin_a"), at=clock.now(), invitation=invitation)
    second = link()
    assert Client().get(first).status_code == 410
    assert accept(second).status_code == 302


def test_a_token_is_stored_nowhere(cast):
    invite(cast)
    token = link().rstrip("/").rpartition("/")[2]
    stored = str(list(Invitation.objects.values())) + str([row.payload for row in OutboxMessage.objects.all()])
    stored += str([vars(event) for event in AuditEvent.objects.all()])
    assert token not in stored
    assert digest_of(token) in stored


@pytest.mark.parametrize("by", ["unit_admin_b", "clerk_a", "audit_admin", "security_admin", "system_admin", "plain"])
def test_who_may_not_invite_here(cast, by):
    with pytest.raises(NotPermitted):
        invite(cast, by=by)
    assert not Invitation.objects.exists()


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"email": "clerk_b@yunchuan.example"}, MailTaken),
        ({"email": "CLERK_B@yunchuan.example "}, MailTaken),
        ({"email": "nothing"}, MailInvalid),
    ],
)
def test_addresses_are_looked_at(cast, given, refusal):
    with pytest.raises(refusal):
        invite(cast, **given)


def test_who_has_an_account_is_not_invited(cast):
    with pytest.raises(AccountExists):
        invite(cast, person=cast.person("clerk_a"))


def test_the_same_invitation_is_open_once_and_a_lapsed_one_makes_room(cast):
    invite(cast)
    with pytest.raises(InvitationOpen):
        invite(cast)
    Invitation.objects.update(expires_at=clock.now() - timedelta(days=1))
    invite(cast)
    assert Invitation.objects.count() == 2


def test_an_inviter_who_may_not_any_more_has_promised_nothing(cast):
    invite(cast)
    path = link()
    disable_account(by=cast.actor("system_admin"), at=clock.now(), account=cast.account("unit_admin_a"))
    assert accept(path).status_code == 410
    assert not Account.objects.filter(email="new@yunchuan.example").exists()
    assert not Person.objects.filter(name="温言").exists()


def test_a_role_that_reaches_further_is_not_promised(cast):
    invite(cast, role="system_admin")
    assert accept(link()).status_code == 410
    assert not Account.objects.filter(email="new@yunchuan.example").exists()


@pytest.mark.parametrize(
    "given", [{"password": "short", "again": "short"}, {"again": "another-77-harbour"}, {"name": ""}]
)
def test_what_can_be_mended_is_asked_again(cast, given):
    invite(cast)
    path = link()
    assert accept(path, **given).status_code == 422
    assert not Account.objects.filter(email="new@yunchuan.example").exists()
    assert accept(path).status_code == 302


def test_what_a_password_needs_is_said_in_our_own_sentences(cast):
    invite(cast)
    path = link()
    assert "密码至少10个字符。" in Client().get(path).content.decode()
    short = accept(path, password="123", again="123").content.decode()
    assert "密码太短，请至少输入10个字符。" in short
    near = accept(path, password="new@yunchuan", again="new@yunchuan").content.decode()
    assert "密码与您的邮箱太接近，容易被猜到，请换一个。" in near
    assert not any(stray in short + near for stray in ("password is too", "你的密码", "密码跟"))


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_accepted_twice_at_once_counts_once(cast):
    invitation, results = invite(cast), []
    invitation.refresh_from_db()
    gate = threading.Barrier(2)

    def go() -> None:
        gate.wait()
        try:
            accept_invitation(by=Visitor(), at=clock.now(), invitation=invitation, name="温言", password=NEW)
            results.append("done")
        except InvitationClosed:
            results.append("closed")
        finally:
            connection.close()

    threads = [threading.Thread(target=go) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["closed", "done"]
    assert Account.objects.filter(email="new@yunchuan.example").count() == 1
    assert Person.objects.filter(name="温言").count() == 1


def test_the_register_shows_what_is_within_reach_with_states_and_filter(cast):
    invite(cast)
    invite(cast, by="unit_admin_b", unit="云台区科协", email="other@yunchuan.example", name="柳青")
    page = cast.client("unit_admin_a").get(LIST).content.decode()
    assert "温言" in page
    assert "柳青" not in page
    assert "待接受" in page
    assert "温言" not in cast.client("unit_admin_a").get(LIST, {"state": "accepted"}).content.decode()
    assert "温言" in cast.client("system_admin").get(LIST, {"_export": "csv"}).content.decode()
    hidden = Invitation.objects.get(name="柳青").pk
    for tail in ("", "resend/", "withdraw/"):
        assert cast.client("unit_admin_a").get(f"{LIST}{hidden}/{tail}").status_code == 404


def test_everything_is_done_from_the_pages(cast):
    client, unit = cast.client("unit_admin_a"), cast.unit("柳湾街道科协")
    path = f"/workbench/organisations/{unit.uid}/invite/"
    wrong = client.post(path, {"email": "new@yunchuan.example", "submit_key": "k0"})
    assert wrong.status_code == 422
    assert "new@yunchuan.example" in wrong.content.decode()
    data = {"email": "new@yunchuan.example", "name": "温言", "role": "clerk", "submit_key": "k1"}
    assert client.post(path, data)["Location"] == LIST
    one = f"{LIST}{Invitation.objects.get().pk}/"
    assert "重发邀请" in client.get(one).content.decode()
    assert client.post(f"{one}resend/", {"submit_key": "k2"}).status_code == 302
    assert client.post(f"{one}withdraw/", {"submit_key": "k3"}).status_code == 302
    assert "已撤回" in client.get(one).content.decode()
    assert client.post(f"{one}resend/", {"submit_key": "k4"}).status_code == 422


moments = st.integers(0, 40).map(lambda hours: AT + timedelta(hours=hours))


@given(st.none() | moments, st.none() | moments, moments, moments)
def test_a_state_is_one_of_four_and_what_is_done_stays(accepted, withdrawn, expires, at):
    state = state_of(accepted_at=accepted, withdrawn_at=withdrawn, expires_at=expires, at=at)
    if accepted:
        assert state is State.ACCEPTED
    elif withdrawn:
        assert state is State.WITHDRAWN
    else:
        assert (state is State.OPEN) is (at < expires)
