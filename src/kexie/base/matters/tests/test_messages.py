"""A message that a case waits for is answered from its page: by whoever has applied, and by the office."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from kexie.base.kernel import clock
from kexie.base.kernel.errors import NotPermitted
from kexie.base.matters.actions.messages import answer_message
from kexie.base.matters.models import Case, CaseNote, CasePaper, CaseState, CaseStep, CaseWait
from kexie.base.matters.tests.asked import PDF
from kexie.base.matters.tests.factories import AT, published
from kexie.base.matters.tests.test_cases import KEPT, applied, done

pytestmark = pytest.mark.django_db

#: The same, waited for in the lane of who has applied, with a word about it.
OWN = KEPT.replace("<flowNodeRef>kept</flowNodeRef>", "").replace(
    "<flowNodeRef>mend</flowNodeRef>", "<flowNodeRef>mend</flowNodeRef><flowNodeRef>kept</flowNodeRef>"
)
OWN = OWN.replace('name="学校确认">', 'name="学校确认"><documentation>日期确定后请告知。</documentation>')


@pytest.fixture(autouse=True)
def now():
    with clock.fixed(AT):
        yield


def case_of(office, code: str, process: str) -> Case:
    case = applied(office, published(office, code=code, process=process))
    done(office, "editor", case, acceptance="accept")
    done(office, "reviewer", case, decision="agree")
    return case


@pytest.fixture
def waiting(office) -> Case:
    """A case that waits for the school, in the lane of the office."""
    return case_of(office, "kept", KEPT)


@pytest.fixture
def own(office) -> Case:
    """The same in the lane of who has applied."""
    return case_of(office, "own", OWN)


def box(case: Case, door: str) -> str:
    return reverse(f"matters:{door}", args=[case.pk, CaseWait.objects.beyond("a test").get(case=case).pk])


def sent(client, address: str, key: str = "a-key", **more):
    return client.post(address, {"submit_key": key, **more})


def body(client, name: str, case: Case) -> str:
    return client.get(reverse(f"matters:{name}", args=[case.pk])).content.decode()


def kept(case: Case) -> Case:
    return Case.objects.beyond("a test").get(pk=case.pk)


def test_who_has_applied_tells_it_with_a_word_and_a_file(office, own):
    client, address = office.client("plain"), box(own, "my-message")
    page = body(client, "my-case", own)
    assert address in page
    assert "等您告知：学校确认。" in page
    assert "2026年3月10日" in page
    file = SimpleUploadedFile("日程.pdf", PDF, "application/pdf")
    told = sent(client, address, text="三月二十日下午", papers=file)
    assert told.status_code == 302
    assert kept(own).state == CaseState.ENDED
    assert CaseNote.objects.beyond("a test").get(case=own).by_applicant
    assert CasePaper.objects.beyond("a test").get(case=own).name == "日程.pdf"


def test_the_same_form_counts_once(office, own):
    client, address = office.client("plain"), box(own, "my-message")
    assert [sent(client, address, text="好").status_code for _ in range(2)] == [302, 302]
    steps = CaseStep.objects.beyond("a test").filter(case=own, kind="message")
    assert (steps.count(), CaseNote.objects.beyond("a test").filter(case=own).count()) == (1, 1)


def test_who_comes_too_late_is_told_so_and_nothing_is_kept(office, waiting):
    client, address = office.client("reviewer"), box(waiting, "message")
    sent(office.client("signer"), address)
    late = client.post(address, {"submit_key": "late", "text": "我也来说"})
    assert late.status_code == 409
    assert "办件现在没有在等待这条消息。" in late.content.decode()
    assert "我也来说" in late.content.decode()
    assert "我也来说" not in body(client, "case", waiting)
    silent = client.post(address, {"submit_key": "later", "text": ""}, follow=True).content.decode()
    assert "办件现在没有在等待这条消息。" in silent
    assert not CaseNote.objects.beyond("a test").filter(case=waiting).exists()


@pytest.mark.parametrize("member", ["reviewer", "signer"])
def test_those_of_the_lane_tell_it_from_the_workbench(office, waiting, member):
    client, address = office.client(member), box(waiting, "message")
    assert address in body(client, "case", waiting)
    assert sent(client, address).status_code == 302
    assert kept(waiting).state == CaseState.ENDED


def test_what_is_waited_for_in_an_offices_lane_is_not_told_by_who_has_applied(office, waiting):
    client, address = office.client("plain"), box(waiting, "my-message")
    page = body(client, "my-case", waiting)
    assert address not in page
    assert "等待告知" not in page
    assert "正在等待：学校确认。有进展会通知您。" in page
    assert "办件现在没有在等待这条消息。" in client.post(address, {"submit_key": "k"}, follow=True).content.decode()
    with pytest.raises(NotPermitted, match="“学校确认”由“科普部”告知。"):
        answer_message(by=office.actor("plain"), at=AT, case_id=waiting.pk, message="学校确认", own=True)
    assert kept(waiting).state == CaseState.OPEN


def test_the_rest_of_the_office_reads_whom_it_waits_for(office, waiting):
    client = office.client("editor")  # of the window, the lane is the lead's
    page = body(client, "case", waiting)
    assert box(waiting, "message") not in page
    assert "正在等待“学校确认”，由“科普部”告知。" in page
    sent(client, box(waiting, "message"))
    assert kept(waiting).state == CaseState.OPEN


@pytest.mark.parametrize(("member", "door"), [("plain", "my-message"), ("editor", "message"), ("reviewer", "message")])
def test_what_is_waited_for_in_no_lane_is_told_by_either_side(office, member, door):
    case = case_of(office, "free", KEPT.replace("<flowNodeRef>kept</flowNodeRef>", ""))
    assert sent(office.client(member), box(case, door)).status_code == 302
    assert kept(case).state == CaseState.ENDED


def test_a_unit_that_a_lane_names_finds_the_case_and_tells_it(office):
    lane = '<lane id="lane_district" name="云台区科协" kexie:who="unit" kexie:unit="云台区科协" kexie:role="handler">'
    drawn = KEPT.replace("<flowNodeRef>kept</flowNodeRef>", "").replace(
        "</laneSet>", f"{lane}<flowNodeRef>kept</flowNodeRef></lane></laneSet>"
    )
    case = case_of(office, "named", drawn)
    assert "等待告知" not in body(office.client("reviewer"), "case", case)
    client, address = office.client("clerk_b"), box(case, "message")
    assert address in body(client, "case", case)
    assert sent(client, address).status_code == 302
    assert kept(case).state == CaseState.ENDED


def test_what_is_waited_for_in_the_applicants_lane_is_told_there(office, own):
    page = body(office.client("reviewer"), "case", own)
    assert "等待告知" not in page
    assert "正在等待“学校确认”，由“申请人”告知。" in page
    sent(office.client("reviewer"), box(own, "message"))
    assert kept(own).state == CaseState.OPEN
    assert "日期确定后请告知。" in body(office.client("plain"), "my-case", own)
    sent(office.client("plain"), box(own, "my-message"), key="another")
    assert kept(own).state == CaseState.ENDED


def test_a_file_that_is_no_good_is_told_in_the_box_and_the_word_stays(office, own):
    client, address = office.client("plain"), box(own, "my-message")
    file = SimpleUploadedFile("日程.exe", b"MZ\x00", "application/octet-stream")
    answer = sent(client, address, text="三月二十日下午", papers=file)
    assert answer.status_code == 422
    assert "三月二十日下午" in answer.content.decode()
    assert "日程.exe" in answer.content.decode()
    assert kept(own).state == CaseState.OPEN
    assert sent(client, address, text="长" * 1001, key="other").status_code == 422


@pytest.mark.parametrize("member", ["clerk_b", "unit_admin_b", "clerk_a", "system_admin"])
def test_nobody_else_finds_the_box(office, waiting, member):
    client = office.client(member)
    assert sent(client, box(waiting, "my-message")).status_code == 404
    assert sent(client, box(waiting, "message")).status_code in (403, 404)
    assert kept(waiting).state == CaseState.OPEN


def test_who_only_looks_on_has_no_box(office, waiting):
    client = office.client("keeper")
    assert "等待告知" not in body(client, "case", waiting)
    sent(client, box(waiting, "message"))
    assert kept(waiting).state == CaseState.OPEN
