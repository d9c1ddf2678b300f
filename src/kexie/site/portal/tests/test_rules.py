"""The App as a browser installs it."""

from __future__ import annotations

from kexie.site.portal import rules

ICONS = {name: f"/icons/1/{name}.png" for name in rules.ICONS}


def test_the_manifest_says_what_installing_needs():
    said = rules.manifest(
        name="云川市科协 数字科协",
        short_name="数字科协",
        colour="#123456",
        icons=ICONS,
        shortcuts=[("检索", "/search/")],
    )
    assert said["display"] == "standalone"
    assert said["start_url"] == said["scope"] == said["id"] == "/"
    assert (said["theme_color"], said["lang"]) == ("#123456", "zh-CN")
    assert {(icon["sizes"], icon["purpose"]) for icon in said["icons"]} == {
        ("192x192", "any"),
        ("512x512", "any"),
        ("192x192", "maskable"),
        ("512x512", "maskable"),
    }
    assert said["shortcuts"][0]["url"] == "/search/"


def test_what_a_system_cuts_is_seen_whole():
    for icon in rules.ICONS.values():
        if (
            icon.full
        ):  # a square of that share lies within the circle of 80 %, or within the rounded square of a telephone
            assert icon.share**2 * 2 <= 0.8**2 or icon.side == 180


def test_our_mark_takes_the_brands_colour_and_its_corners():
    mark = '<rect rx="12" fill="#b3211e"/>'
    assert rules.in_colour(mark, ours="#b3211e", brand="#00457c", full=False) == '<rect rx="12" fill="#00457c"/>'
    assert rules.in_colour(mark, ours="#b3211e", brand="#b3211e", full=True) == '<rect rx="0" fill="#b3211e"/>'


def test_a_version_is_of_the_contents_and_their_order():
    assert rules.version([b"a", b"b"]) == rules.version([b"a", b"b"])
    assert len({rules.version(parts) for parts in ([b"a", b"b"], [b"ab"], [b"b", b"a"], [])}) == 4
