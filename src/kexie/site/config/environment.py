"""The environment: which variables there are, and what is refused in production."""

from __future__ import annotations

from pathlib import Path

from environs import Env, ValidationError

env = Env(prefix="KEXIE_", eager=False)

MODES = ("development", "test", "production")


def _one_of_modes(value: str) -> None:
    if value not in MODES:
        raise ValidationError(f"must be one of {', '.join(MODES)}")


MODE: str = env.str("MODE", "development", validate=_one_of_modes)
PRODUCTION = MODE == "production"
TESTING = MODE == "test"

#: The folder of the checkout (or of the installed package's data), and the folder that the platform may write to.
ROOT = Path(__file__).resolve().parents[4]
DATA: Path = env.path("DATA", ROOT / "var")


#: What belongs into each variable that production must set; `kexie` prints it beside the error.
HINTS: dict[str, str] = {}


def required_in_production(name: str, development: str, *, what: str, minimum: int = 1, forbidden: str = "") -> str:
    """A text variable that production must set, at least ``minimum`` characters long and without the word ``forbidden``;
    elsewhere ``development`` serves.

    What is missing or weak is reported by `env.seal` with the variable's name, and ``what`` is said beside it.
    """
    HINTS[f"KEXIE_{name}"] = what

    def strong_enough(value: str) -> None:
        if len(value) < minimum or value == development or len(set(value)) < min(minimum, 8):
            raise ValidationError("is too weak for production.")
        if forbidden and forbidden in value:
            raise ValidationError(f"must not hold {forbidden}")

    if not PRODUCTION:
        return str(env.str(name, development))
    return env.str(name, validate=strong_enough) or ""
