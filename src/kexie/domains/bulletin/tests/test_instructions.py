"""Leaders' instructions: recorded at the desk, carried out by units, seen by nobody else."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from html import unescape

import openpyxl
import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from kexie.base.kernel import clock
from kexie.base.kernel.access import Platform
from kexie.base.kernel.errors import NotFound, NotPermitted
from kexie.base.kernel.models import AuditEvent
from kexie.base.ledger import api as ledger
from kexie.base.people import api as people
from kexie.base.ui.todos import inbox
from kexie.domains.bulletin import actions as bulletin
from kexie.domains.bulletin.actions import instruction_times as times
from kexie.domains.bulletin.actions import instructions as actions
from kexie.domains.bulletin.errors import NotAdopted
from kexie.domains.bulletin.errors.figures import InstructionChanged, Unfit
from kexie.domains.bulletin.models import Instruction, Item
from kexie.domains.bulletin.queries import instructions as queries
from kexie.domains.bulletin.queries.linked import printed_as
from kexie.domains.bulletin.rules.instructions import InstructionWords, reminds_before, tells_overdue
from kexie.domains.bulletin.rules.scoring import InstructionKind
from kexie.domains.bulletin.tests.factories import drafted, reviewing, signed, waive_all
from kexie.domains.bulletin.tests.submitting import titles_told

pytestmark = pytest.mark.django_db
NOW = datetime(2023, 6, 1, 2, 0, tzinfo=UTC)
DUE = date(2023, 6, 15)
SECRET = "请科普部会同各区认真总结推广"
WORDS = InstructionWords(
    kind=InstructionKind.CITY,
    leader_name="陈景行",
    leader_title="副市长",
    given_on=date(2023, 5, 30),
    text=SECRET,
    due_on=DUE,
)


@pytest.fixture(autouse=True)
def _today():
    with clock.fixed(NOW):
        yield


def words(**changes) -> InstructionWords:
    return replace(WORDS, **changes)


@pytest.fixture
def item(cast) -> Item:
    return signed(cast).items.order_by("order").first()


def recorded(cast, item: Item, *, unit: str = "青溪区科协", assists: tuple[str, ...] = (), **changes) -> Instruction:
    return actions.record_instruction(
        by=cast.actor("editor"),
        at=NOW,
        item_id=item.pk,
        words=words(**changes),
        unit=cast.unit(unit) if unit else None,
        assists=[cast.unit(name) for name in assists],
    )


def now(instruction: Instruction) -> Instruction:
    return Instruction.objects.beyond("test").get(pk=instruction.pk)


def text_of(response) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def hidden(response, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', response.content.decode())
    assert found, f"no {name} in the page"
    return found[1]


class TestRecording:
    def test_the_unit_and_those_that_assist_are_told_without_the_words(self, cast, item):
        recorded(cast, item, assists=("云台区科协",))
        for name in ("clerk_a", "clerk_b"):
            assert any(title.startswith("批示交办：") for title in titles_told(cast, name))
        told = AuditEvent.objects.get(action="bulletin.instruction_record")
        assert SECRET not in str(told.data)

    def test_the_title_is_that_of_the_register_on_the_day(self, cast, item):
        person = people.add_person(by=Platform(), at=NOW, name="方若谷")
        for title, begin, end in (
            ("党组成员", date(2020, 1, 1), date(2023, 5, 28)),
            ("党组书记", date(2023, 5, 29), None),
        ):
            people.grant_post(
                by=Platform(),
                at=NOW,
                person=person,
                organisation=cast.unit("云川市科协"),
                role="",
                title=title,
                begin=begin,
                end=end,
            )
        early = recorded(cast, item, leader_name="方若谷", leader_title="", given_on=date(2023, 5, 28))
        late = recorded(cast, item, leader_name="方若谷", leader_title="", given_on=date(2023, 5, 29))
        assert [(row.leader_title, row.leader_id) for row in (early, late)] == [
            ("党组成员", person.pk),
            ("党组书记", person.pk),
        ]

    @pytest.mark.parametrize(
        ("changes", "unit", "field"),
        [
            ({"text": " "}, "青溪区科协", "text"),
            ({"text": "字" * 1001}, "青溪区科协", "text"),
            ({"leader_name": ""}, "青溪区科协", "leader_name"),
            ({"leader_name": "无此人", "leader_title": ""}, "青溪区科协", "leader_title"),
            ({"given_on": date(2023, 5, 25)}, "青溪区科协", "given_on"),
            ({"given_on": date(2023, 6, 2)}, "青溪区科协", "given_on"),
            ({"due_on": None}, "青溪区科协", "due_on"),
            ({"due_on": date(2023, 5, 29)}, "青溪区科协", "due_on"),
            ({}, "", "unit"),
        ],
    )
    def test_what_cannot_be_recorded(self, cast, item, changes, unit, field):
        with pytest.raises(Unfit) as refusal:
            recorded(cast, item, unit=unit, **changes)
        assert list(refusal.value.errors) == [field]
        assert not Instruction.objects.beyond("test").exists()

    def test_one_that_was_only_ticked_off_is_closed_at_once(self, cast, item):
        row = recorded(cast, item, unit="", kind=InstructionKind.READ, text="圈阅", due_on=None)
        assert (row.state, row.result) == ("done", "无须办理")

    def test_only_on_items_that_are_out_and_only_by_the_office(self, cast, item):
        draft = drafted(cast, 18).items.first()
        with pytest.raises(NotFound):
            recorded(cast, draft)
        for name in ("clerk_a", "signer", "sender"):
            with pytest.raises(NotPermitted):
                actions.record_instruction(by=cast.actor(name), at=NOW, item_id=item.pk, words=WORDS)

    def test_an_item_that_bears_one_stays_in_its_issue(self, cast, item):
        recorded(cast, item)
        editor, issue = cast.actor("editor"), item.issue
        issue = bulletin.correct(by=editor, at=NOW, issue_id=issue.pk, seen=issue.version, note="更正署名。")
        with pytest.raises(NotAdopted, match="批示"):
            bulletin.take_out(by=editor, at=NOW, item_id=item.pk, seen=issue.version)


class TestCarryingOut:
    def test_units_report_and_the_office_closes(self, cast, item):
        row = recorded(cast, item, assists=("云台区科协",))
        for name in ("clerk_a", "clerk_b"):
            actions.report_progress(by=cast.actor(name), at=NOW, instruction_id=row.pk, text="已制定方案。")
        assert [one.unit.name for one in row.progress.all()] == ["青溪区科学技术协会", "云台区科学技术协会"]
        assert any("有新的办理情况" in title for title in titles_told(cast, "editor"))
        done = actions.close_instruction(
            by=cast.actor("keeper"), at=NOW, instruction_id=row.pk, seen=row.version, text="已在全市推广。"
        )
        assert (done.state, done.result) == ("done", "已在全市推广。")
        assert any(title.startswith("批示已办结：") for title in titles_told(cast, "clerk_a"))
        with pytest.raises(InstructionChanged):
            actions.report_progress(by=cast.actor("clerk_a"), at=NOW, instruction_id=row.pk, text="补充。")

    def test_it_is_reopened_and_taken_back_with_reasons(self, cast, item):
        row, editor = recorded(cast, item), cast.actor("editor")
        step = {"by": editor, "at": NOW, "instruction_id": row.pk}
        for verb in (actions.close_instruction, actions.cancel_instruction, actions.reopen_instruction):
            with pytest.raises(Unfit):
                verb(**step, seen=1, text=" ")
        actions.close_instruction(**step, seen=1, text="办结。")
        assert actions.reopen_instruction(**step, seen=2, text="还需跟踪。").state == "open"
        assert actions.cancel_instruction(**step, seen=3, text="登记重复。").result == "登记重复。"
        verbs = ["record", "close", "reopen", "cancel"]
        kept = AuditEvent.objects.filter(action__startswith="bulletin.instruction_").order_by("number")
        assert [event.action for event in kept] == [f"bulletin.instruction_{verb}" for verb in verbs]

    def test_of_two_at_once_the_second_is_told(self, cast, item):
        row, editor = recorded(cast, item), cast.actor("editor")
        step = {"by": editor, "at": NOW, "instruction_id": row.pk, "seen": 1}
        actions.change_instruction(**step, words=words(due_on=date(2023, 6, 20)), unit=cast.unit("青溪区科协"))
        with pytest.raises(InstructionChanged):
            actions.close_instruction(**step, text="办结。")
        with pytest.raises(InstructionChanged):
            actions.change_instruction(**step, words=WORDS, unit=cast.unit("云台区科协"))

    def test_given_to_another_unit_it_is_the_first_ones_no_more(self, cast, item):
        row = recorded(cast, item, assists=("云川市农学会",))
        actions.change_instruction(
            by=cast.actor("editor"),
            at=NOW,
            instruction_id=row.pk,
            seen=1,
            words=WORDS,
            unit=cast.unit("云台区科协"),
            assists=[cast.unit("云台区科协")],
        )
        with pytest.raises(NotFound):
            queries.instruction_for(cast.actor("clerk_a"), row.pk)
        view = queries.instruction_for(cast.actor("clerk_b"), row.pk)
        assert (view.instruction.unit.name, view.assists) == ("云台区科学技术协会", ())


class TestClock:
    def test_a_reminder_on_the_working_day_before_and_a_word_after_each_once(self, cast, item):
        row = recorded(cast, item)
        eve, night = datetime(2023, 6, 14, 1, 30, tzinfo=UTC), datetime(2023, 6, 15, 17, 0, tzinfo=UTC)
        morning = datetime(2023, 6, 16, 1, 0, tzinfo=UTC)
        assert times.remind_of_instructions(by=Platform(), at=NOW) == 0
        assert [times.remind_of_instructions(by=Platform(), at=eve) for _turn in range(2)] == [1, 0]
        assert times.note_overdue(by=Platform(), at=night) == 0
        assert [times.note_overdue(by=Platform(), at=morning) for _turn in range(2)] == [1, 0]
        titles = titles_told(cast, "clerk_a")
        assert sum(title.startswith("批示即将到期：") for title in titles) == 1
        assert sum(title.startswith("批示已逾期：") for title in titles) == 1
        assert sum(title.startswith("批示已逾期：") for title in titles_told(cast, "editor")) == 1
        assert now(row).state == "open"

    def test_what_is_closed_is_not_reminded_of_and_another_day_is_reminded_anew(self, cast, item):
        row, other = recorded(cast, item), recorded(cast, item)
        editor, eve = cast.actor("editor"), datetime(2023, 6, 14, 1, 30, tzinfo=UTC)
        actions.close_instruction(by=editor, at=NOW, instruction_id=row.pk, seen=1, text="办结。")
        assert times.remind_of_instructions(by=Platform(), at=eve) == 1
        later = words(due_on=date(2023, 6, 20))
        actions.change_instruction(
            by=editor, at=eve, instruction_id=other.pk, seen=1, words=later, unit=cast.unit("青溪区科协")
        )
        assert times.remind_of_instructions(by=Platform(), at=datetime(2023, 6, 19, 2, 0, tzinfo=UTC)) == 1

    @given(st.datetimes(datetime(2023, 1, 5), datetime(2024, 12, 20), timezones=st.just(UTC)))
    def test_never_both_and_never_at_night(self, at):
        soon, late = reminds_before(at, DUE), tells_overdue(at, DUE)
        assert not (soon and late)
        if soon or late:
            assert 8 <= (at.hour + 8) % 24 < 20


class TestSeeing:
    def test_units_see_their_own_alone_and_the_office_all(self, cast, item):
        own = recorded(cast, item)
        other = recorded(cast, item, unit="云台区科协")
        asked = queries.Narrowed()
        seen = {
            name: {row.pk for row in queries.instructions(cast.actor(name), asked, on=NOW.date())}
            for name in ("clerk_a", "clerk_b", "editor", "keeper")
        }
        both = {own.pk, other.pk}
        assert seen == {"clerk_a": {own.pk}, "clerk_b": {other.pk}, "editor": both, "keeper": both}
        assert cast.as_("clerk_a").get(other.get_absolute_url()).status_code == 404
        for name in ("reviewer", "sender", "plain"):
            assert cast.as_(name).get(reverse("bulletin:instructions")).status_code == 403

    def test_the_public_pages_say_nothing_of_it(self, cast, item):
        recorded(cast, item)
        for name in ("visitor", "clerk_b", "editor"):
            for address in (item.get_absolute_url(), item.issue.get_absolute_url(), reverse("bulletin:feed")):
                content = cast.as_(name).get(address).content.decode()
                assert SECRET not in content
                assert "陈景行" not in content

    def test_the_desk_shows_them_at_the_issue_to_those_who_may(self, cast, item):
        recorded(cast, item)
        address = reverse("bulletin:desk-issue", args=[item.issue_id])
        assert "陈景行" in text_of(cast.as_("editor").get(address))
        assert "陈景行" not in text_of(cast.as_("reviewer").get(address))
        draft = reviewing(cast, 18)
        assert "登记批示" not in text_of(cast.as_("editor").get(reverse("bulletin:desk-issue", args=[draft.pk])))

    def test_they_wait_in_the_inbox_of_the_unit_and_overdue_ones_in_the_offices(self, cast, item):
        recorded(cast, item)

        def waits(name: str, at: datetime) -> bool:
            return any(group.source.code == "bulletin.instructions" for group in inbox(cast.actor(name), at))

        late = datetime(2023, 6, 16, 2, 0, tzinfo=UTC)
        assert [waits("clerk_a", NOW), waits("clerk_b", NOW), waits("editor", NOW)] == [True, False, False]
        assert [waits("clerk_a", late), waits("editor", late)] == [True, True]

    @pytest.mark.parametrize(
        ("asked", "count"),
        [
            ({"text": "总结"}, 1),
            ({"text": "陈景行"}, 2),
            ({"text": "没有"}, 0),
            ({"state": "done"}, 1),
            ({"kind": "read"}, 1),
            ({"overdue": "on"}, 0),
            ({"state": "x", "kind": "y"}, 2),
        ],
    )
    def test_the_list_is_narrowed_and_taken_away(self, cast, item, asked, count):
        recorded(cast, item)
        recorded(cast, item, unit="", kind=InstructionKind.READ, text="圈阅", due_on=None)
        answer = cast.as_("editor").get(reverse("bulletin:instructions"), asked | {"_export": "xlsx"})
        rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.values)
        assert len(rows) - 1 == count
        assert rows[0][5] == "批示内容"


class TestPages:
    def test_from_the_desk_to_the_unit_and_back(self, cast, item):
        client, unit = cast.as_("editor"), cast.as_("clerk_a")
        address = reverse("bulletin:instruction-new", args=[item.issue_id])
        page = client.get(address, {"item": item.pk})
        assert f'value="{item.pk}" selected' in page.content.decode()
        sent = {
            "submit_key": hidden(page, "submit_key"),
            "item": str(item.pk),
            "kind": "city",
            "leader_name": "陈景行",
            "leader_title": "副市长",
            "given_on": "2023-05-30",
            "text": SECRET,
            "unit": str(cast.unit("青溪区科协").uid),
            "assists": str(cast.unit("云台区科协").uid),
            "due_on": "2023-06-15",
        }
        made = client.post(address, sent)
        assert made.status_code == 302
        assert client.post(address, sent)["Location"] == made["Location"]
        page = unit.get(made["Location"])
        assert SECRET in text_of(page)
        assert "办结" not in text_of(page)
        report = {"submit_key": hidden(page, "submit_key"), "text": "已制定推广方案。"}
        assert unit.post(made["Location"], report).status_code == 302
        assert unit.post(made["Location"], report | {"submit_key": "", "text": ""}).status_code == 422
        close = reverse("bulletin:instruction-close", args=[Instruction.objects.beyond("test").get().pk])
        page = client.get(close)
        data = {"submit_key": hidden(page, "submit_key"), "seen": hidden(page, "seen"), "text": "已在全市推广。"}
        assert client.post(close, data).status_code == 302
        assert "已在全市推广。" in text_of(unit.get(made["Location"]))
        assert unit.get(close).status_code == 403

    def test_what_is_wrong_stays_in_the_form(self, cast, item):
        client = cast.as_("editor")
        address = reverse("bulletin:instruction-new", args=[item.issue_id])
        page = client.get(address)
        sent = {
            "submit_key": hidden(page, "submit_key"),
            "item": str(item.pk),
            "kind": "city",
            "leader_name": "陈景行",
            "given_on": "2023-05-30",
            "text": SECRET,
        }
        answer = client.post(address, sent)
        assert answer.status_code == 422
        assert "任职登记中没有“陈景行”" in text_of(answer)
        assert SECRET in text_of(answer)

    def test_editing_begins_with_what_is_there(self, cast, item):
        row = recorded(cast, item, assists=("云台区科协",))
        address = reverse("bulletin:instruction-edit", args=[row.pk])
        client = cast.as_("editor")
        page = client.get(address)
        content = page.content.decode()
        assert str(cast.unit("云台区科协").uid) in content
        assert 'value="2023-06-15"' in content
        sent = {
            "submit_key": hidden(page, "submit_key"),
            "seen": hidden(page, "seen"),
            "kind": "city",
            "leader_name": "陈景行",
            "leader_title": "副市长",
            "given_on": "2023-05-30",
            "text": SECRET,
            "unit": str(cast.unit("青溪区科协").uid),
            "due_on": "2023-06-21",
        }
        assert client.post(address, sent).status_code == 302
        assert (now(row).due_on, now(row).assists.count()) == (date(2023, 6, 21), 0)
        assert client.post(address, sent | {"submit_key": "x" * 32}).status_code == 409

    def test_nothing_of_an_issue_that_is_not_out(self, cast):
        draft = drafted(cast)
        waive_all(cast, draft)
        address = reverse("bulletin:instruction-new", args=[draft.pk])
        assert cast.as_("editor").get(address).status_code == 404


class TestLedger:
    def test_both_sides_show_the_link_once_the_issue_is_signed(self, cast):
        said = ledger.Said(
            kind="ledger.research",
            title="青溪区科协下乡调研",
            occurred_on=date(2023, 5, 23),
            units=[cast.unit("青溪区科协")],
            source_note="会议记录",
        )
        entry = ledger.record(by=cast.actor("clerk_a"), at=NOW, said=said)
        issue = drafted(cast)
        item = issue.items.order_by("order").first()
        Item.objects.filter(pk=item.pk).update(entry=entry)
        assert printed_as(entry.pk) == []
        waive_all(cast, issue)
        steps = (("editor", bulletin.submit_for_review), ("reviewer", bulletin.approve), ("signer", bulletin.sign))
        for name, verb in steps:
            issue = verb(by=cast.actor(name), at=NOW, issue_id=issue.pk, seen=issue.version)
        page = text_of(cast.as_("clerk_a").get(reverse("ledger:entry", args=[entry.pk])))
        assert item.title in page[page.index("动态刊登") :]
        desk = text_of(cast.as_("editor").get(reverse("bulletin:desk-issue", args=[issue.pk])))
        assert "所报的工作 青溪区科协下乡调研" in desk
