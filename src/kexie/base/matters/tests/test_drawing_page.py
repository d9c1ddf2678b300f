"""The drawing page at the server: what it is given, what it checks, what it keeps, files in and out."""

from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from kexie.base.matters.actions import versions
from kexie.base.matters.models import MatterVersion
from kexie.base.matters.rules.beginning import beginning
from kexie.base.matters.rules.bpmn.checking import check
from kexie.base.matters.rules.bpmn.reading import read
from kexie.base.matters.rules.engine import compiled
from kexie.base.matters.tests.factories import AT, FORMS, PROCESS
from kexie.base.ui import assets

ASKING = [
    {
        "key": "accept",
        "title": "受理意见",
        "groups": [
            {
                "key": "g",
                "fields": [
                    {"key": "acceptance", "label": "受理结论", "choices": [["accept", "受理"], ["mend", "补正"]]},
                    {"key": "helpers", "choose": "organisation", "many": True, "label": "会签单位"},
                    {"key": "told", "note": "请看清"},
                ],
            },
            {"key": "rows", "repeat": {"min": 0, "max": 3}, "fields": [{"key": "line", "label": "明细"}]},
        ],
    },
    *(form for form in FORMS if form["key"] != "accept"),
]


@pytest.fixture(autouse=True)
def without_a_build(settings, tmp_path):
    """What Vite has built, or not, is no matter of these tests."""
    settings.KEXIE_ASSETS = tmp_path
    assets.assets.cache_clear()
    yield
    assets.assets.cache_clear()


@pytest.fixture
def draft(office, lecture) -> MatterVersion:
    by = office.actor("keeper")
    made = versions.begin_draft(by=by, at=AT, matter_id=lecture.matter_id)
    return versions.save_draft(by=by, at=AT, version_id=made.pk, seen=made.revision, changes={"forms": ASKING})


def address(name: str, version: MatterVersion, *more: str) -> str:
    return reverse(f"matters:{name}", args=[version.pk, *more])


def sent(client, name: str, version: MatterVersion, body: str | bytes, **headers):
    media_type = "application/json" if name == "process-save" else "application/xml"
    return client.post(address(name, version), body, content_type=media_type, headers={"accept": "application/json"})


def keep(client, version: MatterVersion, xml: str, seen: int | None = None):
    body = json.dumps({"xml": xml, "seen": version.revision if seen is None else seen})
    return sent(client, "process-save", version, body)


def data_of(page: str) -> dict:
    return json.loads(
        page.split('<script id="drawing-data" type="application/json">')[1].split("</script>", maxsplit=1)[0]
    )


def test_whoever_writes_draws_and_others_look(office, draft, lecture):
    page = office.as_("keeper").get(address("process", draft)).content.decode()
    data = data_of(page)
    assert data["seen"] == draft.revision
    assert "BPMNShape" in data["xml"]
    assert data["roles"]["handler"] == "办理人"
    assert data["forms"]["accept"] == "受理意见"
    assert [(one["key"], one["label"], one["kind"], one["many"]) for one in data["asked"]] == [
        ("acceptance", "受理结论", "code", False),
        ("helpers", "会签单位", "units", True),
    ]
    assert data["asked"][0]["values"] == {"accept": "受理", "mend": "补正"}
    assert "<svg" in page
    for member, version in (("reviewer", draft), ("keeper", lecture)):
        page = office.as_(member).get(address("process", version)).content.decode()
        assert "drawing-data" not in page
        assert "<svg" in page


def test_a_new_matter_begins_with_a_drawing_that_runs(office):
    by = office.actor("keeper")
    made = versions.create(by=by, at=AT, code="new", name="新<事项>&", lead=office.unit("科普部"))
    data = data_of(office.as_("keeper").get(address("process", made)).content.decode())
    assert data["fresh"]
    model = read(data["xml"])
    assert model.main.name == "新<事项>&"
    assert compiled(model)
    assert {problem.message.partition("“")[2].partition("”")[0] for problem in check(model)} == {
        "受理",
        "补正材料",
        "办理",
    }
    assert data["xml"] == beginning("新<事项>&")
    assert not MatterVersion.objects.get(pk=made.pk).process


def test_a_drawing_is_checked_and_not_kept(office, draft):
    xml = PROCESS.replace('kexie:limit="1d"', "").replace('default="to_decide"', "")
    said = sent(office.as_("keeper"), "process-check", draft, xml).json()
    assert {problem["id"] for problem in said["problems"]} >= {"accept", "accepted"}
    assert not said["ready"]
    assert said["conditions"] == {"to_mend": "受理结论 等于 补正", "to_refuse": "受理结论 等于 refuse"}
    assert MatterVersion.objects.get(pk=draft.pk).process == PROCESS


def test_a_condition_that_cannot_be_read_is_a_problem(office, draft):
    xml = PROCESS.replace('acceptance == "mend"', "__import__('os')")
    said = sent(office.as_("keeper"), "process-check", draft, xml).json()
    assert "to_mend" in {problem["id"] for problem in said["problems"]}
    assert "to_mend" not in said["conditions"]


@pytest.mark.parametrize("body", [b"", b"\xff\xfe", b"<a/>", b"<!DOCTYPE x><x/>", b"no file"])
def test_what_is_no_drawing_is_told_in_a_sentence(office, draft, body):
    response = sent(office.as_("keeper"), "process-check", draft, body)
    assert response.status_code in (200, 422)
    if response.status_code == 200:
        assert response.json()["problems"]


