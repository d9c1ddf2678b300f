"""The editor as web editors meet it: our mark, 发布 first, confirmed units only, one description per picture."""

from __future__ import annotations

import pytest
from django.urls import reverse

from kexie.base.pages.blocks import PictureBlock
from kexie.base.pages.models import PageImage
from kexie.base.pages.tests import factories
from kexie.base.people.actions.organisations import units_named
from kexie.base.people.tests.cast import AT

pytestmark = pytest.mark.django_db


def test_sending_in_is_the_first_button_and_the_mark_is_ours(cast):
    column = factories.column()
    form = cast.client("web_editor").get(f"/editors/pages/add/pages/articlepage/{column.pk}/").content.decode()
    assert 0 < form.index('name="action-submit"') < form.index("保存草稿")
    assert 'name="action-publish"' not in form
    assert "网站编辑" in form.partition("</title>")[0]
    assert "ui/mark" in form


def test_only_confirmed_units_are_offered_as_source_and_the_one_it_has(cast):
    named, other = units_named(["柳湾邻里科学社", "石桥科学小组"], by=cast.actor("editor"), at=AT)
    article = factories.article(source_unit=named)
    form = cast.client("web_editor").get(f"/editors/pages/{article.pk}/edit/").content.decode()
    assert "青溪区科学技术协会" in form
    assert named.name in form
    assert other.name not in form


@pytest.mark.parametrize(("alt", "expected"), [("", "孩子们在看机器人"), ("左为作者", "左为作者")])
def test_a_picture_is_described_once_unless_the_article_says_otherwise(alt, expected):
    image = PageImage(title="a", description="孩子们在看机器人")
    block = PictureBlock()
    value = block.normalize({"image": image, "alt": alt, "caption": ""})
    assert value.words == expected
    assert block.child_blocks["alt"].clean("") == ""


def test_the_link_to_share_reads_as_words(client):
    article = factories.article(slug="揭牌")
    page = client.get(article.url).content.decode()
    assert 'value="http://testserver/kepu/揭牌/"' in page
    assert reverse("account_login") in page
