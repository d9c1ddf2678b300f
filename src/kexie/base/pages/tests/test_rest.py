"""Articles and columns for programs: what a visitor may read, with its body, pictures and files."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page, PageViewRestriction

from kexie.base.pages.models import PageImage
from kexie.base.pages.rest import PICTURE_SIZE
from kexie.base.pages.tests import factories

pytestmark = pytest.mark.django_db
API = "/api/v1/"
HOST = "https://kexie.yunchuan.example"


@pytest.fixture(autouse=True)
def _public_address(settings):
    settings.WAGTAILADMIN_BASE_URL = HOST


def titles(client, **query: object) -> list[str]:
    return [row["title"] for row in client.get(f"{API}articles/", query).json()["results"]]


def restrict(page: Page) -> None:
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)


def test_articles_are_told_newest_first_with_their_column(client, django_assert_max_num_queries):
    for day in range(1, 4):
        factories.article(f"第{day}场报告会", f"a{day}", day=date(2023, 5, day), source_text="云川日报")
    with django_assert_max_num_queries(4):
        page = client.get(f"{API}articles/").json()
    assert (page["count"], page["page"], page["page_size"]) == (3, 1, 50)
    first = page["results"][0]
    assert (first["title"], first["date"], first["source"]) == ("第3场报告会", "2023-05-03", "云川日报")
    assert first["column"] == {"slug": "kepu", "title": "科普工作", "url": f"{HOST}/kepu/"}
    assert first["url"] == f"{HOST}/kepu/a3/"
    assert client.get(first["url"].removeprefix(HOST)).status_code == 200


def test_articles_are_narrowed_by_column_words_and_days(client):
    other = factories.column("科创工作", "kechuang")
    factories.article("航空学会进校园", "x", column=other, day=date(2023, 5, 2))
    for day in (1, 3):
        factories.article(f"第{day}场报告会", f"a{day}", day=date(2023, 5, day), summary="在青溪区举行")
    assert titles(client, column="kechuang") == ["航空学会进校园"]
    assert titles(client, column="none") == []
    assert titles(client, q="青溪区") == ["第3场报告会", "第1场报告会"]
    assert titles(client, since="2023-05-02") == ["第3场报告会", "航空学会进校园"]
    assert titles(client, until="2023-05-02", since="2023-05-02") == ["航空学会进校园"]
    refused = client.get(f"{API}articles/", {"since": "gestern"})
    assert (refused.status_code, list(refused.json()["errors"])) == (422, ["since"])


@pytest.mark.filterwarnings("ignore:Unclosed file <tempfile.Spooled:ResourceWarning")  # Wagtail's, of a new rendition
def test_an_article_is_told_whole(client):
    image = PageImage.objects.create(title="展厅", description="孩子们在展厅里", file=get_test_image_file("hall.png"))
    article = factories.article("科学之家揭牌", "a1", reviewer="沈一诺")
    article.body = [
        ("heading", "开幕"),
        ("paragraph", '<p>市科协<b>揭牌</b>。<a href="/kepu/">更多</a></p>'),
        ("picture", {"image": image, "alt": "", "caption": "揭牌现场"}),
        ("quote", {"text": "<script>alert(1)</script>来了", "source": "馆长"}),
        ("attachments", [{"document": factories.document(), "label": "通知全文"}]),
    ]
    article.save_revision().publish()
    said = client.get(f"{API}articles/{article.pk}/").json()
    assert "<h2>开幕</h2>" in said["body_html"]
    assert f'<a href="{HOST}/kepu/" rel="noopener">更多</a>' in said["body_html"]
    assert "<script" not in said["body_html"]
    assert "class=" not in said["body_html"]
    assert said["body_text"].split("\n")[:2] == ["开幕", "市科协揭牌。更多"]
    assert "<script>alert(1)</script>来了" in said["body_text"]
    [picture] = said["pictures"]
    assert (picture["alt"], picture["caption"]) == ("孩子们在展厅里", "揭牌现场")
    assert picture["url"] in said["body_html"]
    drawn = image.get_rendition(PICTURE_SIZE)
    assert (picture["url"], picture["width"], picture["height"]) == (HOST + drawn.url, drawn.width, drawn.height)
    [file] = said["attachments"]
    assert (file["title"], file["size"]) == ("通知全文", 4)
    assert b"".join(client.get(file["url"].removeprefix(HOST))) == b"text"
    assert (said["author"], said["reviewer"]) == ("林知遥", "沈一诺")


def test_nobody_is_told_what_he_may_not_read(client, cast):
    article = factories.article()
    address = f"{API}articles/{article.pk}/"
    assert client.get(address).status_code == 200
    restrict(article.get_parent())
    for who in ("visitor", "web_editor"):
        asking = cast.client(who)
        assert asking.get(address).status_code == 404
        assert titles(asking) == []
        assert asking.get(f"{API}columns/").json() == []


def test_what_is_taken_back_is_gone_at_once(client):
    article = factories.article()
    first = client.get(f"{API}articles/")
    article.unpublish()
    again = client.get(f"{API}articles/", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.json()["count"]) == (200, 0)
    assert client.get(f"{API}articles/{article.pk}/").status_code == 404


def test_a_draft_of_a_published_article_stays_inside(client):
    article = factories.article("旧标题")
    article.title = "新标题"
    article.save_revision()
    assert titles(client) == ["旧标题"]


def test_columns_count_what_can_be_read(client, django_assert_max_num_queries):
    empty = factories.column("科创工作", "kechuang")
    for n in range(3):
        factories.article(f"第{n}场报告会", f"a{n}", day=date(2023, 5, 1) + timedelta(days=n))
    restrict(Page.objects.get(slug="a2"))
    with django_assert_max_num_queries(4):
        rows = client.get(f"{API}columns/").json()
    assert [(row["slug"], row["articles"], row["url"]) for row in rows] == [
        ("kechuang", 0, HOST + empty.url),
        ("kepu", 2, f"{HOST}/kepu/"),
    ]


@pytest.mark.parametrize("odd", ["0", "99999999999999999999999"])
def test_an_article_that_cannot_be_is_not_found(client, odd):
    answer = client.get(f"{API}articles/{odd}/")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
