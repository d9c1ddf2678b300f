"""Every refusal says in Chinese what is wrong and how to mend it, and can come back from the child process."""

from __future__ import annotations

import re

import pytest
from django.utils import translation

from kexie.base.documents import refusals
from kexie.base.documents.refusals import REFUSALS, BrokenEncoding, FileRefusal, FileTooLarge
from kexie.base.kernel.errors import Invalid, TooLarge, Unavailable

ALL = [
    thing
    for thing in vars(refusals).values()
    if isinstance(thing, type) and issubclass(thing, FileRefusal) and thing is not FileRefusal
]


def example(refusal: type[FileRefusal]) -> FileRefusal:
    return refusal(**dict.fromkeys(re.findall(r"%\((\w+)\)s", str(refusal.template)), "某值"))


def test_all_are_known_by_their_code():
    assert len(ALL) >= 14
    assert {refusal.code: refusal for refusal in ALL} == REFUSALS


@pytest.mark.parametrize("refusal", ALL)
def test_each_is_a_sentence_that_says_how_to_mend_it(refusal):
    message = example(refusal).message
    assert message.endswith("。")
    assert "%(" not in message
    assert re.search("请|系统|管理员", message)
    assert not re.search("[,;:!?]", message)


@pytest.mark.parametrize("refusal", ALL)
def test_each_comes_back_from_its_code_and_data(refusal):
    first = example(refusal)
    again = REFUSALS[first.code](**first.data)
    assert (type(again), again.message, again.data) == (refusal, first.message, first.data)


@pytest.mark.parametrize("refusal", ALL)
def test_each_belongs_to_a_family_with_its_status(refusal):
    family = next(family for family in (TooLarge, Unavailable, Invalid) if issubclass(refusal, family))
    assert refusal.status == family.status


def test_data_is_for_machines_and_the_sentence_for_people():
    refusal = BrokenEncoding(line=12)
    assert refusal.data == {"line": 12}
    assert "第12行" in refusal.message
    assert FileTooLarge(limit=20).status == 413


def test_the_sentence_is_made_in_the_language_of_the_moment():
    with translation.override("zh-hans"):
        assert "UTF-8" in BrokenEncoding(line=1).message
