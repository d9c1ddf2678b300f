"""The desk as its editor sees it: what is listed, narrowed, counted, read, taken away; and who sees none of it."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from urllib.parse import unquote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kexie.base.kernel import clock, outbox
from kexie.base.people.tests.cast import NAMES
from kexie.domains.bulletin import actions
from kexie.domains.bulletin.models import Column, ItemKind, Submission
from kexie.domains.bulletin.queries.desk_submissions import DeskAsked, counts_by_state, desk_submissions
from kexie.domains.bulletin.tests.factories import drafted
from kexie.domains.bulletin.tests.submitting import NOW, WORDS, days_ago, decided, from_b, sent_in, titles_told

DESK = "/workbench/bulletin/"
TODAY = NOW.date()


@pytest.fixture(autouse=True)
def _wednesday():
    with clock.fixed(NOW):
        yield


def text_of(response) -> str:
    return unescape(re.sub(r"<[^>]+>", " ", response.content.decode()))


def titles(response) -> list[str]:
    return re.findall(r"data-line-link>([^<]*)</a>", response.content.decode())


def listed(cast, **asked) -> list[str]:
    rows = desk_submissions(cast.actor("editor"), asked=DeskAsked(**asked), today=TODAY)
    return sorted(row.title for row in rows)


class TestList:
    def test_this_week_and_whatever_is_undecided_stands_there_first(self, cast):
        sent_in(cast, title="本周")
        sent_in(cast, title="上月未处理", at=days_ago(30))
        decided(cast, sent_in(cast, title="上月已采用", at=days_ago(30)), "adopt", at=days_ago(29))
        decided(cast, sent_in(cast, title="本周不采用"), "reject", "时效已过。")
        assert titles(cast.as_("editor").get(DESK)) == ["本周不采用", "本周", "上月未处理"]

    def test_a_week_is_from_monday_to_sunday_where_the_association_is(self, cast):
        sent_in(cast, title="周日晚", at=NOW.replace(day=21, hour=15, minute=59))
        sent_in(cast, title="周一凌晨", at=NOW.replace(day=21, hour=16))
        assert listed(cast, week="2023-05-22") == ["周一凌晨"]
        assert listed(cast, week="2023-05-15") == ["周日晚"]
        assert listed(cast, week="all") == ["周一凌晨", "周日晚"]

    def test_a_draft_and_what_was_withdrawn_do_not_lie_there(self, cast):
        clerk = cast.actor("clerk_a")
        actions.begin_submission(by=clerk, at=NOW, unit=cast.unit("青溪区科协"), words=WORDS)
        decided(cast, sent_in(cast), "withdraw", member="clerk_a")
        assert listed(cast, week="all") == []
        assert "没有符合条件的信息" in text_of(cast.as_("editor").get(DESK))

    def test_it_is_narrowed_by_every_filter(self, cast):
        column, kind = Column.objects.all()[1], ItemKind.objects.all()[1]
        one = sent_in(cast, title="甲", column=column.pk, kind=kind.pk, text="此处提到量子计算。")
        from_b(cast, title="乙")
        assert one.channel == "web"
        for asked in (
            {"column": column.pk},
            {"kind": kind.pk},
            {"unit_path": cast.unit("青溪区科协").path},
            {"text": "量子"},
        ):
            assert listed(cast, **asked) == ["甲"], asked
        assert listed(cast, text="贺云舒") == ["乙"]
        assert listed(cast, unit_kind="district") == ["乙", "甲"]
        assert listed(cast, unit_kind="society") == listed(cast, channel="mail") == listed(cast, pictures=True) == []
        decided(cast, one, "adopt")
        assert listed(cast, undecided=True) == ["乙"]
        assert listed(cast, placed="no") == ["甲"]
        assert listed(cast, placed="yes") == []

    def test_the_page_asks_as_the_form_says(self, cast):
        sent_in(cast, title="甲", at=days_ago(0.1))
        from_b(cast, title="乙")
        client = cast.as_("editor")
        for query, shown in (
            ("unit_text=青溪区科协", ["甲"]),
            ("text=乙", ["乙"]),
            ("unit_kind=society", []),
            ("state=adopted", []),
            ("sort=title", ["乙", "甲"]),
            ("sort=-title", ["甲", "乙"]),
            ("undecided=on&channel=web", ["乙", "甲"]),
            ("week=%00&column=x&kind=99999&state=x&page=77", ["乙", "甲"]),
        ):
            assert titles(client.get(f"{DESK}?{query}")) == shown, query

    def test_each_tab_counts_under_the_same_filters(self, cast):
        decided(cast, sent_in(cast), "reserve")
        sent_in(cast)
        decided(cast, from_b(cast), "return", "请补充。")
        editor = cast.actor("editor")
        assert counts_by_state(editor, asked=DeskAsked(), today=TODAY) == {"reserved": 1, "sent": 1, "returned": 1}
        own = DeskAsked(unit_path=cast.unit("云台区科协").path, state="sent")
        assert counts_by_state(editor, asked=own, today=TODAY) == {"returned": 1}
        page = text_of(cast.as_("editor").get(DESK))
        assert re.search(r"全部\s+3\s+待初审\s+1\s+备用\s+1\s+采用\s+0\s+退改\s+1", page)

    def test_a_line_says_what_an_editor_looks_for(self, cast):
        units = (cast.unit("科普部").pk, cast.unit("青溪区科协").pk)
        submission = sent_in(cast, units=units, column=Column.objects.get(name="科普工作").pk)
        decided(cast, submission, "return", "请补充。")
        decided(cast, submission, "send_in", member="clerk_a")
        page = text_of(cast.as_("editor").get(DESK))
        assert re.search(r"科普部、青溪区科协\s+05-24 14:00\s+科普工作\s+第2稿", page)

    def test_long_lists_are_paged(self, cast):
        for number in range(30):
            sent_in(cast, title=f"第{number}条")
        client = cast.as_("editor")
        assert len(titles(client.get(DESK))) == 25
        assert len(titles(client.get(f"{DESK}?page=2"))) == 5

    def test_few_questions_whatever_its_length(self, cast):
        client = cast.as_("editor")
        for number in range(12):
            sent_in(cast, title=f"第{number}条")
        client.get(DESK)
        with CaptureQueriesContext(connection) as asked:
            client.get(DESK)
        few = len(asked)
        for number in range(13):
            from_b(cast, title=f"又{number}条")
        with CaptureQueriesContext(connection) as asked:
            client.get(DESK)
        assert len(asked) == few <= 22, [query["sql"][:90] for query in asked]


class TestTakingAway:
    def test_the_file_holds_what_the_page_is_narrowed_to(self, cast):
        sent_in(cast, title="甲", text="一句话，八个字。\n再一句。")
        from_b(cast, title="=乙")
        client = cast.as_("editor")
        csv = client.get(f"{DESK}?sort=title&_export=csv").content.decode("utf-8-sig").splitlines()
        assert csv[0].startswith("报送时间,报送单位,撰写人,标题,署名单位,栏目,信息类别,活动日期,字数,图片")
        assert [line.split(",")[3] for line in csv[1:]] == ["'=乙", "甲"]
        assert "待初审" in csv[1]
        narrowed = client.get(f"{DESK}?text=甲&_export=csv&_open=1&_did=2").content.decode("utf-8-sig")
        assert len(narrowed.splitlines()) == 2

    def test_a_view_is_kept_without_what_was_open_beside_it(self, cast):
        submission = sent_in(cast)
        client = cast.as_("editor")
        page = client.get(f"{DESK}?state=sent&_open={submission.pk}&_did={submission.pk}").content.decode()
        [offered] = re.findall(rf'href="{reverse("work:view-add")}[?]from=([^"]*)"', page)
        assert unquote(unescape(offered)) == f"{DESK}?state=sent"
        client.post(reverse("work:view-add"), {"from": f"{DESK}?state=sent", "name": "只看待初审"})
        page = client.get(f"{DESK}?state=sent&_open={submission.pk}").content.decode()
        assert 'aria-current="page">只看待初审</a>' in page


class TestReading:
    def test_the_page_shows_words_credits_event_way_and_verbs(self, cast):
        submission = sent_in(cast, place="青少年活动中心", units=(cast.unit("青溪区科协").pk, cast.unit("科普部").pk))
        page = text_of(cast.as_("editor").get(f"{DESK}desk/{submission.pk}/"))
        for words in (
            *submission.paragraphs,
            "青溪区科协、科普部",
            "青少年活动中心",
            "5月23日（周二）",
            "网上填报",
            "林知遥",
            "办理过程",
            "采用",
            "备用",
            "退改",
            "不采用",
        ):
            assert words in page, words
        assert "重新初审" not in page

    def test_beside_the_list_the_same_is_read(self, cast):
        submission = sent_in(cast)
        client = cast.as_("editor")
        page = client.get(f"{DESK}?_open={submission.pk}").content.decode()
        assert f'data-reading="{submission.pk}"' in page
        part = client.get(f"{DESK}desk/{submission.pk}/", headers={"HX-Request": "true"})
        assert part["HX-Retarget"] == "#pane"
        assert "<html" not in part.content.decode()
        assert submission.paragraphs[0] in text_of(part)

    @pytest.mark.parametrize("opened", ["x", "00000000-0000-0000-0000-000000000000", "%00"])
    def test_what_is_not_there_leaves_the_list(self, cast, opened):
        sent_in(cast, title="甲")
        response = cast.as_("editor").get(f"{DESK}?_open={opened}")
        assert titles(response) == ["甲"]
        assert "已不在编辑部" in text_of(response)

    def test_the_way_back_keeps_the_list_as_it_was(self, cast):
        submission = sent_in(cast)
        page = cast.as_("editor").get(f"{DESK}desk/{submission.pk}/?from=/workbench/bulletin/%3Fstate%3Dsent")
        assert f'href="{DESK}?state=sent"' in page.content.decode()

    def test_words_are_words_not_markup(self, cast):
        submission = sent_in(cast, title="<b>甲</b>", text="<script>alert(1)</script>")
        for address in (DESK, f"{DESK}desk/{submission.pk}/"):
            html = cast.as_("editor").get(address).content.decode()
            assert "<b>甲" not in html
            assert "<script>alert" not in html


class TestWho:
    @pytest.mark.parametrize("member", [name for name in NAMES if name not in ("editor", "disabled")])
    def test_nobody_but_the_editor_reads_here(self, cast, member):
        submission = sent_in(cast, title="鹮鹮")
        client = cast.as_(member)
        for address in (
            f"{DESK}desk/{submission.pk}/",
            f"{DESK}desk/{submission.pk}/sort/",
            f"{DESK}desk/{submission.pk}/return/",
            f"{DESK}desk/{submission.pk}/beside/{submission.pk}/",
        ):
            response = client.get(address)
            assert response.status_code == 403, address
            assert "鹮鹮" not in response.content.decode()
        response = client.get(DESK, follow=True)
        assert "鹮鹮" not in response.content.decode()
        assert response.status_code == (200 if member in ("reviewer", "signer") else 403)

    def test_a_unit_sees_its_own_nowhere_here(self, cast):
        submission = sent_in(cast)
        assert cast.as_("clerk_a").get(f"{DESK}desk/{submission.pk}/").status_code == 403

    def test_who_only_sees_issues_is_led_to_them(self, cast):
        drafted(cast)
        for member in ("reviewer", "signer"):
            assert cast.as_(member).get(DESK).url == f"{DESK}issues/"
            page = text_of(cast.as_(member).get(DESK, follow=True))
            assert "第17期" in page
            assert "来稿" not in page

    def test_the_old_questions_of_the_register_of_issues_still_lead_there(self, cast):
        client = cast.as_("editor")
        assert client.get(f"{DESK}?year=2023&state=signed").url == f"{DESK}issues/?year=2023&state=signed"
        assert client.get(f"{DESK}?state=drafting").url == f"{DESK}issues/?state=drafting"
        assert client.get(f"{DESK}?state=sent").status_code == 200

    def test_the_editor_goes_from_one_to_the_other_by_tabs(self, cast):
        client = cast.as_("editor")
        assert f'href="{DESK}issues/"' in client.get(DESK).content.decode()
        assert f'href="{DESK}"' in client.get(f"{DESK}issues/").content.decode()


class TestWaiting:
    def test_the_inbox_says_how_much_waits_in_one_line(self, cast):
        sent_in(cast, at=days_ago(2))
        decided(cast, sent_in(cast), "adopt")
        from_b(cast)
        page = text_of(cast.as_("editor").get("/workbench/"))
        assert "2条信息待初审" in page
        assert "条信息待初审" not in text_of(cast.as_("reviewer").get("/workbench/"))

    def test_the_rail_counts_submissions_and_issues(self, cast):
        drafted(cast)
        sent_in(cast)
        html = cast.as_("editor").get("/workbench/").content.decode()
        entry = re.search(r'<a href="/workbench/bulletin/"[^>]*>(.*?)</a>', html, re.S)
        assert re.search(r'class="count">2<', entry[1])

    def test_nothing_is_mailed_to_editors_per_submission(self, cast):
        for _number in range(5):
            sent_in(cast)
        outbox.deliver_due(at=NOW + timedelta(minutes=1))
        assert Submission.objects.filter(state="sent").count() == 5
        assert titles_told(cast, "editor") == []
