"""The register of what a unit has written and sent in."""

from __future__ import annotations

import re

import pytest

from kexie.domains.bulletin.models import Column
from kexie.domains.bulletin.tests.test_writing_views import OWN, page
from kexie.domains.bulletin.tests.writing import begun, sent

pytestmark = pytest.mark.django_db


class TestRegister:
    def test_it_stands_with_the_other_entries_of_its_group(self, cast):
        groups = re.findall('rail__group">([^<]+)<', cast.as_("clerk_a").get(OWN).content.decode())
        assert "信息" in groups
        assert groups.count("信息") == groups.count("基础信息")

    def test_it_invites_before_the_first(self, cast):
        assert "写第一条信息" in page(cast.as_("clerk_a").get(OWN))

    @pytest.mark.parametrize(
        ("asked", "found"),
        [
            ("", {"甲题", "乙题", "丙题"}),
            ("state=draft", {"甲题"}),
            ("state=sent", {"乙题", "丙题"}),
            ("text=丙", {"丙题"}),
            ("text=航空学会", {"甲题", "乙题", "丙题"}),
            ("since=2023-05-24&until=2023-05-24", {"甲题", "乙题", "丙题"}),
            ("since=2023-05-25", set()),
            ("until=x&state=unknown&column=99999999999999999999", {"甲题", "乙题", "丙题"}),
        ],
    )
    def test_filters(self, cast, asked, found):
        begun(cast, title="甲题"), sent(cast, title="乙题"), sent(cast, title="丙题")
        shown = page(cast.as_("clerk_a").get(f"{OWN}?{asked}"))
        assert {title for title in ("甲题", "乙题", "丙题") if title in shown} == found

    def test_by_column_and_unit(self, cast):
        column = Column.objects.first()
        begun(cast, title="甲题", column=column.pk)
        begun(cast, "unit_admin_a", "柳湾街道科协", title="乙题")
        client = cast.as_("unit_admin_a")
        assert "乙题" not in page(client.get(f"{OWN}?column={column.pk}"))
        assert "甲题" not in page(client.get(f"{OWN}?unit={cast.unit('柳湾街道科协').uid}"))
        assert "乙题" not in page(cast.as_("clerk_a").get(OWN))

    @pytest.mark.parametrize("sort", ["title", "-submitted_at", "column", "unit", "version", "credits", "state", "x"])
    def test_sorting(self, cast, sort):
        begun(cast)
        assert cast.as_("unit_admin_a").get(f"{OWN}?sort={sort}").status_code == 200

    def test_a_file_holds_more_and_no_formula(self, cast):
        begun(cast, title="=1+1", place="@地点")
        content = cast.as_("clerk_a").get(f"{OWN}?_export=csv").content.decode("utf-8-sig")
        assert "青溪区科协" in content
        assert "'=1+1" in content
        assert "'@地点" in content
        assert cast.as_("clerk_a").get(f"{OWN}?_export=xlsx").content[:2] == b"PK"
