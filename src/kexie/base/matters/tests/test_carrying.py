"""A matter as one file: out of one installation and into another as a draft, the same file twice as once."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from kexie.base.kernel.errors import NotFound
from kexie.base.matters.actions import versions
from kexie.base.matters.actions.carrying import bring_in
from kexie.base.matters.errors import DraftInTheWay, ParcelUnreadable, UnitsUnknown
from kexie.base.matters.models import Matter, MatterVersion
from kexie.base.matters.queries.carrying import exported
from kexie.base.matters.rules import carrying
from kexie.base.matters.tests.factories import AT, PROCESS, revised

pytestmark = pytest.mark.django_db
DAY = AT.date()


def changed(data: bytes, **said) -> bytes:
    """The file with something changed by hand, and so without its digest."""
    row = json.loads(data) | said
    del row["digest"]
    return json.dumps(row, ensure_ascii=False).encode()


def file_of(office) -> bytes:
    return exported(office.actor("keeper"), "lecture", on=DAY)


def take(office, data: bytes, **options):
    return bring_in(by=office.actor("keeper"), at=AT, data=data, **options)


@pytest.mark.usefixtures("lecture")
def test_what_was_exported_says_nothing_new(office):
    brought = take(office, file_of(office))
    assert (brought.changed, brought.version.state) == (False, "published")
    assert MatterVersion.objects.count() == 1


def turned(value):
    """The same with the names of every object the other way round, as a database may give them."""
    if isinstance(value, dict):
        return {name: turned(each) for name, each in reversed(value.items())}
    return [turned(each) for each in value] if isinstance(value, list) else value


def test_the_order_in_which_a_database_gives_names_changes_no_byte(office, lecture):
    before = file_of(office)
    parts = ("terms", "materials", "forms")
    rows = MatterVersion.objects.filter(pk=lecture.pk)
    rows.update(**{name: turned(getattr(rows.get(), name)) for name in parts})
    assert file_of(office) == before
    read = carrying.read(before)
    assert carrying.written(read) == before


def test_another_installation_gets_a_draft_that_exports_the_same(office, lecture):
    data = file_of(office)
    Matter.objects.beyond("another installation").all().delete()
    brought = take(office, data)
    assert (brought.changed, brought.version.state, brought.version.number) == (True, "draft", 1)
    assert file_of(office) == data
    assert not take(office, data).changed
    assert lecture.process == brought.version.process


@pytest.mark.usefixtures("lecture")
def test_a_change_becomes_the_next_draft_and_is_published_by_nobody_but_a_person(office):
    data = changed(file_of(office), name="专家进校园", group="没有的平台")
    brought = take(office, data)
    assert (brought.version.number, brought.version.state, brought.group_unknown) == (2, "draft", "没有的平台")
    assert not take(office, data).changed
    with pytest.raises(DraftInTheWay):
        take(office, changed(data, name="又一个名称", digest=""))
    assert take(office, changed(data, name="又一个名称", digest=""), over_draft=True).version.name == "又一个名称"


@pytest.mark.usefixtures("lecture")
def test_units_that_are_not_here_are_named(office):
    lanes = PROCESS.replace('kexie:who="lead"', 'kexie:who="unit" kexie:unit="天上的单位"')
    data = changed(file_of(office), window="海上的单位", process=lanes.split("\n"))
    with pytest.raises(UnitsUnknown, match="海上的单位、天上的单位"):
        take(office, data)


def test_a_lane_of_a_unit_travels_by_its_name(office, lecture):
    unit = office.unit("云台区科协")
    process = PROCESS.replace('kexie:who="lead"', f'kexie:who="unit" kexie:unit="{unit.uid}"')
    draft = versions.begin_draft(by=office.actor("keeper"), at=AT, matter_id=lecture.matter_id)
    revised(office, draft, process=process)
    data = file_of(office)
    assert str(unit.uid).encode() not in data
    assert f'kexie:unit=\\"{unit.name}\\"'.encode() in data


def test_others_matters_are_not_exported(office, lecture):
    with pytest.raises(NotFound):
        exported(office.actor("clerk_b"), lecture.matter.code, on=DAY)


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda data: data.replace("一堂".encode(), "两堂".encode()), "校验值"),
        (lambda data: data[:-30], "完整的 JSON"),
        (lambda data: b"[" * 100_000, "完整的 JSON"),
        (lambda data: b" " * (carrying.LARGEST + 1), "2 MB"),
        (lambda data: changed(data, format="x"), "不是从本平台导出"),
        (lambda data: changed(data, script="x"), "不认识的内容"),
        (lambda data: changed(data, code="A B"), "事项编码"),
        (lambda data: changed(data, name=7), "name"),
        (lambda data: changed(data, applicants="all"), "申请对象"),
        (lambda data: changed(data, terms={"summary": "长" * 500}), "不超过120个字"),
        (lambda data: changed(data, materials=[{"name": ""}]), "没有名称"),
        (lambda data: changed(data, forms=[{"key": "a", "groups": "x"}]), "分组"),
        (lambda data: changed(data, process="<!DOCTYPE a><a/>"), "DOCTYPE"),
        (lambda data: data.replace(b'"code"', b'"name": "x", "code"', 1), "完整的 JSON"),
        (lambda data: changed(data, name="坏\0名"), "不能使用的字符"),
        (lambda data: changed(data, terms={"summary": "退\x1b[2J"}), "不能使用的字符"),
        (lambda data: data.replace("一堂".encode(), b"\\ud800"), "不能使用的字符"),
        (lambda data: changed(data, forms=[[[[[[[[[[[[[[]]]]]]]]]]]]]]), "层次太深"),
    ],
)
@pytest.mark.usefixtures("lecture")
def test_what_is_damaged_or_unsafe_is_refused_and_leaves_nothing(office, spoil, sentence):
    data = spoil(file_of(office))
    with pytest.raises(ParcelUnreadable, match=sentence):
        take(office, data)
    assert MatterVersion.objects.count() == 1


@pytest.mark.usefixtures("lecture")
def test_the_command_moves_a_file_and_publishes_only_as_a_second_person(office, tmp_path):
    path = tmp_path / "lecture.json"
    call_command("matters", "export", "lecture", str(path), stdout=StringIO())
    with pytest.raises(CommandError, match="没有这个文件或文件夹"):
        call_command("matters", "export", "lecture", str(path.parent / "no" / "lecture.json"), stdout=StringIO())
    path.write_bytes(changed(path.read_bytes(), name="请专家来讲课"))
    keeper, reviewer = (office.account(name).email for name in ("keeper", "reviewer"))
    with pytest.raises(CommandError, match="另一位"):
        call_command("matters", "import", str(path), "--as", keeper, "--publish-as", keeper, stdout=StringIO())
    assert MatterVersion.objects.count() == 1
    said = StringIO()
    call_command("matters", "import", str(path), "--as", keeper, "--publish-as", reviewer, stdout=said)
    assert "已导入“请专家来讲课”第2版（已发布）" in said.getvalue()
    with pytest.raises(CommandError, match=r"nobody@x\.cn"):
        call_command("matters", "import", str(path), "--as", "nobody@x.cn", stdout=StringIO())
