"""What every register can do: actions on many rows, exports with a second person, saved views."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from kexie.base.kernel import clock, outbox
from kexie.base.kernel.models import AuditEvent, LongWork, WorkState
from kexie.base.people.models import Account, Organisation, Post
from kexie.base.people.queries.districts import districts
from kexie.base.ui import bulk_actions, exporting
from kexie.base.ui.models import ExportRequest, SavedView

PERSONS = "/workbench/persons/"


def row_keys(page: str) -> list[str]:
    return re.findall(r'name="row" value="([^"]+)"', page)


def submit_key(page: str) -> str:
    return re.search(r'name="submit_key" value="([^"]+)"', page)[1]


def bulk(client, code: str, *, address=PERSONS, rows=(), everything=False, **given):
    """Through the page that asks, as a person goes."""
    asked = {"from": address, "bulk": code, "row": list(rows), **({"all": "1"} if everything else {})}
    page = client.get(reverse("work:bulk"), asked)
    if page.status_code != 200:
        return page
    key = submit_key(page.content.decode())
    return client.post(reverse("work:bulk"), {**asked, **given, "submit_key": key})


def end_posts(cast, member: str) -> None:
    Post.objects.beyond("the test ends them").filter(person=cast.person(member)).delete()


class TestManyRows:
    def test_the_page_asks_how_many_and_the_report_tells_each(self, cast):
        client = cast.as_("unit_admin_a")
        page = client.get(PERSONS).content.decode()
        assert "停用账号" in page
        keys = row_keys(page)
        assert str(cast.person("clerk_a").pk) in keys
        narrowed = client.get(PERSONS, {"text": "林", "page": "1"}).content.decode()
        assert f'name="from" value="{PERSONS}?text=%E6%9E%97"' in narrowed
        asked = client.get(reverse("work:bulk"), {"from": PERSONS, "bulk": "disable", "row": keys}).content.decode()
        assert "林知遥" in asked
        assert f"确认停用账号 {len(keys)} 条" in asked
        response = bulk(client, "disable", rows=[cast.person("clerk_a").pk])
        assert not Account.objects.get(person=cast.person("clerk_a")).is_active
        work = LongWork.objects.get()
        assert response["Location"] == f"/workbench/work/{work.pk}/"
        assert work.rows.get().label == "林知遥"

    def test_a_row_that_is_refused_says_why_and_the_others_are_done(self, cast):
        admin = cast.as_("system_admin")
        rows = [cast.person(name).pk for name in ("clerk_a", "disabled", "clerk_b")]
        bulk(admin, "disable", rows=rows)
        work = LongWork.objects.get()
        assert work.state == WorkState.DONE
        failed = work.rows.get(ok=False)
        assert failed.label == "孟喆"
        assert failed.message
        assert work.rows.filter(ok=True).count() == 2

    def test_the_same_submit_twice_counts_once(self, cast):
        client = cast.as_("unit_admin_a")
        asked = {"from": PERSONS, "bulk": "disable", "row": [str(cast.person("clerk_a").pk)]}
        key = submit_key(client.get(reverse("work:bulk"), asked).content.decode())
        first, second = (client.post(reverse("work:bulk"), {**asked, "submit_key": key}) for _ in range(2))
        assert first["Location"] == second["Location"]
        assert LongWork.objects.count() == 1

    def test_rows_of_another_unit_are_not_there(self, cast):
        stranger = cast.person("clerk_b")
        response = bulk(cast.as_("unit_admin_a"), "disable", rows=[stranger.pk])
        assert (response.status_code, response["Location"]) == (302, PERSONS)
        assert not LongWork.objects.exists()
        both = bulk(cast.as_("unit_admin_a"), "disable", rows=[stranger.pk, cast.person("clerk_a").pk])
        assert both.status_code == 302
        assert Account.objects.get(person=stranger).is_active
        assert LongWork.objects.get().rows.count() == 1

    @pytest.mark.parametrize(("member", "status"), [("clerk_a", 403), ("visitor", 302), ("editor", 403)])
    def test_only_who_may(self, cast, member, status):
        asked = {"from": PERSONS, "bulk": "disable", "row": [str(cast.person("clerk_a").pk)]}
        client = cast.as_(member)
        assert client.get(reverse("work:bulk"), asked).status_code == status
        assert client.post(reverse("work:bulk"), {**asked, "submit_key": "x"}).status_code == status
        assert Account.objects.get(person=cast.person("clerk_a")).is_active

    def test_a_clerk_is_not_shown_what_he_may_not_do(self, cast):
        assert row_keys(cast.as_("clerk_a").get(PERSONS).content.decode()) == []

    @pytest.mark.parametrize(
        "asked",
        [
            {"from": "/workbench/", "bulk": "disable"},
            {"from": "https://elsewhere.example/workbench/persons/", "bulk": "disable"},
            {"from": "https:/workbench/persons/", "bulk": "disable"},
            {"from": "javascript:/workbench/persons/?alert(1):0", "bulk": "disable"},
            {"from": PERSONS, "bulk": "no-such"},
            {"from": PERSONS, "bulk": "disable", "row": "not a key"},
            {"from": "/no/such/page/", "bulk": "disable"},
            {"from": "/editors/", "bulk": "disable"},
            {},
        ],
    )
    def test_odd_questions_find_nothing(self, cast, asked):
        assert cast.as_("system_admin").get(reverse("work:bulk"), asked).status_code == 404

    def test_nothing_chosen_says_what_to_do(self, cast):
        address = f"{PERSONS}?text=%E6%9E%97"
        client = cast.as_("unit_admin_a")
        response = client.get(reverse("work:bulk"), {"from": address, "bulk": "disable"})
        assert response["Location"] == address  # back to the list as it was narrowed
        assert "请先在列表中勾选" in client.get(address).content.decode()
        assert client.post(reverse("work:bulk"), {"from": address, "bulk": "disable"}).status_code == 422

    def test_all_of_the_filter(self, cast):
        address = f"{PERSONS}?{urlencode({'text': '林知遥'})}"
        bulk(cast.as_("system_admin"), "disable", address=address, everything=True)
        assert not Account.objects.get(person=cast.person("clerk_a")).is_active
        assert Account.objects.get(person=cast.person("clerk_b")).is_active

    def test_many_rows_wait_for_a_worker_and_obey_the_rights_of_then(self, cast, monkeypatch):
        monkeypatch.setattr(bulk_actions, "AT_ONCE", 0)
        bulk(cast.as_("unit_admin_a"), "disable", rows=[cast.person("clerk_a").pk])
        work = LongWork.objects.get()
        assert work.state == WorkState.QUEUED
        end_posts(cast, "unit_admin_a")
        outbox.deliver_due(at=clock.now())
        work.refresh_from_db()
        assert work.state == WorkState.FAILED
        assert Account.objects.get(person=cast.person("clerk_a")).is_active

    def test_the_same_post_for_several_and_a_form_that_says_what_is_missing(self, cast):
        client, rows = cast.as_("security_admin"), [cast.person("plain").pk, cast.person("clerk_b").pk]
        wrong = bulk(client, "appoint", rows=rows, organisation_text="云川市农学会", begin="2026-01-01")
        assert wrong.status_code == 422
        assert "至少填写一项" in wrong.content.decode()
        given = {"organisation_text": "云川市农学会", "begin": "2026-01-01", "title": "理事"}
        assert bulk(client, "appoint", rows=rows, **given).status_code == 302
        assert LongWork.objects.get().rows.filter(ok=True).count() == 2
        posts = Post.objects.beyond("to see what was granted").filter(title="理事")
        assert {post.person.name for post in posts} == {"许一鸣", "贺云舒"}

    def test_the_district_of_several_units(self, cast):
        code = next(iter(districts()))
        units = [cast.unit("云川市农学会"), cast.unit("云川市航空学会")]
        client = cast.as_("system_admin")
        response = bulk(
            client,
            "place",
            address="/workbench/organisations/",
            rows=[unit.uid for unit in units],
            district=code,
        )
        assert response.status_code == 302
        assert LongWork.objects.get().rows.filter(ok=True).count() == 2
        assert set(Organisation.objects.filter(pk__in=[u.pk for u in units]).values_list("district", flat=True)) == {
            code
        }


@pytest.fixture
def few(settings):
    settings.KEXIE_EXPORT_ALONE = 1


def ask(cast, member="unit_admin_a", purpose="核对代表资格，用完删除。") -> ExportRequest:
    client = cast.as_(member)
    led = client.get(PERSONS, {"_export": "csv"})
    assert led["Location"].startswith(reverse("work:export-ask"))
    page = client.get(led["Location"]).content.decode()
    client.post(
        reverse("work:export-ask"),
        {"from": PERSONS, "format": "csv", "purpose": purpose, "submit_key": submit_key(page)},
    )
    return ExportRequest.objects.get()


def decide(cast, member: str, found: ExportRequest, decision="agree", reason=""):
    url = reverse("work:export", kwargs={"request_id": found.pk})
    return cast.as_(member).post(url, {"decision": decision, "reason": reason})


def finish(found: ExportRequest) -> LongWork:
    outbox.deliver_due(at=clock.now())
    found.refresh_from_db()
    return found.work


def take(cast, work: LongWork, member="unit_admin_a"):
    return cast.as_(member).get(reverse("work:file", kwargs={"work_id": work.pk}))


@pytest.mark.usefixtures("few")
class TestASecondPerson:
    def test_asks_agrees_makes_and_takes_with_every_step_audited(self, cast):
        found = ask(cast)
        assert decide(cast, "security_admin", found).status_code == 302
        work = finish(found)
        assert work.state == WorkState.DONE, work.note
        file = take(cast, work).content.decode("utf-8-sig")
        assert "林知遥" in file
        assert "贺云舒" not in file
        actions = AuditEvent.objects.filter(action__regex=r"^(export|work|register)\.").order_by("number")
        assert list(actions.values_list("action", flat=True)) == [
            "export.ask",
            "work.start",
            "export.approve",
            "register.export",
            "work.end",
            "work.download",
        ]

    def test_a_purpose_is_needed(self, cast):
        client = cast.as_("unit_admin_a")
        given = {"from": PERSONS, "format": "csv", "purpose": " ", "submit_key": "k"}
        assert client.post(reverse("work:export-ask"), given).status_code == 422
        assert not ExportRequest.objects.exists()

    def test_it_waits_in_the_inbox_of_who_may_decide_alone(self, cast):
        found = ask(cast)
        url = reverse("work:export", kwargs={"request_id": found.pk})
        assert url in cast.as_("security_admin").get("/workbench/").content.decode()
        for member in ("unit_admin_a", "unit_admin_b", "clerk_a", "system_admin"):
            assert url not in cast.as_(member).get("/workbench/").content.decode(), member

    @pytest.mark.parametrize("member", ["unit_admin_b", "clerk_a", "system_admin", "audit_admin"])
    def test_nobody_else_knows_of_it(self, cast, member):
        found = ask(cast)
        assert decide(cast, member, found).status_code == 404
        assert "核对代表资格" not in cast.as_(member).get(reverse("work:exports")).content.decode()

    def test_nobody_agrees_with_himself(self, cast):
        found = ask(cast, "security_admin")
        assert decide(cast, "security_admin", found).status_code == 403
        found.refresh_from_db()
        assert found.state == "waiting"

    def test_who_reaches_less_than_the_asker_does_not_decide(self, cast):
        assert decide(cast, "unit_admin_a", ask(cast, "security_admin")).status_code == 404

    def test_a_refusal_needs_a_reason_and_the_asker_reads_it(self, cast):
        found = ask(cast)
        assert decide(cast, "security_admin", found, "refuse").status_code == 422
        assert decide(cast, "security_admin", found, "refuse", "范围过大，请只导出理事。").status_code == 302
        url = reverse("work:export", kwargs={"request_id": found.pk})
        assert "范围过大" in cast.as_("unit_admin_a").get(url).content.decode()
        assert decide(cast, "security_admin", found).status_code == 409

    def test_there_is_no_way_around_it(self, cast):
        with pytest.raises(exporting.NotPermitted):
            exporting.begin(by=cast.actor("unit_admin_a"), at=clock.now(), address=PERSONS, wanted="csv")

    def test_right_taken_away_before_the_decision(self, cast):
        found = ask(cast)
        end_posts(cast, "unit_admin_a")
        assert decide(cast, "security_admin", found).status_code == 403
        assert not LongWork.objects.exists()

    def test_right_taken_away_before_the_run(self, cast):
        found = ask(cast)
        decide(cast, "security_admin", found)
        end_posts(cast, "unit_admin_a")
        work = finish(found)
        assert work.state == WorkState.FAILED
        assert not work.files.exists()

    def test_right_taken_away_before_the_download(self, cast):
        found = ask(cast)
        decide(cast, "security_admin", found)
        work = finish(found)
        assert take(cast, work, "security_admin").status_code == 404
        end_posts(cast, "unit_admin_a")
        assert take(cast, work).status_code == 403


class TestLargeExports:
    def test_many_rows_of_no_person_are_made_in_the_background(self, cast, monkeypatch):
        monkeypatch.setattr(exporting, "AT_ONCE", 2)
        client = cast.as_("clerk_a")
        led = client.get("/workbench/organisations/", {"_export": "xlsx", "kind": "department"})
        page = client.get(led["Location"]).content.decode()
        assert "4 条" in page
        address = "/workbench/organisations/?kind=department"
        given = {"from": address, "format": "xlsx", "submit_key": submit_key(page)}
        assert client.post(reverse("work:export-ask"), given).status_code == 302
        outbox.deliver_due(at=clock.now())
        work = LongWork.objects.get()
        assert (work.state, work.counts) == (WorkState.DONE, {"rows": 4}), work.note
        assert take(cast, work, "clerk_a").content.startswith(b"PK")


class TestSavedViews:
    ADDRESS = "/workbench/organisations/?kind=department"

    def save(self, client, name="机关部门", **given):
        return client.post(reverse("work:view-add"), {"from": self.ADDRESS, "name": name, **given})

    def test_saved_opened_renamed_and_removed(self, cast):
        client = cast.as_("clerk_a")
        assert "保存为视图" in client.get(self.ADDRESS).content.decode()
        assert self.save(client)["Location"] == self.ADDRESS
        page = client.get(self.ADDRESS).content.decode()
        assert 'aria-current="page">机关部门' in page
        view = SavedView.objects.get()
        url = reverse("work:view-rename", kwargs={"view_id": view.pk})
        assert client.post(url, {"name": "部门"}).status_code == 302
        assert "部门" in client.get("/workbench/organisations/").content.decode()
        client.post(reverse("work:view-remove", kwargs={"view_id": view.pk}))
        assert not SavedView.objects.exists()

    def test_a_default_view_opens_first_and_the_whole_is_one_link_away(self, cast):
        client = cast.as_("clerk_a")
        self.save(client, is_default="on")
        assert client.get("/workbench/organisations/")["Location"] == self.ADDRESS
        assert client.get("/workbench/organisations/?_view=all").status_code == 200
        self.save(client, name="另一个", is_default="on")
        assert SavedView.objects.filter(is_default=True).count() == 1

    def test_nobody_else_sees_or_changes_them(self, cast):
        self.save(cast.as_("clerk_a"), name="林的视图", is_default="on")
        other, view = cast.as_("clerk_b"), SavedView.objects.get()
        assert "林的视图" not in other.get("/workbench/organisations/").content.decode()
        for name in ("view-rename", "view-remove"):
            url = reverse(f"work:{name}", kwargs={"view_id": view.pk})
            assert other.post(url, {"name": "x"}).status_code == 404

    @pytest.mark.parametrize("address", ["//elsewhere.example/", "https://elsewhere.example/", "/", "/workbench/", ""])
    def test_only_registers_of_ours(self, cast, address):
        response = cast.as_("clerk_a").post(reverse("work:view-add"), {"from": address, "name": "x"})
        assert response.status_code == 404

    def test_a_view_of_what_one_may_not_see_is_refused(self, cast):
        response = cast.as_("clerk_a").post(reverse("work:view-add"), {"from": "/workbench/audit/", "name": "x"})
        assert response.status_code == 403

    def test_a_name_taken_is_said_beside_what_was_typed(self, cast):
        client = cast.as_("clerk_a")
        self.save(client, name="甲")
        self.save(client, name="乙")
        url = reverse("work:view-rename", kwargs={"view_id": SavedView.objects.get(name="乙").pk})
        page = client.post(url, {"name": "甲"})
        assert page.status_code == 422
        assert "同名" in page.content.decode()
        assert 'value="甲"' in page.content.decode()

    def test_columns_are_chosen_and_odd_ones_passed_over(self, cast):
        client = cast.as_("clerk_a")
        page = client.get("/workbench/organisations/", {"_columns": ["kind", "nonsense__x"]}).content.decode()
        assert 'data-label="类别"' in page
        assert 'data-label="名称"' in page
        assert 'data-label="简称"' not in page
