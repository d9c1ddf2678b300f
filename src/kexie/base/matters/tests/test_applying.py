"""Applying through the pages: the draft keeps itself, papers are taken in, one submit counts once."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from kexie.base.kernel import clock
from kexie.base.kernel.access import Platform
from kexie.base.matters.actions import drafts, versions
from kexie.base.matters.actions.papers import sweep
from kexie.base.matters.errors import DraftChanged
from kexie.base.matters.models import Case, CasePaper, CaseUnit, Draft, DraftPaper, PaperFile
from kexie.base.matters.queries.drafts import typed_in
from kexie.base.matters.queries.sealed import answers_of
from kexie.base.matters.tests.asked import ASKING, GOOD, PDF
from kexie.base.matters.tests.factories import AT, published

pytestmark = pytest.mark.django_db

JSON = {"Accept": "application/json"}


@pytest.fixture
def service(office):
    """A published matter that asks a lot."""
    return published(office, forms=ASKING)


def url(name: str, *more: object) -> str:
    return reverse(f"matters:{name}", args=["lecture", *more])


def save(client, *, seen: int, do: str = "save", **changes):
    return client.post(url("apply"), GOOD | {"seen": seen, "do": do} | changes, headers=JSON)


def attach(client, *, seen: int, name: str = "方案.pdf", data: bytes = PDF, place: str = "plan"):
    file = SimpleUploadedFile(name, data)
    return client.post(
        url("apply"), GOOD | {"seen": seen, "do": f"upload:{place}", f"f-paper-{place}": file}, headers=JSON
    )


def sent(client, key: str = "k1"):
    """Send what the draft holds."""
    revision = Draft.objects.get().revision
    return client.post(url("apply-review"), {"submit_key": key, "revision": revision})


def test_the_hall_shows_what_there_is_to_everybody(client, service):
    page = client.get(reverse("matters:services"), {"q": "zhuanjia"})
    assert "专家进校园讲座" in page.content.decode()
    assert "专家进校园讲座" not in client.get(reverse("matters:services"), {"q": "场馆"}).content.decode()
    guide = client.get(url("service")).content.decode()
    for words in ("本市中小学校", "10个工作日", "安排专家到校讲座", "活动方案", "科普部", "<svg"):
        assert words in guide
    assert client.get("/services/nothing/").status_code == 404


def test_one_logs_in_to_apply(client, service):
    assert "/accounts/login/" in client.get(url("apply"))["Location"]


def test_from_draft_to_receipt(office, service):
    client = office.client("plain")
    page = client.get(url("apply")).content.decode()
    assert "平台已有信息" in page
    assert "许一鸣" in page
    told = save(client, seen=0).json()
    assert told["edition"] == 1
    assert Draft.objects.get().account == office.account("plain")
    assert "13800138000" not in Draft.objects.get().sealed
    told = attach(client, seen=1).json()
    assert told["told"] == []
    assert "方案.pdf" in told["parts"]["papers"]
    response = client.post(url("apply"), GOOD | {"seen": 2, "do": "review"})
    assert response["Location"] == url("apply-review")
    review = client.get(url("apply-review")).content.decode()
    assert "月球上有什么" in review
    assert "13800138000" in review
    assert "方案.pdf" in review
    response = sent(client)
    case = Case.objects.get()
    assert response["Location"] == url("applied", case.pk)
    assert case.number in client.get(url("applied", case.pk)).content.decode()
    assert case.applicant == office.person("plain")
    assert case.applicant_unit is None
    assert answers_of(case)["helpers"] == [{"helper_name": "林小满", "helper_hours": 2.5}]
    assert CasePaper.objects.get().file_id == PaperFile.objects.get().sha256
    assert not Draft.objects.exists()


def test_one_submit_counts_once(office, service):
    client = office.client("plain")
    save(client, seen=0)
    attach(client, seen=1)
    body = {"submit_key": "k1", "revision": 2}
    first = client.post(url("apply-review"), body)
    again = client.post(url("apply-review"), body)
    assert first["Location"] == again["Location"]
    assert Case.objects.count() == 1
    assert client.post(url("apply-review"), body | {"submit_key": "k2"}).status_code == 404


def looked_over(client) -> dict[str, str]:
    """What the page on which an application is looked over sends, from the form as it stands there."""
    form = client.get(url("apply-review")).content.decode().split('<form method="post" data-keep="off">')[1]
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form.split("</form>")[0]))


def test_a_second_window_is_told_that_it_was_submitted_and_led_to_the_case(office, service):
    client = office.client("plain")
    save(client, seen=0)
    attach(client, seen=1)
    one, other = looked_over(client), looked_over(client)
    assert one["submit_key"] != other["submit_key"]
    first = client.post(url("apply-review"), one)
    case = Case.objects.get()
    assert first["Location"] == url("applied", case.pk)
    assert "没有重复提交" not in client.get(first["Location"]).content.decode()
    late = client.post(url("apply-review"), other, follow=True)
    assert late.redirect_chain == [(url("applied", case.pk), 302)]
    assert "没有重复提交" in late.content.decode()
    assert case.number in late.content.decode()
    assert Case.objects.count() == 1


def test_the_old_page_leads_to_the_old_case_when_the_next_application_is_begun(office, service):
    client = office.client("plain")
    save(client, seen=0)
    attach(client, seen=1)
    one, other = looked_over(client), looked_over(client)
    client.post(url("apply-review"), one)
    save(client, seen=0)
    attach(client, seen=1)
    assert client.post(url("apply-review"), other)["Location"] == url("applied", Case.objects.get().pk)
    assert Draft.objects.count() == 1
    assert client.post(url("apply-review"), looked_over(client)).status_code == 302
    assert Case.objects.count() == 2


def test_a_draft_that_somebody_else_has_sent_leads_nobody_else_to_the_case(office, service):
    client = office.client("plain")
    save(client, seen=0)
    attach(client, seen=1)
    one = looked_over(client)
    client.post(url("apply-review"), one)
    stranger = office.client("clerk_b")
    assert stranger.post(url("apply-review"), one).status_code == 404
    save(stranger, seen=0)
    attach(stranger, seen=1)
    tried = stranger.post(url("apply-review"), one)
    assert tried["Location"] == url("apply-review")
    assert Case.objects.count() == 1


def test_what_is_wrong_is_not_sent(office, service):
    client = office.client("plain")
    response = client.post(url("apply"), GOOD | {"seen": 0, "do": "review", "f-phone": "12"})
    page = response.content.decode()
    assert response.status_code == 422
    assert "12" in page
    assert "有几处需要修改" in page
    assert "请上传“活动方案”" in page
    assert client.get(url("apply-review"))["Location"] == url("apply") + "?check=1"
    assert "有几处需要修改" in client.get(url("apply") + "?check=1").content.decode()
    assert "有几处需要修改" not in client.get(url("apply")).content.decode()
    assert sent(client)["Location"] == url("apply") + "?check=1"
    assert not Case.objects.exists()


def test_two_tabs_do_not_write_over_each_other(office, service):
    client = office.client("plain")
    save(client, seen=0)
    assert save(client, seen=1, **{"f-topic": "甲"}).json()["edition"] == 2
    late = save(client, seen=1, **{"f-topic": "乙"})
    assert late.status_code == 409
    assert late.json()["type"] == "urn:kexie:matters.draft_changed"
    assert save(client, seen=0).status_code == 409
    page = client.post(url("apply"), GOOD | {"seen": 1, "do": "save", "f-topic": "乙"})
    assert page.status_code == 409
    assert 'value="乙"' in page.content.decode()
    assert 'name="seen" value="2"' in page.content.decode()
    assert typed_in(Draft.objects.get())["f-topic"] == ["甲"]
    assert client.post(url("apply"), GOOD | {"seen": 2, "do": "save", "f-topic": "乙"}).status_code == 302
    assert typed_in(Draft.objects.get())["f-topic"] == ["乙"]


def test_what_changed_after_it_was_looked_over_is_looked_over_again(office, service):
    client = office.client("plain")
    save(client, seen=0)
    attach(client, seen=1)
    client.post(url("apply"), GOOD | {"seen": 2, "do": "save", "f-topic": "另一个题目"})
    response = client.post(url("apply-review"), {"submit_key": "k1", "revision": 2})
    assert response["Location"] == url("apply-review")
    assert not Case.objects.exists()


def test_rows_without_scripts(office, service):
    client = office.client("plain")
    response = client.post(url("apply"), GOOD | {"seen": 0, "do": "row:helpers"})
    assert response["Location"] == url("apply") + "#group-helpers"
    assert 'name="f-helpers-1-helper_name"' in client.get(url("apply")).content.decode()
    client.post(url("apply"), GOOD | {"seen": 1, "do": "drop:helpers:0", "f-helpers-row": ["0", "1"]})
    page = client.get(url("apply")).content.decode()
    assert 'name="f-helpers-1-helper_name"' in page
    assert 'name="f-helpers-0-helper_name"' not in page


def test_nobody_sees_anothers_draft(office, service):
    mine, other = office.client("plain"), office.client("clerk_b")
    save(mine, seen=0)
    attach(mine, seen=1)
    draft, paper = Draft.objects.get(), DraftPaper.objects.get()
    assert "月球上有什么" not in other.get(url("apply")).content.decode()
    assert other.get(reverse("matters:draft-paper", args=[paper.pk])).status_code == 404
    assert other.post(reverse("matters:draft-discard", args=[draft.pk])).status_code == 404
    assert save(other, seen=0, do=f"unpaper:{paper.pk}").status_code == 200
    assert DraftPaper.objects.filter(pk=paper.pk).exists()
    file = mine.get(reverse("matters:draft-paper", args=[paper.pk]))
    assert file.content == PDF
    assert file["Content-Disposition"].startswith("attachment")


def test_a_draft_is_listed_and_given_up(office, service):
    client = office.client("plain")
    save(client, seen=0)
    assert "专家进校园讲座" in client.get(reverse("matters:drafts")).content.decode()
    client.post(reverse("matters:draft-discard", args=[Draft.objects.get().pk]))
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("方案.pdf", b"", ""),
        ("方案.pdf", b"MZ\x90\x00 not a pdf", ""),
        ("方案.pdf", b"%PDF-1.4 " + b"\x00" * 60, ""),
        ("方案.exe", PDF, ""),
        ("方案.pdf.html", b"<script>x</script>", ""),
        ("方案.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='x'/>", ""),
        ("方案.pdf", PDF.replace(b"/Catalog", b"/Catalog/OpenAction<</S/JavaScript/JS(app.alert(1))>>"), "脚本"),
    ],
)
def test_a_bad_file_is_refused_with_a_sentence(office, service, name, data, words):
    client = office.client("plain")
    save(client, seen=0)
    told = attach(client, seen=1, name=name, data=data).json()["told"]
    assert len(told) == 1
    assert words in told[0]
    assert told[0].endswith("。")
    assert not DraftPaper.objects.exists()
    assert not PaperFile.objects.exists()


def test_no_more_files_than_there_is_room_for(office, service):
    client = office.client("plain")
    save(client, seen=0)
    files = [SimpleUploadedFile(f"{n}.pdf", PDF + b"\n" * n) for n in range(4)]
    response = client.post(url("apply"), GOOD | {"seen": 1, "do": "upload:plan", "f-paper-plan": files}, headers=JSON)
    assert "最多2份，有2份没有收下" in response.json()["told"][0]
    paper = DraftPaper.objects.first()
    told = save(client, seen=2, do=f"unpaper:{paper.pk}").json()
    assert paper.name not in told["parts"]["papers"]
    assert DraftPaper.objects.count() == 1


def test_a_clerk_applies_for_the_unit(office, service):
    client = office.client("clerk_a")
    unit = office.unit("青溪区科协")
    who = {"who-as_whom": str(unit.uid)}
    save(client, seen=0, **who)
    assert "青溪区科学技术协会" in client.get(url("apply")).content.decode()
    assert Draft.objects.get().unit == unit
    attach(client, seen=1)
    save(client, seen=2, **who)
    assert sent(client)["Location"].startswith(url("applied", Case.objects.get().pk))
    case = Case.objects.get()
    assert (case.applicant_unit, case.applicant_name) == (unit, unit.name)
    assert answers_of(case)["organisation_name"] == unit.name
    assert CaseUnit.objects.filter(case=case, organisation=unit).exists()


def test_nobody_applies_for_anothers_unit_or_on_behalf(office, service):
    client = office.client("clerk_a")
    other = office.unit("云台区科协")
    for whom in (str(other.uid), "behalf"):
        revision = Draft.objects.values_list("revision", flat=True).first() or 0
        response = client.post(url("apply"), GOOD | {"seen": revision, "do": "review", "who-as_whom": whom})
        assert response.status_code == 422
        assert Draft.objects.get().unit != other
        attach(client, seen=Draft.objects.get().revision)
    assert not Case.objects.exists()


def test_the_window_applies_on_behalf_of_who_calls(office, service):
    client = office.client("editor")
    behalf = {"who-as_whom": "behalf", "who-channel": "phone", "f-person_name": "来电的人"}
    response = client.post(url("apply"), GOOD | behalf | {"seen": 0, "do": "review"})
    assert "请填写申请人姓名" in response.content.decode()
    save(client, seen=1, **behalf, **{"who-name": "来电的人"})
    file = {"f-paper-plan": SimpleUploadedFile("方案.pdf", PDF)}
    body = GOOD | behalf | {"who-name": "来电的人", "seen": 2, "do": "review"}
    assert client.post(url("apply"), body | file)["Location"] == url("apply-review")
    assert "来电的人" in client.get(url("apply-review")).content.decode()
    response = sent(client)
    case = Case.objects.get()
    assert (case.applicant, case.applicant_name, case.channel) == (None, "来电的人", "phone")
    assert case.number in client.get(response["Location"]).content.decode()
    assert answers_of(case)["person_name"] == "来电的人"


def test_a_closed_matter_takes_nothing(office, service):
    versions.open_or_close(by=office.actor("keeper"), at=AT, matter_id=service.matter_id, takes=False)
    client = office.client("plain")
    assert "暂停受理" in client.get(url("service")).content.decode()
    assert client.get(url("apply")).status_code == 409
    assert save(client, seen=0).status_code == 409


def test_files_that_nobody_points_to_are_swept(office, service):
    client = office.client("plain")
    save(client, seen=0)
    attach(client, seen=1)
    assert sweep(by=Platform(), at=clock.now() + timedelta(days=2)) == 0
    client.post(reverse("matters:draft-discard", args=[Draft.objects.get().pk]))
    assert sweep(by=Platform(), at=clock.now()) == 0
    assert sweep(by=Platform(), at=clock.now() + timedelta(days=2)) == 1
    assert not PaperFile.objects.exists()


def test_a_draft_of_another_revision_is_refused(office, service):
    by = office.actor("plain")
    drafts.save(by=by, at=AT, version=service, typed={"f-topic": ["甲"]}, seen=0)
    with pytest.raises(DraftChanged):
        drafts.save(by=by, at=AT, version=service, typed={"f-topic": ["乙"]}, seen=0)


@pytest.mark.parametrize("seen", ["0" * 5_000, "9" * 40, "-1", "１", "1e3", ""])
def test_what_is_no_revision_counts_as_none(office, service, seen):
    """As for somebody who has seen none: a program's mistake is no failure of ours."""
    answer = office.client("plain").post(url("apply"), GOOD | {"seen": seen, "do": "save"})
    assert answer.status_code == 302
