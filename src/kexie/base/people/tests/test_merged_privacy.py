"""Consents, one's own data and erasure where two records of one human being have become one."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kexie.base.kernel import clock
from kexie.base.kernel.access import Platform
from kexie.base.kernel.errors import Refusal
from kexie.base.people.actions import consents, erasure, merging, persons, privacy
from kexie.base.people.actions.accounts import open_account
from kexie.base.people.models import Account, Consent, Person, PersonMerge, PersonSecret, PersonSpelling
from kexie.base.people.queries import actor_of
from kexie.base.people.queries.consents import consented
from kexie.base.people.queries.erasure import identity_of
from kexie.base.people.queries.privacy import own_data
from kexie.base.people.tests.cast import AT
from kexie.base.people.tests.test_merging import merge, new
from kexie.base.people.tests.test_persons import identity

TEXTS, PHOTOS = "notice_texts", "activity_photos"
LATER = AT + timedelta(days=60)


@pytest.fixture(autouse=True)
def journal(settings, tmp_path):
    settings.KEXIE_ERASURE_JOURNAL = tmp_path / "erasures.jsonl"
    return settings.KEXIE_ERASURE_JOURNAL


def pair() -> tuple[Person, Person]:
    """The kept record with an account, and the one that is merged into it with numbers and another name."""
    kept = new("谷一川", mobile="13800000001")
    merged = new("谷乙舟", identity_number=identity(1), details={"workplace": "青溪学院"})
    open_account(by=Platform(), at=AT, person=kept, email="gu@yunchuan.example", password=None)
    return kept, merged


def reader(person: Person):
    return actor_of(Account.objects.get(person=person), on=clock.today())


def agreed(person: Person, purpose: str) -> Consent:
    """On paper, as the platform's import of old sheets would write it."""
    return Consent.objects.create(person=person, purpose=purpose, edition=1, given_at=AT, channel="paper:1")


def erased(person: Person, cast) -> None:
    asked = erasure.ask(by=reader(person), at=AT)
    erasure.carry_out(by=cast.actor("security_admin"), at=LATER, erasure=asked)


def spelt(*people: Person) -> int:
    return PersonSpelling.objects.filter(person__in=people).count()


# Consents


def test_consents_move_with_a_merge_and_come_back(cast):
    kept, merged = pair()
    agreed(merged, TEXTS)
    done = merge(kept, merged)
    assert (consented(kept.pk, TEXTS), consented(merged.pk, TEXTS)) == (True, False)
    merging.undo(by=Platform(), at=AT, done=done)
    assert (consented(kept.pk, TEXTS), consented(merged.pk, TEXTS)) == (False, True)


def test_of_two_consents_to_one_purpose_one_counts_and_both_are_kept(cast):
    kept, merged = pair()
    first, second = agreed(kept, TEXTS), agreed(merged, TEXTS)
    done = merge(kept, merged)
    assert consented(kept.pk, TEXTS)
    assert set(Consent.objects.values_list("pk", "person")) == {(first.pk, kept.pk), (second.pk, merged.pk)}
    merging.undo(by=Platform(), at=AT, done=done)
    assert (consented(kept.pk, TEXTS), consented(merged.pk, TEXTS)) == (True, True)


def test_what_is_withdrawn_after_a_merge_stays_withdrawn_when_it_is_undone(cast):
    kept, merged = pair()
    agreed(merged, TEXTS)
    done = merge(kept, merged)
    consents.withdraw(by=reader(kept), at=LATER, purpose=TEXTS)
    assert not consented(kept.pk, TEXTS)
    merging.undo(by=Platform(), at=LATER, done=done)
    assert not consented(merged.pk, TEXTS)
    assert Consent.objects.get().withdrawn_at == LATER


def test_a_withdrawal_ends_the_consent_that_stayed_with_the_merged_record_too(cast):
    """Else undoing the merge, or asking for the other record, would use what was withdrawn."""
    kept, merged = pair()
    agreed(kept, TEXTS)
    agreed(merged, TEXTS)
    done = merge(kept, merged)
    consents.withdraw(by=reader(kept), at=LATER, purpose=TEXTS)
    assert not consented(merged.pk, TEXTS)
    merging.undo(by=Platform(), at=LATER, done=done)
    assert not consented(merged.pk, TEXTS)


# One's own data


def test_ones_own_data_holds_what_came_from_the_other_record(cast):
    kept, merged = pair()
    agreed(merged, PHOTOS)
    merge(kept, merged)
    told = str([part.rows for part in own_data(reader(kept), at=AT)])
    for said in ("谷一川", "谷乙舟", "青溪学院", "13800000001", identity(1), "paper:1"):
        assert said in told, said
    assert len(privacy.export_own(by=reader(kept), at=AT)) > 5


def test_before_the_merge_it_does_not(cast):
    kept, _merged = pair()
    told = str([part.rows for part in own_data(reader(kept), at=AT)])
    assert "谷一川" in told
    assert "谷乙舟" not in told
    assert identity(1) not in told


# Erasure


def test_an_erasure_takes_spellings_and_numbers(cast):
    kept, merged = pair()
    assert spelt(kept, merged) > 2
    others = PersonSpelling.objects.exclude(person__in=[kept, merged]).count()
    erased(kept, cast)
    assert (spelt(kept), PersonSecret.objects.filter(person=kept).count()) == (0, 0)
    assert spelt(merged) > 0, "nobody else is touched"
    assert PersonSpelling.objects.exclude(person__in=[kept, merged]).count() == others


def test_an_erasure_after_a_merge_reaches_both_records_and_the_memory_of_the_merge(cast, journal):
    kept, merged = pair()
    agreed(merged, TEXTS)
    merge(kept, merged)
    erased(kept, cast)
    people = Person.objects.filter(pk__in=[kept.pk, merged.pk])
    assert {person.name for person in people} == {"已注销人员"}
    assert all(person.erased_at == LATER for person in people)
    assert spelt(kept, merged) == 0
    assert not PersonSecret.objects.filter(person__in=[kept, merged]).exists()
    memory = str(list(PersonMerge.objects.values()))
    assert "青溪学院" not in memory
    assert "同一人" not in memory
    assert not consented(kept.pk, TEXTS)
    line = journal.read_text()
    assert str(kept.pk) in line
    assert str(merged.pk) in line


def test_what_is_erased_is_not_brought_back_by_undoing_the_merge(cast):
    kept, merged = pair()
    done = merge(kept, merged)
    erased(kept, cast)
    with pytest.raises(Refusal, match="已经删除"):
        merging.undo(by=Platform(), at=LATER, done=done)


def test_an_erased_record_takes_nothing_in(cast):
    kept, _merged = pair()
    erased(kept, cast)
    with pytest.raises(Refusal):
        persons.change_person(by=Platform(), at=LATER, person=Person.objects.get(pk=kept.pk), name="谷三", details={})
    with pytest.raises(Refusal):
        merge(Person.objects.get(pk=kept.pk), new("谷四"))
    assert identity_of(kept.pk).person_ids == (kept.pk,)
