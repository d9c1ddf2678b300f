"""The environment: which variables there are, and what is refused in production."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from environs import Env, ValidationError

from kexie.site.config.values import anything

env = Env(prefix="KEXIE_", eager=False)

MODES = ("development", "test", "production")


def _one_of_modes(value: str) -> None:
    if value not in MODES:
        raise ValidationError("不是运行方式。")


MODE: str = env.str("MODE", "development", validate=_one_of_modes)
PRODUCTION = MODE == "production"
TESTING = MODE == "test"

#: The folder of the checkout (or of the installed package's data), and the folder that the platform may write to.
ROOT = Path(__file__).resolve().parents[4]
DATA: Path = env.path("DATA", ROOT / "var")


#: What belongs into each variable that is checked, in Chinese; `kexie` prints it beside the error.
HINTS: dict[str, str] = {"KEXIE_MODE": "、".join(MODES)}

#: What is wrong with a value, in Chinese, or nothing (`values`).
Check = Callable[[str], str]


def checked(name: str, default: str, *, what: str, check: Check) -> str:
    """A text variable that may be left out (or empty: then ``default`` serves), and is refused when ``check`` objects.

    What is refused is reported by `env.seal` with the variable's name, and ``what`` is said beside it.
    """
    HINTS[f"KEXIE_{name}"] = what

    def sound(value: str) -> None:
        if value and (problem := check(value)):
            raise ValidationError(problem)

    return env.str(name, default, validate=sound) or default


def required_in_production(name: str, development: str, *, what: str, check: Check = anything) -> str:
    """A text variable that production must set, to something else than ``development``, which serves elsewhere."""
    if not PRODUCTION:
        return str(env.str(name, development))
    HINTS[f"KEXIE_{name}"] = what

    def sound(value: str) -> None:
        if (
            problem := "没有设置。"
            if not value.strip()
            else "太弱，正式环境不能使用。"
            if value == development
            else check(value)
        ):
            raise ValidationError(problem)

    return env.str(name, validate=sound) or development
