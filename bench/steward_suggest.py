"""Suggestions with a model of 100,000 cases and 60 matters, and the search of a service hall of as many: CPU."""

from __future__ import annotations

import json
import random
from typing import Any

from bench.dataset import _WORDS
from bench.promise import Measured, cpu_ms, set_up, tell

CASES = 100_000
MATTERS = 60
_SUGGEST_MS = 30
_HALL_MS = 25


def learn(source: random.Random) -> Any:
    """A model of 60 classes, each with words of its own beside those of all."""
    from kexie.domains.steward.rules.suggesting import Corpus, read

    words = sorted(set(_WORDS))
    own = {f"m{number}": source.sample(words, min(12, len(words))) for number in range(MATTERS)}
    corpus = Corpus()
    for number in range(CASES):
        label = f"m{number % MATTERS}"
        said = [*source.choices(own[label], k=6), *source.choices(words, k=6)]
        corpus.add("，".join(said), label, number)
    return read(json.loads(json.dumps(corpus.model().as_json())))


def main() -> None:
    """Guess by the model in memory; ask the page as a visitor does, with the demo's matters and sixty more."""
    set_up()
    from django.core.cache import cache
    from django.core.management import call_command
    from django.test import Client

    from kexie.base.kernel import clock
    from kexie.domains.steward.models import SuggestionModel
    from kexie.site.demo import story

    source = random.Random(20261129)
    model = learn(source)
    text = "，".join(source.choices(sorted(set(_WORDS)), k=20))
    call_command("migrate", verbosity=0, interactive=False)
    story.tell()
    SuggestionModel.objects.create(
        version=1, trained_at=clock.now(), trained_by_name="测量", cases=CASES, matters=model.as_json()
    )
    client = Client(headers={"host": "localhost"})

    def asked() -> None:
        if client.post("/ask/", {"text": text}, headers={"HX-Request": "true"}).status_code != 200:
            raise SystemExit("/ask/ does not answer")

    def hall() -> None:
        if client.get("/services/?q=科普").status_code != 200:
            raise SystemExit("/services/ does not answer")

    tell(
        Measured("suggest_cpu", cpu_ms(lambda: model.guesses(text)), "ms", _SUGGEST_MS),
        Measured("ask_cpu", cpu_ms(asked, before=cache.clear), "ms", _SUGGEST_MS),
        Measured("hall_search_cpu", cpu_ms(hall, before=cache.clear), "ms", _HALL_MS),
    )


if __name__ == "__main__":
    main()
