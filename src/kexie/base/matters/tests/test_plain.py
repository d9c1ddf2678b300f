"""What an application is about, without anything of who has applied; and what is carried into one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kexie.base.matters.rules.carried import MOST, carried, carry, put_down
from kexie.base.matters.rules.forms import read_forms
from kexie.base.matters.rules.plain import says_subject, subject_of
from kexie.base.standards import api as standards

pytestmark = pytest.mark.django_db

FORM = read_forms(
    [
        {
            "key": "application",
            "groups": [
                {
                    "key": "what",
                    "fields": [
                        {"element": "need_title"},
                        {"element": "request_content"},
                        {"key": "accused", "element": "organisation_name"},
                        {"element": "case_kind"},
                        {"key": "hidden", "choices": [["yes", "是"], ["no", "否"]]},
                        {"key": "unit", "choose": "organisation"},
                    ],
                },
                {
                    "key": "who",
                    "fields": [
                        {"element": "person_name"},
                        {"element": "mobile_phone"},
                        {"element": "identity_number"},
                        {"element": "home_address"},
                        {"element": "biography"},
                        {"element": "workplace"},
                    ],
                },
                {
                    "key": "helpers",
                    "repeat": {"min": 0, "max": 3},
                    "fields": [{"element": "person_name"}, {"key": "why", "element": "need_description"}],
                },
            ],
        }
    ]
)[0]
PERSONAL = {
    "person_name": "欧阳问",
    "mobile_phone": "13900000109",
    "identity_number": "110101199003070011",
    "home_address": "榆树巷九号",
    "biography": "从事育种三十年",
    "workplace": "农技站",
    "accused": "青溪区科协",
    "hidden": "yes",
    "unit": "x",
    "case_kind": "help",
}


def told(answers, applicant="欧阳问"):
    return subject_of(FORM, answers, define=standards.find_definition, applicant=applicant)


def test_what_is_said_about_the_matter_is_taken_and_nothing_about_persons():
    answers = PERSONAL | {
        "need_title": "借一台显微镜",
        "request_content": "我是农技站的欧阳问，住榆树巷九号，电话13900000109，想借显微镜看虫卵，和梅有信一起来。",
        "helpers": [{"person_name": "梅有信", "why": "梅有信会调显微镜"}, "broken"],
    }
    text = told(answers)
    assert "借一台显微镜" in text
    assert "看虫卵" in text
    assert "会调显微镜" in text
    for word in ("欧阳问", "梅有信", "13900000109", "榆树巷", "农技站", "育种", "1101", "青溪", "help", "yes"):
        assert word not in text


def test_a_short_application_has_no_subject():
    assert told(PERSONAL) == ""
    assert told({}) == ""
    assert told({"request_content": 5, "helpers": "none"}) == ""


@given(st.dictionaries(st.sampled_from(sorted(PERSONAL)), st.text("欧阳问榆树巷口九号", min_size=2), max_size=4))
def test_what_stands_under_a_person_is_never_in_the_subject(personal):
    text = told(personal | {"request_content": "，".join(personal.values())}, applicant="")
    masked = [key for key in personal if key not in ("hidden", "unit", "case_kind")]
    assert not [personal[key] for key in masked if personal[key].strip() and personal[key].strip() in text]


def test_elements_about_persons_say_no_subject():
    standard = [standards.definition(code) for code in ("person_name", "mobile_phone", "biography", "home_address")]
    assert not any(says_subject(one) for one in standard)
    assert not says_subject(standards.definition("organisation_name"))
    assert says_subject(standards.definition("request_content"))
    assert says_subject(standards.definition("need_title"))


def test_what_is_carried_is_put_down_once():
    session = {}
    carry(session, "appeal", {"request_content": "话"})
    assert carried(session, "appeal") == {"request_content": "话"}
    assert carried(session, "other") == {}
    put_down(session, "other")
    put_down(session, "appeal")
    assert session == {}


def test_only_a_few_are_carried_at_once():
    session = {}
    for number in range(MOST + 2):
        carry(session, f"m{number}", {"text": str(number)})
    assert [carried(session, f"m{number}") != {} for number in range(MOST + 2)] == [False, False, True, True, True]
    put_down(session, "m2")
    assert carried(session, "m3") == {"text": "3"}
