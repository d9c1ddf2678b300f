"""A form as it is filled in: what is asked, what is answered, what is wrong, what it looks like afterwards."""

from __future__ import annotations

import copy

import pytest
from django.http import QueryDict

from kexie.base.matters.forms.filling import Filling, data_of
from kexie.base.matters.queries.known import known_facts
from kexie.base.matters.queries.shown import shown
from kexie.base.matters.rules.forms import read_forms
from kexie.base.matters.tests.asked import APPLICATION, GOOD
from kexie.base.ui.mending import sentences, summary

pytestmark = pytest.mark.django_db


class Paper:
    def __init__(self, key: str) -> None:
        self.key, self.name, self.file_id = key, f"{key}.pdf", "0" * 64


def sent(**changes: object) -> QueryDict:
    """What is sent by a good form, with changes; None takes a field away."""
    said = GOOD | {f"f-{name}".replace("__", "-"): value for name, value in changes.items()}
    return data_of({n: v if isinstance(v, list) else [str(v)] for n, v in said.items() if v is not None})


@pytest.fixture
def fill(cast):
    def fill(data=None, *, form=APPLICATION, papers=("plan",), **more) -> Filling:
        (definition,) = read_forms([form])
        actor = cast.actor("plain")
        known = known_facts(actor, definition, unit=more.pop("unit", None))
        return Filling(definition, data, known=known, papers=[Paper(one) for one in papers], **more)

    return fill


def test_good_answers_are_plain_values(fill, cast):
    unit, other = cast.unit("科普部"), cast.unit("青溪区科协")
    data = sent(partner=str(unit.uid), **{"invited-0": other.name, "invited-1": str(unit.uid)})
    filling = fill(data)
    assert filling.is_valid(), filling.errors
    assert filling.answers == {
        "person_name": "许一鸣",
        "phone": "13800138000",
        "topic": "月球上有什么",
        "day": "2027-03-01",
        "participants_count": 120,
        "is_free": True,
        "kind": "class",
        "partner": str(unit.uid),
        "invited": [str(other.uid), str(unit.uid)],
        "helpers": [{"helper_name": "林小满", "helper_hours": 2.5}],
    }
    assert [paper.key for paper in filling.handed] == ["plan"]


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"phone": ""}, "phone", "请填写"),
        ({"phone": "1380013800"}, "phone", "手机"),
        ({"topic": "题" * 400}, "topic", ""),
        ({"day": "2027-02-31"}, "day", "日期"),
        ({"participants_count": "-3"}, "participants_count", "不能小于"),
        ({"is_free": None}, "is_free", ""),
        ({"is_free": "maybe"}, "is_free", ""),
        ({"is_free": "false"}, "price", ""),
        ({"kind": "moon"}, "kind", ""),
        ({"kind": "hall"}, "paper-permit", "请上传"),
        ({"kind": "hall", "participants_count": "300"}, "seats_word paper-permit", ""),
        ({"partner": "没有这个单位"}, "partner", "没有找到"),
        ({"helpers__0__helper_name": ""}, "helpers-0-helper_name", ""),
        ({"helpers__0__helper_hours": "两小时"}, "helpers-0-helper_hours", ""),
    ],
)
def test_what_is_wrong_is_said_at_its_field(fill, changes, field, words):
    filling = fill(sent(**changes))
    assert not filling.is_valid()
    assert list(filling.errors) == field.split()
    assert words in str(filling.errors) or "required" in filling.errors.as_json()


def test_what_is_hidden_is_neither_demanded_nor_answered(fill):
    filling = fill(sent(price="30", seats_word="要投影"))
    assert filling.is_valid(), filling.errors
    assert not {"price", "seats_word"} & filling.answers.keys()
    filling = fill(sent(is_free="false", price="30.50"))
    assert filling.is_valid(), filling.errors
    assert filling.answers["price"] == 30.5


def test_bad_input_in_a_hidden_field_holds_nothing_up(fill):
    assert fill(sent(price="不是数")).is_valid()


def test_what_is_hidden_now_and_was_answered_before_is_taken_back(fill):
    filling = fill(sent(), said={"price": 30, "topic": "旧题目"})
    assert filling.is_valid()
    assert filling.answers["price"] is None
    assert filling.answers["topic"] == "月球上有什么"


def test_rows_are_kept_within_their_bounds(fill):
    rows = {f"helpers__{n}__helper_name": f"志愿者{n}" for n in range(5)}
    filling = fill(sent(helpers__row=[str(n) for n in range(5)], **rows))
    assert filling.is_valid(), filling.errors
    assert [row["helper_name"] for row in filling.answers["helpers"]] == ["志愿者0", "志愿者1", "志愿者2"]
    blank = {"helpers__0__helper_name": "", "helpers__0__helper_hours": ""}
    filling = fill(sent(**blank))
    assert not filling.is_valid()
    assert list(filling.errors) == ["helpers-0-helper_name"]
    filling = fill(sent(helpers__row=["0", "7"], helpers__7__helper_name=" "))
    assert filling.is_valid()
    assert len(filling.answers["helpers"]) == 1
    filling = fill(sent(helpers__row=None, helpers__0__helper_name=None, helpers__0__helper_hours=None))
    assert not filling.is_valid()
    assert list(filling.errors) == ["helpers-0-helper_name"]


