"""Pictures of an item on the editor's desk: captions written, pictures left out, nothing lost between two editors."""

from __future__ import annotations

import pytest
from django.urls import reverse

from kexie.base.kernel.errors import NotFound, NotPermitted
from kexie.base.kernel.ids import new_id
from kexie.domains.bulletin import actions
from kexie.domains.bulletin.actions.pictures import keep_blob
from kexie.domains.bulletin.errors import NotDrafting, WordsMissing
from kexie.domains.bulletin.models import Item, Picture
from kexie.domains.bulletin.rules.editing import Captioned
from kexie.domains.bulletin.tests.factories import AT, drafted, waive_all
from kexie.domains.bulletin.tests.submitting import decided, sent_in
from kexie.domains.bulletin.tests.writing import picture

pytestmark = pytest.mark.django_db


def hung(item: Item, place: int) -> Picture:
    """A picture of the item without words."""
    blob = keep_blob(picture(place), at=AT, media_type="image/png")
    return Picture.objects.create(item=item, blob=blob, order=place, width=60, height=40)


def test_captions_are_written_and_pictures_left_out(cast):
    issue = drafted(cast)
    item = issue.items.all()[0]
    first, second = (hung(item, place) for place in (1, 2))
    url, client = reverse("bulletin:item-pictures", args=[item.pk]), cast.as_("editor")
    assert "没有图片说明" in client.get(reverse("bulletin:desk-checks", args=[issue.pk])).content.decode()
    assert url in client.get(reverse("bulletin:desk-checks", args=[issue.pk])).content.decode()
    assert url in client.get(reverse("bulletin:desk-item", args=[item.pk])).content.decode()
    seen = client.get(url).context["form"]["seen"].value()
    typed = {"seen": seen, f"caption-{first.pk}": " 调研\u0007现场 ", f"alt-{first.pk}": "代表在看展品"}
    typed[f"out-{second.pk}"] = "on"
    assert client.post(url, typed).status_code == 302
    assert [(row.caption, row.alt) for row in item.pictures.all()] == [("调研现场", "代表在看展品")]
    assert "没有图片说明" not in client.get(reverse("bulletin:desk-checks", args=[issue.pk])).content.decode()
    told = client.get(reverse("bulletin:item-history", args=[item.pk])).content.decode()
    assert "图片说明" in told
    assert "代表在看展品" in told


def test_captions_that_are_too_long_or_too_late_are_not_lost(cast):
    issue = drafted(cast)
    item = issue.items.all()[0]
    row = hung(item, 1)
    url, client = reverse("bulletin:item-pictures", args=[item.pk]), cast.as_("editor")
    seen = client.get(url).context["form"]["seen"].value()
    long = client.post(url, {"seen": seen, f"caption-{row.pk}": "长" * 121})
    assert (long.status_code, "长" * 121 in long.content.decode()) == (422, True)
    actions.edit_pictures(
        by=cast.actor("editor"), at=AT, item_id=item.pk, seen=seen, pictures=[Captioned(row.pk, "先写的")]
    )
    late = client.post(url, {"seen": seen, f"caption-{row.pk}": "后写的"})
    assert late.status_code == 409
    assert "先写的" in late.content.decode()
    assert "后写的" in late.content.decode()
    again = {"seen": late.context["form"]["seen"].value(), f"caption-{row.pk}": "后写的"}
    assert client.post(url, again).status_code == 302
    assert item.pictures.get().caption == "后写的"
    for refusal, changes in (
        (NotPermitted, {"by": cast.actor("reviewer")}),
        (NotFound, {"item_id": new_id()}),
        (WordsMissing, {"pictures": [Captioned(row.pk, alt="长" * 121)]}),
    ):
        given_pictures = {"by": cast.actor("editor"), "item_id": item.pk, "pictures": []} | changes
        with pytest.raises(refusal):
            actions.edit_pictures(**given_pictures, at=AT, seen=seen)
    waive_all(cast, issue)
    issue.refresh_from_db()
    actions.submit_for_review(by=cast.actor("editor"), at=AT, issue_id=issue.pk, seen=issue.version)
    assert client.post(url, again | {f"caption-{row.pk}": "改不了的"}).status_code == 409
    with pytest.raises(NotDrafting):
        actions.edit_pictures(by=cast.actor("editor"), at=AT, item_id=item.pk, seen=seen, pictures=[])


def test_a_note_without_column_says_where_it_gets_one(cast):
    issue = drafted(cast)
    waiting = decided(cast, sent_in(cast), "adopt")
    page = cast.as_("editor").get(reverse("bulletin:desk-issue", args=[issue.pk])).content.decode()
    assert reverse("bulletin:desk-submission-sort", args=[waiting.pk]) in page
