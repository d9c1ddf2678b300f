from __future__ import annotations

import threading
from datetime import timedelta
from itertools import product

import pytest
from django.db import connection

from kexie.base.kernel.access import Platform
from kexie.base.kernel.errors import NotFound, NotPermitted, Refusal
from kexie.base.kernel.models import AuditEvent
from kexie.base.ledger import api as ledger
from kexie.base.ledger.api import Entry
from kexie.base.notifications.api import notices
from kexie.base.people import api as people
from kexie.base.people.tests.cast import NAMES, SINCE
from kexie.base.search import api as search
from kexie.domains.bulletin import actions, queries
from kexie.domains.bulletin.errors import (
    IssueChanged,
    NothingToPrint,
    PersonNeeded,
    SamePerson,
    VerbNotPossible,
    WordsMissing,
)
from kexie.domains.bulletin.models import Issue
from kexie.domains.bulletin.rules.life_cycle import IssueState, IssueVerb
from kexie.domains.bulletin.tests.factories import AT, approved, drafted, reviewing, said, signed

MAKE = {"drafting": drafted, "reviewing": reviewing, "approved": approved, "signed": signed}
#: Who may do what in which state, and where it leads: written by hand, not taken from the table under test.
ALLOWED = {
    ("editor", "drafting", "submit"): "reviewing",
    ("reviewer", "reviewing", "approve"): "approved",
    ("reviewer", "reviewing", "return"): "drafting",
    ("signer", "approved", "sign"): "signed",
    ("signer", "approved", "return"): "drafting",
    ("editor", "signed", "correct"): "drafting",
}


def advance(cast, member, issue, verb, **changes):
    arguments = {"seen": issue.version, "note": "请核对第二段的日期。"} | changes
    return actions.advance(by=cast.actor(member), at=AT, issue_id=issue.pk, verb=IssueVerb(verb), **arguments)


def also(cast, member, role):
    """Give a member one more role."""
    people.grant_post(
        by=Platform(), at=AT, person=cast.person(member), organisation=cast.unit("办公室"), role=role, begin=SINCE
    )


@pytest.mark.parametrize("state", list(MAKE))
def test_every_role_and_verb(cast, state):
    issue = MAKE[state](cast)
    for member, verb in product([*NAMES, "visitor"], ["submit", "approve", "return", "sign"]):
        if (member, state, verb) in ALLOWED:
            continue
        with pytest.raises(Refusal):
            advance(cast, member, issue, verb)
        issue.refresh_from_db()
        assert issue.state == state, (member, verb)


@pytest.mark.parametrize(("member", "state", "verb"), list(ALLOWED), ids=str)
def test_the_right_person_at_the_right_time(cast, member, state, verb):
    issue = MAKE[state](cast)
    assert advance(cast, member, issue, verb).state == ALLOWED[member, state, verb]
    (step,) = list(issue.steps.all())[-1:]
    assert (step.verb, step.state_before, step.state_after) == (verb, state, ALLOWED[member, state, verb])
    assert (step.person, step.person_name) == (cast.person(member), cast.person(member).name)
    assert AuditEvent.objects.filter(action=f"bulletin.{verb}", target=f"bulletin.issue:{issue.pk}").exists()


@pytest.mark.parametrize("state", list(MAKE))
def test_the_steps_on_offer_are_those_that_are_possible(cast, state):
    issue = MAKE[state](cast)
    for member in [*NAMES, "visitor"]:
        offered = {str(verb) for verb in queries.verbs_for(cast.actor(member), issue)}
        assert offered == {verb for (who, when, verb) in ALLOWED if (who, when) == (member, state)}


@pytest.mark.parametrize(
    ("member", "state", "verb"), [key for key in ALLOWED if key[2] in ("submit", "approve", "sign")], ids=str
)
def test_an_empty_issue_comes_no_nearer_to_its_readers(cast, member, state, verb):
    issue = MAKE[state](cast)
    issue.items.all().delete()
    with pytest.raises(NothingToPrint, match="还没有信息"):
        advance(cast, member, issue, verb)
    issue.refresh_from_db()
    assert issue.state == state


def test_whoever_sends_an_empty_issue_to_review_is_told_on_its_page(cast):
    issue = actions.open_issue(by=cast.actor("editor"), at=AT, on=AT.date(), first=(17, 70))
    response = cast.as_("editor").get(f"/workbench/bulletin/{issue.pk}/steps/submit/", follow=True)
    assert response.redirect_chain[-1][0] == f"/workbench/bulletin/{issue.pk}/"
    assert "还没有信息，不能送审" in response.content.decode()


def test_a_correction_is_not_called_a_return(cast):
    issue = signed(cast)
    advance(cast, "editor", issue, "correct", note="第二段人数有误。")
    page = cast.as_("editor").get(f"/workbench/bulletin/{issue.pk}/")
    assert page.context["returned"] is None
    assert page.content.decode().count("第二段人数有误。") == 2  # the notice and the timeline


