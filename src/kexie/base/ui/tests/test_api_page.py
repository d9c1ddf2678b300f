"""The page about the interface for programs."""

from __future__ import annotations

from django.urls import reverse

from kexie.base.kernel.rest_description import described


def test_people_read_every_address_its_parameters_and_who_may_ask(client, db):
    html = client.get(reverse("ui:api")).content.decode()
    for row in described():
        assert f'<article id="{row.name}">' in html
        assert row.summary in html
    assert html.count("需要登录和权限") == sum(not row.is_open for row in described())
    assert reverse("openapi") in html
    assert "<script" not in html.split("<main")[1].split("</main>")[0]


def test_the_addresses_of_the_page_can_be_opened(cast, client):
    examples = [row.example for row in described() if row.example]
    assert examples
    assert {client.get(example).status_code for example in examples} == {200}
