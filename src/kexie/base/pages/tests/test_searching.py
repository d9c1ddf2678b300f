from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import PageViewRestriction

from kexie.base.kernel.access import Visitor
from kexie.base.pages.tests import factories
from kexie.base.search import api as search

pytestmark = pytest.mark.django_db


def urls(typed: str) -> list[str]:
    return [hit.url for hit in search.find(Visitor(), typed).hits]


def test_what_is_published_is_found_by_words_pinyin_and_initials(city):
    factories.article(summary="三十余名科技工作者参加", source_unit=city["青溪区科协"])
    for typed in ("科学之家", "kxzj", "kexuezhijia", "揭牌仪式", "科技工作者", "林知遥"):
        assert urls(typed) == ["/kepu/a1/"]
    assert "/kepu/a1/" in urls("青溪区科学技术协会")  # beside the unit itself
    hit = search.find(Visitor(), "kxzj").hits[0]
    assert (hit.source, hit.source_label, hit.on.isoformat()) == ("pages", "网站文章", "2023-05-23")


def test_what_is_changed_or_withdrawn_is_found_so():
    article = factories.article()
    article.title = "科技馆开馆"
    article.save_revision()
    assert urls("科技馆") == []  # a draft is not public
    article.get_latest_revision().publish()
    assert urls("科技馆") == ["/kepu/a1/"]
    assert urls("科学之家") == []
    article.unpublish()
    assert urls("科技馆") == []


def test_what_is_published_on_schedule_is_found():
    article = factories.article()
    article.unpublish()
    article.title = "定时发布的文章"
    article.go_live_at = timezone.now() + timedelta(minutes=5)
    article.save_revision(approved_go_live_at=article.go_live_at)
    article.save()
    assert urls("定时发布") == []
    revision = article.get_latest_revision()
    revision.approved_go_live_at = timezone.now() - timedelta(minutes=1)
    revision.content["go_live_at"] = None
    revision.save()
    call_command("publish_scheduled", stdout=StringIO())
    assert urls("定时发布") == ["/kepu/a1/"]


def test_what_is_deleted_is_forgotten():
    article = factories.article()
    article.delete()
    assert urls("科学之家") == []
    column = factories.column()
    factories.article("又一篇", "a2", column=column)
    column.delete()
    assert urls("又一篇") == []


def test_a_moved_column_or_article_is_found_at_its_new_address(django_capture_on_commit_callbacks):
    article = factories.article()
    other = factories.column("科创工作", "kechuang")
    article.move(other, pos="last-child")
    assert urls("科学之家") == ["/kechuang/a1/"]
    other.slug = "chuangxin"
    with django_capture_on_commit_callbacks(execute=True):  # Wagtail tells of a new address once it is committed
        other.save_revision().publish()
    assert urls("科学之家") == ["/chuangxin/a1/"]


def test_what_becomes_restricted_is_no_longer_found():
    column = factories.column()
    factories.article(column=column)
    restriction = PageViewRestriction.objects.create(page=column, restriction_type=PageViewRestriction.LOGIN)
    assert urls("科学之家") == []
    restriction.delete()
    assert urls("科学之家") == ["/kepu/a1/"]


def test_the_index_can_be_made_anew():
    article = factories.article()
    hidden = factories.article("撤下的文章", "a2")
    hidden.unpublish()
    search.remove("pages", str(article.pk))
    out = StringIO()
    call_command("search", "rebuild", "--source", "pages", stdout=out)
    assert out.getvalue() == "pages: 1 put, 0 removed\n"
    assert urls("科学之家") == ["/kepu/a1/"]
