"""The department's side: the register, a matter, its versions from draft to published."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from lxml import html

from kexie.base.kernel import clock
from kexie.base.kernel.access import Platform
from kexie.base.matters.actions import groups, versions
from kexie.base.matters.errors import VersionChanged
from kexie.base.matters.models import Matter, MatterGroup, MatterVersion, VersionState
from kexie.base.matters.tests.factories import AT, FORMS, PROCESS, TERMS
from kexie.base.ui import todos

REGISTER = reverse("matters:matters")


def key(client) -> dict[str, str]:
    """What makes a submit one of ours."""
    key.count = getattr(key, "count", 0) + 1
    return {"submit_key": f"test-{key.count}"}


def draft_of(office, lecture, **changes) -> MatterVersion:
    by = office.actor("keeper")
    draft = versions.begin_draft(by=by, at=AT, matter_id=lecture.matter_id)
    if not changes:
        return draft
    return versions.save_draft(by=by, at=AT, version_id=draft.pk, seen=draft.revision, changes=changes)


def address(name: str, version: MatterVersion) -> str:
    return reverse(f"matters:{name}", args=[version.pk])


def texts_of(version: MatterVersion, **changes) -> dict[str, str]:
    """The form of the texts as a browser sends it."""
    sent = {
        "seen": version.revision,
        "name": version.name,
        "applicants": version.applicants,
        "lead": str(version.lead.uid),
        "window": str(version.window.uid) if version.window else "",
        "limit_number": version.limit[:-1],
        "limit_unit": version.limit[-1:] or "d",
        "note": version.note,
        **{f"term_{name}": text for name, text in version.terms.items()},
    }
    for prefix in ("materialform", "assistform"):
        sent |= {f"{prefix}-TOTAL_FORMS": "2", f"{prefix}-INITIAL_FORMS": "0"}
    return sent | changes


# The register


def test_the_register_shows_the_matters_of_ones_own(office, lecture):
    page = office.as_("keeper").get(REGISTER).content.decode()
    assert "专家进校园讲座" in page
    assert "受理中" in page
    assert "10个工作日" in page
    assert "专家进校园讲座" not in office.as_("unit_admin_a").get(REGISTER).content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("text=讲座", True),
        ("text=zjjxy", True),
        ("text=zhuanjia", True),
        ("text=lecture", True),
        ("text=hall", False),
        ("state=open", True),
        ("state=closed", False),
        ("state=draft", False),
        ("state=new", False),
        ("group=none", True),
        ("group=00000000-0000-0000-0000-000000000000", True),
        ("group=nonsense", True),
        ("below_text=科普部", True),
        ("below_text=云台区科协", False),
        ("sort=-lead", True),
    ],
)
def test_the_register_is_filtered(office, lecture, query, found):
    page = office.as_("keeper").get(f"{REGISTER}?{query}")
    assert page.status_code == 200
    assert ("专家进校园讲座" in page.content.decode()) is found


def test_the_register_goes_into_a_workbook(office, lecture):
    response = office.as_("keeper").get(f"{REGISTER}?_export=xlsx")
    assert response["Content-Type"].endswith("sheet")


@pytest.mark.parametrize(
    ("member", "status"),
    [
        ("keeper", 200),
        ("system_admin", 200),
        ("reviewer", 200),
        ("unit_admin_a", 404),
        ("clerk_a", 403),
        ("plain", 403),
    ],
)
def test_who_looks_at_a_matter(office, lecture, member, status):
    for place in (reverse("matters:matter", args=[lecture.matter_id]), address("version", lecture)):
        assert office.as_(member).get(place).status_code == status


# A new matter


def test_a_department_begins_a_matter(office):
    client = office.as_("unit_admin_a")
    sent = {"name": "青溪讲堂", "code": "qingxi-talk", "lead": str(office.unit("青溪区科协").uid), **key(client)}
    response = client.post(reverse("matters:new"), sent)
    made = MatterVersion.objects.get(matter__code="qingxi-talk")
    assert response["Location"] == address("texts", made)
    assert (made.state, made.number, made.lead) == (VersionState.DRAFT, 1, office.unit("青溪区科协"))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"code": "lecture"}, "这个编码已经用过"),
        ({"code": "Lecture 1"}, "小写字母"),
        ({"lead": "科普部"}, "不能为这个单位编制事项"),
        ({"name": ""}, "请填写"),
    ],
)
def test_what_is_wrong_stands_beside_the_form(office, lecture, changes, sentence):
    client = office.as_("unit_admin_a")
    sent = {"name": "青溪讲堂", "code": "qingxi-talk", "lead": str(office.unit("青溪区科协").uid), **key(client)}
    response = client.post(reverse("matters:new"), sent | changes)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert "qingxi-talk" in response.content.decode() or "code" in changes


# Texts


def test_the_texts_of_a_draft_are_changed(office, lecture):
    draft, client = draft_of(office, lecture), office.as_("keeper")
    page = client.get(address("texts", draft)).content.decode()
    assert "请一位专家到学校讲一堂科普课" in page
    rows = {
        "materialform-0-name": "申请表",
        "materialform-0-form": "original",
        "materialform-0-required": "on",
        "materialform-0-note": "加盖公章",
        "assistform-0-unit": "宣文部",
        "assistform-0-duty": "宣传报道",
    }
    sent = texts_of(draft, limit_number="12", note="加了一项材料", term_steps="先受理\n后审批", **rows, **key(client))
    assert client.post(address("texts", draft), sent)["Location"] == address("version", draft)
    draft.refresh_from_db()
    assert draft.limit == "12d"
    assert draft.materials == [{"name": "申请表", "form": "original", "required": True, "note": "加盖公章"}]
    assert draft.terms["steps"] == "先受理\n后审批"
    assert [(str(one.organisation), one.duty) for one in draft.assists.all()] == [("宣文部", "宣传报道")]
    assert draft.process == PROCESS
    page = client.get(address("version", draft)).content.decode()
    assert "加盖公章" in page
    assert "宣传报道" in page


def test_whoever_has_not_seen_the_last_change_is_told_and_loses_nothing(office, lecture):
    draft, client = draft_of(office, lecture), office.as_("keeper")
    sent = texts_of(draft, note="我的说明", **key(client))
    draft_of(office, lecture, note="别人的说明")
    response = client.post(address("texts", draft), sent)
    assert response.status_code == 409
    assert "我的说明" in response.content.decode()
    assert MatterVersion.objects.get(pk=draft.pk).note == "别人的说明"


def beside(response) -> dict[str, tuple[str, str]]:
    """Label → what is stored, what was typed, of what stands beside each other."""
    rows = html.fromstring(response.content.decode()).xpath("//section[@aria-labelledby='stored']//dl/div")
    return {
        row.findtext("dt"): tuple(part.xpath("p")[1].text_content() for part in row.xpath("dd/div")) for row in rows
    }


def seen_on(response) -> str:
    return html.fromstring(response.content.decode()).xpath("//form[@class='form']//input[@name='seen']/@value")[0]


def test_what_is_stored_stands_beside_what_was_typed_and_saving_again_counts(office, lecture):
    draft, client = draft_of(office, lecture), office.as_("keeper")
    rows = {"materialform-0-name": "申请表", "materialform-0-form": "copy", "assistform-0-unit": "宣文部"}
    sent = texts_of(draft, note="我的说明", term_steps="先受理\r\n后审批", limit_number="12", **rows)
    made = draft_of(office, lecture, note="先写的说明", terms=draft.terms | {"steps": "先写的步骤"})
    response = client.post(address("texts", draft), sent | key(client))
    page = response.content.decode()
    assert response.status_code == 409
    assert "您在另一个窗口改过这一版" in page
    assert "他人" not in page
    assert beside(response) == {
        "办理时限": ("10个工作日", "12个工作日"),
        "办理步骤": ("先写的步骤", "先受理后审批"),
        "申请材料": ("（空）", "申请表（复印件，选交）"),
        "协办单位": ("（空）", "宣文部"),
        "修改说明": ("先写的说明", "我的说明"),
    }
    assert seen_on(response) == str(made.revision)
    assert MatterVersion.objects.get(pk=draft.pk).note == "先写的说明"
    again = client.post(address("texts", draft), sent | {"seen": seen_on(response)} | key(client))
    assert again["Location"] == address("version", draft)
    saved = MatterVersion.objects.get(pk=draft.pk)
    assert (saved.note, saved.terms["steps"], saved.limit) == ("我的说明", "先受理\n后审批", "12d")


def test_a_third_change_is_told_again(office, lecture):
    draft, client = draft_of(office, lecture), office.as_("keeper")
    sent = texts_of(draft, note="我的说明")
    draft_of(office, lecture, note="甲")
    first = client.post(address("texts", draft), sent | key(client))
    draft_of(office, lecture, note="乙")
    second = client.post(address("texts", draft), sent | {"seen": seen_on(first)} | key(client))
    assert second.status_code == 409
    assert beside(second) == {"修改说明": ("乙", "我的说明")}


def test_it_is_said_who_has_changed_it(office, lecture):
    draft, client = draft_of(office, lecture), office.as_("system_admin")
    sent = texts_of(draft, note="我的说明")
    draft_of(office, lecture, note="别人的说明")
    told = client.post(address("texts", draft), sent | key(client)).content.decode()
    assert "贺云舒" not in told
    assert f"{office.actor('keeper').name} " in told
    assert "改过这一版" in told
    assert "您在另一个窗口" not in told
    refused = client.post(address("discard", draft), key(client) | {"seen": draft.revision})
    assert "这一版已被他人修改" in refused.content.decode()
    by = office.actor("keeper")
    with pytest.raises(VersionChanged, match="您在另一个窗口"):
        versions.propose(by=by, at=AT, version_id=draft.pk, seen=draft.revision)


def test_where_only_another_part_was_changed_it_is_said_so(office, lecture):
    draft, client = draft_of(office, lecture), office.as_("keeper")
    sent = texts_of(draft)
    draft_of(office, lecture, forms=[*FORMS, {"key": "more", "title": "另一张表", "groups": []}])
    response = client.post(address("texts", draft), sent | key(client))
    assert response.status_code == 409
    assert beside(response) == {}
    assert "改动的是其他部分" in response.content.decode()
    client.post(address("texts", draft), sent | {"seen": seen_on(response)} | key(client))
    assert MatterVersion.objects.get(pk=draft.pk).forms[-1]["key"] == "more"


def test_a_unit_assists_once(office, lecture):
    draft, client = draft_of(office, lecture), office.as_("keeper")
    sent = texts_of(draft, **{"assistform-0-unit": "宣文部", "assistform-1-unit": "宣文部"}, **key(client))
    response = client.post(address("texts", draft), sent)
    assert response.status_code == 422
    assert "只能填写一次" in response.content.decode()


@pytest.mark.parametrize(("member", "status"), [("reviewer", 403), ("unit_admin_a", 404), ("clerk_a", 403)])
def test_others_change_nothing(office, lecture, member, status):
    draft = draft_of(office, lecture)
    for name in ("texts", "propose", "discard"):
        assert office.as_(member).post(address(name, draft), key(None) | {"seen": draft.revision}).status_code in (
            status,
            403,
        )
    assert MatterVersion.objects.get(pk=draft.pk).revision == draft.revision


def test_what_is_published_is_not_changed(office, lecture):
    assert office.as_("keeper").get(address("texts", lecture)).status_code == 404


# From draft to published


def take(office, member, name, version, **sent):
    client = office.as_(member)
    version.refresh_from_db()
    return client.post(address(name, version), {"seen": version.revision, **key(client), **sent})


def test_one_proposes_and_another_publishes(office, lecture):
    draft = draft_of(office, lecture, terms=TERMS | {"result": "安排两位专家到校讲座"}, note="加一位专家")
    assert take(office, "keeper", "propose", draft).status_code == 302
    assert [one.what for one in found_todos(office, "reviewer")] == ["审核发布"]
    page = office.as_("reviewer").get(address("publish", draft)).content.decode()
    assert "<ins>" in page
    assert "两" in page
    day = clock.today() + timedelta(days=3)
    assert take(office, "reviewer", "publish", draft, effective_from=day.isoformat()).status_code == 302
    draft.refresh_from_db()
    assert (draft.state, draft.effective_from) == (VersionState.PUBLISHED, day)
    assert draft.published_by == office.account("reviewer").pk
    assert MatterVersion.objects.get(pk=lecture.pk).effective_until == day


def test_nobody_publishes_what_he_has_written(office, lecture):
    draft = draft_of(office, lecture, note="改一处", limit="11d")
    take(office, "keeper", "propose", draft)
    page = office.as_("keeper").get(address("publish", draft)).content.decode()
    assert "不能发布自己编制的版本" in page
    response = take(office, "keeper", "publish", draft)
    assert response.status_code == 409
    assert "请由另一位有权限的同事发布" in response.content.decode()
    assert MatterVersion.objects.get(pk=draft.pk).state == VersionState.PROPOSED


def test_a_version_that_is_not_ready_says_what_is_missing(office, lecture):
    draft = draft_of(office, lecture, process="", terms={})
    response = take(office, "keeper", "propose", draft)
    assert response.status_code == 409
    page = response.content.decode()
    assert "还没有流程图" in page
    assert "请填写“办理依据”" in page
    assert "还没有流程图" in office.as_("keeper").get(address("version", draft)).content.decode()


def test_what_is_wrong_stands_there_before_anybody_confirms(office, lecture):
    draft = draft_of(office, lecture, process="", terms=TERMS | {"basis": ""})
    page = office.as_("keeper").get(address("propose", draft)).content.decode()
    assert "这一版还不能发布，请先改好以下标为“需修改”的2处。" in page
    assert "还没有流程图" in page
    assert "确认提交" not in page
    refused = take(office, "keeper", "propose", draft).content.decode()
    assert refused.count("还没有流程图") == refused.count("还不能发布") == 1
    good = draft_of(office, lecture, process=PROCESS, terms=TERMS, limit="11d")
    page = office.as_("keeper").get(address("propose", good)).content.decode()
    assert "确认提交" in page
    assert "需修改" not in page


def test_a_version_that_says_what_is_published_already_goes_no_further(office, lecture):
    draft = draft_of(office, lecture, note="什么也没改", effective_from=clock.today())
    sentence = "这一版与已发布的第1版内容完全相同，没有需要发布的改动。"
    page = office.as_("keeper").get(address("propose", draft)).content.decode()
    assert sentence in page
    assert "确认提交" not in page
    refused = take(office, "keeper", "propose", draft)
    assert refused.status_code == 409
    assert refused.content.decode().count(sentence) == 1
    assert MatterVersion.objects.get(pk=draft.pk).state == VersionState.DRAFT
    other = draft_of(office, lecture, limit="11d")
    assert take(office, "keeper", "propose", other).status_code == 302
    # An assisting unit is a change too, the number and the note of a version are none.
    other.refresh_from_db()
    same = versions.save_draft(
        by=office.actor("keeper"),
        at=AT,
        version_id=other.pk,
        seen=other.revision,
        changes={"limit": lecture.limit},
        assists=[(office.unit("办公室"), "安排场地")],
    )
    assert take(office, "keeper", "propose", same).status_code == 302


def test_a_version_is_given_back_with_the_reason(office, lecture):
    draft = draft_of(office, lecture, note="改一处", limit="11d")
    take(office, "keeper", "propose", draft)
    assert take(office, "reviewer", "send-back", draft, reason=" ").status_code == 422
    assert take(office, "reviewer", "send-back", draft, reason="依据写得不全").status_code == 302
    draft.refresh_from_db()
    assert (draft.state, draft.returned, draft.note) == (VersionState.DRAFT, "依据写得不全", "改一处")
    assert "依据写得不全" in office.as_("keeper").get(address("version", draft)).content.decode()
    assert [one.what for one in found_todos(office, "keeper")] == ["修改后再提交"]
    take(office, "keeper", "propose", draft)
    assert found_todos(office, "keeper") == []


def test_a_day_that_is_past_is_refused(office, lecture):
    draft = draft_of(office, lecture, note="改一处", limit="11d")
    take(office, "keeper", "propose", draft)
    response = take(office, "reviewer", "publish", draft, effective_from="2020-01-01")
    assert response.status_code == 422
    assert "不能早于今天" in response.content.decode()


def test_a_draft_is_given_up(office, lecture):
    draft = draft_of(office, lecture)
    assert "作废后不能再修改" in office.as_("keeper").get(address("discard", draft)).content.decode()
    assert take(office, "keeper", "discard", draft).status_code == 302
    draft.refresh_from_db()
    assert draft.state == VersionState.DISCARDED


def test_the_next_version_is_begun_once(office, lecture):
    client, place = office.as_("keeper"), reverse("matters:begin", args=[lecture.matter_id])
    first, second = client.post(place), client.post(place)
    assert first["Location"] == second["Location"]
    draft = MatterVersion.objects.get(matter=lecture.matter_id, state=VersionState.DRAFT)
    assert (draft.number, draft.forms, draft.process) == (2, FORMS, PROCESS)
    assert client.get(reverse("matters:matter", args=[lecture.matter_id])).status_code == 200


def test_versions_are_compared_in_words(office, lecture):
    process = PROCESS.replace('name="审批" kexie:form="decide" kexie:limit="3d"', 'name="审批" kexie:limit="5d"')
    forms = [*FORMS[:2], {**FORMS[2], "title": "审批意见（新）"}]
    draft = draft_of(office, lecture, process=process, forms=forms, window=None, limit="15d")
    page = office.as_("reviewer").get(address("compare", draft)).content.decode()
    for word in ("受理窗口", "办公室", "审批意见", "审批", "5"):
        assert word in page
    assert "“审批”的表单" in page
    assert "decide" not in page  # a form is called by its title, not by its key
    assert office.as_("reviewer").get(address("compare", lecture)).status_code == 404


def test_a_browsers_ends_of_lines_are_no_change(office, lecture):
    steps = "1. 申请；\n2. 受理；\n3. 办结。"
    MatterVersion.objects.filter(pk=lecture.pk).update(terms=TERMS | {"steps": steps})
    draft, client = draft_of(office, lecture, terms=TERMS | {"steps": steps}), office.as_("keeper")
    sent = texts_of(draft, term_summary="只改这一句", term_steps=steps.replace("\n", "\r\n"), **key(client))
    assert client.post(address("texts", draft), sent)["Location"] == address("version", draft)
    draft.refresh_from_db()
    assert draft.terms["steps"] == steps
    page = client.get(address("compare", draft)).content.decode()
    assert "只改这一句" in page
    assert "2. 受理" not in page
    # What an earlier version holds with two signs is no change either.
    MatterVersion.objects.filter(pk=draft.pk).update(terms=draft.terms | {"steps": steps.replace("\n", "\r\n")})
    assert "2. 受理" not in client.get(address("compare", draft)).content.decode()


def test_a_matter_takes_no_applications_for_the_time_being(office, lecture):
    client, place = office.as_("keeper"), reverse("matters:switch", args=[lecture.matter_id])
    assert "暂停后不再接受新的申请" in client.get(place).content.decode()
    client.post(place, key(client))
    assert Matter.objects.beyond("a look behind").get(pk=lecture.matter_id).open is False
    assert "暂停受理" in client.get(REGISTER).content.decode()
    client.post(place, key(client))
    assert Matter.objects.beyond("a look behind").get(pk=lecture.matter_id).open is True


def found_todos(office, member) -> list[todos.ToDo]:
    inbox = todos.inbox(office.actor(member), clock.now())
    return [item.todo for group in inbox if group.source.code == "matters.versions" for item in group.items]


# Platforms


def test_administrators_name_the_platforms(office, lecture):
    client = office.as_("system_admin")
    sent = {"name": "科普服务平台", "summary": "科普讲座和场馆", "position": "10", **key(client)}
    assert client.post(reverse("matters:group-new"), sent).status_code == 302
    group = MatterGroup.objects.get()
    again = client.post(reverse("matters:group-new"), sent | key(client))
    assert again.status_code == 422
    assert "已有同名的平台" in again.content.decode()
    place = reverse("matters:group", args=[group.pk])
    assert client.post(place, {"name": "科普平台", "position": "5", **key(client)}).status_code == 302
    assert "科普平台" in client.get(reverse("matters:groups")).content.decode()
    draft_of(office, lecture, group=group)
    remove = reverse("matters:group-remove", args=[group.pk])
    assert client.post(remove, key(client)).status_code == 409
    other = groups.add_group(by=Platform(), at=AT, name="不用的平台")
    assert client.post(reverse("matters:group-remove", args=[other.pk]), key(client)).status_code == 302
    assert [one.name for one in MatterGroup.objects.all()] == ["科普平台"]


@pytest.mark.parametrize("member", ["keeper", "unit_admin_a", "reviewer", "plain"])
def test_nobody_else_names_platforms(office, member):
    assert office.as_(member).get(reverse("matters:groups")).status_code == 403
