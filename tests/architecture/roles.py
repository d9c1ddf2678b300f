"""Who of the cast goes through the whole house on a second database too."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

import pytest


def once_but(second: Collection[str], roles: Iterable[str]) -> list[Any]:
    """The roles as parameters of a test; those that are not among ``second`` ask on the first database alone."""
    return [pytest.param(role, marks=() if role in second else pytest.mark.asked_once) for role in roles]
