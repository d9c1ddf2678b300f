"""A submit counts once, however often and however many at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import OperationalError, connection
from django.http import QueryDict

from kexie.base.kernel.access import Platform, Visitor
from kexie.base.kernel.errors import Conflict, Invalid, Unavailable
from kexie.base.kernel.idempotency import KEEP, key_of, once, purge
from kexie.base.kernel.ids import new_id
from kexie.base.kernel.models import PeriodicRun, SubmitKey
from kexie.base.kernel.tests.factories import AT, Clerk


def submit(counter: list[str], *, by=None, key: str = "k", verb: str = "bulletin.submit") -> str:
    def do() -> str:
        counter.append(key)
        return f"reference-{len(counter)}"

    return once(by=by or Platform(), key=key, verb=verb, do=do, at=AT)


@pytest.mark.django_db
class TestOnce:
    def test_a_repeat_gets_the_first_reply_and_does_nothing(self):
        done: list[str] = []
        assert [submit(done), submit(done)] == ["reference-1", "reference-1"]
        assert len(done) == 1

    def test_another_person_verb_or_key_is_another_submit(self):
        done: list[str] = []
        clerk = Clerk()
        for options in ({}, {"by": clerk}, {"by": Clerk()}, {"verb": "other"}, {"key": "k2"}):
            submit(done, **options)
        assert len(done) == 5
        assert submit(done, by=clerk) == "reference-2"

    def test_a_submit_that_fails_leaves_its_key_free(self):
        def do() -> str:
            PeriodicRun.objects.create(name="business", last_begun_at=AT)
            raise Conflict

        with pytest.raises(Conflict):
            once(by=Visitor(), key="k", verb="v", do=do)
        assert not SubmitKey.objects.exists()
        assert not PeriodicRun.objects.exists()
        assert submit([], by=Visitor(), verb="v") == "reference-1"

    @pytest.mark.parametrize("key", ["", "k" * 65, "a\nb"])
    def test_a_key_that_is_none_of_ours_is_refused(self, key):
        with pytest.raises(Invalid, match="表单已经失效"):
            submit([], key=key)

    def test_a_first_submit_that_takes_too_long_is_said_kindly(self, monkeypatch):
        def locked(**options):
            raise OperationalError("lock timeout")

        monkeypatch.setattr(SubmitKey.objects, "get_or_create", locked)
        with pytest.raises(Unavailable, match="不会重复办理"):
            submit([])

    def test_old_keys_are_forgotten(self):
        submit([])
        assert purge(AT + KEEP) == 0
        assert purge(AT + KEEP + timedelta(seconds=1)) == 1


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_fifty_at_once_are_one_row_and_one_reply():
    clerk, key, start = Clerk(), str(new_id()), Barrier(50)

    def do() -> str:
        PeriodicRun.objects.create(name=str(new_id()), last_begun_at=AT)
        return str(new_id())

    def press(_turn: int) -> str:
        start.wait(timeout=20)
        try:
            return once(by=clerk, key=key, verb="bulletin.submit", do=do)
        finally:
            connection.close()

    with ThreadPoolExecutor(50) as pool:
        replies = set(pool.map(press, range(50)))
    assert len(replies) == 1
    assert SubmitKey.objects.get().reference in replies
    assert PeriodicRun.objects.count() == 1


def sent(text: str) -> QueryDict:
    return QueryDict(text)


def test_the_same_form_sent_again_has_the_same_key():
    once_sent, again = (
        sent("submit_key=k1&name=a&csrfmiddlewaretoken=x"),
        sent("name=a&csrfmiddlewaretoken=y&submit_key=k1"),
    )
    assert key_of(once_sent) == key_of(again)


@pytest.mark.parametrize(
    "other", ["submit_key=k2&name=a", "submit_key=k1&name=b", "submit_key=k1&name=a&name=a", "submit_key=k1"]
)
def test_another_form_or_other_words_have_another_key(other):
    assert key_of(sent("submit_key=k1&name=a")) != key_of(sent(other))


@pytest.mark.parametrize("key", ["", "x" * 65])
def test_a_key_that_is_none_stays_none_and_is_refused(key):
    assert key_of(sent(f"submit_key={key}&name=a")) == key
