"""The page of a case at the desk and in 我的: who sees what, and what is done from it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from kexie.base.documents.model import Document, Paragraph
from kexie.base.documents.pdf import render_pdf
from kexie.base.kernel import clock
from kexie.base.kernel.models import AuditEvent
from kexie.base.matters.actions import cases
from kexie.base.matters.models import Case, CaseAsk, CaseLook, CaseNote, CasePaper, CaseStep, CaseTask, TaskState
from kexie.base.matters.tests.factories import AT

pytestmark = pytest.mark.django_db

FORMS = [
    {
        "key": "application",
        "title": "讲座申请表",
        "groups": [
            {
                "key": "main",
                "title": "讲座",
                "fields": [
                    {"key": "topic", "element": "request_content", "label": "题目", "required": True},
                    {"key": "phone", "element": "mobile_phone", "label": "联系电话"},
                ],
            }
        ],
        "papers": [],
    },
    {
        "key": "accept",
        "title": "受理意见",
        "groups": [
            {
                "key": "main",
                "title": "受理",
                "fields": [
                    {
                        "key": "acceptance",
                        "label": "是否受理",
                        "choices": [["accept", "受理"], ["mend", "补正"], ["refuse", "不予受理"]],
                        "required": True,
                    }
                ],
            }
        ],
        "papers": [],
    },
    {"key": "decide", "title": "审批意见", "groups": [], "papers": []},
]


@pytest.fixture(autouse=True)
def now():
    with clock.fixed(AT):
        yield


@pytest.fixture
def case(office, lecture) -> Case:
    lecture.__class__.objects.filter(pk=lecture.pk).update(forms=FORMS)
    return cases.start(
        by=office.actor("plain"),
        at=AT,
        matter_id=lecture.matter_id,
        answers={"topic": "月球上有什么", "phone": "13800005678"},
    )


def task_of(case: Case) -> CaseTask:
    return CaseTask.objects.get(case=case, state=TaskState.OPEN)


def url(name: str, *args) -> str:
    return reverse(f"matters:{name}", args=args)


def body(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def posted(client, address: str, **sent):
    return client.post(address, {"submit_key": f"key-{address[-40:]}-{sorted(sent)}"[:60], **sent})


def test_the_desk_sees_facts_clock_drawing_form_and_what_was_said_masked(office, case):
    page = body(office.as_("editor"), url("case", case.pk))
    for words in (case.number, "许一鸣", "办公室 待认领", "是否受理", "<svg", "月球上有什么", "138****5678", "还剩"):
        assert words in page, words
    assert "13800005678" not in page


@pytest.mark.parametrize("member", ["clerk_a", "clerk_b", "unit_admin_b", "plain"])
def test_others_do_not(office, case, member):
    assert office.as_(member).get(url("case", case.pk)).status_code in (403, 404)
    assert office.as_(member).get(url("case-file", case.pk)).status_code in (403, 404)


def test_a_task_is_done_from_its_page(office, case):
    client, task = office.as_("editor"), task_of(case)
    address = url("task", case.pk, task.pk)
    wrong = posted(client, address, do="send", **{"f-acceptance": ""})
    assert wrong.status_code == 422
    assert task_of(case).node == "accept"
    done = posted(client, address, do="send", seen="1", **{"f-acceptance": "accept"})
    assert (done.status_code, done.url) == (302, url("case", case.pk))
    assert task_of(case).node == "decide"
    late = client.get(address)
    assert late.url == url("case", case.pk)


def test_a_step_without_a_form_is_confirmed(office, case):
    cases.complete(by=office.actor("editor"), at=AT, task_id=task_of(case).pk, answers={"acceptance": "accept"})
    client, task = office.as_("reviewer"), task_of(case)
    assert "确认办完" in body(client, url("case", case.pk))
    posted(client, url("task", case.pk, task.pk), do="send")
    assert Case.objects.get(pk=case.pk).outcome == "done"
    assert "办结" in body(client, url("case", case.pk))


def test_claim_hand_over_and_back_from_the_page(office, case):
    client, task = office.as_("editor"), task_of(case)
    posted(client, url("claim", case.pk, task.pk))
    assert task_of(case).holder == office.account("editor")
    hand = url("hand", case.pk, task.pk)
    assert "梁望京" in body(client, hand)
    seen = Case.objects.get(pk=case.pk).revision
    stale = posted(client, hand, to=office.account("sender").pk, reason="出差", seen=seen - 1)
    assert stale.status_code == 409
    assert "办件已有新的进展" in stale.content.decode()
    assert f'value="{seen}"' in stale.content.decode()
    assert "出差" in stale.content.decode()
    posted(client, hand, to=office.account("sender").pk, reason="出差", seen=seen)
    assert task_of(case).holder == office.account("sender")
    posted(office.as_("sender"), url("release", case.pk, task.pk))
    assert task_of(case).holder is None
    told = posted(office.as_("sender"), url("give-back", case.pk, task.pk), reason="退", seen=seen + 2)
    assert told.status_code == 409
    assert "不能退回上一环节" in told.content.decode()


def test_the_same_submit_counts_once(office, case):
    client, task = office.as_("editor"), task_of(case)
    for _ in range(2):
        posted(client, url("claim", case.pk, task.pk))
    assert CaseStep.objects.filter(case=case, kind="claim").count() == 1


def test_others_are_asked_and_answer(office, case):
    client = office.as_("editor")
    seen = Case.objects.get(pk=case.pk).revision
    sent = {"question": "场地能用吗？", "day": "2026-03-13", "seen": seen}
    neither = posted(client, url("ask", case.pk), **sent)
    assert "请选择一个单位，或者一位同事" in neither.content.decode()
    asked = posted(client, url("ask", case.pk), unit=str(office.unit("云台区科协").uid), **sent)
    assert asked.status_code == 302
    ask = CaseAsk.objects.get()
    page = body(office.as_("clerk_b"), url("case", case.pk))
    assert "场地能用吗？" in page
    assert "场地能用吗？" in body(office.as_("clerk_b"), url("tasks"))
    empty = posted(office.as_("clerk_b"), url("answer", case.pk, ask.pk), text="")
    assert empty.status_code == 422
    posted(office.as_("clerk_b"), url("answer", case.pk, ask.pk), text="可以用")
    ask.refresh_from_db()
    assert (ask.state, ask.answer, ask.answered_name) == ("answered", "可以用", "贺云舒")
    assert "可以用" in body(client, url("case", case.pk))
    assert task_of(case).node == "accept"
    assert posted(office.as_("clerk_a"), url("answer", case.pk, ask.pk), text="不行").status_code == 404


def test_talk_reaches_the_applicant_and_internal_words_do_not(office, case):
    client = office.as_("editor")
    posted(client, url("note", case.pk), kind="talk", text="请带教师证")
    posted(client, url("note", case.pk), kind="internal", text="去年放过鸽子")
    own = body(office.as_("plain"), url("my-case", case.pk))
    assert "请带教师证" in own
    assert "去年放过鸽子" not in own
    assert "周青禾" not in own
    posted(office.as_("plain"), url("my-note", case.pk), text="好的")
    assert "好的" in body(client, url("case", case.pk))
    assert posted(client, url("note", case.pk), kind="talk", text=" ").status_code == 422
    assert CaseNote.objects.count() == 3
    assert posted(office.as_("clerk_a"), url("my-note", case.pk), text="？").status_code == 404


@pytest.mark.parametrize("sent", [{}, {"kind": ""}, {"kind": "Internal"}, {"kind": "intern"}, {"kind": "内部备注"}])
def test_a_word_that_does_not_say_for_whom_it_is_reaches_nobody(office, case, sent):
    refused = posted(office.as_("editor"), url("note", case.pk), text="去年放过鸽子", **sent)
    assert refused.status_code == 422
    assert "没有保存" in refused.content.decode()
    assert not CaseNote.objects.exists()
    assert posted(office.as_("clerk_a"), url("note", case.pk), text="？", **sent).status_code in (403, 404)


def pdf() -> bytes:
    return render_pdf(Document(title="纸", parts=(Paragraph(text="一张纸"),)))


def test_papers_are_given_out_to_whom_they_concern(office, case):
    client, content = office.as_("editor"), pdf()

    def file(name):
        return SimpleUploadedFile(name, content, "application/pdf")

    posted(client, url("papers", case.pk), papers=[file("给您.pdf")])
    posted(client, url("papers", case.pk), papers=[file("内部.pdf")], internal="on")
    posted(office.as_("plain"), url("my-papers", case.pk), papers=[file("教师证.pdf")])
    by_name = {paper.name: paper for paper in CasePaper.objects.all()}
    assert {name: (p.internal, p.by_applicant) for name, p in by_name.items()} == {
        "给您.pdf": (False, False),
        "内部.pdf": (True, False),
        "教师证.pdf": (False, True),
    }
    own = body(office.as_("plain"), url("my-case", case.pk))
    assert "给您.pdf" in own
    assert "内部.pdf" not in own
    given = client.get(url("paper", case.pk, by_name["内部.pdf"].pk))
    assert given.content == content
    assert given["Content-Disposition"].startswith("attachment")
    assert given["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in given["Cache-Control"]
    plain = office.as_("plain")
    assert plain.get(url("my-paper", case.pk, by_name["给您.pdf"].pk)).content == content
    assert plain.get(url("my-paper", case.pk, by_name["内部.pdf"].pk)).status_code == 404
    assert office.as_("clerk_b").get(url("paper", case.pk, by_name["给您.pdf"].pk)).status_code == 404
    odd = posted(client, url("papers", case.pk), papers=[SimpleUploadedFile("a.pdf", b"MZ no pdf")])
    assert odd.status_code == 422
    assert "没有收下" in odd.content.decode()


def test_looking_at_what_is_masked_needs_a_reason_and_is_kept(office, case, settings):
    client, address = office.as_("editor"), url("look", case.pk)
    assert posted(client, address, reason="电话").status_code == 422
    shown = posted(client, address, reason="电话联系申请人")
    assert "13800005678" in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    assert CaseLook.objects.get().reason == "电话联系申请人"
    assert AuditEvent.objects.filter(action="matters.look").count() == 1
    assert "13800005678" not in body(client, url("case", case.pk))
    assert "电话联系申请人" in body(client, url("case", case.pk))
    settings.KEXIE_UNMASKINGS_PER_DAY = 1
    refused = posted(client, address, reason="再看一次电话")
    assert "13800005678" not in refused.content.decode()
    assert posted(office.as_("clerk_b"), address, reason="电话联系申请人").status_code == 404


def test_the_applicant_follows_mends_and_withdraws(office, case):
    client = office.as_("plain")
    assert case.number in body(client, url("my-cases"))
    page = body(client, url("my-case", case.pk))
    assert "办公室正在办理“受理”" in page
    cases.complete(by=office.actor("editor"), at=AT, task_id=task_of(case).pk, answers={"acceptance": "mend"})
    page = body(client, url("my-case", case.pk))
    assert "等您办理：补正材料" in page
    assert "月球上有什么" in page
    task = task_of(case)
    posted(client, url("my-task", case.pk, task.pk), do="send", **{"f-topic": "火星上有什么", "f-phone": ""})
    assert task_of(case).node == "accept"
    seen = Case.objects.get(pk=case.pk).revision
    assert posted(client, url("withdraw", case.pk), reason="", seen=seen).status_code == 422
    posted(client, url("withdraw", case.pk), reason="不办了", seen=seen)
    assert "已撤回" in body(client, url("my-cases"))
    for other in ("clerk_a", "editor"):
        assert office.as_(other).get(url("my-case", case.pk)).status_code == 404


def test_supervision_sets_limits_and_stops(office, case):
    client = office.as_("signer")
    seen = Case.objects.get(pk=case.pk).revision
    assert posted(client, url("case-due", case.pk), day="2026-04-01", reason="等专家", seen=seen).status_code == 302
    posted(client, url("stop", case.pk), reason="重复申请", seen=seen + 1)
    assert Case.objects.get(pk=case.pk).state == "stopped"
    assert "重复申请" in body(office.as_("plain"), url("my-case", case.pk))
    assert office.as_("editor").get(url("stop", case.pk)).status_code == 403


def test_the_register_narrows_and_exports(office, case):
    client = office.as_("editor")
    assert case.number in body(client, url("cases"))
    assert case.number not in body(client, url("cases") + "?state=ended")
    assert case.number in body(client, url("cases") + "?begin=2026-03-10&end=2026-03-10&state=open")
    assert case.number not in body(client, url("cases") + "?begin=2026-03-11")
    assert case.number not in body(office.as_("clerk_b"), url("cases"))
    assert case.number in client.get(url("cases") + "?_export=csv").content.decode("utf-8-sig")
    assert case.number not in office.as_("clerk_b").get(url("cases") + "?_export=csv").content.decode("utf-8-sig")


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "2026-02-30"])
def test_a_day_off_the_calendar_is_left_aside_in_the_register(office, lecture, day):
    case = cases.start(by=office.actor("plain"), at=AT, matter_id=lecture.matter_id, answers={})
    answer = office.client("editor").get("/workbench/cases/", {"begin": day, "end": day})
    assert case.number in answer.content.decode()


def test_a_limit_that_is_an_estimate_is_marked_wherever_it_is_shown(office, lecture):
    at = datetime(2043, 3, 2, 7, 0, tzinfo=UTC)
    with clock.fixed(at):
        case = cases.start(by=office.actor("plain"), at=at, matter_id=lecture.matter_id, answers={"topic": "月球"})
        desk, own = office.as_("editor"), office.as_("plain")
        pages = [
            body(desk, url("case", case.pk)),
            body(desk, url("tasks")),
            body(desk, url("cases")),
            body(own, url("my-case", case.pk)),
            body(own, url("applied", "lecture", case.pk)),
        ]
    for page in pages:
        assert "（暂估）" in page
        assert "该年度放假安排尚未公布" in page


def test_a_limit_that_is_counted_is_not_marked(office, case):
    assert "暂估" not in body(office.as_("editor"), url("case", case.pk))
