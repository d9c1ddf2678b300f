"""A city's own code list: from a file, with the days of its codes, in the place of the one shipped, safely repeated."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from kexie.base.kernel import clock
from kexie.base.kernel.access import Platform
from kexie.base.kernel.ids import new_id
from kexie.base.kernel.models import AuditEvent
from kexie.base.standards import api
from kexie.base.standards.actions import revising
from kexie.base.standards.errors import ChangedEdition, WrongRevision
from kexie.base.standards.models import Code, CodeList
from kexie.base.standards.queries import in_force
from kexie.base.standards.queries.shipped import standard
from kexie.base.standards.rules import checks
from kexie.base.standards.rules.list_files import read_list_file

AT = datetime(2026, 12, 10, 2, 0, tzinfo=UTC)
TODAY = date(2026, 12, 10)


@pytest.fixture(autouse=True)
def today():
    with clock.fixed(AT):
        yield


@pytest.fixture
def loaded(cast):
    return api.load_standard(by=Platform(), at=AT)


def row(**changes: Any) -> dict[str, Any]:
    """The districts of a small city: two that stand, one that has ended, one to come."""
    codes = [
        ["990101", "青溪区", "Qingxi"],
        ["990115", "金禾区", "Jinhe", "", "2016-01-01"],
        ["990125", "金禾县", "Jinhe County", "", "", "2016-01-01", "990115"],
        ["990118", "新港区", "Xingang", "", "2027-03-01"],
    ]
    said = {"code": "district", "effective_from": "2026-12-01", "name": "所在区", "english_name": "Districts"}
    return said | {"source_norm": "云川市民政局", "codes": codes} | changes


def load(**changes: Any):
    return api.load_code_list(by=Platform(), at=AT, row=row(**changes))


def test_it_takes_the_place_of_the_one_shipped_and_can_be_repeated(loaded):
    shipped = standard().code_lists["district"]
    assert in_force.own_list("district") is None
    done = load()
    assert (done.new, done.definition.edition) == (True, shipped.edition + 1)
    registered = CodeList.objects.get(code="district", effective_until=None)
    assert (registered.local, registered.effective_from) == (True, date(2026, 12, 1))
    assert CodeList.objects.get(code="district", edition=shipped.edition).effective_until == date(2026, 12, 1)
    code = Code.objects.get(code_list=registered, value="990125")
    assert (code.valid_until, code.successor) == (date(2016, 1, 1), "990115")
    again = load()
    assert (again.new, again.definition.edition) == (False, shipped.edition + 1)
    assert AuditEvent.objects.filter(action="standards.load", data__has_key="code_of").count() == 1


def test_every_process_works_by_it(loaded):
    load()
    in_force.refresh(TODAY)
    assert in_force.own_list("district").by_value["990101"].name == "青溪区"
    assert api.check("district_code", "990101") == []
    assert (
        "只能是以下各项之一（括号内为代码）：青溪区（990101）、金禾区（990115）。"
        in api.check("district_code", "110101")[0]
    )
    assert "自2016年1月起停用，请改用990115（金禾区）" in api.check("district_code", "990125")[0]
    assert "自2027年3月1日起启用，目前还不能使用" in api.check("district_code", "990118")[0]
    offered = [value for value, _name in api.form_field("district_code").choices]
    assert offered == ["", "990101", "990115"]
    with clock.fixed(datetime(2027, 3, 1, 2, 0, tzinfo=UTC)):
        assert api.check("district_code", "990118") == []


def test_a_later_shipped_edition_does_not_take_its_place(loaded):
    load()
    CodeList.objects.filter(
        code="district", local=False
    ).delete()  # as if the one shipped now had not been there before
    assert api.load_standard(by=Platform(), at=AT).code_lists == 0
    in_force.refresh(TODAY)
    assert "990101" in in_force.standard().code_lists["district"].by_value


def test_the_first_may_leave_out_the_shipped_codes_the_next_may_not_leave_out_its_own(loaded):
    load()
    codes = row()["codes"]
    with pytest.raises(WrongRevision) as refusal:
        load(effective_from="2026-12-05", codes=codes[:2])
    assert "990118" in refusal.value.errors["file"][0]
    assert "不能删去" in refusal.value.errors["file"][0]
    ended = [["990101", "青溪区", "Qingxi", "", "", "2026-12-05", "990115"], *codes[1:]]
    assert load(effective_from="2026-12-05", codes=ended).new


def test_it_can_be_proposed_in_the_workbench_too(cast, loaded):
    """The sheet of the first edition of a city does not have to carry the districts of another one."""
    definition = api.read_code_list(
        row(edition=standard().code_lists["district"].edition + 1, effective_from="2026-12-10")
    )
    made = revising.propose(by=cast.actor("system_admin"), at=AT, after=definition, reason="换成本市的区")
    revising.publish(by=cast.actor("security_admin"), at=AT, revision_id=made.pk)
    in_force.refresh(TODAY)
    assert list(in_force.own_list("district").by_value) == ["990101", "990115", "990125", "990118"]


def test_its_page_shows_the_days_of_each_code(cast, loaded):
    load()
    page = cast.as_("clerk_a").get("/workbench/standards/code-lists/district/").content.decode()
    for words in ("青溪区", "金禾县", "2016年1月1日", "改用990115", "2027年3月1日"):
        assert words in page, words
    assert "东城区" not in page


def test_other_lists_keep_their_codes(loaded):
    with pytest.raises(WrongRevision):
        load(code="sex", codes=[["1", "男", "Male"]], effective_from="2026-12-05")


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"edition": 1}, ChangedEdition),
        ({"effective_from": "2026-11-01"}, ChangedEdition),
        ({"codes": []}, WrongRevision),
        ({"codes": [["1", "甲", ""], ["1", "乙", ""]]}, WrongRevision),
        ({"codes": [["1", "甲", "", "", "2020-01-01", "2019-01-01"]]}, WrongRevision),
        ({"codes": [["1", "甲", "", "", "", "2019-01-01", "2"]]}, WrongRevision),
        ({"name": ""}, WrongRevision),
    ],
)
def test_what_does_not_fit_is_refused_whole(loaded, changes, refusal):
    before = CodeList.objects.count()
    with pytest.raises(refusal):
        load(**changes)
    assert CodeList.objects.count() == before
    assert CodeList.objects.get(code="district", effective_until=None).local is False


def test_taken_out_of_the_database_the_one_before_stands_again(loaded):
    load()
    CodeList.objects.filter(local=True).delete()
    assert api.reopen_latest(by=Platform(), at=AT) == 1
    assert (
        CodeList.objects.get(code="district", effective_until=None).edition == standard().code_lists["district"].edition
    )
    assert api.reopen_latest(by=Platform(), at=AT) == 0


class TestCommand:
    def said(self, capsys, path: Path) -> str:
        call_command("standards", "load", str(path))
        return capsys.readouterr().out

    def test_a_file_is_loaded_and_said(self, loaded, tmp_path, capsys):
        path = tmp_path / "districts.json"
        path.write_text(json.dumps(row(), ensure_ascii=False), encoding="utf-8")
        words = self.said(capsys, path)
        assert "自2026-12-01起施行；代码4个，其中在用2个" in words
        assert "没有变化" in self.said(capsys, path)

    def test_the_demos_own_file(self, loaded, capsys):
        words = self.said(capsys, Path(__file__).parents[3] / "site" / "demo" / "data" / "districts.json")
        assert "代码19个，其中在用17个" in words

    @pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe", json.dumps(row(codes=[["1"]])).encode()])
    def test_what_is_no_list_is_said_and_nothing_is_stored(self, loaded, tmp_path, content):
        path = tmp_path / f"{new_id().hex}.json"
        path.write_bytes(content)
        with pytest.raises(CommandError):
            call_command("standards", "load", str(path))
        assert not CodeList.objects.filter(local=True).exists()

    def test_what_does_not_fit_is_said(self, loaded, tmp_path):
        path = tmp_path / "districts.json"
        path.write_text(json.dumps(row(codes=[])), encoding="utf-8")
        with pytest.raises(CommandError, match="至少要有一个代码"):
            call_command("standards", "load", str(path))

    def test_a_file_that_is_not_there(self, db, tmp_path):
        with pytest.raises(CommandError, match="请核对路径"):
            call_command("standards", "load", str(tmp_path / "none.json"))


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["code", "codes", "name", "edition", "effective_from", "x"]), inner)
    ),
)


class TestFiles:
    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            ({"kind": "x"}, "“kind”不是代码集的项目"),
            ({"name": 3}, "“name”应为文字"),
            ({"edition": "2"}, "“edition”应为版本号"),
            ({"edition": True}, "“edition”应为版本号"),
            ({"effective_from": "2026-13-01"}, "应为施行日期"),
            ({"effective_from": "20261201"}, "应为施行日期"),
            ({"codes": {}}, "应为代码的列表"),
            ({"codes": [["1", "甲"], ["2", ""]]}, "第2个代码缺少值或名称"),
            ({"codes": [["1", "甲", "", "", "2026-02-30"]]}, "第1个代码的启用日期“2026-02-30”不是日期"),
            ({"codes": ["1 甲"]}, "第1个代码应写成"),
        ],
    )
    def test_what_is_wrong_is_named(self, changes, sentence):
        _row, problems = read_list_file(json.dumps(row(**changes), ensure_ascii=False))
        assert any(sentence in said for said in problems), problems

    def test_what_is_missing_is_named(self):
        _row, problems = read_list_file("{}")
        assert len(problems) == 6

    @given(ANYTHING)
    def test_nothing_breaks_it_and_what_passes_can_be_read(self, value):
        found, problems = read_list_file(json.dumps(value))
        assert problems or api.read_code_list({"edition": 1, **found})

    @given(st.text(max_size=60))
    def test_no_text_breaks_it(self, text):
        assert read_list_file(text)[1]


@given(st.integers(-800, 800), st.integers(-800, 800), st.integers(-800, 800))
def test_a_code_can_be_written_exactly_on_its_days(begins, ends, asked):
    """Whatever its days are: the check, the offer and the definition agree."""
    begin, end = TODAY + timedelta(days=begins), TODAY + timedelta(days=ends)
    codes = [["1", "甲", "", "", begin.isoformat(), end.isoformat()], ["2", "乙", ""]]
    listed = api.read_code_list(row(edition=1, codes=codes))
    day = TODAY + timedelta(days=asked)
    standing = begin <= day < end
    element = api.definition("district_code")
    assert (checks.check(element, "1", listed, today=day) == []) == standing
    assert ("1" in {code.value for code in listed.in_use_on(day)}) == standing
