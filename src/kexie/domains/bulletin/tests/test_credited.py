"""What a unit has had printed stands on its public page; what is not signed does not."""

from __future__ import annotations

import pytest

from kexie.domains.bulletin.models import Credit, Item
from kexie.domains.bulletin.queries.credited import printed_by
from kexie.domains.bulletin.tests.factories import drafted, signed

pytestmark = pytest.mark.django_db


def first_credit(issue):
    return (
        Credit.objects.filter(item__issue=issue).select_related("organisation", "item").order_by("item__order").first()
    )


def test_the_page_of_a_unit_shows_what_it_has_signed(client, cast):
    credit = first_credit(signed(cast))
    type(credit.organisation).objects.filter(pk=credit.organisation_id).update(confirmed=True)
    text = client.get(f"/organisations/{credit.organisation.uid}/").content.decode()
    assert "在《每周动态》刊出的信息" in text
    assert credit.item.title in text
    assert credit.item.get_absolute_url() in text


def test_what_a_correction_changes_shows_once_it_is_signed(cast):
    credit = first_credit(signed(cast))
    Item.objects.filter(pk=credit.item_id).update(title="还没有签发的标题")
    assert credit.item.title in [item.title for item in printed_by(credit.organisation)]


def test_drafts_are_on_no_page(cast):
    assert printed_by(first_credit(drafted(cast)).organisation) == []
