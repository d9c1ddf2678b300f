"""Every column that leads to a person, or sounds as if it did, is declared: with a purpose, or as none of any person.

Item 55 of the security promises; the committed inventory is item 60.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.apps.registry import Apps
from django.db import models

from kexie.base.kernel import personal
from kexie.base.kernel.personal_rows import declared, inventory
from kexie.base.people.queries.inventory import inventory_page

ROOT = Path(__file__).resolve().parents[2]

#: Parts of a column's name, and Chinese words in what it is called, that sound like a person.
SOUNDS = frozenset(
    re.findall(
        r"\w+",
        "name phone mobile tel telephone mail email address ip birth birthday born identity ua agent user username person"
        " account author owner contact signature avatar photo portrait sex gender nationality ethnicity degree surname"
        " nickname idcard passport actor editor reviewer",
    )
)
SPEAKS = re.compile("姓名|电话|手机|邮箱|地址|身份|生日|出生|联系人|照片|性别|民族|作者|审核人")

HOW = "declare it in the app's ready() with kernel.personal.declare(…), or as impersonal({…: what it is})"


def leads_to_a_person(field: models.Field) -> bool:
    target = field.related_model._meta.label if field.related_model else ""
    return target in ("people.Person", "people.Account")


def sounds_personal(field: models.Field) -> bool:
    words = set(re.split(r"[_\d]+", field.name.lower()))
    return bool(words & SOUNDS) or bool(SPEAKS.search(str(field.verbose_name)))


def own_fields(model: type[models.Model]) -> list[models.Field]:
    """The columns of the model's own table."""
    return [field for field in model._meta.local_concrete_fields if field.model is model]


def declared_columns() -> dict[str, set[str]]:
    columns: dict[str, set[str]] = {}
    for declaration in personal.declarations:
        columns.setdefault(declaration.label, set()).update(declaration.columns, declaration.other)
    return columns


def missing(model: type[models.Model], known: dict[str, set[str]]) -> list[str]:
    """The columns of a model that nobody has declared and that need it."""
    label, fields = model._meta.label, own_fields(model)
    whole = any(leads_to_a_person(field) for field in fields) and label not in personal.rest_of
    found = []
    for field in fields:
        column = f"{label}.{field.name}"
        if field.name in known.get(label, ()) or column in personal.impersonal_columns:
            continue
        if leads_to_a_person(field) or whole or (sounds_personal(field) and label not in personal.rest_of):
            found.append(column)
    return found


def undeclared(all_models: list[type[models.Model]]) -> list[str]:
    known = declared_columns()
    return [column for model in all_models for column in missing(model, known)]


def test_every_personal_column_is_declared():
    found = undeclared(apps.get_models(include_auto_created=True))
    assert found == [], f"{found}: {HOW}"


def test_the_check_would_find_one():
    """A column that nobody declared is named, whether it leads to a person or only sounds like one."""

    registry = Apps()

    class Diary(models.Model):  # noqa: DJ008
        keeper = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
        text = models.TextField()

        class Meta:
            app_label = "nowhere"
            apps = registry

    class Stall(models.Model):  # noqa: DJ008
        mobile = models.CharField(max_length=20)
        colour = models.CharField(max_length=20)
        contact = models.CharField("联系人", max_length=20)

        class Meta:
            app_label = "nowhere"
            apps = registry

    Diary._meta.get_field("keeper").remote_field.model = apps.get_model("people.Person")
    assert undeclared([Diary]) == ["nowhere.Diary.id", "nowhere.Diary.keeper", "nowhere.Diary.text"]
    assert undeclared([Stall]) == ["nowhere.Stall.mobile", "nowhere.Stall.contact"]


def leads_to_a_moment(model, path: str) -> bool:
    """Whether ``path`` names a column with a moment or a day, of the model's own or of a row that it belongs to."""
    name, _sign, further = path.partition("__")
    field = next((one for one in model._meta.concrete_fields if one.name == name), None)
    if field is None:
        return False
    return leads_to_a_moment(field.related_model, further) if further else isinstance(field, models.DateField)


def test_what_is_declared_exists():
    """A renamed column does not leave its declaration behind."""
    gone = []
    for declaration, model in declared():
        names = {field.name for field in model._meta.concrete_fields} | {
            field.attname for field in model._meta.concrete_fields
        }
        wanted = {*declaration.columns, *declaration.other}
        gone += [f"{declaration.label}.{name}" for name in wanted - names]
        if declaration.purge:
            assert leads_to_a_moment(model, declaration.purge.since), declaration.label
    for column in personal.impersonal_columns.names():
        label, _, name = column.rpartition(".")
        try:
            apps.get_model(label)._meta.get_field(name)
        except LookupError:
            gone.append(column)
    assert gone == []


def test_our_own_models_name_each_column():
    ours = {model._meta.label for model in apps.get_models() if model.__module__.startswith("kexie.")}
    taken_whole = [label for label in personal.rest_of.names() if label in ours]
    # These are Wagtail's tables with a column or two of ours.
    assert [label for label in taken_whole if not label.startswith("pages.")] == []


def test_what_sounds_personal_and_is_not_says_what_it_is():
    silent = []
    for declaration, model in declared():
        for name, why in declaration.other.items():
            field = model._meta.get_field(name)
            column = f"{declaration.label}.{name}"
            said = bool(why) or column in personal.impersonal_columns
            if sounds_personal(field) and not leads_to_a_person(field) and not said:
                silent.append(column)
    assert silent == []


def test_sensitive_columns_are_never_kept_after_an_erasure():
    assert [f"{line.model}.{line.column}" for line in inventory() if line.sensitive and line.erase == "keep"] == []


def test_every_line_says_how_long():
    assert [f"{line.model}.{line.column}" for line in inventory() if not line.keep] == []


def test_the_committed_inventory_is_that_of_the_code():
    """Regenerate it with `kexie personal inventory > docs/personal-data.md`."""
    assert (ROOT / "docs" / "personal-data.md").read_text(encoding="utf-8") == inventory_page()


#: No points, streaks, leaderboards, time-online, traces (security promise 61; domain: what experience forbids).
FORBIDDEN = re.compile(
    r"\b(streaks?|leaderboards?|points_of|user_points|time_online|online_seconds|check_?in_days|geolocation|gps)\b",
    re.I,
)
FORBIDDEN_WORDS = re.compile("积分|签到天数|连续签到|在线时长|排行榜|轨迹")
EXCUSED = re.compile(r"test_personal_columns\.py$|locale|code_lists|/standards/data/")


@pytest.mark.parametrize("suffix", ["py", "html", "js", "json"])
def test_nobody_is_counted_or_traced(suffix):
    found = []
    for path in sorted((ROOT / "src").rglob(f"*.{suffix}")):
        text = path.read_text(encoding="utf-8")
        if EXCUSED.search(path.as_posix()) or "node_modules" in path.parts:
            continue
        if hit := FORBIDDEN.search(text) or FORBIDDEN_WORDS.search(text):
            found.append(f"{path.relative_to(ROOT)}: {hit.group()}")
    assert found == []


def test_what_a_person_takes_away_is_called_in_chinese():
    """Third parties' models have names of ours where their own are English."""
    english = {line.label for line in inventory() if re.fullmatch(r"[A-Za-z ]+", line.label.partition(" · ")[0])}
    assert english == set(), "name it in people/rules/personal_names.py"
    labels = [line.label for line in inventory() if line.model == "usersessions.UserSession"]
    assert "登录中的设备 · 浏览器" in labels
    assert not any("建立时间" in line.label for line in inventory() if line.model == "people.Invitation")
