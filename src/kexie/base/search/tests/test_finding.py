from __future__ import annotations

import random
from datetime import date

import pytest

from kexie.base.kernel import access
from kexie.base.kernel.access import Platform, Reach, Visitor
from kexie.base.search import api
from kexie.base.search.tests.factories import READ, Clerk, entry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _ability(monkeypatch):
    monkeypatch.setitem(access.abilities._things, READ.code, READ)


def titles(results: api.Results) -> list[str]:
    return [hit.title for hit in results.hits]


def test_all_words_are_needed_and_titles_come_first_then_the_newest():
    api.put(
        entry("旧的科普大会", "青少年", on=date(2022, 1, 1)),
        entry("新的科普大会", "青少年", on=date(2023, 1, 1)),
        entry("通知", "青少年科普大会延期", on=date(2024, 1, 1)),
        entry("无日期的科普大会", "青少年"),
        entry("科普大会", "老年"),
    )
    found = api.find(Visitor(), "科普大会 青少年")
    assert found.total == 4
    assert titles(found) == ["新的科普大会", "旧的科普大会", "无日期的科普大会", "通知"]
    assert titles(api.find(Visitor(), "科普大会"))[:2] == ["新的科普大会", "旧的科普大会"]
    assert titles(api.find(Visitor(), "科普大会"))[-1] == "通知"


def test_words_may_stand_in_different_pieces_of_a_long_text():
    long = "甲" * 10 + "科学之家揭牌。" + "这里是别的话。" * 2000 + "志愿服务队成立。"
    api.put(entry("长文", long))
    found = api.find(Visitor(), "科学之家 志愿服务队")
    assert found.total == 1
    assert "<mark>科学之家</mark>" in found.hits[0].snippet_html
    assert "<mark>志愿服务队</mark>" in api.find(Visitor(), "志愿服务队").hits[0].snippet_html


def test_every_place_of_a_long_text_is_found_across_the_pieces():
    rnd = random.Random(7)
    body = "".join(chr(0x4E00 + rnd.randrange(20000)) for _ in range(6000))
    api.put(entry("长文", body))
    for start in range(0, 5960, 149):
        assert api.find(Visitor(), body[start : start + 40]).total == 1


def test_pinyin_and_initials_find_titles_and_are_marked():
    api.put(entry("云川市“科学之家”揭牌", "正文"))
    for typed in ("kxzj", "kexuezhijia", "KXZJ"):
        assert api.find(Visitor(), typed).hits[0].title_html == "云川市“<mark>科学之家</mark>”揭牌"


def test_renewing_and_removing():
    one = entry("科普大会", "第一稿", key="a")
    api.put(one, entry("科普大会", "第二稿", key="a"))
    assert api.find(Visitor(), "第一稿").total == 0
    assert api.find(Visitor(), "第二稿").total == 1
    api.put(one)
    assert api.find(Visitor(), "第二稿").total == 0
    api.remove("other", "a")
    api.remove("test", "b", "a")
    assert api.find(Visitor(), "科普大会").total == 0


def test_pages_and_facets():
    api.put(*[entry(f"科普{n}号", source="test" if n % 3 else "other") for n in range(45)])
    first = api.find(Visitor(), "科普", per_page=20)
    assert (first.total, first.page, first.pages, len(first.hits)) == (45, 1, 3, 20)
    assert [(facet.source, facet.count) for facet in first.facets] == [("test", 30), ("other", 15)]
    third = api.find(Visitor(), "科普", page=3, per_page=20)
    assert len(third.hits) == 5
    assert api.find(Visitor(), "科普", page=99, per_page=20).page == 3
    assert api.find(Visitor(), "科普", page=-1, per_page=20).page == 1
    chosen = api.find(Visitor(), "科普", source="other")
    assert (chosen.total, len(chosen.hits), len(chosen.facets)) == (15, 15, 2)
    seen = {hit.url for page in (1, 2, 3) for hit in api.find(Visitor(), "科普", page=page, per_page=20).hits}
    assert len(seen) == 45


def test_finding_takes_few_queries(django_assert_max_num_queries):
    api.put(*[entry(f"科普{n}号", "正文" * 2000) for n in range(30)])
    for typed in ("科普", "科普 正文", "正文", "kepu"):
        with django_assert_max_num_queries(4):
            api.find(Visitor(), typed)
    with django_assert_max_num_queries(1):
        api.suggest(Visitor(), "科普")


