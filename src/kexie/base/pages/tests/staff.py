"""Editors of two columns, 科普工作 (of 科普部) and 科创工作 (of 科创部): a writer and a reviewer each; a manager."""

from __future__ import annotations

import gc
import re
import warnings
from datetime import date

import pytest
from django.core.cache import cache

from kexie.base.kernel.access import Platform
from kexie.base.pages.actions.rights import set_units
from kexie.base.pages.models import ArticlePage, ColumnPage
from kexie.base.pages.tests import factories
from kexie.base.people import api as people
from kexie.base.people.tests.cast import AT, PASSWORD

BY = {"by": Platform(), "at": AT}

#: member, name, role, unit
STAFF = (
    ("writer_a", "白露", "web_editor", "科普部"),
    ("second_a", "方知夏", "web_editor", "科普部"),
    ("reviewer_a", "秦望舒", "web_reviewer", "科普部"),
    ("writer_b", "宁远", "web_editor", "科创部"),
    ("reviewer_b", "谢安然", "web_reviewer", "科创部"),
    ("manager", "柏清扬", "web_manager", "办公室"),
)


def join(cast, member, name, role, unit):
    """Let one more person play, by the same verbs as everybody."""
    person = people.add_person(**BY, name=name)
    people.grant_post(
        **BY, person=person, organisation=cast.unit(unit), role=role, title="科员", begin=date(2023, 1, 1)
    )
    account = people.open_account(**BY, person=person, email=f"{member}@yunchuan.example", password=PASSWORD)
    cast.people[member], cast.accounts[member] = person, account


@pytest.fixture
def staff(cast):
    """The cast with the editors of both columns."""
    for row in STAFF:
        join(cast, *row)
    for title, slug, unit in (("科普工作", "kepu", "科普部"), ("科创工作", "kechuang", "科创部")):
        set_units(**BY, page=factories.column(title, slug), units=[cast.unit(unit)])
    return cast


@pytest.fixture
def own_media(settings, tmp_path):
    """A folder of files for this test alone; Wagtail remembers sizes of pictures by number, and numbers come again."""
    settings.MEDIA_ROOT = tmp_path
    cache.clear()
    yield tmp_path
    cache.clear()
    # Wagtail leaves what it has read open, in a circle of references: it is found here, not in somebody else's test.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


def fields(slug="written", title="编辑写的文章", **more) -> dict[str, str]:
    """What the form of an article sends."""
    plain = {
        "title": title,
        "slug": slug,
        "date": "2023-05-24",
        "author": "",
        "editor": "",
        "source_unit": "",
        "source_text": "云川日报",
        "summary": "",
        "picture": "",
        "body-count": "1",
        "body-0-deleted": "",
        "body-0-order": "0",
        "body-0-type": "heading",
        "body-0-id": "",
        "body-0-value": "现场",
        "related-count": "0",
        "seo_title": "",
        "search_description": "",
    }
    return plain | more


def draft(cast, member="writer_a", *, column="kepu", slug="written", **more) -> ArticlePage:
    """An article written in the editor and saved as a draft, or sent in with ``action-submit``."""
    page = ColumnPage.objects.get(slug=column)
    sent = cast.client(member).post(f"/editors/pages/add/pages/articlepage/{page.pk}/", fields(slug, **more))
    assert sent.status_code == 302, sent.context and sent.context["form"].errors
    return ArticlePage.objects.get(slug=slug)


def sent_in(cast, member="writer_a", **given) -> ArticlePage:
    """An article that waits for its review."""
    return draft(cast, member, **given, **{"action-submit": "1"})


def readable(response) -> str:
    """All that an answer says, what is written as JSON inside it too."""
    return re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), response.content.decode())
