"""What the public has of an issue is its last signed revision, whatever becomes of the rows behind it."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from kexie.base.ledger.api import Entry
from kexie.base.search import api as search
from kexie.domains.bulletin import actions, queries
from kexie.domains.bulletin.models import Column, Highlight, Issue, ItemKind, Revision
from kexie.domains.bulletin.rules.editing import fingerprint, item_words
from kexie.domains.bulletin.rules.life_cycle import IssueVerb
from kexie.domains.bulletin.tests.factories import AT, SAID, drafted, signed
from kexie.domains.bulletin.tests.test_views import text_of

CHANGED = "改得面目全非"


def corrected(cast, issue: Issue) -> Issue:
    """A correction that is being drafted."""
    issue.refresh_from_db()
    return actions.correct(by=cast.actor("editor"), at=AT, issue_id=issue.pk, seen=issue.version, note="人数有误")


def finished(cast, issue: Issue) -> Issue:
    """Reviewed and signed, by others."""
    for member, verb in (("editor", "submit"), ("reviewer", "approve"), ("signer", "sign")):
        issue.refresh_from_db()
        arguments = {"issue_id": issue.pk, "verb": IssueVerb(verb), "seen": issue.version}
        issue = actions.advance(by=cast.actor(member), at=AT, **arguments)
    return issue


def scramble(issue: Issue) -> None:
    """Every row behind the issue says something else, past all actions."""
    names = ("name", "publisher", "mailbox", "editor", "reviewer")
    issue.date, issue.distribution = date(2024, 1, 5), [CHANGED]
    for name in names:
        setattr(issue, name, CHANGED)
    issue.save(update_fields=[*names, "date", "distribution"])
    issue.items.update(title=CHANGED, text=CHANGED, column=Column.objects.get(name="数字科协"))
    issue.highlights.update(text=CHANGED, item=None)
    for item in issue.items.all():
        item.credits.all().delete()
    issue.items.order_by("order").last().delete()


def pages(issue: Issue, item_id) -> list[str]:
    own = f"/bulletin/{issue.year}/{issue.number}/"
    files = [f"{own}download.{fmt}" for fmt in ("txt", "docx", "pdf")]
    return ["/", "/bulletin/", "/bulletin/?year=2023", own, f"{own}{item_id}/", "/bulletin/feed.atom", *files]


def said_at(client, addresses) -> list[bytes]:
    found = []
    for address in addresses:
        response = client.get(address)
        assert response.status_code == 200, address
        found.append(response.content)
    return found


@pytest.mark.parametrize("correcting", [False, True])
def test_pages_papers_feed_and_search_are_drawn_from_the_revision_alone(cast, correcting):
    issue = signed(cast)
    last = issue.items.order_by("order").last()
    visitor, addresses = cast.as_("visitor"), pages(issue, last.pk)
    before = said_at(visitor, addresses)
    scramble(corrected(cast, issue) if correcting else issue)
    assert said_at(visitor, addresses) == before
    search.rebuild(search.sources["bulletin"])
    assert search.find(cast.actor("visitor"), CHANGED).total == 0
    assert {hit.url for hit in search.find(cast.actor("visitor"), "科学集市").hits} == {
        issue.get_absolute_url(),
        last.get_absolute_url(),
    }


def test_the_order_of_the_archive_does_not_follow_a_day_that_is_being_corrected(cast):
    first, second = signed(cast, 17), signed(cast, 18, date=date(2023, 6, 2))
    issue = corrected(cast, first)
    Issue.objects.filter(pk=issue.pk).update(date=date(2023, 12, 29))
    visitor = cast.actor("visitor")
    assert [one.number for one in queries.archive(visitor).page] == [18, 17]
    assert queries.latest_issue(visitor) == second
    view = queries.issue(visitor, 2023, 18)
    assert (view.previous.number, view.next) == (17, None)


def test_lines_lead_where_the_editor_led_them(cast):
    issue = drafted(cast)
    line, last = issue.highlights.first(), issue.items.last()
    Highlight.objects.filter(pk=line.pk).update(item=last)
    finished(cast, issue)
    html = cast.as_("visitor").get(issue.get_absolute_url()).content.decode()
    assert f'<a href="#item-3">{line.text}</a>' in html


def test_a_revision_from_before_that_was_kept_leads_by_its_words(cast):
    issue = signed(cast)
    revision = issue.revisions.get()
    del revision.content["leads_to"]
    revision.save()
    html = cast.as_("visitor").get(issue.get_absolute_url()).content.decode()
    assert f'<a href="#item-1">{SAID.highlights[0]}</a>' in html


class TestCorrecting:
    def test_the_latest_revision_alone_is_current(self, cast):
        issue = finished(cast, corrected(cast, signed(cast)))
        assert list(issue.revisions.values_list("number", "current")) == [(0, False), (1, True)]
        with pytest.raises(IntegrityError), transaction.atomic():
            Revision.objects.filter(issue=issue).update(current=True)

    def test_a_new_day_counts_once_it_is_signed(self, cast):
        issue = corrected(cast, signed(cast))
        Issue.objects.filter(pk=issue.pk).update(date=date(2023, 5, 27))
        page = text_of(cast.as_("visitor").get(issue.get_absolute_url()))
        assert "2023年5月26日" in page
        assert "次更正" not in page
        finished(cast, issue)
        page = text_of(cast.as_("visitor").get(issue.get_absolute_url()))
        assert "2023年5月27日" in page
        assert "第1次更正（2023年5月26日" in page, "with the day of its signature"
        assert "人数有误" in page

    def test_an_item_that_is_corrected_away_is_found_until_then(self, cast):
        issue = corrected(cast, signed(cast))
        item = issue.items.last()
        issue.refresh_from_db()
        actions.take_out(by=cast.actor("editor"), at=AT, item_id=item.pk, seen=issue.version)
        visitor = cast.actor("visitor")
        assert search.find(visitor, "科学集市").total == 2
        assert cast.as_("visitor").get(item.get_absolute_url()).status_code == 200
        finished(cast, issue)
        assert search.find(visitor, "科学集市").total == 0
        assert cast.as_("visitor").get(item.get_absolute_url()).status_code == 404

    def test_the_ledger_keeps_the_day_of_the_first_signature(self, cast):
        issue = signed(cast)
        entry = Entry.objects.get(kind="bulletin.issue")
        issue = corrected(cast, issue)
        item = issue.items.last()
        words = item_words(item.title, item.text, [credit.name for credit in item.credits.all()])
        arguments = {"title": item.title, "paragraphs": item.paragraphs, "units": ["宣文部"]}
        actions.edit_item(by=cast.actor("editor"), at=AT, item_id=item.pk, seen=fingerprint(words), **arguments)
        finished(cast, issue)
        again = Entry.objects.get(kind="bulletin.issue")
        assert (again.pk, again.occurred_on) == (entry.pk, entry.occurred_on)
        assert "宣文部" in {unit.organisation.name for unit in again.units.all()}

    def test_given_up_the_facts_and_the_lines_are_as_signed(self, cast):
        issue = drafted(cast)
        first, last = issue.items.first(), issue.items.last()
        kind = ItemKind.objects.first()
        facts = {"kind": kind, "event_on": date(2023, 5, 23), "event_until": date(2023, 5, 24), "place": "展厅"}
        issue.items.filter(pk=first.pk).update(**facts)
        line = issue.highlights.first()
        Highlight.objects.filter(pk=line.pk).update(item=last)
        issue = corrected(cast, finished(cast, issue))
        scramble(issue)
        issue.items.update(kind=None, event_on=None, event_until=None, place="")
        issue.refresh_from_db()
        back = actions.give_up_correction(by=cast.actor("editor"), at=AT, issue_id=issue.pk, seen=issue.version)
        assert queries.as_understood(back) == SAID
        restored = back.items.get(pk=first.pk)
        assert {name: getattr(restored, name) for name in facts} == facts
        assert back.highlights.first().item_id == last.pk
        assert queries.content_hash_of(back) == back.content_hash
