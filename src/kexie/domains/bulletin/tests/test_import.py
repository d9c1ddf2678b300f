from __future__ import annotations

import hashlib
import threading
from dataclasses import replace

import pytest
from django.db import IntegrityError, connection, transaction

from kexie.base.kernel.access import Platform
from kexie.base.kernel.errors import LogInFirst, NotPermitted
from kexie.base.kernel.models import AuditEvent
from kexie.base.people.api import Organisation
from kexie.base.search import api as search
from kexie.domains.bulletin import actions, queries
from kexie.domains.bulletin.errors import ColumnUnknown, NumberTaken
from kexie.domains.bulletin.forms import read_file
from kexie.domains.bulletin.models import Column, Credit, Highlight, Issue, Item
from kexie.domains.bulletin.rules.issue import UnderstoodColumn, UnderstoodItem, as_json
from kexie.domains.bulletin.tests.factories import AT, REAL, SAID, SAMPLE, drafted, said, signed

COLUMNS = ["主题教育", "数字科协", "科创工作", "科普工作", "基层动态"]


def rows() -> dict[str, int]:
    """How many rows there are of everything that an import may touch."""
    tables = (Issue, Item, Credit, Highlight, Organisation, AuditEvent)
    return {table.__name__: table.objects.count() for table in tables}


def stored(understood, source_hash="a" * 64):
    return actions.import_issue(by=Platform("测试"), at=AT, understood=understood, source_hash=source_hash)


def test_the_columns_of_the_field_are_there_in_order(db):
    assert list(Column.objects.values_list("name", flat=True)) == COLUMNS


def test_everything_that_was_understood_is_stored(cast):
    issue = drafted(cast)
    assert queries.as_understood(Issue.objects.get(pk=issue.pk)) == said()
    assert (issue.state, issue.version, issue.drafted_by) == ("drafting", 1, cast.person("editor"))


@pytest.mark.parametrize("file", [SAMPLE, REAL], ids=["own", "real"])
def test_a_file_comes_back_word_for_word(db, file):
    if not file.exists():
        pytest.skip(f"{file.name} is not there; set KEXIE_SHARED")
    data = file.read_bytes()
    read = read_file(data, name=file.name, known_columns=queries.active_columns())
    assert read.source_hash == hashlib.sha256(data).hexdigest()
    issue = stored(read.issue, read.source_hash)
    assert as_json(queries.as_understood(issue)) == as_json(read.issue)


@pytest.mark.skipif(not REAL.exists(), reason="the real issue is not there; set KEXIE_SHARED")
def test_the_real_issue_ties_its_highlights_to_the_right_items(db):
    read = read_file(REAL.read_bytes(), name=REAL.name, known_columns=queries.active_columns())
    issue = stored(read.issue)
    assert [line.item.order for line in issue.highlights.select_related("item")] == [1, 2, 5, 6, 8]
    assert issue.items.count() == 9
    joint = issue.items.get(order=6)
    assert joint.credits.count() == 2


def test_known_units_are_linked_and_unknown_ones_wait_for_a_person(cast):
    issue = drafted(cast)
    units = {credit.name: credit.organisation for credit in Credit.objects.filter(item__issue=issue)}
    assert units["青溪区科协"] == cast.unit("青溪区科协")
    assert units["科普部"] == cast.unit("科普部")
    assert not units["柳湾邻里科学社"].confirmed
    assert units["柳湾邻里科学社"].name == "柳湾邻里科学社"


def test_the_same_file_again_changes_nothing(cast):
    first = drafted(cast)
    before = rows()
    assert drafted(cast) == first
    assert stored(said(), source_hash="b" * 64) == first, "another file that says the same"
    assert rows() == before


def test_the_same_file_again_gives_the_issue_as_it_has_become(cast):
    issue = signed(cast)
    again = drafted(cast)
    assert (again.pk, again.state, again.version) == (issue.pk, "signed", issue.version)


def test_a_draft_that_was_edited_is_still_the_same_file(cast):
    issue = drafted(cast)
    Item.objects.filter(issue=issue, order=1).update(title="改过的标题")
    assert drafted(cast).pk == issue.pk
    with pytest.raises(NumberTaken):
        stored(said(), source_hash="b" * 64)


@pytest.mark.parametrize(
    "other",
    [
        replace(SAID, publisher="另一个单位"),
        replace(SAID, number=18),
        replace(SAID, total=71),
        replace(SAID, name="科技简报"),
    ],
    ids=["same numbers", "same total", "same number", "another name"],
)
def test_a_number_with_other_content_is_refused_and_nothing_is_stored(cast, other):
    drafted(cast)
    before = rows()
    with pytest.raises(NumberTaken, match=r"2023年第17期（总第70期）已经有了（编排）.*没有导入"):
        stored(other, source_hash="b" * 64)
    assert rows() == before


def test_a_column_that_is_retired_is_refused(db):
    Column.objects.filter(name="基层动态").update(active=False)
    with pytest.raises(ColumnUnknown, match="基层动态"):
        stored(said())
    assert not Issue.objects.exists()


def test_nothing_is_half_stored(db):
    long = UnderstoodItem(title="甲", paragraphs=("乙。",), credits=("某" * 200,))
    bad = replace(SAID, columns=(*SAID.columns[:1], UnderstoodColumn(name="基层动态", items=(long,))))
    before = rows()
    with pytest.raises(Exception, match="不超过"):
        stored(bad)
    assert rows() == before


@pytest.mark.parametrize("member", ["reviewer", "signer", "clerk_a", "plain", "disabled"])
def test_only_an_editor_imports(cast, member):
    with pytest.raises(NotPermitted):
        actions.import_issue(by=cast.actor(member), at=AT, understood=said())


def test_a_visitor_logs_in_first(cast):
    with pytest.raises(LogInFirst):
        actions.import_issue(by=cast.actor("visitor"), at=AT, understood=said())


def test_one_audit_row_without_words_of_the_issue(cast):
    issue = drafted(cast)
    (event,) = AuditEvent.objects.filter(action="bulletin.import")
    assert event.target == f"bulletin.issue:{issue.pk}"
    assert event.person_id == cast.person("editor").pk
    assert "周青禾" not in str(event.data)


def test_a_draft_is_found_by_those_who_may_view_drafts_alone(cast):
    drafted(cast)
    assert search.find(cast.actor("reviewer"), "科学集市").total == 2
    assert search.find(cast.actor("visitor"), "科学集市").total == 0
    assert search.find(cast.actor("clerk_a"), "科学集市").total == 0


@pytest.mark.parametrize(
    "change",
    [
        {"state": "signed"},
        {"state": "approved"},
        {"signed_at": AT},
        {"content_hash": "a" * 64},
        {"number": 0},
        {"total": 3},
    ],
    ids=str,
)
def test_the_database_itself_refuses_an_impossible_issue(cast, change):
    issue = drafted(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Issue.objects.filter(pk=issue.pk).update(**change)


def test_the_database_itself_wants_two_persons(cast):
    issue = signed(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Issue.objects.filter(pk=issue.pk).update(signed_by=cast.person("reviewer"))


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_imports_at_the_same_moment_give_one_issue():
    start = threading.Barrier(4)
    found, wrong = [], []

    def work():
        try:
            start.wait(timeout=10)
            found.append(stored(said()).pk)
        except Exception as error:
            wrong.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert not wrong
    assert len(set(found)) == 1
    assert len(found) == 4
    assert Issue.objects.count() == 1
    assert Item.objects.count() == 3
    assert AuditEvent.objects.filter(action="bulletin.import").count() == 1
