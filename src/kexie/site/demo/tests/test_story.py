"""The demo: the same story every time, told once, taken out whole or not at all."""

from __future__ import annotations

from io import StringIO

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.test import Client

from kexie.base.kernel import audit
from kexie.base.kernel.access import Platform, roles
from kexie.base.kernel.errors import Conflict
from kexie.base.ledger import api as ledger
from kexie.base.pages import api as pages
from kexie.base.people import api as people
from kexie.base.search import api as search
from kexie.base.standards import api as standards
from kexie.base.ui import todos
from kexie.domains.bulletin import api as bulletin
from kexie.site.demo import removal, story
from kexie.site.demo.models import DemoRow
from kexie.site.demo.tests.telling import rows

pytestmark = pytest.mark.django_db


@pytest.mark.usefixtures("told")
def test_the_story_gives_three_signed_issues_and_one_that_waits():
    states = list(bulletin.Issue.objects.order_by("number").values_list("number", "state"))
    assert states == [(34, "signed"), (35, "signed"), (36, "signed"), (37, "reviewing")]


@pytest.mark.usefixtures("told")
def test_an_instruction_is_being_carried_out_and_a_scoring_table_is_in_force():
    given = apps.get_model("bulletin", "Instruction")._base_manager.get()
    assert (given.state, given.leader_title, given.progress.count()) == ("open", "党组书记、常务副主席", 1)
    assert apps.get_model("bulletin", "ScoringTable").objects.get().state == "published"
    assert apps.get_model("bulletin", "Appearance")._base_manager.filter(item=given.item_id).exists()


@pytest.mark.usefixtures("told")
def test_of_two_mails_one_is_a_draft_and_one_waits_for_somebody_who_knows_it():
    made = bulletin.Submission.objects.get(mail__isnull=False)
    assert (made.unit.name, made.title, made.state) == ("云川市农学会", "云川市农学会把讲堂办到果园", "draft")
    assert (made.credit_line, len(made.paragraphs)) == ("云川市农学会", 2)
    waiting = todos.sources["bulletin.mails"].find(Platform(), story.BEGIN)
    assert [each.title for each in waiting] == ["1封来信待认领"]


@pytest.mark.usefixtures("told")
def test_every_unit_that_signs_an_item_is_known():
    assert not people.Organisation.objects.filter(confirmed=False).exists()


@pytest.mark.usefixtures("told")
def test_every_log_in_that_is_printed_works():
    for log_in in story.LOG_INS:
        answer = Client().post("/accounts/login/", {"login": log_in.email, "password": story.PASSWORD})
        assert answer.status_code == 302, log_in


@pytest.mark.usefixtures("told")
def test_every_role_has_a_log_in():
    held = set(people.Post.objects.filter(person__account__isnull=False).values_list("role", flat=True))
    assert set(roles.names()) <= held


@pytest.mark.usefixtures("told")
def test_the_story_is_found_and_stands_in_the_ledger(client):
    assert search.find(Platform(), "轴承密封").total >= 1
    assert ledger.entries(Platform(), kind="bulletin.issue").count() == 3
    told = dict(ledger.entries(Platform()).by_hand().values_list("title", "state"))
    assert sorted(told.values()) == ["confirmed", "disputed", "recorded", "waiting"]
    assert client.get("/").status_code == 200
    assert client.get("/bulletin/2026/36/").status_code == 200
    assert client.get("/bulletin/2026/37/").status_code == 404


@pytest.mark.usefixtures("told")
def test_units_have_sent_in_for_the_next_issue():
    states = sorted(bulletin.Submission.objects.filter(mail=None).values_list("state", "version"))
    assert states == [("adopted", 1), ("draft", 0), ("rejected", 1), ("reserved", 1), ("sent", 1), ("sent", 2)]


def test_it_is_told_once():
    said = StringIO()
    call_command("demo", stdout=said)
    count = DemoRow.objects.count()
    call_command("demo", stdout=said)
    assert "没有改动" in said.getvalue()
    assert DemoRow.objects.count() == count


