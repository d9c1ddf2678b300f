"""Designing forms in the workbench: what each button changes, who may, and the report on what is asked."""

from __future__ import annotations

import pytest
from django.urls import reverse

from kexie.base.matters.actions import versions
from kexie.base.matters.models import MatterVersion
from kexie.base.matters.rules.expressions import BadExpression
from kexie.base.matters.rules.forms import editing as edit
from kexie.base.matters.rules.forms import form_of, read_forms
from kexie.base.matters.rules.forms.conditions import Asked, Line, lines_of, text_of
from kexie.base.matters.tests.asked import ASKING
from kexie.base.matters.tests.factories import AT, published

pytestmark = pytest.mark.django_db

FIELDS = {
    "kind": Asked("text", {"hall": "报告厅", "class": "教室"}),
    "count": Asked("number"),
    "free": Asked("truth"),
    "topic": Asked("text"),
}


@pytest.fixture
def draft(office):
    """A draft of the next version of a published matter."""
    service = published(office, forms=ASKING)
    return versions.begin_draft(by=office.actor("keeper"), at=AT, matter_id=service.matter_id)


class Designer:
    """Somebody at the desk, who always has seen the latest revision."""

    def __init__(self, client, version) -> None:
        self.client, self.pk = client, version.pk

    def url(self, view: str, *more: str) -> str:
        return reverse(f"matters:{view}", args=[self.pk, *more])

    def post(self, view: str, /, *more: str, **body: object):
        revision = MatterVersion.objects.get(pk=self.pk).revision
        return self.client.post(self.url(view, *more), {"seen": revision, **body})

    def form(self, key: str = "application"):
        return form_of(read_forms(MatterVersion.objects.get(pk=self.pk).forms), key)


@pytest.fixture
def desk(office, draft):
    return Designer(office.client("keeper"), draft)


def test_a_form_is_begun_named_and_taken_away(desk):
    assert desk.post("forms", title="场地意见", key="place").status_code == 302
    assert desk.form("place").title == "场地意见"
    assert desk.post("forms", title="又一张", key="place").status_code == 422
    assert desk.post("forms", title="又一张", key="Place 1").status_code == 422
    desk.post("form-rename", "place", title="场地确认", key="hall")
    assert desk.form("hall").title == "场地确认"
    desk.post("form-rename", "hall", do="remove")
    assert desk.form("hall") is None


def test_fields_come_from_the_data_standard(desk):
    page = desk.client.get(desk.url("form-field-add", "application", "lecture"), {"q": "youxiang"}).content.decode()
    assert "电子邮箱" in page
    assert "手机号码" not in page
    desk.post("form-field-add", "application", "lecture", element="email")
    field = edit.field_in(desk.form(), "email")
    assert (field.element, field.known, field.required) == ("email", "applicant.email", True)
    assert desk.post("form-field-add", "application", "lecture", element="nothing").status_code == 404
    desk.post("form-field-add", "application", "lecture", element="email")
    assert edit.field_in(desk.form(), "email_2") is not None


def test_a_field_is_changed_with_a_condition_in_lines(desk):
    when = {"when-joint": "and", "when-name_0": "kind", "when-sign_0": "==", "when-value_0": "报告厅"}
    when |= {"when-name_1": "participants_count", "when-sign_1": ">", "when-value_1": "50"}
    said = {"key": "partner", "label": "联办单位", "required": "on", "help": "写全称"}
    assert desk.post("form-field", "application", "partner", **said, **when).status_code == 302
    field = edit.field_in(desk.form(), "partner")
    assert (field.label, field.required, field.help, field.choose) == ("联办单位", True, "写全称", "organisation")
    assert field.show_when == "kind == 'hall' and participants_count > 50"
    page = desk.client.get(desk.url("form", "application")).content.decode()
    assert "形式 等于 报告厅，并且" in page
    again = desk.client.get(desk.url("form-field", "application", "partner")).content.decode()
    assert 'value="报告厅"' in again


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"key": "topic"}, "已经用过"),
        ({"when-name_0": "kind", "when-sign_0": "==", "when-value_0": "操场"}, "没有“操场”这个选项"),
        ({"when-name_0": "participants_count", "when-sign_0": ">", "when-value_0": "很多"}, "不是数字"),
        ({"when-name_0": "price", "when-sign_0": ">", "when-value_0": ""}, "请填写要比较的值"),
        ({"when-text": "__import__('os')"}, "不能调用函数"),
        ({"when-name_0": "helper_name", "when-sign_0": "filled"}, "没有这个选项"),
    ],
)
def test_bad_input_says_how_to_mend_it_and_changes_nothing(desk, body, words):
    before = desk.form()
    response = desk.post("form-field", "application", "partner", **{"key": "partner", "label": "合办单位"} | body)
    assert response.status_code == 422
    assert words in response.content.decode()
    assert desk.form() == before


