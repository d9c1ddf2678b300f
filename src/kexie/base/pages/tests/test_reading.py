from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction, Site

from kexie.base.documents.model import Block, BlockKind
from kexie.base.pages import api
from kexie.base.pages.models import HomePage
from kexie.base.pages.tests import factories

pytestmark = pytest.mark.django_db


def test_the_site_is_made_once():
    home = factories.site()
    assert factories.site().pk == home.pk
    assert HomePage.objects.count() == 1
    assert Site.objects.get(is_default_site=True).root_page_id == home.pk
    assert factories.column().pk == factories.column().pk
    assert factories.article().pk == factories.article().pk


def test_home_shows_columns_and_the_newest_articles_in_few_queries(client, django_assert_max_num_queries):
    for n in range(9):
        factories.article(f"第{n}场报告会", f"a{n}", day=date(2023, 5, 1) + timedelta(days=n))
    client.get("/")
    with django_assert_max_num_queries(7):
        page = client.get("/").content.decode()
    assert 'href="/kepu/"' in page
    shown = re.findall("第(\\d)场报告会", page)
    assert shown == ["8", "7", "6", "5", "4", "3"]


def test_home_without_anything_is_a_page_too(client):
    factories.site()
    assert client.get("/").status_code == 200


def test_a_column_lists_its_articles_in_pages(client, django_assert_max_num_queries):
    other = factories.column("科创工作", "kechuang")
    factories.article("别的栏目", "x", column=other)
    for n in range(25):
        factories.article(f"第{n}场报告会", f"a{n}", day=date(2023, 5, 1) + timedelta(days=n))
    client.get("/kepu/")
    with django_assert_max_num_queries(9):
        first = client.get("/kepu/").content.decode()
    assert first.count("场报告会") == 20
    assert "别的栏目" not in first
    assert client.get("/kepu/?page=2").content.decode().count("场报告会") == 5
    for odd in ("99", "0", "-1", "x", "1e9"):
        assert client.get(f"/kepu/?page={odd}").status_code == 200


def test_an_empty_column_says_so(client):
    factories.column()
    assert "还没有文章" in client.get("/kepu/").content.decode()


def test_an_article_says_where_it_comes_from_and_who_answers_for_it(client, city, django_assert_max_num_queries):
    factories.article(source_unit=city["科普部"], summary="一句话摘要")
    client.get("/kepu/a1/")
    with django_assert_max_num_queries(7):
        page = client.get("/kepu/a1/").content.decode()
    for said in ("科学之家揭牌", "2023年5月23日", "科普部", "林知遥", "沈一诺", "一句话摘要", "举办揭牌仪式"):
        assert said in page
    assert 'value="http://testserver/kepu/a1/"' in page
    assert "data-print" in page
    assert "data-copy" in page


def test_where_there_are_two_sites_the_host_has_a_say(client, settings):
    settings.ALLOWED_HOSTS = ["*"]
    factories.article()
    other = Page.get_first_root_node().add_child(instance=HomePage(title="另一个网站", slug="other"))
    Site.objects.create(hostname="other.example", root_page=other)
    assert "另一个网站" in client.get("/", headers={"host": "other.example"}).content.decode()
    assert "另一个网站" not in client.get("/").content.decode()
    assert client.get("/kepu/a1/", headers={"host": "other.example"}).status_code == 404
    assert client.get("/kepu/a1/").status_code == 200


def test_text_is_text(client):
    factories.article(
        "<script>alert(1)</script>", body=factories.body("<img src=x onerror=alert(1)>"), author="<b>甲</b>"
    )
    page = client.get("/kepu/a1/").content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "<b>甲" not in page


def test_unknown_and_withdrawn_pages_are_not_found(client):
    article = factories.article()
    assert client.get("/kepu/nothing/").status_code == 404
    assert client.get("/a/b/c/d/").status_code == 404
    article.unpublish()
    assert client.get("/kepu/a1/").status_code == 404
    assert "科学之家揭牌" not in client.get("/kepu/").content.decode()
    assert api.latest_articles() == []


def test_a_restricted_column_hides_its_articles_from_every_list(client):
    column = factories.column()
    factories.article()
    PageViewRestriction.objects.create(page=column, restriction_type=PageViewRestriction.LOGIN)
    assert api.latest_articles() == []
    assert "科学之家揭牌" not in client.get("/").content.decode()
    answer = client.get("/kepu/a1/")
    assert answer.status_code == 302
    assert "/accounts/login/" in answer["Location"]


def test_documents_of_public_collections_only(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    factories.site()
    shown = factories.document()
    answer = client.get(f"/files/{shown.pk}/{shown.filename}")
    assert answer.status_code == 200
    assert b"".join(answer) == b"text"
    assert "attachment" in answer["Content-Disposition"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    closed = Collection.get_first_root_node().add_child(name="内部")
    CollectionViewRestriction.objects.create(collection=closed, restriction_type=CollectionViewRestriction.LOGIN)
    hidden = factories.document("secret.txt", closed)
    assert client.get(f"/files/{hidden.pk}/{hidden.filename}").status_code == 302
    assert client.get(f"/files/{shown.pk}/other.txt").status_code == 404


def test_only_renditions_are_served_as_pictures(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    for folder in ("images", "documents", "original_images"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.png").write_bytes(b"png")
    answer = client.get("/media/images/a.png")
    assert answer.status_code == 200
    assert "immutable" in answer["Cache-Control"]
    assert b"".join(answer) == b"png"
    for path in (
        "/media/documents/a.png",
        "/media/original_images/a.png",
        "/media/images/../documents/a.png",
        "/media/images/",
    ):
        assert client.get(path).status_code in {400, 404}


def test_addresses_are_those_that_wagtail_would_give(client):
    article = factories.article(slug="科学之家")
    for page in (factories.site(), factories.column(), article):
        assert page.get_url() == page.url == page.get_url_parts()[2]
    assert client.get(article.url).status_code == 200


def test_headings_of_a_file_are_headings_of_the_article(client):
    blocks = [
        Block(kind=BlockKind.HEADING, text="怎样入场", line=1, level=2),
        Block(kind=BlockKind.PARAGRAPH, text="不需要注册。", line=3),
    ]
    article = factories.article("公众指南", body=blocks)
    text = client.get(article.url).content.decode()
    assert re.search(r"<h2[^>]*>\s*怎样入场\s*</h2>", text)
    assert "<p>不需要注册。</p>" in text


def test_the_page_of_a_unit_shows_the_articles_that_come_from_it(client, city):
    unit = city["云川市农学会"]
    factories.article(title="试验田开放日", slug="a7", source_unit=unit)
    text = client.get(f"/organisations/{unit.uid}/").content.decode()
    assert "最新文章" in text
    assert "试验田开放日" in text
    assert "试验田开放日" not in client.get(f"/organisations/{city['云川市航空学会'].uid}/").content.decode()
