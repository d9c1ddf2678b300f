"""Every promise of security has its line in the evidence, and every test that it names exists (docs/security-evidence.md)."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROMISES = 63
LINE = re.compile(r"^\|\s*(\d+)\s*\|([^|]+)\|([^|]*)\|([^|]*)\|$")
NAME = re.compile(r"`([^`]+)`")


@cache
def written() -> dict[str, set[str]]:
    """The tests of each file, by its path from the root; those of a class by their own name."""
    found = {}
    for folder in ("src", "tests"):
        for path in (ROOT / folder).rglob("test_*.py"):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            names = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
            found[path.relative_to(ROOT).as_posix()] = {name for name in names if name.startswith("test_")}
    return found


def problem(named: str) -> str:
    """What is wrong with a name of the evidence; empty where it means one test of one file."""
    end, _, name = named.partition("::")
    files = [path for path in written() if f"/{path}".endswith(f"/{end}")]
    if len(files) != 1:
        return f"{named}: {len(files)} files end so: {files}"
    return "" if name in written()[files[0]] else f"{named}: no such test in {files[0]}"


def lines() -> list[re.Match]:
    text = (ROOT / "docs" / "security-evidence.md").read_text(encoding="utf-8")
    return [found for line in text.splitlines() if (found := LINE.match(line))]


def test_every_promise_has_one_line_in_order():
    assert [int(line[1]) for line in lines()] == list(range(1, PROMISES + 1))


def test_every_test_that_is_named_exists():
    problems = [problem(named) for line in lines() for named in NAME.findall(line[3])]
    assert len(problems) >= 100
    assert [one for one in problems if one] == []


def test_what_no_test_proves_is_said():
    silent = [line[1] for line in lines() if not NAME.findall(line[3]) and "not yet built" not in line[4]]
    assert silent == []


@pytest.mark.parametrize(
    "named", ["test_log_in.py::test_nothing_of_this_name", "test_nowhere.py::test_x", "test_pages.py::test_x"]
)
def test_the_eye_for_missing_tests_sees(named):
    assert problem(named)
