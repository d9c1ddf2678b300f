"""The pages of long work, as their asker and as everybody else meets them."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.urls import reverse

from kexie.base.kernel import clock, longwork, outbox
from kexie.base.kernel.errors import Conflict
from kexie.base.kernel.longwork import Kind, Work, kinds
from kexie.base.kernel.models import LongWork, WorkState
from kexie.base.people.abilities import VIEW_PERSONS
from kexie.base.people.models import Post

script: dict = {}


def run(work: Work) -> None:
    script["run"](work)


@pytest.fixture(autouse=True)
def kind():
    words = {"added": "新增"}
    yield kinds.register("test.work", Kind("test.work", "导入名单", f"{__name__}.run", VIEW_PERSONS, words))
    kinds._things.pop("test.work")


def begin(cast, run, *, member="unit_admin_a", title="导入十人", go=True, file=b"") -> LongWork:
    script["run"] = run
    with transaction.atomic():
        given = {"payload": {}, "file": file, "file_name": "名单.csv" if file else ""}
        work = longwork.start(by=cast.actor(member), at=clock.now(), kind="test.work", title=title, **given)
    if go:
        outbox.deliver_due(at=clock.now())
    work.refresh_from_db()
    return work


def url(name: str, work: LongWork) -> str:
    return reverse(f"work:{name}", kwargs={"work_id": work.pk})


def report(work: Work) -> None:
    work.each([(f"{n}", f"第{n}人") for n in range(1, 31)], one, total=30)
    work.summary(added=29)
    work.result("姓名\n".encode(), "结果.csv", "text/csv")


def one(ref: str) -> str:
    if ref == "7":
        raise Conflict("已有此人。")
    return "已登记"


class TestTheAsker:
    def test_sees_the_state_the_figures_and_the_report_in_pages(self, cast):
        work = begin(cast, report)
        page = cast.as_("unit_admin_a").get(url("one", work)).content.decode()
        for said in ("已完成", "新增", "29", "办好", "第1人", "第 1 页，共 2 页", "下载 结果.csv"):
            assert said in page, said
        assert "hx-trigger" not in page

    def test_narrows_the_report_to_what_failed_and_takes_it_away(self, cast):
        work = begin(cast, report)
        client = cast.as_("unit_admin_a")
        page = client.get(url("one", work), {"ok": "bad"}).content.decode()
        assert "已有此人。" in page
        assert "第1人" not in page
        file = client.get(url("one", work), {"ok": "bad", "_export": "csv"}).content.decode("utf-8-sig")
        assert file.splitlines() == ["对象,结果,说明", "第7人,未办,已有此人。"]

    def test_sees_progress_that_asks_for_itself_and_a_link_where_there_are_no_scripts(self, cast):
        seen = []

        def steps(work: Work) -> None:
            work.progress(3, 10)
            client = cast.as_("unit_admin_a")
            seen.append(client.get(url("one", LongWork.objects.get())).content.decode())
            seen.append(client.get(url("state", LongWork.objects.get())))

        work = begin(cast, steps)
        assert 'hx-trigger="every 2s"' in seen[0]
        assert "3 / 10" in seen[0]
        assert f'href="{url("one", work)}">刷新' in seen[0]
        assert "取消办理" in seen[0]
        assert 'value="30"' in seen[1].content.decode()
        assert "HX-Refresh" not in seen[1]
        assert cast.as_("unit_admin_a").get(url("state", work))["HX-Refresh"] == "true"

    def test_takes_the_result_as_an_attachment_that_nothing_keeps(self, cast):
        work = begin(cast, report)
        response = cast.as_("unit_admin_a").get(url("file", work))
        assert response.content == "姓名\n".encode()
        assert response["Content-Disposition"].startswith("attachment")
        assert "no-store" in response["Cache-Control"]

    def test_cancels_and_tries_again(self, cast):
        work = begin(cast, lambda work: None, go=False)
        client = cast.as_("unit_admin_a")
        assert "已取消" in client.post(url("cancel", work), follow=True).content.decode()
        assert client.post(url("cancel", work)).status_code == 409
        page = client.post(url("retry", work), follow=True).content.decode()
        assert "已重新排队" in page
        work.refresh_from_db()
        assert work.state == WorkState.QUEUED

    def test_reads_why_it_failed(self, cast):
        def refuse(work: Work) -> None:
            raise Conflict("第 3 行缺少姓名，请补填后重新上传。")

        page = cast.as_("unit_admin_a").get(url("one", begin(cast, refuse))).content.decode()
        assert "第 3 行缺少姓名，请补填后重新上传。" in page
        assert "重试" in page

    def test_is_not_asked_to_repeat_what_its_file_would_fail_again(self, cast):
        def refuse(work: Work) -> None:
            work.report("3:A", "第3行", False, "缺少姓名")
            raise Conflict("有1处需要修改。")

        page = cast.as_("unit_admin_a").get(url("one", begin(cast, refuse, file=b"x"))).content.decode()
        assert "有1处需要修改。" in page
        assert "重试未办的部分" not in page
        again = cast.as_("unit_admin_a").get(url("one", begin(cast, refuse))).content.decode()
        assert "重试未办的部分" in again

    def test_finds_it_in_a_list_with_a_filter_and_a_word_for_nothing(self, cast):
        client = cast.as_("unit_admin_a")
        assert "没有后台办理的事项" in client.get(reverse("work:list")).content.decode()
        work = begin(cast, report)
        assert url("one", work) in client.get(reverse("work:list"), {"state": "done"}).content.decode()
        assert url("one", work) not in client.get(reverse("work:list"), {"state": "failed"}).content.decode()
        assert client.get(reverse("work:list"), {"state": "\0"}).status_code == 200


class TestEverybodyElse:
    @pytest.mark.parametrize("member", ["unit_admin_b", "clerk_a", "system_admin", "security_admin"])
    def test_finds_nothing(self, cast, member):
        work = begin(cast, report, title="青溪区的名单")
        client = cast.as_(member)
        assert "青溪区的名单" not in client.get(reverse("work:list")).content.decode()
        for name in ("one", "state", "file"):
            assert client.get(url(name, work)).status_code == 404, name
        for name in ("cancel", "retry"):
            assert client.post(url(name, work)).status_code == 404, name
        assert client.get(url("one", work), {"_export": "csv"}).status_code == 404

    def test_a_visitor_is_led_to_the_log_in(self, cast):
        work = begin(cast, report)
        assert cast.as_("visitor").get(url("one", work)).status_code == 302

    def test_who_has_lost_the_ability_no_longer_takes_the_result(self, cast):
        work = begin(cast, report)
        posts = Post.objects.beyond("the test ends them") if hasattr(Post.objects, "beyond") else Post.objects.all()
        posts.filter(person=cast.person("unit_admin_a")).delete()
        response = cast.as_("unit_admin_a").get(url("file", work))
        assert response.status_code == 403
        assert "姓名" not in response.content.decode()