def test_what_was_returned_says_why(cast):
    issue = reviewing(cast)
    advance(cast, "reviewer", issue, "return", note="第一段少了日期。")
    assert cast.as_("editor").get(f"/workbench/bulletin/{issue.pk}/").context["returned"].note == "第一段少了日期。"


def test_the_right_role_at_the_wrong_time_hears_what_is_possible(cast):
    with pytest.raises(VerbNotPossible, match="现为“编排”，不能“签发”，可以：送审"):
        advance(cast, "signer", drafted(cast), "sign")


def test_the_wrong_role_hears_which_right_is_missing(cast):
    with pytest.raises(NotPermitted, match="签发动态"):
        advance(cast, "reviewer", approved(cast), "sign")


def test_who_has_reviewed_does_not_sign(cast):
    also(cast, "reviewer", "bulletin.signer")
    issue = approved(cast)
    assert queries.verbs_for(cast.actor("reviewer"), issue) == (IssueVerb.RETURN,)
    assert queries.waiting_for(cast.actor("reviewer")) == ()
    with pytest.raises(SamePerson, match="审核人与签发人不能是同一人"):
        advance(cast, "reviewer", issue, "sign")
    assert advance(cast, "signer", issue, "sign").is_signed


def test_another_who_holds_both_roles_may_sign(cast):
    also(cast, "editor", "bulletin.signer")
    assert advance(cast, "editor", approved(cast), "sign").signed_by == cast.person("editor")


def test_a_command_signs_nothing(cast):
    issue = reviewing(cast)
    with pytest.raises(PersonNeeded):
        advance(cast, "platform", issue, "approve")
    assert Issue.objects.get().state == "reviewing"


def test_a_step_on_what_has_changed_meanwhile_does_nothing(cast):
    issue = reviewing(cast)
    returned = advance(cast, "reviewer", issue, "return")
    resubmitted = advance(cast, "editor", returned, "submit")
    assert resubmitted.state == issue.state
    with pytest.raises(IssueChanged, match="已有变动，现为“审核”"):
        advance(cast, "reviewer", issue, "approve")
    assert Issue.objects.get().state == "reviewing"


def test_a_return_says_why(cast):
    issue = reviewing(cast)
    with pytest.raises(WordsMissing, match="退回的原因"):
        advance(cast, "reviewer", issue, "return", note="  ")
    with pytest.raises(WordsMissing, match="最多500字"):
        advance(cast, "reviewer", issue, "return", note="长" * 501)
    advance(cast, "reviewer", issue, "return", note="第二段缺日期")
    (notice,) = notices(cast.actor("editor"))
    assert (notice.title, notice.body) == ("科协每周动态 2023年第17期（总第70期）已退回修改", "第二段缺日期")


def test_a_return_after_approval_needs_a_new_review(cast):
    issue = advance(cast, "signer", approved(cast), "return")
    assert (issue.state, issue.reviewed_by, issue.reviewed_at) == ("drafting", None, None)


def test_an_issue_that_does_not_exist(cast):
    issue = drafted(cast)
    issue.delete()
    issue.pk = cast.person("editor").pk
    with pytest.raises(NotFound):
        advance(cast, "editor", issue, "submit")


def test_those_whose_turn_it_is_are_told(cast):
    told = []
    issue = drafted(cast)
    for member, verb in (("editor", "submit"), ("reviewer", "approve"), ("signer", "sign")):
        issue = advance(cast, member, issue, verb)
        told.append(
            {
                name: [(notice.title[-3:], notice.url) for notice in notices(cast.actor(name))]
                for name in ("editor", "reviewer", "signer")
            }
        )
    desk = f"/workbench/bulletin/{issue.pk}/"
    reviewer, signer, editor = [("待审核", desk)], [("待签发", desk)], [("已签发", "/bulletin/2023/17/")]
    assert told == [
        {"editor": [], "reviewer": reviewer, "signer": []},
        {"editor": [], "reviewer": reviewer, "signer": signer},
        {"editor": editor, "reviewer": reviewer, "signer": signer},
    ]


def test_signing_freezes_what_was_said(cast):
    issue = signed(cast)
    assert issue.content_hash == queries.content_hash(said())
    assert (issue.signed_by, issue.signed_at, issue.reviewed_by) == (
        cast.person("signer"),
        AT,
        cast.person("reviewer"),
    )
    with pytest.raises(Refusal):
        actions.edit_highlights(by=cast.actor("editor"), at=AT, issue_id=issue.pk, seen="", highlights=["甲"])


