"""The promises of the look, computed from the style sheets themselves."""

import re
from pathlib import Path

import pytest

STATIC = Path(__file__).parents[1] / "static" / "ui"
TOKENS = re.sub(r"/\*.*?\*/", "", (STATIC / "tokens.css").read_text("utf-8"), flags=re.S)
DEVICE_DARK = re.search(r"@media \(prefers-color-scheme: dark\) \{\s*:root:not\(\.light\) \{(.*?)\}", TOKENS, re.S)[1]
LIGHT = re.match(r"\s*:root \{(.*?)\}", TOKENS, re.S)[1]
DARK = re.search(r"^:root\.dark \{(.*?)\}", TOKENS, re.S | re.M)[1]
ELDER = re.search(r"^:root\.elder \{(.*?)\}", TOKENS, re.S | re.M)[1]


def tokens(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+):\s*([^;]+);", block))


def px(value: str) -> float:
    return float(re.fullmatch(r"([\d.]+)px", value)[1])


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


GROUNDS = ("ground", "ground-soft", "ground-sunk", "ground-raised")
TEXT = (
    *((ink, ground) for ink in ("ink", "ink-soft", "link", "action", "action-hover") for ground in GROUNDS),
    *((ink, ground) for ink in ("masthead-ink", "bad") for ground in ("ground", "ground-raised", "ground-soft")),
    *((tone, f"{tone}-soft") for tone in ("good", "warn", "bad", "info", "progress")),
    *(("ink", f"{tone}-soft") for tone in ("good", "warn", "bad", "info", "progress", "action")),
    ("on-action", "action"),
    ("on-action", "action-hover"),
    ("on-masthead", "masthead"),
    ("action", "action-soft"),
    ("ink", "mark"),
    ("ground", "bad"),
)
EDGES = (("line-strong", "ground"), ("line-strong", "ground-soft"), ("focus", "ground"), ("masthead", "ground"))
SCHEMES = {"light": tokens(LIGHT), "dark": tokens(LIGHT) | tokens(DARK)}


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_stands_out_from_its_ground(scheme, ink, ground):
    colours = SCHEMES[scheme]
    assert contrast(colours[ink], colours[ground]) >= 4.5


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("edge", "ground"), EDGES)
def test_edges_of_fields_and_the_focus_can_be_seen(scheme, edge, ground):
    colours = SCHEMES[scheme]
    assert contrast(colours[edge], colours[ground]) >= 3


def test_contrast_is_computed_as_the_norm_says():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_dark_is_the_same_whether_the_device_or_the_visitor_asks():
    assert tokens(DEVICE_DARK) == tokens(DARK)


def test_dark_redefines_every_colour():
    coloured = {name for name, value in tokens(LIGHT).items() if value.startswith("#")}
    assert coloured == {name for name, value in tokens(DARK).items() if value.startswith("#")}


def test_spaces_lie_on_a_grid_of_four():
    spaces = [px(value) for name, value in tokens(LIGHT).items() if re.fullmatch(r"s\d", name)]
    assert len(spaces) == 8
    assert all(space % 4 == 0 for space in spaces)


def test_targets_and_type_are_large_enough():
    standard, elder = tokens(LIGHT), tokens(LIGHT) | tokens(ELDER)
    assert px(standard["target"]) >= 44
    assert px(standard["text"]) >= 16
    assert px(elder["target"]) >= 60
    assert min(px(elder[name]) for name in ("text", "text-small", "text-lead")) >= 18
    assert min(float(elder["line-height"]), float(elder["line-height-tight"])) >= 1.3
    assert float(standard["line-height"]) == 1.7


def test_no_line_is_longer_than_42_characters():
    assert tokens(LIGHT)["measure"] == "42em"


@pytest.mark.parametrize("sheet", ["base", "layout", "components"])
def test_colours_come_from_tokens_alone(sheet):
    css = (STATIC / f"{sheet}.css").read_text("utf-8")
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b(?![^{]*\{)", css) == []


@pytest.mark.parametrize("sheet", ["base", "layout", "components", "print"])
def test_every_token_used_is_defined(sheet):
    css = (STATIC / f"{sheet}.css").read_text("utf-8")
    assert set(re.findall(r"var\(--([\w-]+)\)", css)) <= set(tokens(LIGHT))


@pytest.mark.parametrize("sheet", ["tokens", "base", "layout", "components", "print"])
def test_no_style_sheet_asks_another_host(sheet):
    css = (STATIC / f"{sheet}.css").read_text("utf-8")
    assert "url(" not in css
    assert "@import" not in css
