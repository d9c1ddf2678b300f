"""The inbox of those who keep the ground floor: what waits, for whom, and for nobody else."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils.functional import SimpleLazyObject

from kexie.base.kernel import clock
from kexie.base.kernel.access import Platform
from kexie.base.people.actions.invitations import send_invitation
from kexie.base.people.actions.organisations import confirm_organisation
from kexie.base.people.actions.posts import end_post, grant_post
from kexie.base.people.models import Erasure, Organisation, Post
from kexie.base.people.queries import waiting
from kexie.base.people.tests.cast import AT, SINCE
from kexie.base.ui.todos import MOST, inbox

pytestmark = pytest.mark.django_db

QUESTIONS = (
    waiting.unconfirmed_units,
    waiting.rights_to_review,
    waiting.erasures_to_decide,
    waiting.invitations_expiring,
)


def titles(question, actor) -> list[str]:
    return [todo.title for todo in question(actor, clock.now())]


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("who", ["plain", "clerk_a", "editor", "audit_admin"])
def test_who_may_not_is_told_nothing(cast, question, who):
    Erasure.objects.beyond("test").create(person=cast.person("clerk_b"), asked_at=clock.now())
    Organisation.objects.filter(name="云川市农学会").update(confirmed=False)
    assert titles(question, cast.actor(who)) == []


def test_an_unconfirmed_organisation_waits_for_the_system_administrator(cast):
    assert titles(waiting.unconfirmed_units, cast.actor("system_admin")) == []
    Organisation.objects.filter(name="云川市农学会").update(confirmed=False)
    [todo] = waiting.unconfirmed_units(cast.actor("system_admin"), clock.now())
    assert (todo.title, todo.what) == ("云川市农学会", "确认组织")
    assert cast.client("system_admin").get(todo.url).status_code == 200
    assert titles(waiting.unconfirmed_units, cast.actor("unit_admin_a")) == []


def test_an_erasure_waits_with_its_last_day(cast):
    Erasure.objects.beyond("test").create(person=cast.person("clerk_a"), asked_at=clock.now() - timedelta(days=90))
    [todo] = waiting.erasures_to_decide(cast.actor("security_admin"), clock.now())
    assert "林知遥" in todo.title
    assert todo.overdue(clock.now().date())
    [group] = [g for g in inbox(cast.actor("security_admin"), clock.now()) if g.source.code == "people.erasures"]
    assert [item.overdue for item in group.items] == [True]
    assert cast.client("security_admin").get(todo.url).status_code == 200


def test_an_erasure_that_was_answered_waits_no_more(cast):
    Erasure.objects.beyond("test").create(person=cast.person("clerk_a"), asked_at=clock.now(), state="done")
    assert titles(waiting.erasures_to_decide, cast.actor("security_admin")) == []


def test_an_invitation_is_spoken_of_when_it_is_about_to_expire_and_only_in_reach(cast):
    sent = clock.now()
    given = {"email": "new@yunchuan.example", "name": "温言", "role": "clerk", "title": "干事"}
    by, unit = cast.actor("unit_admin_a"), cast.unit("柳湾街道科协")
    invitation = send_invitation(by=by, at=sent, organisation=unit, **given)
    assert waiting.invitations_expiring(by, sent) == []
    near = invitation.expires_at - timedelta(hours=3)
    [todo] = waiting.invitations_expiring(by, near)
    assert "温言" in todo.title
    assert waiting.invitations_expiring(cast.actor("unit_admin_b"), near) == []
    assert waiting.invitations_expiring(by, invitation.expires_at + timedelta(minutes=1)) == []


def test_rights_wait_within_reach(cast):
    own = titles(waiting.rights_to_review, cast.actor("unit_admin_a"))
    assert any("青溪区" in title for title in own)
    assert not any("云台区" in title for title in own)


def test_each_question_is_bounded_in_rows_and_queries(cast, django_assert_max_num_queries):
    Organisation.objects.bulk_create(
        Organisation(name=f"待认{n}", kind="society", path=f"9999{n:04d}", depth=2, confirmed=False, created_at=AT)
        for n in range(MOST + 9)
    )
    actor = cast.actor("system_admin")
    with django_assert_max_num_queries(1):
        assert len(waiting.unconfirmed_units(actor, clock.now())) == MOST + 1


class TestTheNumberInTheRail:
    """It is kept for seconds: never for another, never beyond the end of a right, nor beyond one's own act (`ui.inboxes`)."""

    @pytest.fixture(autouse=True)
    def _kept(self, settings):
        settings.KEXIE_INBOX_KEPT_S = 60
        cache.clear()  # the cast has the same accounts in every test

    @pytest.fixture
    def waits(self, cast):
        """How many to-dos wait for a member, two units to confirm for the system administrator among them."""
        Organisation.objects.filter(name__in=["云川市农学会", "云川市航空学会"]).update(confirmed=False)
        return lambda who: sum(len(group.items) for group in inbox(cast.actor(who), clock.now()))

    @staticmethod
    def shown(client) -> int:
        """The number beside 待办, on a page that is not the inbox."""
        html = client.get("/workbench/organisations/").content.decode()
        found = re.search(r'<a href="/workbench/"[^>]*>.*?<span>待办</span>(?:<span class="count">(\d+))?', html)
        return int(found[1] or 0)

    def test_each_sees_the_own_number(self, cast, waits):
        wanted = (waits("system_admin"), waits("clerk_a"))
        assert wanted[0] >= wanted[1] + 2
        admin, clerk = cast.client("system_admin"), cast.client("clerk_a")
        assert [(self.shown(admin), self.shown(clerk)) for _turn in range(2)] == [wanted] * 2

    def test_a_post_that_ends_takes_its_to_dos_along_at_once(self, cast, waits):
        person = cast.person("system_admin")
        grant_post(by=Platform(), at=AT, person=person, organisation=cast.unit("科普部"), role="clerk", begin=SINCE)
        client, before = cast.client("system_admin"), waits("system_admin")
        assert self.shown(client) == before
        post = Post.objects.get(person=person, role="system_admin")
        end_post(by=Platform(), at=clock.now(), post=post, on=clock.today())
        assert self.shown(client) == waits("system_admin") <= before - 2

    def test_a_to_do_that_one_has_done_is_gone_from_the_next_page(self, cast, waits):
        client, actor, before = cast.client("system_admin"), cast.actor("system_admin"), waits("system_admin")
        assert self.shown(client) == before
        unit = Organisation.objects.get(name="云川市农学会")
        confirm_organisation(
            by=actor, at=clock.now(), organisation=unit, kind="society", parent=cast.unit("云川市科协")
        )
        assert self.shown(client) == before - 1

    def test_the_inbox_itself_is_never_an_old_one(self, cast, waits):
        client, before = cast.client("system_admin"), waits("system_admin")
        assert self.shown(client) == before
        Organisation.objects.filter(name="云川市农学会").update(confirmed=True)  # by nobody whom the audit names
        html = client.get("/workbench/").content.decode()
        assert "云川市农学会" not in html
        assert f'<span class="count">{before - 1}<' in html
        assert self.shown(client) == before - 1

    def test_all_that_an_actor_is_stands_in_the_key(self, cast):
        """Of a person with an account, so that no other right and no other day's posts share a number."""
        actor = cast.actor("system_admin")
        told = str(actor)
        assert all(str(getattr(actor, field.name)) in told for field in fields(actor))
        assert str(SimpleLazyObject(lambda: actor)) == told
        assert str(replace(actor, holdings=())) != told
