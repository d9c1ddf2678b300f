"""What somebody has typed elsewhere and carries into an application: kept in his session until a draft holds it."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from typing import Any, Final

_CARRIED: Final = "matters.carried"
#: Into so many matters somebody carries something at once; of more, the first is dropped.
MOST: Final = 3


def carry(session: MutableMapping[str, Any], code: str, answers: Mapping[str, str]) -> None:
    """Let the application for the matter ``code`` begin with ``answers``, by the keys of its form."""
    others = {key: kept for key, kept in _all(session).items() if key != code}
    session[_CARRIED] = dict([*others.items(), (code, dict(answers))][-MOST:])


def carried(session: Mapping[str, Any], code: str) -> dict[str, str]:
    """What was carried into the application for this matter; nothing else than texts."""
    return dict(_all(session).get(code, {}))


def put_down(session: MutableMapping[str, Any], code: str) -> None:
    """Forget it: a draft holds it now."""
    left = {key: kept for key, kept in _all(session).items() if key != code}
    if len(left) == len(_all(session)):
        return
    if left:
        session[_CARRIED] = left
    else:
        session.pop(_CARRIED, None)


def _all(session: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = session.get(_CARRIED, {})
    return found