def test_a_drawing_is_kept_with_its_revision(office, draft):
    client = office.as_("keeper")
    response = keep(client, draft, PROCESS.replace("补正材料", "补齐材料"))
    assert response.json()["seen"] == draft.revision + 1
    assert "补齐材料" in MatterVersion.objects.get(pk=draft.pk).process
    late = keep(client, draft, PROCESS.replace("补正材料", "后来的"))
    assert late.status_code == 409
    assert "您在另一个窗口改过这一版" in late.json()["detail"]
    other = keep(office.as_("system_admin"), draft, PROCESS.replace("补正材料", "别人的"))
    assert other.status_code == 409
    assert "已被他人修改" in other.json()["detail"]
    assert "补齐材料" in MatterVersion.objects.get(pk=draft.pk).process


@pytest.mark.parametrize("body", ["", "[]", '{"xml": 1, "seen": 1}', '{"xml": "<a/>", "seen": "x"}', '{"seen": 1}'])
def test_what_the_script_would_not_send_is_refused(office, draft, body):
    assert sent(office.as_("keeper"), "process-save", draft, body).status_code == 422
    assert MatterVersion.objects.get(pk=draft.pk).revision == draft.revision


def test_an_unsafe_file_is_not_kept(office, draft):
    response = keep(office.as_("keeper"), draft, "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><x>&e;</x>")
    assert response.status_code == 422
    assert "DOCTYPE" in response.json()["detail"]
    assert MatterVersion.objects.get(pk=draft.pk).process == PROCESS


def test_a_file_is_opened_with_a_diagram(office, draft):
    response = sent(office.as_("keeper"), "process-open", draft, PROCESS)
    assert "BPMNShape" in response.json()["xml"]
    assert sent(office.as_("keeper"), "process-open", draft, "no file").status_code == 422
    in_a_form = office.as_("keeper").post(
        address("process-open", draft), {"file": PROCESS}, headers={"accept": "application/json"}
    )
    assert in_a_form.status_code == 422
    assert "不要放在表单里" in in_a_form.json()["detail"]


def test_without_script_a_file_is_sent(office, draft):
    client = office.as_("keeper")
    file = SimpleUploadedFile("图.bpmn", PROCESS.replace("补正材料", "补齐材料").encode())
    form = {"seen": draft.revision, "submit_key": "upload-1"}
    assert client.get(address("process-upload", draft)).status_code == 200
    response = client.post(address("process-upload", draft), form | {"file": file})
    assert response["Location"] == address("process", draft)
    kept = MatterVersion.objects.get(pk=draft.pk).process
    assert "补齐材料" in kept
    assert "BPMNShape" in kept
    bad = SimpleUploadedFile("图.bpmn", b"<!DOCTYPE x><x/>")
    response = client.post(address("process-upload", draft), form | {"file": bad, "submit_key": "upload-2"})
    assert response.status_code == 422
    assert "DOCTYPE" in response.content.decode()


def test_the_drawing_is_taken_away_as_a_file(office, draft):
    client = office.as_("reviewer")
    response = client.get(address("process-file", draft, "bpmn"))
    assert response.content.decode() == PROCESS
    assert "lecture-2.bpmn" in response["Content-Disposition"]
    assert client.get(address("process-file", draft, "svg")).content.startswith(b"<svg")
    assert client.get(address("process-file", draft, "pdf")).status_code == 404


@pytest.mark.parametrize(
    ("member", "status"), [("reviewer", 403), ("unit_admin_a", 404), ("clerk_a", 403), ("plain", 403)]
)
def test_nobody_else_draws(office, draft, member, status):
    client = office.as_(member)
    assert keep(client, draft, PROCESS).status_code == status
    for name in ("process-check", "process-open"):
        assert sent(client, name, draft, PROCESS).status_code == status
    assert client.get(address("process-upload", draft)).status_code == status


def test_what_is_published_is_not_drawn_on(office, lecture):
    client = office.as_("keeper")
    assert sent(client, "process-check", lecture, PROCESS).status_code == 404
    assert keep(client, lecture, PROCESS).status_code == 409
    assert client.get(address("process-upload", lecture)).status_code == 404


def test_without_a_build_the_page_says_so_and_leads_to_files(office, draft, monkeypatch):
    page = office.as_("keeper").get(address("process", draft)).content.decode()
    assert "本系统没有安装画图工具" in page
    assert page.count(address("process-upload", draft)) == 2
    assert "本系统没有安装画图工具" not in office.as_("reviewer").get(address("process", draft)).content.decode()
    built = assets.Assets(styles=(), scripts=(("assets/bpmn.js", True),))
    monkeypatch.setattr("kexie.base.matters.views.design_process.assets", lambda entry: built)
    assert "本系统没有安装画图工具" not in office.as_("keeper").get(address("process", draft)).content.decode()


def test_a_file_beyond_any_form_is_told_the_limit_of_a_drawing(office, draft):
    large = b"<" * (6 * 1024 * 1024)
    response = office.as_("keeper").post(
        address("process-open", draft), large, content_type="application/xml", headers={"Accept": "application/json"}
    )
    assert (response.status_code, response.json()["detail"]) == (413, "文件超过1MB，请拆成几个流程。")
