"""Posts and accounts at their doors: within reach, once, with the refusal beside the field."""

from __future__ import annotations

import pytest
from django.core import mail
from django.urls import reverse

from kexie.base.kernel import clock, outbox
from kexie.base.kernel.access import Platform
from kexie.base.kernel.models import AuditEvent
from kexie.base.people.actions.persons import add_person
from kexie.base.people.actions.posts import grant_post
from kexie.base.people.models import Account, Person, Post
from kexie.base.people.queries import actor_of
from kexie.base.people.tests.cast import AT

TODAY = "2023-05-23"


def grant_at(cast, unit: str = "青溪区科协") -> str:
    return reverse("people:post-grant", args=(cast.unit(unit).uid,))


def fill(**given: str) -> dict[str, str]:
    return {"submit_key": "k1", "person": "", "name": "", "role": "", "title": "", "begin": TODAY} | given


def actions_since(count: int) -> list[str]:
    return list(AuditEvent.objects.order_by("number").values_list("action", flat=True)[count:])


def test_a_unit_administrator_gives_a_newcomer_a_post_once(cast):
    client, before = cast.client("unit_admin_a"), AuditEvent.objects.count()
    assert client.get(grant_at(cast)).status_code == 200
    for _ in range(2):
        response = client.post(grant_at(cast), fill(name="方舟", role="clerk", title="干事"))
        assert response["Location"] == reverse("people:organisation", args=(cast.unit("青溪区科协").uid,))
    post = Post.objects.get(person__name="方舟")
    assert (post.role, post.title, post.organisation.name) == ("clerk", "干事", "青溪区科学技术协会")
    assert actions_since(before) == ["person.add", "post.grant"]
    page = client.get(response["Location"]).content.decode()
    assert "方舟" in page
    assert reverse("people:post-end", args=(post.pk,)) in page


def test_somebody_known_is_picked_by_key_or_by_name(cast):
    client = cast.client("unit_admin_a")
    options = client.get(reverse("people:person-options"), {"q": "lzy"}).json()["options"]
    assert [option["label"] for option in options] == ["林知遥"]
    client.post(grant_at(cast), fill(person=options[0]["key"], title="联络员"))
    client.post(grant_at(cast), fill(person_text="林知遥", title="讲解员", submit_key="k2"))
    assert set(cast.person("clerk_a").posts.values_list("title", flat=True)) == {"干事", "联络员", "讲解员"}
    assert Person.objects.filter(name="林知遥").count() == 1


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "二者选一"),
        ({"person_text": "林知遥", "name": "方舟", "role": "clerk"}, "二者选一"),
        ({"person_text": "贺云舒", "role": "clerk"}, "没有找到"),
        ({"name": "方舟"}, "至少填写一项"),
        ({"name": "方舟", "role": "system_admin"}, "没有这个选项"),
        ({"person_text": "林知遥", "role": "clerk"}, "已经担任这个角色"),
        ({"name": "方舟", "role": "clerk", "begin": ""}, "起始日期"),
    ],
)
def test_what_can_be_mended_stands_beside_the_form(cast, given, said):
    before = Person.objects.count(), Post.objects.count()
    response = cast.client("unit_admin_a").post(grant_at(cast), fill(**given))
    assert response.status_code == 422
    assert said in response.content.decode()
    assert (Person.objects.count(), Post.objects.count()) == before


def test_another_unit_is_not_staffed_and_its_persons_are_not_offered(cast):
    client = cast.client("unit_admin_a")
    for method in (client.get, client.post):
        before = AuditEvent.objects.count()
        assert method(grant_at(cast, "云台区科协"), fill(name="方舟", role="clerk")).status_code == 403
        assert actions_since(before) == ["access.refuse"]
    other = Post.objects.get(person=cast.person("clerk_b"))
    assert client.post(reverse("people:post-end", args=(other.pk,)), {"end": TODAY}).status_code == 404
    assert client.get(reverse("people:person-options"), {"q": "贺"}).json() == {"options": []}
    for name in ("account-open", "account-disable"):
        path = reverse(f"people:{name}", args=(cast.person("clerk_b").pk,))
        assert client.post(path, {"email": "x@yunchuan.example", "submit_key": "k"}).status_code == 404
    assert cast.account("clerk_b").is_active


def test_a_post_is_ended_and_grants_nothing_the_day_after(cast):
    client, post = cast.client("unit_admin_a"), Post.objects.get(person=cast.person("clerk_a"))
    path = reverse("people:post-end", args=(post.pk,))
    assert "林知遥" in client.get(path).content.decode()
    assert client.post(path, {"end": "2019-12-31", "submit_key": "k1"}).status_code == 422
    assert client.post(path, {"end": TODAY, "submit_key": "k1"}).status_code == 302
    post.refresh_from_db()
    assert post.end.isoformat() == TODAY
    assert not actor_of(cast.account("clerk_a"), on=clock.today()).holdings


def test_an_account_is_opened_by_a_link_and_disabled_again(cast):
    cast.client("unit_admin_a").post(grant_at(cast), fill(name="方舟", role="clerk"))
    person, client = Person.objects.get(name="方舟"), cast.client("unit_admin_a")
    path = reverse("people:account-open", args=(person.pk,))
    assert path in client.get(reverse("people:person", args=(person.pk,))).content.decode()
    wrong = client.post(path, {"email": "clerk_b@yunchuan.example", "submit_key": "k1"})
    assert wrong.status_code == 422
    assert "已经开通了账号" in wrong.content.decode()
    assert client.post(path, {"email": "fz@yunchuan.example", "submit_key": "k1"}).status_code == 302
    outbox.deliver_due(at=clock.now())
    assert [(message.to, message.subject) for message in mail.outbox] == [
        (["fz@yunchuan.example"], "账号已开通，请设置密码")
    ]
    assert "/accounts/password/reset/key/" in mail.outbox[0].body
    account = Account.objects.get(person=person)
    assert not account.has_usable_password()
    path = reverse("people:account-disable", args=(person.pk,))
    assert "不能再登录" in client.get(path).content.decode()
    assert client.post(path, {"submit_key": "k1"}).status_code == 302
    account.refresh_from_db()
    assert not account.is_active


def test_an_account_is_offered_only_to_who_may_open_it(cast):
    person = add_person(by=Platform(), at=AT, name="谷六川", registered_in=cast.unit("青溪区科协"))
    page = f"/workbench/persons/{person.pk}/"
    assert "开通账号" in cast.client("unit_admin_a").get(page).content.decode()
    there = cast.unit("云台区科协")
    grant_post(by=Platform(), at=AT, person=person, organisation=there, title="顾问", begin=AT.date())
    assert "开通账号" not in cast.client("unit_admin_a").get(page).content.decode()
    assert "开通账号" in cast.client("system_admin").get(page).content.decode()


def test_the_system_administrator_opens_accounts_but_grants_nothing(cast):
    client = cast.client("system_admin")
    assert client.get(grant_at(cast)).status_code == 403
    person = add_person(by=cast.actor("system_admin"), at=AT, name="方舟")
    path = reverse("people:account-open", args=(person.pk,))
    assert client.post(path, {"email": "fz@yunchuan.example", "submit_key": "k1"}).status_code == 302
