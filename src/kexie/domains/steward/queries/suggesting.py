"""Which matters fit what somebody says in plain words: by the model in force, else by what the matters say of themselves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Final

from kexie.base.kernel.access import Actor, check
from kexie.base.kernel.edition import kept
from kexie.base.matters.api import application_form, offered
from kexie.domains.steward.abilities import TRAIN
from kexie.domains.steward.models import SuggestionModel
from kexie.domains.steward.rules.suggesting import Described, Guess, Model, by_rule, read, words_of

#: The matter that takes whatever no other does: a person looks at it and finds who is to handle it.
GENERAL: Final = "appeal"
#: The element under which an application says in plain words what it is about.
_SAID: Final = "request_content"
#: How much a word counts that stands in a matter's name, occasions, summary, or in what else its guide says.
_WEIGHTS: Final = (("name", 3.0), ("occasions", 2.5), ("summary", 2.0), ("audience", 0.7), ("conditions", 0.5))


@dataclass(frozen=True, slots=True)
class Fitting:
    """A matter that fits, and the words of the text that speak for it."""

    code: str
    name: str
    summary: str
    words: tuple[str, ...]


def fitting(text: str, *, on: date, most: int = 3) -> list[Fitting]:
    """The offered matters that ``text`` may be about, the likeliest first; never the general one.

    What the model says comes first; it knows nothing of a new matter, so the rule fills what is left.
    """
    shown = kept(f"steward.offered:{on}", lambda: _shown(on))
    names = {code: (name, summary) for code, name, summary, *_rest in shown if code != GENERAL}
    if len(words_of(text)) == 0 and not text.strip().isascii():
        return []
    model = model_of("matters")
    learnt = model.guesses(text, most=most, among=names.__contains__) if model else []
    ruled = by_rule(text, [_described(row) for row in shown if row[0] in names], most=most)
    return [Fitting(one.label, *names[one.label], one.words) for one in _both(learnt, ruled, most)]


def general_matter(*, on: date) -> tuple[str, str] | None:
    """The code of the general matter and the key of its form under which a text is carried; None where it is not offered."""
    version = offered(on=on).filter(matter__code=GENERAL, matter__open=True).defer("process").first()
    if version is None:
        return None
    asked = next((field for field in application_form(version).fields if field.element == _SAID), None)
    return (GENERAL, asked.key) if asked else None


def model_of(what: str) -> Model | None:
    """The model in force of "matters" or "units"; None where there was too little to learn from."""
    version = SuggestionModel.objects.filter(in_force=True).values_list("version", flat=True).first()
    return _loaded(version, what) if version is not None else None


def rarity() -> Callable[[str], float]:
    """How much a word tells: the more, the fewer closed cases have it; all alike where nothing was learnt."""
    model = model_of("matters")
    return model.rarity if model is not None else lambda _word: 1.0


def models_listed(actor: Actor) -> list[SuggestionModel]:
    """All versions, the newest first, without what they have learnt. Raises NotPermitted."""
    check(actor, TRAIN)
    return list(SuggestionModel.objects.defer("matters", "units")[:20])


@lru_cache(maxsize=4)
def _loaded(version: int, what: str) -> Model | None:
    values: dict[str, Any] | None = SuggestionModel.objects.filter(version=version).values_list(what, flat=True).first()
    return read(values) if values else None


def _both(learnt: Sequence[Guess], ruled: Sequence[Guess], most: int) -> list[Guess]:
    """The first of what was learnt, then what both name, then the rest, each class once."""
    by_label = {guess.label: guess for guess in [*ruled, *learnt]}
    return [by_label[label] for label in dict.fromkeys(guess.label for guess in [*learnt, *ruled])][:most]


def _shown(on: date) -> list[tuple[str, ...]]:
    """Code, name, summary, letters, and what the guide says, of the offered matters that take applications."""
    return [
        (
            version.matter.code,
            version.name,
            str(version.terms.get("summary", "")),
            version.matter.letters,
            *(version.name if key == "name" else str(version.terms.get(key, "")) for key, _weight in _WEIGHTS),
        )
        for version in offered(on=on)
        if version.matter.open
    ]


def _described(row: tuple[str, ...]) -> Described:
    code, _name, _summary, letters, *said = row
    weighted = zip(said, (weight for _key, weight in _WEIGHTS), strict=True)
    return Described(code, tuple(weighted), letters)
