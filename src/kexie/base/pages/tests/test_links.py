"""Links are looked after: what is dead is named, with page, words, address and since when; other hosts are never asked."""

from __future__ import annotations

import socket
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect

from kexie.base.kernel import outbox
from kexie.base.pages.actions import links
from kexie.base.pages.models import ArticlePage, LinkFinding
from kexie.base.pages.rules.links import Contents, Fault, Link, contents_of, fault_of_form
from kexie.base.pages.tests import factories
from kexie.base.people.tests.cast import AT

LATER = AT + timedelta(days=3)


def linking(html, slug="a1", **given):
    article = factories.article(slug=slug, **given)
    article.body = [("paragraph", html)]
    article.save_revision().publish()
    return article


def found():
    return {row.address: row.fault for row in LinkFinding.objects.all()}


@pytest.mark.parametrize(
    ("address", "fault"),
    [
        ("https://www.cast.org.cn/a?b=1", Fault.OUTSIDE),
        ("http://科协.中国/x", Fault.OUTSIDE),
        ("https://", Fault.FORM),
        ("http://localhost/x", Fault.FORM),
        ("http://192.168.1.1/x", Fault.FORM),
        ("https://user:pass@example.com/", Fault.FORM),
        ("https://exa mple.com/", Fault.FORM),
        ("https://[::1/", Fault.FORM),
        ("javascript:alert(1)", Fault.FORM),
        ("mailto:office@yunchuan.example", None),
        ("mailto:office", Fault.FORM),
        ("tel:010-12345678", None),
        ("tel:abc", Fault.FORM),
    ],
)
def test_what_leads_elsewhere_is_judged_by_its_form(address, fault):
    assert fault_of_form(address) == fault


def test_only_the_main_part_is_read_and_each_link_once():
    html = (
        '<a href="/menu/">菜单</a><main id="m"><a href="/a/">甲 <b>乙</b></a><a href="/a/">甲 乙</a>'
        '<img src="/media/x.png" alt="图"><a name="n"></a></main>'
    )
    assert contents_of(html) == Contents(
        (Link("/a/", "甲 乙"), Link("/media/x.png", "图", shown=True)), frozenset({"m", "n"})
    )


@pytest.mark.django_db
def test_dead_links_are_found_and_told_apart(monkeypatch):
    def no_network(*args, **kwargs):
        raise AssertionError("a host was asked")

    monkeypatch.setattr(socket.socket, "connect", no_network)
    good = linking('<p><a href="/kepu/a1/">自己</a></p>')
    document = factories.document()
    page = linking(
        f'<p><a linktype="page" id="{good.pk}">好的</a><a href="/kepu/">栏目</a><a href="/kepu/nothing/">没有</a>'
        f'<a href="/files/{document.pk}/{document.filename}">文件</a><a href="/files/999/x.pdf">没有的文件</a>'
        '<a href="/kepu/a1/#nowhere">没有的位置</a><a href="#main">页内</a><a href="#gone">页内没有</a>'
        '<a href="https://www.cast.org.cn/">中国科协</a><a href="http://x">写错</a><a href="/media/images/no.png">图</a></p>',
        slug="a2",
    )
    assert links.check_all(at=AT) == 6
    assert found() == {
        "/kepu/nothing/": "gone",
        "/files/999/x.pdf": "file",
        "/kepu/a1/#nowhere": "anchor",
        "#gone": "anchor",
        "https://www.cast.org.cn/": "outside",
        "http://x": "form",
        "/media/images/no.png": "picture",
    }
    assert set(LinkFinding.objects.values_list("page", "since")) == {(page.pk, AT)}


@pytest.mark.django_db
def test_since_stays_and_what_is_mended_goes():
    linking('<p><a href="/kepu/nothing/">没有</a><a href="/kepu/other/">也没有</a></p>')
    links.check_all(at=AT)
    factories.article(slug="other")
    links.check_all(at=LATER)
    assert list(LinkFinding.objects.values_list("address", "since")) == [("/kepu/nothing/", AT)]


@pytest.mark.django_db
def test_a_page_that_is_withdrawn_leaves_a_dead_link_behind():
    target = factories.article(slug="target")
    linking(f'<p><a linktype="page" id="{target.pk}">去看看</a></p>')
    assert links.check_all(at=AT) == 0
    target.unpublish()
    assert links.check_all(at=LATER) == 1
    row = LinkFinding.objects.get()
    assert (row.text, row.fault) == ("去看看", "gone")