def test_two_units_do_not_find_each_other():
    secret = {"public": False, "ability": READ.code}
    api.put(
        entry("青溪区内部材料", "青溪", unit_path="00010001", **secret),
        entry("青溪区下属材料", "青溪", unit_path="000100010001", **secret),
        entry("农学会内部材料", "农学会", unit_path="00010002", **secret),
        entry("无单位内部材料", "无单位", **secret),
        entry("他人权限的内部材料", unit_path="00010001", public=False, ability="searchtest.unknown"),
        entry("公开材料"),
    )
    own, subtree = frozenset({"00010001"}), frozenset({"00010001"})
    cases = {
        Visitor(): {"公开材料"},
        Clerk(Reach()): {"公开材料"},
        Clerk(Reach(units=own)): {"公开材料", "青溪区内部材料"},
        Clerk(Reach(subtrees=subtree)): {"公开材料", "青溪区内部材料", "青溪区下属材料"},
        Clerk(Reach(units=frozenset({"00010002"}))): {"公开材料", "农学会内部材料"},
    }
    for actor, expected in cases.items():
        found = api.find(actor, "材料")
        assert set(titles(found)) == expected
        assert found.total == len(expected) == sum(facet.count for facet in found.facets)
        assert {hit.title for hit in api.suggest(actor, "材料")} == expected
        assert {hit.title for hit in api.suggest(actor, "cl")} == expected
    assert api.find(Platform(), "材料").total == 5  # an ability that nobody has declared reaches nobody


def test_what_is_not_public_names_an_ability():
    with pytest.raises(ValueError, match="ability"):
        entry("内部材料", public=False)


@pytest.mark.parametrize(
    "typed",
    [
        '"',
        '科普"',
        "*",
        "科普*",
        "NEAR(科普 大会)",
        "科普 OR 大会",
        "科普 AND NOT 大会",
        "-科普",
        "'; DROP TABLE search_index;--",
        "科普\0大会",
        "{title}: 科普",
        "科普:*",
        "科普 & !大会",
        "<->",
        "(",
        "\\",
        "%",
        "_",
        "\ud800科普",
        "^科普",
        "tokens:科普",
        "😀",
        "",
        "   ",
        "，。！",
        "\u202e科普",
    ],
)
def test_nothing_that_is_typed_is_an_operator(typed):
    api.put(entry("科普大会", "正文"), entry("别的", "别的"))
    for actor in (Visitor(), Platform()):
        assert api.find(actor, typed).total in {0, 1}
        assert len(api.suggest(actor, typed)) <= 1


def test_operators_in_texts_are_text():
    api.put(entry('他说"科普"OR\0NEAR', "100%_的\0人\ud800说"))
    assert api.find(Visitor(), "near").total == 1
    assert api.find(Visitor(), "人说").total + api.find(Visitor(), "的人").total >= 1
    assert [hit.title for hit in api.suggest(Visitor(), "%")] == []


def test_a_long_query_is_cut_and_says_so():
    api.put(entry("科普大会", "一二三四五六七八九十" * 10))
    assert not api.find(Visitor(), "一二三四五六七八九十" * 4).cut
    long = api.find(Visitor(), "一二三四五六七八九十" * 100)
    assert long.cut
    assert long.total == 1
    many = api.find(Visitor(), " ".join(["科普", "大会"] * 20 + [f"词{n}" for n in range(30)]))
    assert many.cut
    assert len(many.words) == 8


def test_suggestions_begin_with_what_was_typed():
    api.put(entry("大会科普"), entry("科普大会"), entry("科学之家"), *[entry(f"科普{n}") for n in range(20)])
    assert api.suggest(Visitor(), "科普")[-1].title != "大会科普"
    assert [hit.title for hit in api.suggest(Visitor(), "kxzj")] == ["科学之家"]
    assert [hit.title for hit in api.suggest(Visitor(), "kexue")] == ["科学之家"]
    assert len(api.suggest(Visitor(), "科普", limit=3)) == 3
    assert [hit.title for hit in api.suggest(Visitor(), "大会")] == ["大会科普", "科普大会"]


def test_recall_and_precision_against_naive_reading():
    rnd = random.Random(2023)
    letters = "科学技术普及协会云川市数字平台活动大会𠮷喆祎赟镕"
    texts = ["".join(rnd.choice(letters) for _ in range(rnd.randrange(5, 60))) for _ in range(300)]
    api.put(*[entry(text[:5], text, key=str(n)) for n, text in enumerate(texts)])
    for length in (1, 2, 3, 4):
        for _ in range(40):
            text = rnd.choice(texts)
            start = rnd.randrange(len(text) - length + 1)
            word = text[start : start + length]
            assert api.find(Visitor(), word).total == sum(word in text for text in texts)


def test_long_titles_and_addresses_are_taken():
    api.put(entry("ﷺ" * 400, "尾声", url="/" + "%E7%A7%91" * 300 + "/"))
    assert api.find(Visitor(), "尾声").hits[0].url.count("%E7%A7%91") == 300
