"""Telling persons, and their page."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from kexie.base.kernel import clock
from kexie.base.kernel.errors import NotFound
from kexie.base.kernel.models import OutboxMessage
from kexie.base.notifications import api, queries, views
from kexie.base.notifications.actions import telling
from kexie.base.notifications.errors import WrongNotice
from kexie.base.notifications.models import Notice

DAY = datetime(2023, 5, 23, 2, 0, tzinfo=UTC)
NIGHT = datetime(2023, 5, 23, 15, 0, tzinfo=UTC)
LIST = "/me/notices/"


def tell(cast, *members: str, at: datetime = DAY, **changes: object) -> int:
    said = {"kind": "tests", "title": "第17期待审核", "body": "请在今天办结。", "url": "/workbench/", "key": "tests:1"}
    return api.notify(at=at, persons=[cast.person(name) for name in members], **(said | changes))


def test_each_person_gets_a_notice_and_a_mail(cast):
    assert tell(cast, "editor", "reviewer") == 2
    notice = Notice.objects.get(person=cast.person("editor"))
    assert (notice.title, notice.url, notice.created_at, notice.read_at) == ("第17期待审核", "/workbench/", DAY, None)
    messages = list(OutboxMessage.objects.filter(topic="mail"))
    assert {m.payload["notice"] for m in messages} == {str(pk) for pk in Notice.objects.values_list("pk", flat=True)}
    assert all(set(m.payload) == {"notice"} and m.next_attempt_at == DAY for m in messages)


def test_the_same_thing_is_told_once(cast):
    tell(cast, "editor")
    assert tell(cast, "editor", "reviewer", at=DAY + timedelta(hours=1)) == 1
    assert tell(cast, "editor", "editor", key="tests:2") == 1
    assert Notice.objects.count() == 3
    assert OutboxMessage.objects.filter(topic="mail").count() == 3


def test_who_has_no_account_or_a_disabled_one_gets_no_mail(cast):
    cast.account("plain").delete()
    assert tell(cast, "plain", "disabled") == 2
    assert not OutboxMessage.objects.filter(topic="mail").exists()


def test_mail_of_the_night_waits_for_the_morning(cast):
    tell(cast, "editor", at=NIGHT)
    assert Notice.objects.get().created_at == NIGHT
    assert OutboxMessage.objects.get().next_attempt_at == datetime(2023, 5, 23, 23, 0, tzinfo=UTC)


def test_a_notice_falls_with_the_business_that_told_it(cast):
    with transaction.atomic():
        tell(cast, "editor")
        transaction.set_rollback(True)
    assert not Notice.objects.exists()
    assert not OutboxMessage.objects.exists()


def test_a_notice_that_leads_away_is_refused_by_action_and_database(cast):
    with pytest.raises(WrongNotice) as refused:
        tell(cast, "editor", url="https://evil.example/")
    assert list(refused.value.errors) == ["url"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.create(
            person=cast.person("editor"), kind="x", title="x", key="x", created_at=DAY, url="http://x"
        )


def test_nobody_reads_or_marks_what_is_anothers(cast):
    tell(cast, "editor")
    notice = Notice.objects.get()
    assert not queries.notices(cast.actor("reviewer")).exists()
    for foreign in ("reviewer", "visitor", "platform"):
        with pytest.raises(NotFound):
            telling.mark_read(by=cast.actor(foreign), at=DAY, notice_id=notice.pk)
        assert telling.mark_all_read(by=cast.actor(foreign), at=DAY) == 0
    assert cast.as_("reviewer").post(f"{LIST}{notice.pk}/read/").status_code == 404
    notice.refresh_from_db()
    assert notice.read_at is None


def test_reading_is_kept_at_its_first_time(cast):
    tell(cast, "editor")
    editor, notice = cast.actor("editor"), Notice.objects.get()
    telling.mark_read(by=editor, at=DAY, notice_id=notice.pk)
    telling.mark_read(by=editor, at=DAY + timedelta(days=1), notice_id=notice.pk)
    notice.refresh_from_db()
    assert notice.read_at == DAY


def test_the_number_of_unread_costs_one_query_and_none_for_a_visitor(cast, django_assert_num_queries):
    tell(cast, "editor")
    tell(cast, "editor", key="tests:2")
    tell(cast, "reviewer", key="tests:3")
    editor = cast.actor("editor")
    with django_assert_num_queries(1):
        assert api.unread_count(editor) == 2
    with django_assert_num_queries(0):
        assert api.unread_count(cast.actor("visitor")) == 0
        assert api.unread_count(cast.actor("platform")) == 0
    telling.mark_all_read(by=editor, at=DAY)
    assert api.unread_count(editor) == 0
    assert api.unread_count(cast.actor("reviewer")) == 1


def test_marking_all_leaves_what_came_after_one_looked(cast):
    tell(cast, "editor", at=DAY)
    tell(cast, "editor", at=DAY + timedelta(minutes=5), key="tests:2")
    assert telling.mark_all_read(by=cast.actor("editor"), at=DAY + timedelta(minutes=1)) == 1


def test_the_page_is_for_those_who_are_signed_in(cast):
    assert cast.as_("visitor").get(LIST).status_code == 302
    page = cast.as_("plain").get(LIST)
    assert page.status_code == 200
    assert "还没有消息" in page.content.decode()
    assert "没有未读的消息" in cast.as_("plain").get(f"{LIST}?show=unread").content.decode()


def test_the_page_shows_ones_own_by_tab(cast):
    tell(cast, "editor", title="读过的")
    telling.mark_all_read(by=cast.actor("editor"), at=DAY)
    tell(cast, "editor", title="没读的", key="tests:2")
    tell(cast, "reviewer", title="别人的", key="tests:3")
    client = cast.as_("editor")

    def titles(query: str) -> set[str]:
        page = client.get(f"{LIST}{query}").content.decode()
        return {title for title in ("读过的", "没读的", "别人的") if title in page}

    assert titles("") == titles("?show=nonsense") == {"读过的", "没读的"}
    assert titles("?show=unread") == {"没读的"}
    assert titles("?show=read") == {"读过的"}


def test_the_page_is_paged(cast):
    for number in range(views.PER_PAGE + 2):
        tell(cast, "editor", title=f"第{number:03}条", key=f"tests:{number}", at=DAY + timedelta(minutes=number))
    client = cast.as_("editor")
    first, second = (client.get(f"{LIST}?page={page}").content.decode() for page in (1, 2))
    assert "第021条" in first
    assert "第001条" not in first
    assert "第001条" in second
    assert client.get(f"{LIST}?page=nonsense").status_code == 200


def test_opening_marks_as_read_and_leads_on(cast):
    tell(cast, "editor")
    notice, client = Notice.objects.get(), cast.as_("editor")
    with clock.fixed(DAY):
        reply = client.post(f"{LIST}{notice.pk}/read/", {"open": "1"})
    assert reply.headers["Location"] == "/workbench/"
    notice.refresh_from_db()
    assert notice.read_at == DAY


def test_marking_comes_back_to_the_same_tab(cast):
    tell(cast, "editor")
    client = cast.as_("editor")
    reply = client.post(f"{LIST}{Notice.objects.get().pk}/read/", {"show": "unread"})
    assert reply.headers["Location"] == f"{LIST}?show=unread"
    assert client.post(f"{LIST}read/", {"show": "//evil.example"}).headers["Location"] == LIST


def test_all_are_marked_at_once(cast):
    tell(cast, "editor")
    tell(cast, "editor", key="tests:2")
    page = cast.as_("editor").post(f"{LIST}read/", follow=True).content.decode()
    assert "已将2条消息标为已读。" in page
    assert not Notice.objects.unread().exists()


def test_a_get_marks_nothing(cast):
    tell(cast, "editor")
    client = cast.as_("editor")
    client.get(LIST)
    assert client.get(f"{LIST}read/").status_code == 405
    assert client.get(f"{LIST}{Notice.objects.get().pk}/read/").status_code == 405
    assert Notice.objects.unread().count() == 1


def test_an_unknown_notice_is_not_found(cast):
    assert cast.as_("editor").post(f"{LIST}{uuid4()}/read/").status_code == 404


def test_what_a_notice_says_is_shown_as_text(cast):
    tell(cast, "editor", title="<img src=x onerror=alert(1)>", body="<script>alert(2)</script>")
    page = cast.as_("editor").get(LIST).content.decode()
    assert "<img src=x" not in page
    assert "<script>alert(2)" not in page


def test_the_shell_counts_what_is_unread(cast):
    tell(cast, "editor")
    tell(cast, "editor", key="tests:2")
    page = cast.as_("editor").get("/me/notices/").content.decode()
    strip = page[page.index('class="strip') :]
    assert ">2<" in strip[: strip.index("</nav>")]