def test_removal_leaves_what_was_there_before(told):
    said = StringIO()
    call_command("demo", "--remove", stdout=said)
    history = {
        "wagtailcore.Revision",
        "wagtailcore.PageLogEntry",
    }  # the home page stays: it was composed and emptied again
    left = rows()
    assert {label for label in left if left[label] != told.get(label)} <= history
    assert left.keys() - history == told.keys() - history
    assert not pages.HomePage.objects.get().body
    assert not story.is_told()
    assert "已删除演示数据" in said.getvalue()
    assert search.find(Platform(), "轴承密封").total == 0
    assert audit.verify().holds


def test_it_can_be_told_again_after_removal(told):
    removal.remove()
    story.tell()
    assert bulletin.Issue.objects.count() == 4


@pytest.mark.usefixtures("told")
def test_removal_is_refused_with_the_names_of_what_holds_the_demo_back():
    real = people.add_person(by=Platform(), at=story.BEGIN, name="真实人员")
    unit = people.Organisation.objects.get(name="云川市农学会")
    post = people.grant_post(
        by=Platform(), at=story.BEGIN, person=real, organisation=unit, title="理事", begin=story.BEGIN.date()
    )
    with pytest.raises(Conflict, match="正式数据") as refused:
        removal.remove()
    assert f"{post._meta.verbose_name} {post}" in refused.value.message
    assert refused.value.message.count("；") < removal.MOST_NAMED
    assert "信息" not in refused.value.message
    assert bulletin.Issue.objects.count() == 4
    with pytest.raises(CommandError, match="真实人员"):
        call_command("demo", "--remove")


@pytest.mark.usefixtures("told")
def test_of_many_that_hold_the_demo_back_ten_are_named():
    unit = people.Organisation.objects.get(name="云川市农学会")
    for number in range(12):
        real = people.add_person(by=Platform(), at=story.BEGIN, name=f"真实人员{number}")
        people.grant_post(
            by=Platform(), at=story.BEGIN, person=real, organisation=unit, title="理事", begin=story.BEGIN.date()
        )
    with pytest.raises(Conflict) as refused:
        removal.remove()
    assert refused.value.message.count("真实人员") == removal.MOST_NAMED
    assert refused.value.message.endswith("等。")


@pytest.mark.usefixtures("told")
def test_a_real_unit_below_one_of_the_demo_holds_it_back():
    unit = people.Organisation.objects.get(name="云川市农学会")
    people.add_organisation(by=Platform(), at=story.BEGIN, name="真实分会", kind=unit.kind, parent=unit)
    with pytest.raises(Conflict, match="真实分会"):
        removal.remove()
    assert people.Organisation.objects.filter(name="云川市农学会").exists()


@pytest.mark.usefixtures("told")
def test_a_row_between_two_others_goes_by_the_real_one():
    account = people.Account.objects.get(email=story.LOG_INS[0].email)
    group = Group.objects.create(name="真实用户组")
    group.user_set.add(account)
    with pytest.raises(Conflict, match=f"{group._meta.verbose_name} 真实用户组"):
        removal.remove()


def test_removing_what_was_never_told_is_no_error():
    said = StringIO()
    call_command("demo", "--remove", stdout=said)
    assert "0 条" in said.getvalue()


def current_districts() -> tuple[int, bool]:
    listed = standards.CodeList.objects.get(code="district", effective_until=None)
    return listed.edition, listed.local


def test_the_citys_districts_take_the_place_of_those_shipped_and_give_it_back():
    pages.ensure_site(by=Platform(), at=story.BEGIN, site_name="云川市科协")
    call_command("standards", "load", verbosity=0)
    shipped = current_districts()
    story.tell()
    assert current_districts() == (shipped[0] + 1, True)
    removal.remove()
    assert current_districts() == shipped


@pytest.mark.usefixtures("told")
def test_units_are_asked_and_lists_wait_to_be_sent_to():
    assert "全国科普日活动成效" in _seen_by("clerk", "/workbench/bulletin/requests/")
    issue = bulletin.Issue.objects.get(number=36)
    assert "共建单位" in _seen_by("sender", f"/workbench/bulletin/{issue.pk}/send/")


def _seen_by(member: str, address: str) -> str:
    client = Client()
    client.post("/accounts/login/", {"login": f"{member}@yunchuan.example", "password": story.PASSWORD})
    return client.get(address).content.decode()
