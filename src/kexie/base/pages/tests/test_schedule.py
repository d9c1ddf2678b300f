"""Articles appear and disappear by the clock, to the second, through the worker's tick."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import Revision

from kexie.base.kernel.tick import tick
from kexie.base.pages.actions import schedule
from kexie.base.pages.models import ArticlePage
from kexie.base.pages.tests.staff import sent_in

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)


def approve(cast, article):
    answer = cast.client("reviewer_a").post(f"/editors/review/{article.pk}/", {"decision": "approve"})
    assert answer.status_code == 302


def test_what_is_let_through_for_later_appears_at_its_second(staff):
    due = timezone.now().replace(microsecond=0) + timedelta(hours=1)
    article = sent_in(staff, go_live_at=timezone.localtime(due).strftime("%Y-%m-%d %H:%M:%S"))
    approve(staff, article)
    assert staff.client("visitor").get("/kepu/written/").status_code == 404
    planned = Revision.page_revisions.get(approved_go_live_at__isnull=False).approved_go_live_at
    assert schedule.publish_due(planned - SECOND) == (0, 0)
    Revision.objects.filter(approved_go_live_at=planned).update(approved_go_live_at=timezone.now() - SECOND)
    content = Revision.page_revisions.get(approved_go_live_at__isnull=False)
    content.content["go_live_at"] = (timezone.now() - SECOND).isoformat()
    content.save()
    tick(at=timezone.now())
    assert staff.client("visitor").get("/kepu/written/").status_code == 200
    assert ArticlePage.objects.get(pk=article.pk).reviewer == "秦望舒"


def test_what_is_over_goes_at_its_second(staff):
    article = sent_in(staff)
    approve(staff, article)
    over = timezone.now() + timedelta(hours=1)
    ArticlePage.objects.filter(pk=article.pk).update(expire_at=over)
    assert schedule.publish_due(over - SECOND) == (0, 0)
    assert staff.client("visitor").get("/kepu/written/").status_code == 200
    assert schedule.publish_due(over) == (0, 1)
    assert staff.client("visitor").get("/kepu/written/").status_code == 404
    assert ArticlePage.objects.get(pk=article.pk).expired
    assert schedule.publish_due(over + SECOND) == (0, 0)


def test_one_that_fails_stops_no_other(staff, monkeypatch):
    articles = [sent_in(staff, slug=slug) for slug in ("one", "two")]
    for article in articles:
        approve(staff, article)
    ArticlePage.objects.update(expire_at=timezone.now())
    whole = ArticlePage.unpublish

    def fails(page, **options):
        if page.slug == "one":
            raise RuntimeError("no")
        return whole(page, **options)

    monkeypatch.setattr(ArticlePage, "unpublish", fails)
    assert schedule.publish_due(timezone.now()) == (0, 1)
    assert list(ArticlePage.objects.live().values_list("slug", flat=True)) == ["one"]