@pytest.mark.django_db
def test_at_publication_and_at_night_the_worker_looks():
    article = linking('<p><a href="/kepu/nothing/">没有</a></p>')
    outbox.deliver_due(at=timezone.now() + timedelta(minutes=1))
    assert found() == {"/kepu/nothing/": "gone"}
    article.body = [("heading", "改好了")]
    article.save_revision().publish()
    LinkFinding.objects.all().update(since=AT)
    links.nightly(AT.replace(hour=4))  # noon in China
    night = (timezone.localtime(LATER).replace(hour=3)).astimezone(LATER.tzinfo)
    links.nightly(night)
    outbox.deliver_due(at=timezone.now() + timedelta(days=1))
    assert found() == {}
    assert ArticlePage.objects.get(pk=article.pk).live


@pytest.mark.django_db
def test_the_report_shows_an_editor_his_own_columns(staff):
    linking('<p><a href="/kepu/nothing/">没有</a></p>')
    links.check_all(at=AT)
    mine = staff.client("writer_a").get("/editors/links/").content.decode()
    assert "/kepu/nothing/" in mine
    assert "页面不存在或已撤下" in mine
    assert "/kepu/nothing/" not in staff.client("writer_b").get("/editors/links/").content.decode()
    assert staff.client("writer_a").post("/editors/links/check/").status_code == 302


@pytest.mark.django_db
def test_the_command_lists_dead_links_and_says_so_by_its_exit_code(capsys):
    factories.article()
    call_command("pages", "links")
    linking('<p><a href="/kepu/nothing/">没有</a></p>')
    with pytest.raises(SystemExit) as ended:
        call_command("pages", "links")
    assert ended.value.code == 1
    assert "/kepu/nothing/" in capsys.readouterr().out


@pytest.mark.django_db
def test_who_deletes_a_page_sees_who_links_to_it(staff):
    target = factories.article("目标文章", slug="target")
    linking(f'<p><a linktype="page" id="{target.pk}">去看看</a></p>')
    client = staff.client("reviewer_a")
    for step in ("delete", "unpublish", "move"):
        page = client.get(f"/editors/pages/{target.pk}/{step}/").content.decode()
        assert f"/editors/pages/{target.pk}/usage/" in page, step


@pytest.mark.django_db
def test_a_slug_that_changes_leaves_a_redirect(client, django_capture_on_commit_callbacks):
    article = factories.article(slug="old")
    article.slug = "new"
    with django_capture_on_commit_callbacks(execute=True):
        article.save_revision().publish()
    answer = client.get("/kepu/old/")
    assert (answer.status_code, answer["Location"]) == (301, "/kepu/new/")
    other = factories.column("科创工作", "kechuang")
    ArticlePage.objects.get(pk=article.pk).move(other, pos="last-child")
    assert client.get("/kepu/new/")["Location"] == "/kechuang/new/"
    assert client.get("/kepu/old/", follow=True).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize(
    "link", ["https://evil.example/", "//evil.example/", "/\\evil.example", "evil", "http:evil.example", "/b/"]
)
def test_redirects_stay_here_and_end_somewhere(staff, link):
    Redirect.objects.create(old_path="/b", redirect_link="/c/")
    Redirect.objects.create(old_path="/c", redirect_link="/a/")
    sent = {"old_path": "/a", "site": "", "is_permanent": "on", "redirect_page": "", "redirect_link": link}
    answer = staff.client("manager").post("/editors/redirects/add/", sent)
    assert answer.status_code == 200
    assert not Redirect.objects.filter(old_path="/a").exists()
    good = sent | {"redirect_link": "/kepu/"}
    answer = staff.client("manager").post("/editors/redirects/add/", good)
    assert answer.status_code == 302, answer.context["form"].errors
    assert staff.client("writer_a").post("/editors/redirects/add/", good).status_code == 403


def test_a_failure_of_ours_says_nothing_about_a_link():
    for status, fault in ((503, None), (404, Fault.GONE), (403, None), (200, None)):
        found = links.fault_of(Link("/kepu/x/"), own=Contents(), visit=lambda path, status=status: (status, Contents()))
        assert found == fault, status