def test_signing_writes_one_entry_into_the_ledger(cast):
    issue = signed(cast)
    (entry,) = Entry.objects.filter(kind="bulletin.issue")
    assert entry.source == f"bulletin.issue:{issue.pk}"
    assert (entry.title, entry.confirmed_by, entry.url) == (str(issue), "陆承安", "/bulletin/2023/17/")
    names = {unit.organisation.name for unit in entry.units.all()}
    assert names == {"科普部", "青溪区科学技术协会", "云川市航空学会", "柳湾邻里科学社"}
    assert "bulletin.issue" in ledger.kinds


def test_an_issue_that_nobody_signs_is_its_publishers_work(cast):
    bare = said().columns[1:]
    items = tuple(type(item)(title=item.title, paragraphs=item.paragraphs) for item in bare[0].items)
    signed(cast, columns=(type(bare[0])(name="基层动态", items=items),))
    (entry,) = Entry.objects.filter(kind="bulletin.issue")
    assert [unit.organisation.name for unit in entry.units.all()] == ["云川市科协办公室"]


def test_search_tells_the_public_only_after_the_signature(cast):
    visitor = cast.actor("visitor")
    issue = drafted(cast)
    for member, verb in (("editor", "submit"), ("reviewer", "approve")):
        issue = advance(cast, member, issue, verb)
        assert search.find(visitor, "柳湾街道", source="bulletin").total == 0
        assert search.find(visitor, "总第70期").total == 0
        assert search.suggest(visitor, "科协每周动态") == []
    advance(cast, "signer", issue, "sign")
    hits = search.find(visitor, "科学集市").hits
    assert {hit.url.rsplit("/", 2)[0] for hit in hits} == {"/bulletin/2023", "/bulletin/2023/17"}
    assert search.find(visitor, "lwjdbqkxjs").total == 1, "by initials"
    assert search.find(visitor, "kexuejishi").total == 1, "by pinyin"


def test_a_rebuild_of_the_index_gives_the_same(cast):
    signed(cast)
    drafted(cast, 18)
    source = search.sources["bulletin"]
    assert search.rebuild(source) == (8, 0)
    assert search.find(cast.actor("visitor"), "科学集市").total == 2
    assert search.find(cast.actor("editor"), "科学集市").total == 4


def test_what_waits_for_whom(cast):
    signed(cast, 16)  # can be corrected, but need not be
    draft, review = drafted(cast, 17), reviewing(cast, 18)
    assert queries.waiting_for(cast.actor("editor")) == (draft,)
    assert queries.waiting_for(cast.actor("reviewer")) == (review,)
    assert queries.waiting_for(cast.actor("signer")) == ()
    assert queries.waiting_for(cast.actor("visitor")) == ()


def test_the_timeline_tells_the_story(cast):
    issue = signed(cast)
    story = [(entry.what, entry.who) for entry in queries.timeline(issue)]
    assert story == [("存入", "周青禾"), ("送审", "周青禾"), ("审核通过", "沈一诺"), ("签发", "陆承安")]


def test_a_post_that_has_ended_signs_nothing(cast):
    issue = approved(cast)
    post = people.Post.objects.get(person=cast.person("signer"))
    people.end_post(by=Platform(), at=AT, post=post, on=SINCE + timedelta(days=1))
    with pytest.raises(NotPermitted):
        advance(cast, "signer", issue, "sign")


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.parametrize("round_", range(3))
def test_of_two_who_act_at_the_same_moment_one_wins(cast, round_):
    issue = reviewing(cast)
    reviewer = cast.actor("reviewer")
    start = threading.Barrier(2)
    outcomes = []

    def work(verb):
        try:
            start.wait(timeout=10)
            actions.advance(by=reviewer, at=AT, issue_id=issue.pk, verb=verb, seen=issue.version, note="改")
            outcomes.append("done")
        except Refusal as refusal:
            outcomes.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(verb,)) for verb in (IssueVerb.APPROVE, IssueVerb.RETURN)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sorted(outcomes) == ["bulletin.issue_changed", "done"]
    issue.refresh_from_db()
    assert issue.state in (IssueState.APPROVED, IssueState.DRAFTING)
    assert issue.version == 3
    assert issue.steps.count() == 2


def test_the_signer_bears_the_title_of_the_issues_date(cast):
    issue, person = signed(cast), cast.person("signer")
    assert queries.signer(issue) == f"{person.name}（主任）"
    assert queries.signer(issue) in cast.as_("editor").get(issue.get_workbench_url()).content.decode()
    held = people.posts_on(issue.date, titles=["主任"])
    held = [post for post in held if post.person_id == person.pk]
    type(held[0]).objects.filter(pk=held[0].pk).update(begin=issue.date + timedelta(days=1))
    assert queries.signer(issue) == person.name


def test_before_it_is_signed_an_issue_names_no_signer(cast):
    assert queries.signer(approved(cast)) == ""