def test_fields_and_groups_move_and_go(desk):
    desk.post("form", "application", do="field:up:day")
    assert [field.key for field in desk.form().groups[1].fields][:2] == ["day", "topic"]
    desk.post("form", "application", do="field:up:day")
    assert [field.key for field in desk.form().groups[0].fields][-1] == "day"
    desk.post("form", "application", do="group:up:helpers")
    assert [group.key for group in desk.form().groups] == ["who", "helpers", "lecture"]
    desk.post("form-field", "application", "day", do="remove")
    assert edit.field_in(desk.form(), "day") is None
    desk.post("form-group", "application", "new", title="设备", repeats="on", least="0", most="5")
    assert (desk.form().groups[-1].title, desk.form().groups[-1].repeat.max) == ("设备", 5)
    key = desk.form().groups[-1].key
    assert (
        desk.post("form-group", "application", key, title="设备", repeats="on", least="6", most="5").status_code == 422
    )
    desk.post("form-group", "application", key, do="remove")
    assert len(desk.form().groups) == 3


def test_papers_are_asked_for(desk):
    desk.post("form-paper", "application", "new", name="照片", kinds=["picture"], most="3", required="on")
    paper = desk.form().papers[-1]
    assert (paper.name, paper.kinds, paper.most, paper.required) == ("照片", ("picture",), 3, True)
    desk.post("form", "application", do=f"paper:up:{paper.key}")
    assert [one.name for one in desk.form().papers] == ["活动方案", "照片", "场地许可"]
    assert desk.post("form-paper", "application", "new", name="", kinds=["exe"], most="99").status_code == 422
    desk.post("form-paper", "application", paper.key, do="remove")
    assert len(desk.form().papers) == 2


def test_who_has_not_seen_the_last_change_changes_nothing(desk):
    before = desk.form()
    response = desk.client.post(desk.url("form", "application"), {"seen": 0, "do": "field:up:day"})
    assert response.status_code == 409
    assert desk.form() == before


def test_the_preview_shows_what_the_applicant_sees(desk):
    page = desk.client.get(desk.url("form-preview", "application")).content.decode()
    for words in ("讲座申请表", "讲座题目", "请提前十个工作日申请。", "活动方案", "添加一项"):
        assert words in page


@pytest.mark.parametrize(
    ("member", "reads", "writes"),
    [
        ("keeper", 200, 302),
        ("system_admin", 200, 302),
        ("reviewer", 200, 403),
        ("clerk_a", 403, 403),
        ("unit_admin_b", 404, 404),
        ("plain", 403, 403),
    ],
)
def test_who_designs(office, draft, member, reads, writes):
    desk = Designer(office.client(member), draft)
    assert desk.client.get(desk.url("form", "application")).status_code == reads
    assert desk.post("form-group", "application", "new", title="设备").status_code == writes


def test_what_is_published_is_changed_no_more(office, draft):
    now = MatterVersion.objects.published().get(matter=draft.matter)
    desk = Designer(office.client("keeper"), now)
    assert desk.client.get(desk.url("form", "application")).status_code == 200
    for name, more in (("form", ()), ("form-group", ("new",)), ("form-field", ("day",)), ("form-rename", ())):
        assert desk.post(name, "application", *more, do="field:up:day", title="x").status_code == 404
    assert desk.form().groups[1].fields[1].key == "day"


def test_the_report_counts_forms_by_element(office, draft):
    client = office.client("keeper")
    page = client.get(reverse("matters:elements")).content.decode()
    assert "姓名" in page
    assert "专家进校园讲座" in page
    assert "姓名" not in client.get(reverse("matters:elements"), {"text": "邮箱"}).content.decode()
    sheet = client.get(reverse("matters:elements"), {"_export": "csv"}).content.decode("utf-8-sig")
    assert "姓名,person_name,1,1,专家进校园讲座" in sheet.replace('"', "")
    assert office.client("clerk_a").get(reverse("matters:elements")).status_code == 403


@pytest.mark.parametrize(
    ("joint", "lines", "text"),
    [
        ("and", [], ""),
        ("and", [Line("kind", "==", "报告厅")], "kind == 'hall'"),
        ("or", [Line("count", ">=", "10"), Line("free", "==", "是")], "count >= 10 or free == True"),
        ("and", [Line("topic", "filled"), Line("topic", "!=", "it's")], 'topic and topic != "it\'s"'),
        ("and", [Line("topic", "empty")], "not topic"),
    ],
)
def test_lines_and_the_language_say_the_same(joint, lines, text):
    assert text_of(joint, lines, FIELDS) == text
    assert lines_of(text, FIELDS) == (joint, lines)


@pytest.mark.parametrize("text", ["kind in ['hall']", "not (count > 3)", "count > 1 and (free or topic)", "x ="])
def test_what_lines_cannot_say_stays_in_the_language(text):
    assert lines_of(text, FIELDS) is None


@pytest.mark.parametrize(
    "line", [Line("count", ">", "1e5"), Line("count", "filled"), Line("free", "==", "或许"), Line("topic", "==", "'\"")]
)
def test_a_value_that_does_not_fit_is_refused(line):
    with pytest.raises(BadExpression):
        text_of("and", [line], FIELDS)
