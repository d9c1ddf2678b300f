"""The register of posts, the review of rights, why one may or may not: what each shows and to whom."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kexie.base.kernel import access, clock
from kexie.base.kernel.access import Platform, Scope
from kexie.base.kernel.errors import NotPermitted
from kexie.base.kernel.models import AuditEvent
from kexie.base.people import api, errors
from kexie.base.people.abilities import READ_AUDIT, REVIEW_RIGHTS, UNIT_ADMIN, VIEW_PERSONS
from kexie.base.people.actions.posts import add_person, change_post, grant_post, place_post
from kexie.base.people.actions.reviews import finish_review
from kexie.base.people.errors.posts import PostTampered
from kexie.base.people.models import AccessReview, Post
from kexie.base.people.queries import posts_register, reviews, rights
from kexie.base.people.rules.posts import (
    EXCLUSIVE,
    GRANTED_BY,
    Clash,
    Term,
    carried_by,
    conflicting_roles,
    may_hand_out,
    rank_of,
    renumbered,
)
from kexie.base.people.rules.rights import Flag, flags_of, is_overdue
from kexie.base.people.tests.cast import AT, SINCE

POSTS, WHY, REVIEWS = "/workbench/posts/", "/workbench/rights/why/", "/workbench/rights/reviews/"


def post_of(cast, member: str) -> Post:
    return Post.objects.get(person=cast.person(member))


def text_of(response) -> str:
    return response.content.decode()


class TestRegister:
    def test_it_shows_the_day_that_is_asked_for(self, cast):
        unit = cast.unit("青溪区科协")
        former = add_person(by=Platform(), at=AT, name="前任")
        grant_post(
            by=Platform(),
            at=AT,
            person=former,
            organisation=unit,
            title="会长",
            begin=date(2010, 1, 1),
            end=date(2019, 12, 31),
        )
        client = cast.client("unit_admin_a")
        assert "前任" not in text_of(client.get(POSTS))
        page = text_of(client.get(f"{POSTS}?on=2015-06-01"))
        assert "前任" in page
        assert "林知遥" not in page
        export = client.get(f"{POSTS}?on=2015-06-01&_export=csv").content.decode("utf-8-sig")
        assert "前任" in export
        assert "2010-01-01" in export

    def test_others_units_are_not_in_it(self, cast):
        assert "贺云舒" not in text_of(cast.client("unit_admin_a").get(f"{POSTS}?text=贺"))
        assert "贺云舒" in text_of(cast.client("security_admin").get(f"{POSTS}?text=贺"))

    def test_a_wrong_day_is_told_beside_the_field(self, cast):
        assert cast.client("clerk_a").get(f"{POSTS}?on=昨天").status_code == 200

    def test_a_place_is_given_and_the_others_close_up(self, cast):
        unit, by = cast.unit("青溪区科协"), cast.actor("unit_admin_a")
        place_post(by=by, at=AT, post=post_of(cast, "unit_admin_a"), to=1, on=clock.today())
        assert [post.person.name for post in posts_register.posts_on(clock.today(), organisation=unit)] == [
            "苏明远",
            "林知遥",
        ]
        place_post(by=by, at=AT, post=post_of(cast, "unit_admin_a"), to=9, on=clock.today())
        assert [post.precedence for post in Post.objects.filter(organisation=unit).order_by("precedence")] == [10, 20]
        with pytest.raises(NotPermitted):
            place_post(by=by, at=AT, post=post_of(cast, "clerk_b"), to=1, on=clock.today())

    def test_the_buttons_of_the_order_move_a_post(self, cast):
        client, unit, post = cast.client("unit_admin_a"), cast.unit("青溪区科协"), post_of(cast, "clerk_a")
        page = client.get(f"/workbench/organisations/{unit.uid}/posts/")
        assert "上移" in text_of(page)
        key = page.context.get("submit_key", "")
        place = {"to": "1", "submit_key": key}
        assert client.post(f"/workbench/posts/{post.pk}/place/", place).status_code in {302, 422}

    def test_titles_of_a_name_come_in_order(self, cast):
        grant_post(
            by=Platform(),
            at=AT,
            person=cast.person("signer"),
            organisation=cast.unit("云川市科协"),
            title="副主席",
            begin=SINCE,
        )
        first, second = api.standing("陆承安", clock.today())
        assert (first.unit, first.title) == ("云川市科学技术协会", "副主席")
        assert second.title == "主任"
        assert api.standing("陆承安", date(2019, 1, 1)) == []
        assert api.standing("无名氏", clock.today()) == []

    def test_bearers_are_told_of_all_days_in_one_query(self, cast, django_assert_num_queries):
        unit = cast.unit("云川市科协")
        for name, precedence, end in (("signer", 20, None), ("reviewer", 10, date(2022, 12, 31))):
            grant_post(
                by=Platform(),
                at=AT,
                person=cast.person(name),
                organisation=unit,
                title="副主席",
                precedence=precedence,
                begin=SINCE,
                end=end,
            )
        with django_assert_num_queries(1):
            found = api.bearers(names=["陆承安"], units=[unit.pk])
        assert [(row.name, row.title, row.end) for row in found] == [
            ("沈一诺", "副主席", date(2022, 12, 31)),
            ("陆承安", "副主席", None),
            ("陆承安", "主任", None),
        ]
        assert api.bearers(names=["无名氏"], units=[]) == []

    def test_units_are_told_by_all_their_names(self, cast, django_assert_num_queries):
        unit = cast.unit("云川市农学会")
        api.rename_organisation(by=Platform(), at=AT, organisation=unit, name="云川市农业学会", on=date(2023, 5, 1))
        with django_assert_num_queries(2):
            names = api.unit_names()
        assert names[unit.pk].names == ("云川市农业学会", "云川市农学会")
        city = names[names[unit.pk].parent_id]
        assert city.names == ("云川市科学技术协会", "云川市科协")
        assert city.parent_id is None

    def test_a_list_of_names_is_put_in_order(self, cast):
        asked = [cast.person(name) for name in ("plain", "reviewer", "signer", "clerk_a")]
        ordered = api.in_order_of_precedence(asked, clock.today())
        assert [person.name for person in ordered][-1] == "许一鸣"
        assert {person.name for person in ordered[:2]} <= {"陆承安", "沈一诺", "林知遥"}


class TestChanging:
    def test_a_correction_is_sealed_and_audited(self, cast):
        post = post_of(cast, "clerk_a")
        change_post(
            by=cast.actor("unit_admin_a"),
            at=AT,
            post=post,
            title="主任科员",
            begin=date(2021, 1, 1),
            end=None,
            basis="云科发〔2021〕1号",
        )
        assert access.may(cast.actor("clerk_a"), VIEW_PERSONS)
        assert AuditEvent.objects.filter(action="post.change").get().data["fields"] == ["basis", "begin", "title"]

    def test_what_was_edited_in_the_database_is_not_corrected(self, cast):
        Post.objects.filter(person=cast.person("clerk_a")).update(role="audit_admin")
        with pytest.raises(PostTampered):
            change_post(
                by=cast.actor("security_admin"), at=AT, post=post_of(cast, "clerk_a"), title="", begin=SINCE, end=None
            )

    def test_days_to_come_exclude_too(self, cast):
        person, unit = cast.person("plain"), cast.unit("办公室")
        later = date(2030, 1, 1)
        grant_post(
            by=Platform(),
            at=AT,
            person=person,
            organisation=unit,
            role="audit_admin",
            begin=SINCE,
            end=date(2029, 1, 1),
        )
        post = grant_post(by=Platform(), at=AT, person=person, organisation=unit, role="system_admin", begin=later)
        with pytest.raises(errors.RolesExclude):
            change_post(by=Platform(), at=AT, post=post, title="", begin=date(2028, 1, 1), end=None)

    def test_a_units_administrator_corrects_no_higher_role_and_not_his_own(self, cast):
        for member in ("unit_admin_a",):
            with pytest.raises(errors.NotForOneself):
                change_post(
                    by=cast.actor("unit_admin_a"), at=AT, post=post_of(cast, member), title="x", begin=SINCE, end=None
                )


class TestDelegation:
    @pytest.mark.parametrize("role", [role.code for role in access.roles])
    def test_a_units_administrator_hands_out_what_the_table_says(self, cast, role):
        wanted = {"by": cast.actor("unit_admin_a"), "at": AT, "person": cast.person("plain"), "begin": SINCE}
        unit = cast.unit("柳湾街道科协")
        if role in GRANTED_BY["unit_admin"]:
            assert grant_post(**wanted, organisation=unit, role=role).role == role
        else:
            with pytest.raises(errors.RoleBeyondReach):
                grant_post(**wanted, organisation=unit, role=role)

    def test_not_outside_the_subtree(self, cast):
        with pytest.raises(NotPermitted):
            grant_post(
                by=cast.actor("unit_admin_a"),
                at=AT,
                person=cast.person("plain"),
                organisation=cast.unit("云台区科协"),
                role="clerk",
                begin=SINCE,
            )

    def test_nobody_hands_out_what_reaches_everywhere(self):
        for giver, roles in GRANTED_BY.items():
            for role in roles:
                assert Scope.ALL not in carried_by(role, access.abilities).values(), (giver, role)
                assert role not in EXCLUSIVE

    def test_only_the_table_or_everywhere_counts(self):
        assert may_hand_out(["unit_admin"], "clerk", everywhere=False)
        assert not may_hand_out(["clerk"], "clerk", everywhere=False)
        assert may_hand_out([], "audit_admin", everywhere=True)

    def test_no_role_holds_two_of_write_approve_and_send(self):
        held = {
            role.code: set(carried_by(role.code, access.abilities))
            & {"bulletin.review", "bulletin.sign", "bulletin.edit", "bulletin.compose"}
            for role in access.roles
        }
        assert all(len(abilities) <= 2 for abilities in held.values()), held
        assert not any({"bulletin.review", "bulletin.sign"} <= abilities for abilities in held.values())


DAYS = st.dates(min_value=date(2020, 1, 1), max_value=date(2020, 2, 1))


@given(st.sampled_from(sorted(EXCLUSIVE)), st.sampled_from(sorted(EXCLUSIVE)), DAYS, DAYS, DAYS, DAYS)
def test_two_exclusive_roles_clash_exactly_on_a_common_day(one, other, a, b, c, d):
    first, second = Term(one, min(a, b), max(a, b)), Term(other, min(c, d), max(c, d))
    days = {first.begin + timedelta(n) for n in range((first.end - first.begin).days + 1)}
    common = any(second.begin <= day <= second.end for day in days)
    expected = [Clash(*sorted((one, other)))] if one != other and common else []
    assert conflicting_roles([first, second]) == expected
    assert conflicting_roles([second, first, Term("clerk", first.begin)]) == expected


def test_an_open_end_meets_all_later_days():
    held = [Term("audit_admin", SINCE), Term("system_admin", date(2090, 1, 1), date(2090, 1, 2))]
    assert conflicting_roles(held) == [Clash("audit_admin", "system_admin")]


@given(st.lists(st.uuids(), unique=True, min_size=1, max_size=6), st.integers(-3, 12), st.data())
def test_moving_keeps_all_and_the_others_in_order(order, to, data):
    moving = data.draw(st.sampled_from(order))
    moved = renumbered(order, moving, to)
    assert sorted(moved) == sorted(order)
    assert [key for key in moved if key != moving] == [key for key in order if key != moving]
    assert moved.index(moving) == min(max(to, 1), len(order)) - 1


@pytest.mark.parametrize(
    "titles", [("理事长", "常务副理事长", "副理事长", "秘书长", "副秘书长", "干事"), ("主任", "副主任", "科员")]
)
def test_titles_have_a_usual_order(titles):
    assert sorted(titles, key=rank_of) == list(titles)


class TestReview:
    def test_a_review_lists_the_subtree_and_is_kept(self, cast):
        unit, by = cast.unit("青溪区科协"), cast.actor("unit_admin_a")
        rows = reviews.held_in(by, unit, on=clock.today(), at=clock.now())
        assert {row.person for row in rows} == {"林知遥", "苏明远"}
        assert all(Flag.UNUSED in row.flags for row in rows)
        review = finish_review(by=by, at=clock.now(), organisation=unit, note="均在岗")
        assert {row["role"] for row in review.holdings} == {"单位经办人", "单位管理员"}
        (state,) = reviews.review_states(by, on=clock.today(), at=clock.now())
        assert (state.name, state.overdue) == ("青溪区科学技术协会", False)
        later = clock.now() + timedelta(days=184)
        assert reviews.review_states(by, on=clock.today(), at=later)[0].overdue

    def test_a_unit_out_of_reach_is_not_reviewed(self, cast):
        client = cast.client("unit_admin_a")
        assert client.get(f"/workbench/organisations/{cast.unit('云台区科协').uid}/rights/").status_code == 403
        with pytest.raises(NotPermitted):
            finish_review(by=cast.actor("unit_admin_a"), at=AT, organisation=cast.unit("云台区科协"))
        assert not AccessReview.objects.exists()

    def test_the_pages_and_the_export(self, cast):
        client, unit = cast.client("security_admin"), cast.unit("青溪区科协")
        assert "逾期未核查" in text_of(client.get(REVIEWS))
        page = text_of(client.get(f"/workbench/organisations/{unit.uid}/rights/"))
        assert "林知遥" in page
        assert "90天未登录" in page
        export = client.get(f"/workbench/organisations/{unit.uid}/rights/?_export=csv").content.decode("utf-8-sig")
        assert "90天未登录" in export
        assert "结束任职" not in export

    def test_an_edited_row_and_a_clash_are_flagged(self, cast):
        Post.objects.filter(person=cast.person("clerk_a")).update(role="unit_admin")
        rows = reviews.held_in(cast.actor("security_admin"), cast.unit("青溪区科协"), on=clock.today(), at=clock.now())
        flags = {row.person: row.flags for row in rows}
        assert Flag.TAMPERED in flags["林知遥"]
        assert Flag.TAMPERED not in flags["苏明远"]

    @pytest.mark.parametrize(
        ("said", "flags"),
        [
            ({}, []),
            ({"intact": False}, [Flag.TAMPERED]),
            ({"clashes": True}, [Flag.CLASH]),
            ({"last_log_in": None}, [Flag.UNUSED]),
            ({"last_log_in": None, "begin": date(2023, 5, 1)}, []),
            ({"has_account": False, "last_log_in": None}, [Flag.NO_ACCOUNT]),
            ({"end": date(2023, 6, 1)}, [Flag.ENDS_SOON]),
            ({"end": date(2024, 6, 1)}, []),
            ({"unit_open": False}, [Flag.CLOSED_UNIT]),
        ],
    )
    def test_flags(self, said, flags):
        usual = {
            "intact": True,
            "clashes": False,
            "has_account": True,
            "last_log_in": AT,
            "begin": SINCE,
            "end": None,
            "unit_open": True,
            "at": AT,
            "on": AT.date(),
        }
        assert flags_of(**(usual | said)) == flags

    def test_half_a_year(self):
        assert is_overdue(None, AT)
        assert not is_overdue(AT - timedelta(days=183), AT)
        assert is_overdue(AT - timedelta(days=184), datetime(2023, 5, 23, 1, tzinfo=UTC))


class TestWhy:
    def test_it_names_the_post_and_how_far(self, cast):
        page = text_of(cast.client("unit_admin_a").get(f"{WHY}?ability={VIEW_PERSONS.code}"))
        assert "可以" in page
        assert "青溪区科学技术协会的“单位管理员”，范围：本单位及下级" in page

    def test_it_names_roles_and_whom_to_ask(self, cast):
        answer = rights.why(cast.actor("clerk_a"), READ_AUDIT, person=None, on=clock.today())
        assert not answer.may
        assert [role.code for role, _ in answer.roles] == ["audit_admin"]
        assert answer.grantors == [("韩思齐", "办公室，安全管理员")]
        page = text_of(cast.client("plain").get(f"{WHY}?ability={READ_AUDIT.code}"))
        assert "目前没有带角色的任职" in page

    def test_the_nearest_administrator_is_named_first_and_no_other_units(self, cast):
        answer = rights.why(cast.actor("clerk_a"), VIEW_PERSONS, person=None, on=clock.today())
        assert [name for name, _ in answer.grantors] == ["苏明远", "韩思齐"]

    def test_others_are_asked_about_within_reach_alone(self, cast):
        clerk, other = cast.person("clerk_a"), cast.person("clerk_b")
        client = cast.client("unit_admin_a")
        assert "林知遥" in text_of(client.get(f"{WHY}?ability={READ_AUDIT.code}&person={clerk.pk}"))
        assert client.get(f"{WHY}?ability={READ_AUDIT.code}&person={other.pk}").status_code == 404
        assert "贺云舒" not in text_of(cast.client("clerk_a").get(f"{WHY}?person={other.pk}&ability=nothing"))

    def test_the_matrix_is_what_is_declared(self, cast):
        roles, lines = rights.matrix(cast.actor("clerk_a"))
        assert len(lines) == len(access.abilities)
        line = next(line for line in lines if line.label == REVIEW_RIGHTS.label)
        assert line.scopes[[role.code for role in roles].index(UNIT_ADMIN.code)] is Scope.SUBTREE
        assert "核查任职和权限" in text_of(cast.client("clerk_a").get("/workbench/rights/"))
