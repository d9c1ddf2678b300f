"""Home and topics as editors put them together: every section, what it shows, and what it leaves out."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.models import PageViewRestriction

from kexie.base.kernel import clock
from kexie.base.pages import api
from kexie.base.pages.blocks import SectionsBlock
from kexie.base.pages.blocks.links import AddressBlock, LinkBlock, is_address
from kexie.base.pages.models import HomePage, TopicPage
from kexie.base.pages.queries.sections import ends_of, stored
from kexie.base.pages.tests import factories
from kexie.base.ui import figures, slots

pytestmark = pytest.mark.django_db
BY = factories.BY
NOW = timezone.make_aware(datetime(2023, 5, 24, 10))


def compose(*sections):
    """The home page of these sections, given as (type, value)."""
    rows = [{"type": kind, "value": value, "id": f"s{number}"} for number, (kind, value) in enumerate(sections)]
    return api.compose_home(**BY, sections=rows)


def shown(client, address="/") -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def headlines(*pages, count=6, **more):
    return "headlines", {
        "heading": "要闻",
        "pages": [page.pk for page in pages],
        "count": count,
        "width": "half",
    } | more


@pytest.fixture
def three():
    return [factories.article(f"第{n}场报告会", f"a{n}", day=date(2023, 5, n + 1)) for n in range(3)]


@pytest.fixture
def picture(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return factories.picture()


def test_pinned_articles_come_first_then_the_newest_each_once(client, three):
    compose(headlines(three[0]))
    assert re.findall("第(\\d)场报告会", shown(client)) == ["0", "2", "1"]


def test_headlines_show_so_many_as_was_asked_for(client, three):
    compose(headlines(count=2))
    assert re.findall("第(\\d)场报告会", shown(client)) == ["2", "1"]


def test_a_pinned_article_that_was_withdrawn_or_restricted_is_left_out(client, three):
    compose(headlines(three[0], three[1]))
    three[0].unpublish()
    PageViewRestriction.objects.create(page=three[1], restriction_type=PageViewRestriction.LOGIN)
    assert re.findall("第(\\d)场报告会", shown(client)) == ["2"]


def test_a_pinned_article_older_than_what_is_read_at_once_is_found(client, monkeypatch):
    monkeypatch.setattr("kexie.base.pages.queries.sections._NEWEST", 2)
    articles = [factories.article(f"第{n}场报告会", f"a{n}", day=date(2023, 5, n + 1)) for n in range(5)]
    compose(headlines(articles[0], count=2))
    assert re.findall("第(\\d)场报告会", shown(client)) == ["0", "4"]


def test_a_column_shows_its_own_articles_and_the_way_to_more(client, three, monkeypatch):
    monkeypatch.setattr("kexie.base.pages.queries.sections._NEWEST", 2)
    other = factories.column("科创工作", "kechuang")
    for n in range(3):
        factories.article(f"另一篇{n}", f"b{n}", column=other, day=date(2024, 1, 1))
    compose(("column", {"column": factories.column().pk, "heading": "", "count": 2, "width": "half"}))
    page = shown(client)
    assert re.findall("第(\\d)场报告会", page) == ["2", "1"]
    assert "另一篇" not in page
    assert 'aria-label="科普工作：更多"' in page


def test_a_column_that_is_gone_takes_its_section_along(client, three):
    column = factories.column("临时栏目", "temp")
    compose(("column", {"column": column.pk, "heading": "临时", "count": 2, "width": "half"}), headlines())
    column.unpublish()
    assert "临时" not in shown(client)
    column.delete()
    assert "第2场报告会" in shown(client)


def activity(name, days, hours=2, **more):
    begins = NOW + timedelta(days=days)
    ends = (begins + timedelta(hours=hours)).isoformat() if hours else None
    return {"name": name, "begins": begins.isoformat(), "ends": ends, "place": "", "page": None, "address": ""} | more


def test_activities_are_shown_until_they_are_over_the_next_one_first(client):
    factories.site()
    items = [activity("后天的", 2), activity("昨天的", -1), activity("明天的", 1), activity("正在进行的", 0, hours=1)]
    compose(("activities", {"heading": "近期活动", "items": items, "width": "half"}))
    with clock.fixed(NOW + timedelta(minutes=59)):
        assert re.findall("(后天的|昨天的|明天的|正在进行的)", shown(client)) == ["正在进行的", "明天的", "后天的"]
    with clock.fixed(NOW + timedelta(minutes=61)):
        assert "正在进行的" not in shown(client)
    with clock.fixed(NOW + timedelta(days=9)):
        assert "近期没有活动安排" in shown(client)


def test_an_activity_without_an_end_lasts_until_the_evening(client):
    factories.site()
    home = compose(("activities", {"heading": "近期活动", "items": [activity("公开课", 0, hours=0)], "width": "half"}))
    [over] = ends_of(stored(home.body))
    assert timezone.localtime(over).strftime("%d %H:%M") == "24 23:59"
    with clock.fixed(NOW + timedelta(hours=13)):
        assert "公开课" in shown(client)
    with clock.fixed(NOW + timedelta(hours=15)):
        assert "公开课" not in shown(client)


def test_a_banner_is_one_picture_or_several_to_turn(client, picture, three):
    slide = {"image": picture.pk, "title": "开放日", "text": "欢迎参加", "page": three[0].pk, "address": ""}
    compose(("banner", [slide]))
    page = shown(client)
    assert f'<a href="{three[0].url}">开放日</a>' in page
    assert 'alt="孩子们在看机器人"' in page
    assert "data-banner" not in page
    assert 'fetchpriority="high"' in page
    compose(("banner", [slide, slide | {"title": "第二张", "page": None, "address": "/bulletin/"}]))
    page = shown(client)
    assert "data-banner" in page
    assert '<a href="/bulletin/">第二张</a>' in page
    assert page.count('loading="lazy"') == 1


def test_the_picture_of_the_first_headline_is_shown_with_its_size(client, picture):
    factories.article(picture=picture)
    compose(headlines())
    assert re.search(r'<img src="/media/images/[^"]+" width="560" height="315" alt="孩子们在看机器人">', shown(client))


def test_services_lead_somewhere_or_are_not_there(client, three):
    service = {"icon": "book", "label": "资料", "note": "可下载", "page": None, "address": "/bulletin/"}
    gone = service | {"label": "没了", "page": three[0].pk, "address": ""}
    three[0].unpublish()
    compose(("services", {"heading": "常用服务", "items": [service, gone], "width": "full"}))
    page = shown(client)
    assert 'href="/bulletin/"' in page
    assert "没了" not in page


def test_figures_are_counted_and_open_to_their_rows(client, city, three):
    compose(("figures", {"heading": "数说", "figures": ["pages.articles", "people.units", "gone"], "width": "full"}))
    page = shown(client)
    assert re.search(r"公开文章</dt><dd><b>3</b> <span>篇", page)
    listed = figures.figures["people.units"].rows().count()
    assert f"<b>{listed}</b> <span>个" in page
    three[0].unpublish()
    assert re.search(r"公开文章</dt><dd><b>2</b>", shown(client))


def test_a_section_of_the_platform_is_drawn_by_its_app_and_gone_with_it(client, three):
    compose(("platform", {"section": "pages", "width": "half"}), ("platform", {"section": "no-such", "width": "half"}))
    page = shown(client)
    assert page.count("最新动态") == 1
    assert ("pages", "最新动态") in [(name, str(label)) for name, label in slots.offered("home")]


def test_text_between_sections_is_text(client):
    factories.site()
    compose(("heading", "写在中间"), ("quote", {"text": "<script>alert(1)</script>", "source": "某人"}))
    page = shown(client)
    assert "<h2>写在中间</h2>" in page
    assert "<script>alert" not in page


def test_topics_are_the_chosen_ones_or_the_newest(client, picture):
    factories.site()
    one = api.add_topic(**BY, title="科普日", slug="day", intro="九月的每个周末", picture=picture)
    two = api.add_topic(**BY, title="进企业", slug="visits")
    compose(("topics", {"heading": "专题", "pages": [], "width": "full"}))
    assert re.findall("(科普日|进企业)</span>", shown(client)) == ["进企业", "科普日"]
    compose(("topics", {"heading": "专题", "pages": [one.pk], "width": "full"}))
    assert re.findall("(科普日|进企业)</span>", shown(client)) == ["科普日"]
    two.unpublish()
    one.unpublish()
    assert 'class="topics"' not in shown(client)


def test_a_topic_has_sections_and_articles_of_its_own(client, three, picture):
    rows = [{"type": "headlines", "value": headlines(three[0], count=1)[1]}]
    topic = api.add_topic(**BY, title="科普日", slug="day", intro="导语一句", picture=picture, body=rows)
    factories.article("专题里的文章", "own", column=topic)
    page = shown(client, "/day/")
    for said in ("导语一句", "第0场报告会", "专题里的文章", 'fetchpriority="high"'):
        assert said in page
    inside = shown(client, "/day/own/")
    assert '<a href="/day/">科普日</a>' in inside


def test_a_single_page_has_its_text(client):
    factories.site()
    page = api.add_single(
        **BY, title="关于我们", slug="about", body=[{"type": "paragraph", "value": "<p>地址在此</p>"}]
    )
    assert api.add_single(**BY, title="关于我们", slug="about", body=[]).pk == page.pk
    assert "地址在此" in shown(client, "/about/")
    page.unpublish()
    assert client.get("/about/").status_code == 404


def test_topics_and_single_pages_are_found_by_search(client):
    factories.site()
    topic = api.add_topic(**BY, title="科普日在云川", slug="day", intro="实验室开放")
    api.add_single(**BY, title="无障碍说明", slug="a11y", body=[{"type": "paragraph", "value": "<p>读屏软件</p>"}])
    assert 'href="/day/"' in shown(client, "/search/?q=实验室")
    assert 'href="/a11y/"' in shown(client, "/search/?q=读屏")
    topic.unpublish()
    assert 'href="/day/"' not in shown(client, "/search/?q=实验室")
    topic.delete()
    assert 'href="/day/"' not in shown(client, "/search/?q=科普日")


def test_many_sections_ask_few_questions(client, three, picture, django_assert_max_num_queries):
    api.add_topic(**BY, title="科普日", slug="day", picture=picture)
    three[0].picture = picture
    three[0].save()
    column = {"column": factories.column().pk, "heading": "", "count": 5, "width": "half"}
    compose(
        ("banner", [{"image": picture.pk, "title": "开放日", "text": "", "page": None, "address": ""}]),
        headlines(three[0]),
        ("column", column),
        ("column", column),
        ("topics", {"heading": "专题", "pages": [], "width": "full"}),
        ("figures", {"heading": "数说", "figures": ["pages.articles", "people.units"], "width": "full"}),
    )
    shown(client)
    with django_assert_max_num_queries(15):  # in service all but two are kept for the edition
        shown(client)


def test_only_the_named_sections_are_dropped():
    factories.site()
    compose(("heading", "一"), ("heading", "二"))
    api.drop_sections(**BY, ids=["s0", "never"])
    assert [block.value for block in HomePage.objects.get().body] == ["二"]
    edition = HomePage.objects.get().latest_revision_id
    api.drop_sections(**BY, ids=["s0"])
    assert HomePage.objects.get().latest_revision_id == edition


@pytest.mark.parametrize(
    ("text", "fine"),
    [
        ("/bulletin/", True),
        ("https://example.org/a?b=1", True),
        ("HTTP://EXAMPLE.ORG", True),
        ("//example.org", False),
        ("javascript:alert(1)", False),
        ("java\nscript:alert(1)", False),
        ("/\\example.org", False),
        ("example.org", False),
        ("https://", False),
        ("/with space", False),
    ],
)
def test_an_address_is_a_path_or_a_web_address(text, fine):
    assert is_address(text) is fine
    if fine:
        assert AddressBlock().clean(text) == text
    else:
        with pytest.raises(ValidationError):
            AddressBlock(required=False).clean(text)


def test_a_link_wants_a_page_or_an_address():
    block = LinkBlock()
    with pytest.raises(ValidationError):
        block.clean(block.normalize({"page": None, "address": ""}))
    assert block.clean(block.normalize({"page": None, "address": "/a/"}))["address"] == "/a/"


def test_every_kind_of_section_has_its_template():
    from django.template.loader import get_template  # noqa: PLC0415

    for name in SectionsBlock.base_blocks:
        if name not in {"paragraph", "heading", "picture", "video", "quote", "attachments"} | set(EXTRA):
            assert get_template(f"pages/sections/{name}.html")


#: Blocks of running text that other parts of the editor add.
EXTRA = ("table",)


def test_a_topic_has_one_address():
    factories.site()
    topic = api.add_topic(**BY, title="科普日", slug="day")
    assert api.add_topic(**BY, title="科普日", slug="day").pk == topic.pk
    assert TopicPage.objects.count() == 1
