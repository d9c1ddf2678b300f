"""The demo's matters are published as their files say, by a second person, and its cases stand where the story says."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest

from kexie.base.kernel import clock
from kexie.base.kernel.access import Platform
from kexie.base.matters.api import Case, CaseState, CaseTask, Matter, exported, problems_of

pytestmark = pytest.mark.django_db
FILES = sorted((files("kexie.site.demo") / "data" / "matters").iterdir(), key=lambda file: file.name)


@pytest.mark.usefixtures("told")
def test_every_file_is_a_published_matter_that_is_written_as_the_file_again():
    for file in FILES:
        code = file.name.removesuffix(".json")
        version = Matter.objects.beyond("the demo's own").get(code=code).versions.get()
        assert version.state == "published", code
        assert version.made_by != version.published_by, code
        assert problems_of(version) == [], code
        assert exported(Platform(), code, on=clock.today()) == file.read_bytes(), code


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_no_form_asks_for_the_sum_of_its_own_rows(file):
    """Nothing adds rows up: a total that is asked beside them would not have to agree with them."""
    forms = json.loads(file.read_text(encoding="utf-8"))["forms"]
    for form in forms:
        counted = {
            asked.get("element") for group in form["groups"] if "repeat" in group for asked in group["fields"]
        } & {"quantity"}
        asked_once = {
            asked.get("element") for group in form["groups"] if "repeat" not in group for asked in group["fields"]
        }
        assert not counted & asked_once, form["key"]


@pytest.mark.usefixtures("told")
def test_cases_stand_in_all_states():
    cases = Case.objects.beyond("the demo's own")
    ended = set(cases.exclude(state=CaseState.OPEN).values_list("state", "outcome"))
    assert ended == {("ended", "done"), ("ended", "rejected"), ("withdrawn", "withdrawn")}
    assert set(cases.values_list("matter__code", flat=True)) == {file.name.removesuffix(".json") for file in FILES}
    now = clock.now()
    tasks = CaseTask.objects.beyond("the demo's own").open()
    assert tasks.filter(due_at__lt=now).exists()
    assert tasks.filter(due_at__gt=now).exists()
    assert tasks.filter(who="applicant").exists()
    assert not cases.filter(started_at__gt=now).exists()


@pytest.mark.usefixtures("told")
def test_a_guide_asks_for_each_paper_once(client):
    page = client.get("/services/talent-nomination/").content.decode()
    assert page.count(">推荐书<") == 1
