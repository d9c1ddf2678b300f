"""Pages that are kept are exact: two workers show what the database says, whatever changes it, from the commit on."""

from __future__ import annotations

import threading
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from PIL import Image
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageViewRestriction, Site

from kexie.base.kernel import clock, edition, edition_triggers
from kexie.base.kernel.tests.workers import two_workers
from kexie.base.pages.actions.schedule import publish_due
from kexie.base.pages.models import ArticlePage, ColumnPage, PageImage, SiteIdentity
from kexie.base.pages.tests import factories
from kexie.base.pages.views import pages
from kexie.base.people.models import Organisation

pytestmark = pytest.mark.django_db(transaction=True)

AT = factories.AT
ADDRESSES = ("/", "/kepu/", "/chuang/", "/kepu/a1/", "/kepu/renamed/", "/chuang/a2/", "/old/")


@pytest.fixture
def workers():
    edition_triggers.install()
    with two_workers() as pair:
        yield pair


def picture(name: str, colour: str) -> PageImage:
    data = BytesIO()
    Image.new("RGB", (1200, 800), colour).save(data, "PNG")
    return PageImage.objects.create(title=name, description=name, file=ContentFile(data.getvalue(), f"{name}.png"))


def shown(worker, at=AT) -> dict[str, tuple[int, str]]:
    return {path: (answer.status, answer.text) for path in ADDRESSES if (answer := worker.ask(path, at))}


def truth(at=AT) -> dict[str, tuple[int, str]]:
    """What Django says, with nothing kept in front of it or within."""
    edition.forget()
    with clock.fixed(at):
        answers = {path: Client().get(path) for path in ADDRESSES}
    return {path: (answer.status_code, answer.content.decode()) for path, answer in answers.items()}


def edited(article: ArticlePage, **changes) -> None:
    article = ArticlePage.objects.get(pk=article.pk)
    for name, value in changes.items():
        setattr(article, name, value)
    article.save_revision().publish()


def pictured(image: PageImage) -> list:
    return [("picture", {"image": image, "alt": "", "caption": ""})]


def replaced(image: PageImage) -> None:
    """As an editor uploads another file for a picture: its renditions go."""
    data = BytesIO()
    Image.new("RGB", (1200, 900), "green").save(data, "PNG")
    image.file.save("other.png", ContentFile(data.getvalue()), save=False)
    image.width, image.height = 1200, 900
    image.save()
    image.renditions.all().delete()


def changes(article, other, unit):
    """Each change by its name, and what is seen of it."""
    image = picture("first", "red")
    second = picture("second", "blue")
    kechuang = other.get_parent()
    restrictions = PageViewRestriction.objects
    yield "published", lambda: factories.article("再来一篇", "a2"), "再来一篇"
    yield "changed", lambda: edited(article, title="换了标题"), "换了标题"
    yield "given a picture", lambda: edited(article, body=pictured(image)), "first"
    yield "given another picture", lambda: edited(article, body=pictured(second)), "second"
    yield "picture replaced", lambda: replaced(second), "other"
    yield (
        "described otherwise",
        lambda: PageImage.objects.filter(pk=second.pk).update(description="新的说明"),
        "新的说明",
    )
    yield "unit renamed", lambda: Organisation.objects.filter(pk=unit.pk).update(name="科学普及部"), "科学普及部"
    yield "slug changed", lambda: edited(article, slug="renamed"), "/kepu/renamed/"
    yield "moved", lambda: ArticlePage.objects.get(slug="a2").move(kechuang, pos="last-child"), "/chuang/a2/"
    yield "restricted", lambda: restrictions.create(page=kechuang, restriction_type="login"), ""
    yield "open again", lambda: restrictions.all().delete(), "/chuang/a2/"
    yield "column taken down", lambda: ColumnPage.objects.get(slug="chuang").unpublish(), ""
    yield "column back", lambda: ColumnPage.objects.get(slug="chuang").save_revision().publish(), "/chuang/a2/"
    yield "redirected", lambda: Redirect.objects.create(old_path="/old", redirect_link="/kepu/"), ""
    yield (
        "named otherwise",
        lambda: SiteIdentity.objects.create(site=Site.objects.get(), name="另一个名称"),
        "另一个名称",
    )
    yield "by hand", lambda: sql("UPDATE wagtailcore_page SET title = '手改' WHERE slug = 'a2'"), "手改"
    yield "in bulk", lambda: ArticlePage.objects.update(summary="统一的摘要"), "统一的摘要"
    yield "unpublished", lambda: ArticlePage.objects.get(slug="a2").unpublish(), ""
    yield "deleted", lambda: Page.objects.get(pk=article.pk).delete(), ""


def sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning")  # Wagtail's, where a rendition is made
def test_whatever_changes_is_seen_in_every_worker_at_once(workers, city, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    article = factories.article(source_unit=city["科普部"])
    other = factories.article("别的栏目", "b1", column=factories.column("科创工作", "chuang"))
    before = shown(workers[0])
    assert before == shown(workers[1]) == truth()
    for name, change, sign in changes(article, other, city["科普部"]):
        change()
        now = [shown(worker) for worker in workers]
        assert now[0] == now[1] == truth(), name
        assert now[0] != before, name
        assert sign in "".join(text for _status, text in now[0].values()), name
        before = now[0]


def test_what_concerns_nobody_leaves_every_page_where_it_is(workers):
    article = factories.article()
    factories.article("还没有发布", "draft").unpublish()

    def rolled_back() -> None:
        with transaction.atomic():
            ArticlePage.objects.update(summary="不会有的")
            transaction.set_rollback(True)

    def draft_saved() -> None:
        draft = ArticlePage.objects.get(slug="draft")
        draft.title = "改了又改"
        draft.save_revision()
        draft.save()

    def revised() -> None:
        page = ArticlePage.objects.get(pk=article.pk)
        page.title = "还只是草稿"
        page.save_revision()

    for worker in workers:
        shown(worker)
    for change in (rolled_back, draft_saved, revised):
        change()
        for worker in workers:
            answers = [worker.ask(path, AT) for path in ("/", "/kepu/", "/kepu/a1/")]
            assert [answer.made for answer in answers] == [False] * 3
            assert "不会有的" not in answers[1].text


def test_a_page_that_is_over_is_gone_in_that_second_and_no_row_has_changed(workers):
    article, over = factories.article(), AT + timedelta(minutes=5)
    factories.article("留下的", "b1")
    Page.objects.filter(pk=article.pk).update(expire_at=over)
    for worker in workers:
        for at in (AT, over - timedelta(seconds=1)):
            assert worker.ask("/kepu/a1/", at).status == 200
            assert "科学之家揭牌" in worker.ask("/kepu/", at).text
            assert "科学之家揭牌" in worker.ask("/", at).text
        assert not worker.ask("/kepu/", over - timedelta(seconds=1)).made
        for path in ("/", "/kepu/"):
            answer = worker.ask(path, over)
            assert ("科学之家揭牌" in answer.text, "留下的" in answer.text) == (False, True)
            assert not worker.ask(path, over).made
        assert worker.ask("/kepu/a1/", over).status == 404
    assert Page.objects.get(pk=article.pk).live


def test_what_is_published_on_schedule_is_seen_when_the_job_has_run(workers):
    article = factories.article()
    article.title, article.go_live_at = "按时发布的标题", timezone.now() - timedelta(minutes=1)
    article.save_revision(approved_go_live_at=article.go_live_at)
    for worker in workers:
        assert "按时发布的标题" not in worker.ask("/kepu/a1/", AT).text
    publish_due(timezone.now())
    for worker in workers:
        assert "按时发布的标题" in worker.ask("/kepu/a1/", AT).text


@pytest.mark.parametrize("pause", ["before", "after"])
def test_a_change_while_a_page_is_being_made_is_not_lost(workers, pause):
    article = factories.article()
    reached, go_on = threading.Event(), threading.Event()

    def wait() -> None:
        reached.set()
        assert go_on.wait(30)

    setattr(workers[0], pause, wait)
    making = workers[0].asked("/kepu/a1/", AT)
    assert reached.wait(30)
    edited(article, title="做到一半时改的")
    go_on.set()
    made = making.result(60)
    assert ("做到一半时改的" in made.text) is (pause == "before")
    for worker in workers:
        answer = worker.ask("/kepu/a1/", AT)
        assert "做到一半时改的" in answer.text
        assert not worker.ask("/kepu/a1/", AT).made


def test_readers_never_see_less_than_what_was_committed_when_they_asked(workers):
    """Three writers count in articles of their own; readers ask all the while and compare with what was told as committed."""
    articles = [factories.article(f"第0稿{n}号", f"a{n}", day=date(2023, 5, 1)) for n in range(3)]
    committed, failures = [0] * 3, []

    def write(number: int) -> None:
        try:
            for turn in range(1, 11):
                Page.objects.filter(pk=articles[number].pk).update(title=f"第{turn}稿{number}号")
                committed[number] = turn
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    writers = [threading.Thread(target=write, args=(number,)) for number in range(3)]
    [writer.start() for writer in writers]
    asked = 0
    while any(writer.is_alive() for writer in writers) or asked < 4:
        least = list(committed)
        for answer in [worker.asked("/kepu/", AT) for worker in workers]:
            text = answer.result(60).text
            for number in range(3):
                (turn,) = [turn for turn in range(11) if f"第{turn}稿{number}号" in text]
                if turn < least[number]:
                    failures.append((turn, least[number]))
        asked += 1
    [writer.join() for writer in writers]
    assert failures == []
    for worker in workers:
        assert "第10稿0号" in worker.ask("/kepu/", AT).text
        assert not worker.ask("/kepu/", AT).made


def test_each_look_is_kept_apart_and_who_has_a_session_is_given_nothing_that_was_kept(workers, settings):
    factories.article()
    worker = workers[0]
    plain = worker.ask("/kepu/a1/", AT)
    elder = worker.ask("/kepu/a1/", AT, HTTP_COOKIE="display=elder.dark")
    assert ('class="elder dark"' in plain.text, 'class="elder dark"' in elder.text) == (False, True)
    assert worker.ask("/kepu/a1/", AT, HTTP_COOKIE="display=dark.elder; x=1").text == elder.text
    english = worker.ask("/kepu/a1/", AT, HTTP_COOKIE="language=en")
    assert english.headers["Content-Language"] == "en"
    assert worker.ask("/kepu/a1/", AT, HTTP_COOKIE="language=xx").text == plain.text
    for _ in range(2):
        assert worker.ask("/kepu/a1/", AT, HTTP_COOKIE=f"{settings.SESSION_COOKIE_NAME}=nobody").made
    assert worker.ask("/kepu/a1/?utm_source=x", AT).text == plain.text
    assert "utm_source" not in plain.text


def test_a_page_of_which_a_section_has_failed_is_not_kept(workers, monkeypatch):
    factories.article()
    monkeypatch.setattr(pages.queries, "latest_articles", lambda: 1 / 0)
    assert workers[0].ask("/", AT).status == 200
    monkeypatch.undo()
    assert "科学之家揭牌" in workers[0].ask("/", AT).text


def test_while_the_database_does_not_answer_nothing_that_was_kept_is_given_out(workers, monkeypatch):
    factories.article()
    worker = workers[0]
    worker.ask("/kepu/a1/", AT)
    monkeypatch.setattr("kexie.base.kernel.page_cache._STAMP", "SELECT nothing FROM nowhere")
    assert worker.ask("/kepu/a1/", AT).made


def test_sections_are_drawn_once_for_visitors_and_anew_for_who_is_known(cast, client, monkeypatch):
    edition_triggers.install()
    article = factories.article()
    platform = {"type": "platform", "value": {"section": "pages", "width": "full"}, "id": "p"}
    factories.api.compose_home(**factories.BY, sections=[platform])
    asked = []
    latest = pages.queries.latest_articles
    monkeypatch.setattr(pages.queries, "latest_articles", lambda **given: asked.append(given) or latest(**given))
    for reader, times in ((client, 1), (cast.client("plain"), 2)):
        asked.clear()
        assert all(article.title in reader.get("/").content.decode() for _visit in range(2))
        assert len(asked) == times
