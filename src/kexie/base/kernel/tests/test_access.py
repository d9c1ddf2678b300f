"""Abilities, where they reach, and doors that are closed unless they say otherwise."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kexie.base.kernel import access
from kexie.base.kernel.access import Ability, Access, Platform, Reach, Role, Scope, Visitor, check, may
from kexie.base.kernel.errors import Invalid, LogInFirst, NotPermitted, Refusal
from kexie.base.kernel.models import AuditEvent
from kexie.base.kernel.tests.factories import AT, Clerk

EDIT = Ability("kernel.edit", "修改试验")
PATHS = ["", "0001", "00010001", "00010002", "0001000200010001", "0002"]

reaches = st.builds(
    Reach,
    everywhere=st.booleans(),
    units=st.frozensets(st.sampled_from(PATHS)),
    subtrees=st.frozensets(st.sampled_from(PATHS)),
)


class TestReach:
    @pytest.mark.parametrize(
        ("reach", "covered"),
        [
            (Reach(), []),
            (Reach(everywhere=True), PATHS),
            (Reach(units=frozenset({"0001"})), ["0001"]),
            (Reach(subtrees=frozenset({"00010002"})), ["00010002", "0001000200010001"]),
            (Reach(units=frozenset({"0002"}), subtrees=frozenset({"00010001"})), ["00010001", "0002"]),
        ],
    )
    def test_it_covers_units_and_subtrees_and_no_neighbours(self, reach, covered):
        assert [path for path in PATHS if reach.covers(path)] == covered

    @pytest.mark.django_db
    @given(reach=reaches)
    def test_the_database_keeps_what_it_covers(self, reach):
        if not AuditEvent.objects.exists():
            for number, path in enumerate(PATHS, 1):
                AuditEvent(number=number, at=AT, utc_offset=0, action="a", target="t", unit_path=path).save()
        kept = AuditEvent.objects.filter(reach.q("unit_path")).order_by("number").values_list("unit_path", flat=True)
        assert list(kept) == [path for path in PATHS if reach.covers(path)]


class TestMay:
    def test_a_visitor_may_nothing_and_is_asked_to_log_in(self):
        assert not may(Visitor(), EDIT)
        with pytest.raises(LogInFirst):
            check(Visitor(), EDIT)

    def test_a_person_without_it_is_told_what_is_missing(self):
        with pytest.raises(NotPermitted, match="您没有“修改试验”的权限") as refused:
            check(Clerk(), EDIT)
        assert refused.value.data == {"ability": "kernel.edit"}

    def test_it_is_asked_for_a_unit_or_anywhere(self):
        clerk = Clerk(where=Reach(units=frozenset({"0001"})))
        assert may(clerk, EDIT)
        assert may(clerk, EDIT, "0001")
        assert not may(clerk, EDIT, "00010001")
        check(clerk, EDIT, "0001")

    def test_the_platform_may_everything(self):
        assert may(Platform(), EDIT, "0001")


class TestDoors:
    def test_each_declaration_admits_whom_it_says(self):
        clerk, holder = Clerk(), Clerk(where=Reach(units=frozenset({"0001"})))
        admitted = {
            "public": [Access(public=True), {"visitor", "clerk", "holder"}],
            "signed in": [Access(), {"clerk", "holder"}],
            "holders": [Access(abilities=(EDIT,)), {"holder"}],
        }
        for door, names in admitted.values():
            for name, actor in (("visitor", Visitor()), ("clerk", clerk), ("holder", holder)):
                if name in names:
                    door.admit(actor)
                else:
                    with pytest.raises(LogInFirst if name == "visitor" else NotPermitted):
                        door.admit(actor)

    def test_views_carry_their_declaration(self):
        def view():
            """A door."""

        assert access.public(view).access == Access(public=True)
        assert access.signed_in(view).access == Access()
        assert access.requires(EDIT)(view).access == Access(abilities=(EDIT,))
        with pytest.raises(ValueError, match="at least one"):
            access.requires()


def test_declaring_registers_the_ability_and_its_roles(monkeypatch):
    monkeypatch.setattr(access.roles, "_things", {})
    monkeypatch.setattr(access.abilities, "_things", {})
    role = Role("tester", "试验员")
    access.declare(Ability("kernel.try", "试验", {role: Scope.SUBTREE}))
    assert list(access.roles) == [role]
    assert access.abilities.names() == ("kernel.try",)


def test_a_refusal_has_words_of_its_own_or_its_familys():
    assert Refusal().message == str(Refusal()) == "这项操作没有完成。"
    assert Refusal("另一句。", row=3).data == {"row": 3}
    assert Invalid(errors={"a": ("x",)}).errors == {"a": ["x"]}
    assert type(Refusal().message) is str
