"""Kept out of the figures, and taken in again: by two persons, shown on the case and counted in a list."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from kexie.base.kernel import clock
from kexie.base.kernel.errors import NotFound, NotPermitted
from kexie.base.matters.errors import MatterInvalid
from kexie.base.matters.tests.factories import AT
from kexie.domains.steward.actions import excluding
from kexie.domains.steward.errors import ByAnother, ClosingInvalid, WishGone, WishOpen
from kexie.domains.steward.models import Exclusion, ExclusionKind
from kexie.domains.steward.tests.closings import finish, man
from kexie.domains.steward.views import excluding as views

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
EXCLUDE, RESTORE = ExclusionKind.EXCLUDE, ExclusionKind.RESTORE


@pytest.fixture
def closed(office, case):
    man(office)
    return finish(office, case)


def ask(office, case, kind=EXCLUDE, *, who="web_editor", ground="twice", reason="同一件事提交了两次"):
    return excluding.ask(by=office.actor(who), at=AT + DAY, case_id=case.pk, kind=kind, ground=ground, reason=reason)


def decide(office, row, *, who="keeper", grant=True):
    return excluding.decide(by=office.actor(who), at=AT + DAY, exclusion_id=row.pk, grant=grant, reason="情况属实")


def in_force(case) -> bool:
    return Exclusion.objects.beyond("test").filter(case=case).in_force().exists()


def test_asked_by_the_one_granted_by_the_other_and_back(office, closed):
    row = ask(office, closed)
    assert not in_force(closed)
    decide(office, row)
    assert in_force(closed)
    back = ask(office, closed, RESTORE)
    assert in_force(closed)
    decide(office, back)
    assert not in_force(closed)
    decide(office, ask(office, closed))
    assert in_force(closed), "once more, with two persons again"


def test_refused_or_taken_back_it_counts(office, closed):
    assert decide(office, ask(office, closed), grant=False).state == "refused"
    row = ask(office, closed)
    with pytest.raises(NotFound):
        excluding.take_back(by=office.actor("keeper"), at=AT, exclusion_id=row.pk)
    assert excluding.take_back(by=office.actor("web_editor"), at=AT, exclusion_id=row.pk).state == "withdrawn"
    assert not in_force(closed)
    for verb in (
        decide,
        lambda office, row: excluding.take_back(by=office.actor("web_editor"), at=AT, exclusion_id=row.pk),
    ):
        with pytest.raises(WishGone):
            verb(office, row)


def test_who_may(office, closed):
    for who, refusal in (("editor", NotPermitted), ("unit_admin_b", NotFound), ("plain", NotFound)):
        with pytest.raises(refusal):
            ask(office, closed, who=who)
    own = ask(office, closed, who="keeper")
    with pytest.raises(ByAnother):
        decide(office, own)
    with pytest.raises(NotFound):
        decide(office, own, who="unit_admin_b")
    with pytest.raises(NotPermitted):
        decide(office, own, who="web_editor")
    own.decided_by, own.decided_at, own.state = own.asked_by, AT, "granted"
    with pytest.raises(IntegrityError), transaction.atomic():
        own.save()
    assert decide(office, own, who="signer").state == "granted"


def test_what_cannot_be_asked(office, closed):
    for asked in ({"ground": "luck"}, {"kind": RESTORE}):
        with pytest.raises(ClosingInvalid):
            ask(office, closed, **asked)
    with pytest.raises(MatterInvalid):
        ask(office, closed, reason="  ")
    row = ask(office, closed)
    with pytest.raises(WishOpen):
        ask(office, closed)
    decide(office, row)
    with pytest.raises(ClosingInvalid):
        ask(office, closed)


def test_a_running_case_is_not_excluded(office, case):
    man(office)
    with pytest.raises(ClosingInvalid):
        ask(office, case)


def test_to_dos_and_counts(office, closed):
    row = ask(office, closed)
    for who, count in (("keeper", 1), ("signer", 1), ("unit_admin_b", 0), ("web_editor", 0)):
        actor = office.actor(who)
        assert (len(views.to_do(actor, AT)), views.number_to_do(actor, AT)) == (count, count), who
    path = reverse("steward:exclusions")
    assert "生效中0件，待审批1件" in office.as_("keeper").get(path).content.decode()
    decide(office, row)
    page = office.as_("keeper").get(path, {"state": "force"}).content.decode()
    assert "生效中1件，待审批0件" in page
    assert closed.number in page
    other = office.as_("unit_admin_b").get(path).content.decode()
    assert "生效中0件，待审批0件" in other
    assert closed.number not in other


def test_on_its_pages(office, closed):
    with clock.fixed(AT + DAY):
        case_page = reverse("matters:case", args=[closed.pk])
        path = reverse("steward:exclude", args=[closed.pk, "exclude"])
        client = office.as_("web_editor")
        assert path in client.get(case_page).content.decode()
        assert client.get(reverse("steward:exclude", args=[closed.pk, "nonsense"])).status_code == 404
        assert client.post(path, {"submit_key": "1", "ground": "twice"}).status_code == 422
        said = {"submit_key": "2", "ground": "twice", "reason": "与上一件相同"}
        assert client.post(path, said).headers["Location"] == case_page
        row = Exclusion.objects.beyond("test").get(case=closed)
        assert "相同" not in row.sealed
        one, decision = (reverse(f"steward:{name}", args=[row.pk]) for name in ("exclusion", "exclusion-decide"))
        assert office.as_("unit_admin_b").get(one).status_code == 404
        assert "与上一件相同" in office.as_("keeper").get(decision).content.decode()
        agreed = {"submit_key": "3", "grant": "yes", "reason": "情况属实"}
        assert office.as_("keeper").post(decision, agreed).headers["Location"] == one
        assert office.as_("signer").post(decision, agreed | {"submit_key": "4"}).status_code == 409
        assert "不纳入考核" in client.get(case_page).content.decode()
        assert "情况属实" in client.get(one).content.decode()
