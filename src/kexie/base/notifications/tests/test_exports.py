"""An export that needs two persons is told: to those who may decide, then to who has asked."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.urls import reverse

from kexie.base.kernel import clock, outbox
from kexie.base.kernel.access import Platform
from kexie.base.kernel.errors import Conflict
from kexie.base.kernel.models import OutboxMessage
from kexie.base.notifications.actions import mailing
from kexie.base.notifications.models import Notice
from kexie.base.people.abilities import APPROVE_EXPORTS, CLERK
from kexie.base.people.actions.accounts import disable_account
from kexie.base.people.actions.posts import grant_post
from kexie.base.people.models import Post
from kexie.base.people.queries.actors import holding_actors
from kexie.base.ui import exporting
from kexie.base.ui.models import ExportRequest

#: By day, so that mail goes out at once.
AT = datetime.fromisoformat("2026-11-20T10:00:00+08:00")


@pytest.fixture(autouse=True)
def few(settings):
    settings.KEXIE_EXPORT_ALONE = 1
    settings.DEFAULT_FROM_EMAIL = "kexie@yunchuan.example"
    with clock.fixed(AT):
        yield
    mailing.hang_up()


def ask(cast, member: str = "unit_admin_a") -> ExportRequest:
    given = {"address": "/workbench/persons/", "wanted": "csv", "purpose": "核对代表资格，用完删除。"}
    return exporting.ask(by=cast.actor(member), at=AT, **given)


def decide(cast, request: ExportRequest, *, agree: bool = True, reason: str = "", member: str = "security_admin"):
    return exporting.decide(by=cast.actor(member), at=AT, request_id=request.pk, agree=agree, reason=reason)


def told(kind: str) -> set[str]:
    return set(Notice.objects.filter(key__startswith=f"export:{kind}:").values_list("person__name", flat=True))


def mailed() -> list[tuple[str, str]]:
    """Deliver the mail that waits: to whom, with what subject."""
    for message in OutboxMessage.objects.filter(topic="mail"):
        outbox.deliver(message.pk, at=AT)
    return sorted((one.to[0], one.subject) for one in mail.outbox)


class TestAsked:
    def test_those_who_may_decide_are_told_in_the_site_and_by_mail(self, cast):
        request = ask(cast)
        assert told("asked") == {cast.person("security_admin").name}
        notice = Notice.objects.get()
        assert notice.title == "苏明远申请导出“人员”2条，请您审批"
        assert notice.url == reverse("work:export", args=[request.pk])
        assert "核对代表资格" not in notice.title + notice.body
        assert mailed() == [("security_admin@yunchuan.example", notice.title)]

    def test_who_reaches_as_far_as_the_asker_is_told_and_nobody_else(self, cast):
        city = cast.unit("云川市科协")
        person = cast.person("plain")
        by = Platform()
        grant_post(
            by=by, at=AT, person=person, organisation=city, role="unit_admin", title="秘书长", begin=date(2020, 1, 1)
        )
        ask(cast)
        assert told("asked") == {person.name, cast.person("security_admin").name}

    def test_who_asks_is_not_asked(self, cast):
        ask(cast, "security_admin")
        assert told("asked") == set()

    def test_who_cannot_log_in_or_serves_no_more_is_not_told(self, cast):
        disable_account(by=Platform(), at=AT, account=cast.account("security_admin"))
        ask(cast)
        assert told("asked") == set()

    def test_a_refused_request_tells_nobody(self, cast):
        with pytest.raises(exporting.Invalid):
            exporting.ask(
                by=cast.actor("unit_admin_a"), at=AT, address="/workbench/persons/", wanted="csv", purpose=" "
            )
        assert not Notice.objects.exists()


class TestDecided:
    def test_the_asker_is_told_that_it_was_agreed_to(self, cast):
        request = ask(cast)
        decide(cast, request)
        notice = Notice.objects.get(key=f"export:decided:{request.pk}")
        assert notice.person == cast.person("unit_admin_a")
        assert notice.title == "您申请导出的“人员”已获同意"
        assert "审批人：韩思齐" in notice.body
        assert ("unit_admin_a@yunchuan.example", notice.title) in mailed()
        page = cast.as_("unit_admin_a").get("/me/notices/").content.decode()
        assert notice.title in page

    def test_the_asker_reads_why_it_was_not(self, cast):
        request = ask(cast)
        decide(cast, request, agree=False, reason="范围过大，请只导出理事")
        notice = Notice.objects.get(key=f"export:decided:{request.pk}")
        assert notice.title == "您申请导出的“人员”未获同意"
        assert "理由：范围过大，请只导出理事。" in notice.body

    def test_what_the_second_persons_were_told_is_done_with(self, cast):
        request = ask(cast)
        assert Notice.objects.unread().filter(person=cast.person("security_admin")).exists()
        decide(cast, request)
        assert not Notice.objects.unread().filter(person=cast.person("security_admin")).exists()

    def test_it_is_told_once_and_with_the_decision_alone(self, cast):
        request = ask(cast)
        decide(cast, request)
        with pytest.raises(Conflict):
            decide(cast, request)
        assert Notice.objects.filter(key=f"export:decided:{request.pk}").count() == 1

    def test_at_night_the_mail_waits_for_the_morning(self, cast):
        late = AT.replace(hour=23)
        request = ask(cast)
        OutboxMessage.objects.all().delete()
        exporting.decide(by=cast.actor("security_admin"), at=late, request_id=request.pk, agree=True)
        message = OutboxMessage.objects.get(topic="mail")
        assert message.next_attempt_at == (late + timedelta(days=1)).replace(hour=7)


class TestHolders:
    def test_they_come_with_how_far_they_reach_in_one_query(self, cast, django_assert_num_queries):
        with django_assert_num_queries(1):
            found = {
                actor.name: actor.reach(APPROVE_EXPORTS) for actor in holding_actors(APPROVE_EXPORTS, on=AT.date())
            }
        assert set(found) == {cast.person(name).name for name in ("unit_admin_a", "unit_admin_b", "security_admin")}
        assert found["苏明远"].subtrees == {cast.unit("青溪区科协").path}
        assert found["韩思齐"].everywhere

    def test_a_post_that_was_altered_in_the_database_counts_for_nothing(self, cast):
        Post.objects.beyond("test").filter(person=cast.person("clerk_b"), role=CLERK.code).update(role="security_admin")
        names = {actor.name for actor in holding_actors(APPROVE_EXPORTS, on=AT.date())}
        assert cast.person("clerk_b").name not in names

    def test_a_request_of_nobody_on_record_is_told_to_nobody(self, cast):
        request = ask(cast)
        ExportRequest.objects.filter(pk=request.pk).update(by_person=None, by_account=uuid4())
        exporting.decide(
            by=cast.actor("security_admin"), at=AT, request_id=request.pk, agree=False, reason="账号已不在"
        )
        assert told("decided") == set()