def test_rows_that_lack_are_told_at_the_first_field_where_nothing_in_them_is_demanded(fill):
    form = copy.deepcopy(APPLICATION)
    for asked in form["groups"][2]["fields"]:
        asked.pop("required", None)
    filling = fill(sent(helpers__0__helper_name="", helpers__0__helper_hours=""), form=form)
    assert not filling.is_valid()
    assert filling.errors == {"helpers-0-helper_name": ["“志愿者”至少填写1行，还差1行。"]}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"participants_count": "-3"}, ["“参加人次”不能小于0，请核对。"]),
        ({"topic": "题" * 400}, ["“讲座题目”不超过120个字，请缩短。"]),
        ({"is_free": "false", "price": "-1"}, ["“收费标准”不能小于0，请核对。"]),
        ({"is_free": "false", "price": "1.234"}, ["“收费标准”最多保留2位小数，请四舍五入后填写。"]),
        ({"helpers__0__helper_name": ""}, ["志愿者 1：请填写“志愿者姓名”。"]),
        (
            {"helpers__row": ["0", "4"], "helpers__0__helper_hours": "-1", "helpers__4__helper_hours": "2"},
            ["志愿者 1：“服务时长”不能小于0，请核对。", "志愿者 2：请填写“志愿者姓名”。"],
        ),
    ],
)
def test_each_problem_is_told_once_above_the_form_and_once_at_its_field(fill, changes, expected):
    filling = fill(sent(**changes))
    assert [text for field in filling for text in summary(field)] == expected
    assert filling.non_field_errors() == []
    assert sum(len(sentences(field)) for field in filling) == len(expected)


@pytest.mark.parametrize("index", ["-1", "9999999", "__row__", "０", "0x", "", "0-helper_name"])
def test_an_index_of_nobodys_is_no_row(fill, index):
    filling = fill(sent(helpers__row=["0", index]))
    assert filling.is_valid()
    assert len(filling.answers["helpers"]) == 1


def test_what_the_platform_knows_is_not_what_was_sent(fill, cast):
    filling = fill(sent(person_name="冒名", organisation_name="冒名单位"), unit=cast.unit("青溪区科协"))
    assert filling.is_valid()
    assert filling.answers["person_name"] == "许一鸣"
    assert filling.answers["organisation_name"] == "青溪区科学技术协会"


def test_what_the_platform_does_not_know_is_asked(fill):
    filling = fill()
    items = [item for group in filling.groups for item in group.items]
    assert [item.known is not None for item in items[:3]] == [True, False, False]
    assert fill(sent(organisation_name="柳湾小学")).answers == {}
    filling = fill(sent(organisation_name="柳湾小学"))
    assert filling.is_valid()
    assert filling.answers["organisation_name"] == "柳湾小学"


def test_what_was_typed_is_shown_again_without_a_word_on_what_is_wrong(fill):
    filling = fill(sent(phone="12", day="二月"), checked=False)
    assert not filling.errors
    assert filling["phone"].value() == "12"
    assert filling["day"].value() == "二月"
    assert filling["phone"].field.required


def test_what_one_writes_is_nobodys_markup(fill):
    evil = copy.deepcopy(APPLICATION)
    evil["title"] = "<script>x</script>"
    evil["groups"][1]["fields"][0] |= {"label": "<b>题</b>", "help": "<img src=x onerror=y>"}
    filling = fill(sent(topic='"><script>y</script>'), form=evil)
    html = str(filling["topic"].as_field_group())
    assert "<script>" not in html
    assert "<b>题" not in html
    assert "<img" not in html


def test_a_field_of_an_earlier_step_is_asked_by_what_was_said(fill):
    form = {
        "key": "decide",
        "title": "审批",
        "groups": [
            {
                "key": "g",
                "fields": [
                    {
                        "key": "word",
                        "element": "reply_content",
                        "required": True,
                        "show_when": "participants_count > 100",
                    }
                ],
            }
        ],
    }
    few, many = (
        fill(sent(), form=form, said={"participants_count": 5}),
        fill(sent(), form=form, said={"participants_count": 500}),
    )
    assert few.is_valid()
    assert not list(few.groups[0].items)
    assert not many.is_valid()
    assert len(many.groups[0].items) == 1
    assert many.groups[0].items[0].condition is None


def test_answers_are_shown_in_words_and_masked(cast):
    (form,) = read_forms([APPLICATION])
    answers = {
        "person_name": "许一鸣",
        "phone": "13800138000",
        "day": "2027-03-01",
        "participants_count": 1200,
        "is_free": True,
        "price": 30,
        "kind": "hall",
        "partner": str(cast.unit("科普部").uid),
        "helpers": [{"helper_name": "林小满", "helper_hours": 2.5}, {"helper_name": "周一"}],
    }
    groups = shown(form, answers)
    rows = {row.key: row for group in groups for row in (*group.rows, *(row for line in group.lines for row in line))}
    assert rows["phone"].value == "138****8000"
    assert rows["phone"].masked
    assert rows["participants_count"].value == "1,200人次"
    assert rows["is_free"].value == "是"
    assert rows["kind"].value == "报告厅"
    assert rows["partner"].value == "科普部"
    assert rows["day"].value.startswith("2027年3月1日")
    assert "price" not in rows
    assert len(groups[2].lines) == 2
    clear = shown(form, answers, masked=False)
    assert next(row.value for row in clear[0].rows if row.key == "phone") == "13800138000"
