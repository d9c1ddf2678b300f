"""The page about the interface for programs."""

from __future__ import annotations

import re

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


def test_a_program_reads_what_an_act_is_sent_and_which_cookies_go_along(client, db, settings):
    html = client.get(reverse("ui:api")).content.decode()
    act = html.split('<article id="start_case">')[1].split("</article>")[0]
    told = dict(re.findall(r"<code>([a-z\[\].]+)</code></td><td>(.*?)</td>", act))
    assert told["papers[].key"] == "x-papers 中的 key"
    assert told["papers[].content"] == "文件内容，base64"
    assert "—" not in told.values()
    for name in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, "X-CSRFToken"):
        assert name in html
