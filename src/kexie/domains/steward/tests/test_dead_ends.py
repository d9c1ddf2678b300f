"""What led to nothing: words and days, no person."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from kexie.base.kernel import personal_rows
from kexie.base.kernel.access import Visitor
from kexie.base.kernel.errors import NotFound, NotPermitted
from kexie.base.kernel.models import AuditEvent
from kexie.base.matters.tests.factories import AT, staff
from kexie.domains.steward.actions.dead_ends import dismiss, note_dead_end
from kexie.domains.steward.models import DeadEnd, DeadEndDay
from kexie.domains.steward.queries.dead_ends import dead_ends
from kexie.domains.steward.rules.knowledge.dead_ends import KEPT_DAYS, LONGEST, notable


@pytest.mark.parametrize(
    ("text", "noted"),
    [
        ("  无人机　培训 ", "无人机 培训"),
        ("ＷＩＦＩ密码", "wifi密码"),
        ("查13812345678的办件", "查 的办件"),
        ("138 1234 5678", ""),
        ("11010519491231002X会员", "会员"),
        ("lin@yunchuan.example 报名", "报名"),
        ("2026年大赛", "2026年大赛"),
        ("BJ20261130000000001", "bj"),
        ("问", ""),
        ("2026", ""),
        ("？！", ""),
        ("<script>", "script"),
    ],
)
def test_what_may_be_noted(text, noted):
    assert notable(text) == noted


@given(st.text(max_size=500))
def test_nothing_long_no_address_and_no_number_is_noted(text):
    words = notable(text)
    assert len(words) <= LONGEST
    assert "@" not in words
    assert notable(words) in {words, ""} or len(words) == LONGEST


@pytest.mark.django_db
def test_words_are_counted_by_day_and_place():
    for place, days in (("answers", 0), ("answers", 0), ("hall", 0), ("answers", 1)):
        note_dead_end(by=Visitor(), at=AT + timedelta(days=days), text="无人机培训", place=place)
    found = DeadEnd.objects.get()
    assert (found.times, timezone.localdate(found.last_at)) == (4, timezone.localdate(AT) + timedelta(days=1))
    assert sorted(DeadEndDay.objects.values_list("place", "times")) == [("answers", 1), ("answers", 2), ("hall", 1)]
    assert {timezone.localtime(day.at).hour for day in DeadEndDay.objects.all()} == {0}
    assert not AuditEvent.objects.exists()


@pytest.mark.django_db
def test_what_may_not_be_noted_leaves_nothing():
    assert note_dead_end(by=Visitor(), at=AT, text="13812345678", place="answers") is None
    assert note_dead_end(by=Visitor(), at=AT, text="无人机", place="elsewhere") is None
    assert not DeadEnd.objects.exists()


@pytest.mark.django_db
def test_old_ones_are_forgotten():
    note_dead_end(by=Visitor(), at=AT, text="很久以前", place="answers")
    note_dead_end(by=Visitor(), at=AT + timedelta(days=KEPT_DAYS), text="最近", place="answers")
    personal_rows.purge(AT + timedelta(days=KEPT_DAYS + 1))
    assert list(DeadEnd.objects.values_list("text", flat=True)) == ["最近"]


@pytest.mark.django_db
def test_who_keeps_them_sets_them_aside(cast):
    office = staff(cast)
    found = note_dead_end(by=Visitor(), at=AT, text="无人机培训", place="answers")
    keeper = office.actor("keeper")
    dismiss(by=keeper, at=AT, dead_end_id=found.pk)
    dismiss(by=keeper, at=AT, dead_end_id=found.pk)
    assert AuditEvent.objects.filter(action="steward.dead_end_dismiss").count() == 1
    note_dead_end(by=Visitor(), at=AT, text="无人机培训", place="answers")
    assert list(dead_ends(keeper)) == []
    assert list(dead_ends(keeper, dismissed=True, text="无人机")) == [found]
    with pytest.raises(NotFound):
        dismiss(by=keeper, at=AT, dead_end_id=0)
    for member in ("sender", "clerk_a", "plain"):
        with pytest.raises(NotPermitted):
            dead_ends(office.actor(member))
        with pytest.raises(NotPermitted):
            dismiss(by=office.actor(member), at=AT, dead_end_id=found.pk)
