"""What somebody may have meant where nothing was found."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kexie.base.kernel.access import Visitor
from kexie.base.search import api
from kexie.base.search.pinyin import sounded
from kexie.base.search.tests.factories import entry

pytestmark = pytest.mark.django_db


def near(text):
    return [hit.title for hit in api.nearest(Visitor(), text)]


@pytest.mark.parametrize(
    ("text", "syllables"),
    [
        ("科技官", ("ke", "ji", "guan")),
        ("kejiguan", ("ke", "ji", "guan")),
        ("kejix", ("ke", "ji")),
        ("AI科普", ("ke", "pu")),
        ("zzz", ()),
        ("", ()),
    ],
)
def test_a_word_is_heard_as_syllables(text, syllables):
    assert sounded(text) == syllables


@pytest.mark.parametrize("typed", ["科技官", "柯技馆", "科技馆市", "kejiguann", "科 技 官"])
def test_the_same_sound_with_other_characters_leads_to_the_title(typed):
    api.put(entry("云川市科技馆开放"), entry("防灾减灾科普展"))
    assert near(typed) == ["云川市科技馆开放"]


def test_what_shares_more_stands_first():
    api.put(entry("天文观测"), entry("天文观测站开放日"), entry("观测记录"))
    assert near("天文观册站")[0] == "天文观测站开放日"


def test_what_one_may_not_see_is_not_near():
    api.put(entry("科技馆", public=False, ability="bulletin.view_drafts"))
    assert near("科技官") == []


@pytest.mark.parametrize("odd", ["", "科", "🙂", "%", "'; --", "a", "\x00", "科" * 500])
def test_of_odd_words_nothing_is_made(odd):
    api.put(entry("防灾减灾展"))
    assert near(odd) == []


def test_three_questions_at_most():
    api.put(entry("防灾减灾展"))
    with CaptureQueriesContext(connection) as queries:
        near("量子泡沫理论研讨")
    assert len(queries) <= 3
