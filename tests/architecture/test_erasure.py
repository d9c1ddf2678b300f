"""Erasure: asked, thought over, decided; reaches every row, and is repeated after an older backup is put back."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from kexie.base.kernel import clock, outbox, personal_rows
from kexie.base.kernel.access import Platform
from kexie.base.kernel.errors import NotPermitted
from kexie.base.kernel.models import AuditEvent, OutboxMessage
from kexie.base.kernel.personal import Identity
from kexie.base.kernel.personal_rows import declared, rows_of
from kexie.base.ledger import api as ledger
from kexie.base.notifications import api as notifications
from kexie.base.notifications.models import Notice
from kexie.base.people.actions import consents, erasure
from kexie.base.people.actions.posts import end_post
from kexie.base.people.actions.secrets import set_secret
from kexie.base.people.errors import privacy as errors
from kexie.base.people.models import Account, Consent, Erasure, Membership, Person, PersonSecret, Post
from kexie.base.people.queries import erasure as queries
from kexie.base.people.queries.erasure import identity_of
from kexie.base.people.rules import erasure as rules
from kexie.base.people.rules.personal import ERASED_NAME
from kexie.base.people.tests.cast import AT, SINCE, Cast, posts_of
from kexie.base.search import api as search

ASKED = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)
LATER = ASKED + timedelta(days=14)
#: What must be found nowhere afterwards.
MARK = "鹮鹮"
NUMBER = "13900139000"


@pytest.fixture(autouse=True)
def journal(settings, tmp_path) -> Path:
    settings.KEXIE_ERASURE_JOURNAL = tmp_path / "erasures.jsonl"
    return settings.KEXIE_ERASURE_JOURNAL


def furnish(cast: Cast, member: str = "clerk_a") -> Person:
    """Something personal in every corner: names, numbers, memberships, consents, notices, messages, sessions, index."""
    person, unit = cast.person(member), cast.unit("云川市农学会")
    Person.objects.filter(pk=person.pk).update(name=f"珂珂{MARK}", workplace=f"{MARK}研究所", letters="kekehuanhuan")
    Account.objects.filter(person=person).update(email="huanhuan@canary.example")
    set_secret(by=Platform(), at=AT, person=person, element="mobile", value=NUMBER)
    Membership.objects.create(person=person, organisation=unit, kind="individual", number=f"{MARK}1", begin=SINCE)
    notifications.notify(at=AT, persons=[person], kind="x", title=f"{MARK}您好", key="canary:1")
    with transaction.atomic():
        outbox.put(topic="people.password_link", key="canary", payload={"email": "huanhuan@canary.example"}, at=AT)
    search.put(
        search.Entry(
            source="x", key=str(person.pk), title=f"珂珂{MARK}", body="", url="/x/", on=date(2026, 1, 1), public=True
        )
    )
    cache.set("canary", MARK)
    return person


def retire(cast: Cast, member: str) -> None:
    for post in posts_of(cast.person(member)):
        end_post(by=Platform(), at=AT, post=post, on=date(2025, 12, 31))


def ask(cast: Cast, member: str, reason: str = "不再参加活动") -> Erasure:
    return erasure.ask(by=cast.actor(member), at=ASKED, reason=reason)


def erase(cast: Cast, member: str = "clerk_a") -> Erasure:
    retire(cast, member)
    return erasure.carry_out(by=cast.actor("security_admin"), at=LATER, erasure=ask(cast, member))


def everything_said() -> str:
    """All rows of all tables that may hold something personal, as text."""
    said = []
    for model in apps.get_models(include_auto_created=True):
        if model._meta.proxy or not model._meta.managed:
            continue
        said += [str(row) for row in model._base_manager.values()]
    return "\n".join(said)


def traces() -> list[str]:
    text = everything_said()
    return [mark for mark in (MARK, "huanhuan@canary", "kekehuanhuan") if mark in text]


# Days


@given(st.dates(date(2020, 1, 1), date(2040, 12, 31)))
def test_there_is_time_to_think_and_a_last_day(day):
    assert day < rules.cooling_until(day) < rules.deadline(day)
    assert rules.deadline(day) - day <= timedelta(days=35)
    assert rules.deadline(day).weekday() < 7


def test_working_days_are_those_of_the_calendar():
    # The week of 1 October is free, and 10 October 2026 (a Saturday) is worked instead.
    assert rules.deadline(date(2026, 9, 30)) > date(2026, 10, 22)
    assert rules.cooling_until(date(2026, 11, 2)) == date(2026, 11, 5)


# Asking and deciding


def test_one_asks_once_and_may_think_better_of_it(cast):
    asked = ask(cast, "plain")
    with pytest.raises(errors.ErasureAsked):
        ask(cast, "plain")
    erasure.withdraw_request(by=cast.actor("plain"), at=ASKED, erasure=asked)
    assert Erasure.objects.get().state == "withdrawn"
    with pytest.raises(errors.ErasureDecided):
        erasure.carry_out(by=cast.actor("security_admin"), at=LATER, erasure=asked)
    again = ask(cast, "plain")
    with pytest.raises(errors.ErasureDecided):
        erasure.withdraw_request(by=cast.actor("clerk_a"), at=ASKED, erasure=again)


def test_it_is_decided_by_who_protects_data_and_not_at_once(cast):
    asked = ask(cast, "plain")
    for stranger in ("system_admin", "audit_admin", "unit_admin_a", "clerk_a", "plain"):
        with pytest.raises(NotPermitted):
            erasure.carry_out(by=cast.actor(stranger), at=LATER, erasure=asked)
    with pytest.raises(errors.StillCooling):
        erasure.carry_out(by=cast.actor("security_admin"), at=ASKED + timedelta(days=3), erasure=asked)
    assert Person.objects.get(pk=cast.person("plain").pk).erased_at is None


def test_nobody_decides_about_himself(cast):
    asked = ask(cast, "security_admin")
    with pytest.raises(errors.OwnRequest):
        erasure.carry_out(by=cast.actor("security_admin"), at=LATER, erasure=asked)


def test_who_serves_is_not_erased(cast):
    asked = ask(cast, "clerk_a")
    with pytest.raises(errors.StillServing):
        erasure.carry_out(by=cast.actor("security_admin"), at=LATER, erasure=asked)


def test_a_refusal_says_why(cast):
    asked = ask(cast, "plain")
    with pytest.raises(errors.AnswerMissing):
        erasure.refuse(by=cast.actor("security_admin"), at=LATER, erasure=asked, answer="不行")
    answer = "依照档案管理规定，签发档案应当长期保存。"
    erasure.refuse(by=cast.actor("security_admin"), at=LATER, erasure=asked, answer=answer)
    assert Erasure.objects.get().answer == answer
    assert cast.client("plain").get(reverse("privacy:erasure")).content.decode().count(answer) == 1


# What is reached


def test_nothing_that_names_the_person_is_left(cast, journal):
    person = furnish(cast)
    assert traces() == [MARK, "huanhuan@canary", "kekehuanhuan"]
    done = erase(cast)
    assert traces() == []
    kept = Person.objects.get(pk=person.pk)
    assert (kept.name, kept.erased_at) == (ERASED_NAME, LATER)
    assert not PersonSecret.objects.filter(person=person).exists()
    assert not Notice.objects.filter(person=person).exists()
    assert not OutboxMessage.objects.filter(key="canary").exists()
    assert cache.get("canary") is None
    assert done.report["people.PersonSecret"] == 1
    assert (done.state, done.reason) == ("done", "")
    [line] = queries.journal()
    assert line["persons"] == [str(person.pk)]
    assert MARK not in journal.read_text(encoding="utf-8")


def test_the_account_is_closed_and_its_sessions_end(cast):
    client = cast.client("clerk_a")
    assert client.get("/me/").status_code == 200
    erase(cast)
    account = cast.account("clerk_a")
    assert (account.is_active, account.email) == (False, f"{account.pk}@erased.invalid")
    assert not account.has_usable_password()
    assert client.get("/me/").status_code == 302
    assert not any(session.get_decoded().get("_auth_user_id") == str(account.pk) for session in Session.objects.all())


def test_history_stays_without_the_name(cast):
    person = cast.person("clerk_a")
    kind = ledger.kinds.register("erasure.visit", ledger.Kind("erasure.visit", "走访"))
    ledger.write(
        by=Platform(),
        at=AT,
        kind=kind.code,
        title="走访",
        occurred_on=SINCE,
        units=[cast.unit("青溪区科协")],
        persons=[person],
        source="erasure.visit:1",
    )
    before = AuditEvent.objects.filter(account_id=cast.accounts["clerk_a"].pk).count()
    erase(cast)
    post = Post.objects.get(person=person)
    assert (post.role, str(post.person)) == ("clerk", ERASED_NAME)
    assert str(apps.get_model("ledger.EntryPerson").objects.get().person) == ERASED_NAME
    assert AuditEvent.objects.filter(account_id=cast.accounts["clerk_a"].pk).count() >= before
    call_command("audit", "verify")


def test_consents_end_and_stay_as_proof(cast):
    with clock.fixed(ASKED):
        consents.give(by=cast.actor("plain"), at=ASKED, purpose="activity_photos", edition=1)
    erase(cast, "plain")
    assert Consent.objects.get().withdrawn_at == LATER


def test_nobody_else_is_touched(cast):
    furnish(cast)
    others = Person.objects.exclude(pk=cast.person("clerk_a").pk).order_by("pk")
    before = list(others.values()), list(Post.objects.exclude(person=cast.person("clerk_a")).order_by("pk").values())
    erase(cast)
    assert (
        list(others.values()),
        list(Post.objects.exclude(person=cast.person("clerk_a")).order_by("pk").values()),
    ) == (before)


def test_records_merged_into_the_person_go_with_it(cast):
    person, twin = cast.person("plain"), cast.person("clerk_b")
    retire(cast, "clerk_b")
    Person.objects.filter(pk=twin.pk).update(merged_into=person, name=MARK)
    assert set(identity_of(person.pk).person_ids) == {person.pk, twin.pk}
    erase(cast, "plain")
    assert Person.objects.get(pk=twin.pk).name == ERASED_NAME


def test_every_declared_column_that_should_go_is_gone(cast):
    """Read back through the declarations: nothing is left in a column that is cleared, no row of those deleted."""
    person = furnish(cast)
    identity = identity_of(person.pk)
    erase(cast)
    left = []
    for declaration, model in declared():
        rows = rows_of(declaration, model, identity)
        if rows is None:
            continue
        if declaration.deletes_rows and rows.exists():
            left.append(declaration.label)
        for name, column in declaration.columns.items():
            if column.erase == "clear":
                empty = {None, "", False, "!", ERASED_NAME, *(f"{row.pk}@erased.invalid" for row in rows)}
                values = [value for value in rows.values_list(name, flat=True) if value not in ([], {})]
                left += [f"{declaration.label}.{name}" for value in values if value not in empty]
    assert left == []


@pytest.mark.django_db(transaction=True)
def test_an_erasure_needs_a_transaction():
    with pytest.raises(RuntimeError, match="transaction"):
        personal_rows.erase(Identity(()), at=AT)


# The journal


def test_a_replay_erases_again_and_only_those(cast):
    person = furnish(cast)
    rows = {
        "person": Person.objects.filter(pk=person.pk).values().get(),
        "account": Account.objects.filter(person=person).values().get(),
    }
    erase(cast)
    assert erasure.replay(by=Platform(), at=LATER) == []
    Person.objects.filter(pk=person.pk).update(**rows["person"])
    Account.objects.filter(pk=rows["account"]["id"]).update(**rows["account"])
    Erasure.objects.all().delete()
    assert "huanhuan@canary" in everything_said()
    names = set(Person.objects.exclude(pk=person.pk).values_list("name", flat=True))
    assert erasure.replay(by=Platform(), at=LATER) == [person.pk]
    assert traces() == []
    assert set(Person.objects.exclude(pk=person.pk).values_list("name", flat=True)) == names
    assert Erasure.objects.get().state == "done"
    assert erasure.replay(by=Platform(), at=LATER) == []
    assert AuditEvent.objects.filter(action="erasure.replay").count() == 1


def test_a_replay_ends_posts_that_the_backup_has_brought_back(cast):
    person = cast.person("clerk_a")
    erase(cast)
    Person.objects.filter(pk=person.pk).update(name=MARK, erased_at=None)
    Post.objects.filter(person=person).update(end=None, seal="")
    assert erasure.replay(by=Platform(), at=LATER) == [person.pk]
    assert Post.objects.get(person=person).end is not None


def test_an_unfinished_last_line_is_no_line(cast, journal):
    erase(cast)
    with journal.open("a", encoding="ascii") as file:
        file.write('\n{"at": "2026-11-')
    assert len(queries.journal()) == 1
    erase(cast, "clerk_b")
    assert [UUID(line["persons"][0]) for line in queries.journal()] == [
        cast.person("clerk_a").pk,
        cast.person("clerk_b").pk,
    ]
    assert all(
        set(json.loads(json.dumps(line))) == {"at", "erasure", "persons", "accounts"} for line in queries.journal()
    )


def test_the_command_replays(cast, capsys):
    erase(cast)
    call_command("erasures", "list")
    call_command("erasures", "replay")
    said = capsys.readouterr().out
    assert "删除记录共 1 条" in said
    assert "重新删除 0 人" in said


def test_if_the_journal_cannot_be_written_nothing_is_erased(cast, settings, tmp_path):
    (tmp_path / "file").write_text("")
    settings.KEXIE_ERASURE_JOURNAL = tmp_path / "file" / "erasures.jsonl"
    with pytest.raises(OSError, match="file"):
        erase(cast)
    assert Person.objects.get(pk=cast.person("clerk_a").pk).erased_at is None


# Doors


def press(client, address: str, key: str, **more: object):
    return client.post(address, {"submit_key": key, **more})


def test_the_whole_way_through_the_pages(cast):
    retire(cast, "clerk_a")
    mine, desk = cast.client("clerk_a"), cast.client("security_admin")
    with clock.fixed(ASKED):
        assert press(mine, reverse("privacy:erasure"), "a", reason="搬走了").status_code == 302
        assert "2026年11月23日" in mine.get(reverse("privacy:erasure")).content.decode()
    asked = Erasure.objects.get()
    with clock.fixed(ASKED):
        page = desk.get(reverse("people:erasures")).content.decode()
        assert "林知遥" in page
        detail = desk.get(reverse("people:erasure", args=[asked.pk])).content.decode()
        assert "期满后才能删除" in detail
        early = press(desk, reverse("people:erasure-do", args=[asked.pk]), "b")
        assert early.status_code == 422
        assert "反悔期" in early.content.decode()
    with clock.fixed(ASKED + timedelta(days=60)):
        assert "已超期" in cast.client("security_admin").get(reverse("people:erasures")).content.decode()
    with clock.fixed(LATER):
        desk = cast.client("security_admin")
        assert press(desk, reverse("people:erasure-do", args=[asked.pk]), "c").status_code == 302
        assert "处理结果" in desk.get(reverse("people:erasure", args=[asked.pk])).content.decode()
    assert Person.objects.get(pk=cast.person("clerk_a").pk).name == ERASED_NAME


def test_days_are_those_of_the_association(cast):
    """Half past five in China is still yesterday in UTC."""
    early = datetime(2026, 11, 23, 21, 30, tzinfo=UTC)
    asked = erasure.ask(by=cast.actor("plain"), at=early)
    with clock.fixed(datetime(2026, 11, 27, 2, 0, tzinfo=UTC)):
        page = cast.client("security_admin").get(reverse("people:erasure", args=[asked.pk])).content.decode()
        assert "2026年11月27日（周五）之前（含当日）" in page
        assert reverse("people:erasure-do", args=[asked.pk]) not in page


def test_a_strangers_request_cannot_be_withdrawn_or_seen(cast):
    asked = ask(cast, "plain")
    assert press(cast.client("clerk_a"), reverse("privacy:erasure-withdraw", args=[asked.pk]), "x").status_code == 404
    for member in ("clerk_a", "system_admin", "audit_admin"):
        assert cast.client(member).get(reverse("people:erasures")).status_code == 403
        assert cast.client(member).get(reverse("people:erasure", args=[asked.pk])).status_code == 403
    assert press(cast.client("plain"), reverse("privacy:erasure-withdraw", args=[asked.pk]), "y").status_code == 302
    assert Erasure.objects.get().state == "withdrawn"


def test_the_inventory_is_for_who_protects_data(cast):
    client = cast.client("security_admin")
    page = client.get(reverse("people:personal-data"), {"sensitive": "on"}).content.decode()
    assert "密文" in page
    assert "people.Membership" not in page
    export = client.get(reverse("people:personal-data"), {"_export": "csv"}).content.decode("utf-8-sig")
    assert "people.PersonSecret" in export
    assert cast.client("system_admin").get(reverse("people:personal-data")).status_code == 403
    assert queries.deadline_of(ask(cast, "plain")) == rules.deadline(date(2026, 11, 2))
