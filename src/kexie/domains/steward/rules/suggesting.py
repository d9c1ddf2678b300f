"""Which matter, or which unit, a text in plain words is about: a small model of this installation's own cases.

A text is taken for the pairs of characters in it (words of Latin letters as they are); nothing with a digit. The model is a
multinomial naive Bayes over the words that each text has, so that a class is an answer whose words can be shown. A word is kept
only where texts of `Corpus.least_sources` different people have it: what one person alone says (a name, an address) is not in
the model at all. Where there is too little to learn from, :func:`by_rule` compares the words with what each class says of itself.

The order of the texts changes nothing, and the same texts give the same model.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import log
from typing import Any, Final

from kexie.base.search.bigrams import normal, runs

#: So many closed cases there have to be in all, and so many of a class for the class to be learnt.
LEAST_CASES: Final = 50
LEAST_OF_CLASS: Final = 5
#: From so many different applicants a word has to come.
LEAST_SOURCES: Final = 3
#: The words of a model at most: those of most applicants.
MOST_WORDS: Final = 20_000
#: Of so many texts one is held back, to be guessed by a model of the others.
HELD_BACK: Final = 5
#: So much of a text is read, in characters.
LONGEST: Final = 2_000
_SMOOTHING: Final = 0.5
_SHOWN: Final = 5
#: What has less of the words than this part of the best is not worth a look.
_LEAST_PART: Final = 0.3
_LONGEST_LETTERS: Final = 20
#: Pairs that stand in every request and speak for nothing.
_IDLE: Final = frozenset(
    {
        *(
            "请问",
            "您好",
            "你好",
            "我们",
            "你们",
            "他们",
            "我想",
            "想要",
            "希望",
            "需要",
            "可以",
            "怎么",
            "什么",
            "这个",
        ),
        *("那个", "一个", "没有", "不能", "能否", "是否", "如何", "谢谢", "一下", "现在", "已经"),
    }
)
#: Signs that only join words.
_PARTICLES: Final = frozenset("的了吗呢吧啊呀么着")


@dataclass(frozen=True, slots=True)
class Guess:
    """A class that a text may be about, with the words of the text that speak for it, the strongest first."""

    label: str
    score: float
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """How often the right class was first, or among the first three, of ``held`` texts that the model did not know."""

    held: int = 0
    first: int = 0
    among_three: int = 0

    def as_json(self) -> dict[str, int]:
        """Plain values."""
        return {"held": self.held, "first": self.first, "among_three": self.among_three}


@dataclass(frozen=True, slots=True)
class Model:
    """Classes with the number of their texts, and words with the number of texts of each class that have them."""

    classes: tuple[str, ...]
    texts: tuple[int, ...]
    words: Mapping[str, Mapping[int, int]]
    _totals: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        totals = [0] * len(self.classes)
        for counts in self.words.values():
            for place, count in counts.items():
                totals[place] += count
        object.__setattr__(self, "_totals", tuple(totals))

    def guesses(self, text: str, *, most: int = 3, among: Callable[[str], bool] | None = None) -> list[Guess]:
        """The likeliest classes of ``text``, the first the likeliest; none where no word of it is known.

        ``among`` says which classes may be answered.
        """
        return self.guesses_of(words_of(text), text, most=most, among=among)

    def guesses_of(
        self, words: Iterable[str], text: str = "", *, most: int = 3, among: Callable[[str], bool] | None = None
    ) -> list[Guess]:
        """The same of the words of a text; without the text each word stands for itself."""
        known = [word for word in words if word in self.words]
        if not known or not self.classes:
            return []
        weights = {word: self._weights(word) for word in known}
        priors = [log(count / sum(self.texts)) for count in self.texts]
        sums = [priors[place] + sum(weights[word][place] for word in known) for place, label in enumerate(self.classes)]
        ranked = sorted(range(len(sums)), key=lambda place: (-sums[place], self.classes[place]))
        chosen = [place for place in ranked if among is None or among(self.classes[place])]
        told = text or " ".join(known)
        found = (Guess(self.classes[place], sums[place], self._why(place, weights, told)) for place in chosen)
        return [guess for guess in found if guess.words][:most]

    def rarity(self, word: str) -> float:
        """How much a word tells whatever the class: the more, the fewer texts have it."""
        return log((1 + sum(self.texts)) / (1 + sum(self.words.get(word, {}).values()))) + 0.1

    def said_of(self, label: str, *, most: int = 12) -> list[str]:
        """The words that speak most for a class, for whoever wants to know what was learnt."""
        place = self.classes.index(label)
        strength = {word: self._strength(place, self._weights(word)) for word, at in self.words.items() if place in at}
        return [word for word, _strength in sorted(strength.items(), key=lambda one: (-one[1], one[0]))[:most]]

    def as_json(self) -> dict[str, Any]:
        """What :func:`read` reads."""
        words = {word: {str(place): count for place, count in at.items()} for word, at in self.words.items()}
        return {"classes": list(self.classes), "texts": list(self.texts), "words": words}

    def _weights(self, word: str) -> list[float]:
        counts, room = self.words[word], _SMOOTHING * len(self.words)
        return [log((counts.get(place, 0) + _SMOOTHING) / (total + room)) for place, total in enumerate(self._totals)]

    def _strength(self, place: int, weights: Sequence[float]) -> float:
        """How much more a word is expected in this class than in the others together."""
        others = [weight for at, weight in enumerate(weights) if at != place]
        return weights[place] - (sum(others) / len(others) if others else 0)

    def _why(self, place: int, weights: Mapping[str, Sequence[float]], text: str) -> tuple[str, ...]:
        strength = {
            word: self._strength(place, each) if len(self.classes) > 1 else 1.0
            for word, each in weights.items()
            if place in self.words[word]
        }
        return joined({word: each for word, each in strength.items() if each > 0}, text)


def read(kept: Mapping[str, Any]) -> Model:
    """The model that :meth:`Model.as_json` has written."""
    words = {word: {int(place): count for place, count in at.items()} for word, at in kept.get("words", {}).items()}
    return Model(tuple(kept.get("classes", ())), tuple(kept.get("texts", ())), words)


@dataclass(slots=True)
class Corpus:
    """Texts to learn from, each with its class and with whose it is; only their words are kept, and those as numbers."""

    least_sources: int = LEAST_SOURCES
    least_of_class: int = LEAST_OF_CLASS
    least: int = LEAST_CASES
    most_words: int = MOST_WORDS
    _rows: list[tuple[str, Hashable, frozenset[str]]] = field(default_factory=list)
    _same: dict[str, str] = field(default_factory=dict)

    def add(self, text: str, label: str, source: Hashable) -> None:
        """Take a text in; one without words is not counted."""
        if words := frozenset(self._same.setdefault(word, word) for word in words_of(text)):
            self._rows.append((label, source, words))

    @property
    def enough(self) -> bool:
        """Whether there is enough to learn from: texts in all, and two classes of enough each."""
        return len(self._rows) >= self.least and len(self._learnt(self._rows)) > 1

    def model(self) -> Model:
        """A model of all texts."""
        return self._model(self._rows)

    def figures(self) -> Figures:
        """What a model of most of the texts guesses of those that were held back from it."""
        # In an order of what they say and of whose they are, not of when they came: of twins it matters who is held back.
        rows = sorted(self._rows, key=lambda row: (row[0], sorted(row[2]), str(row[1])))
        held = [row for place, row in enumerate(rows) if place % HELD_BACK == HELD_BACK - 1]
        model = self._model([row for place, row in enumerate(rows) if place % HELD_BACK != HELD_BACK - 1])
        ranks = [[guess.label for guess in model.guesses_of(sorted(words))] for _label, _source, words in held]
        first = sum(rank[:1] == [row[0]] for rank, row in zip(ranks, held, strict=True))
        among = sum(row[0] in rank for rank, row in zip(ranks, held, strict=True))
        return Figures(len(held), first, among)

    def _learnt(self, rows: Iterable[tuple[str, Hashable, frozenset[str]]]) -> dict[str, int]:
        counted = Counter(label for label, _source, _words in rows)
        return {label: counted[label] for label in sorted(counted) if counted[label] >= self.least_of_class}

    def _model(self, rows: Sequence[tuple[str, Hashable, frozenset[str]]]) -> Model:
        texts = self._learnt(rows)
        place_of = {label: place for place, label in enumerate(texts)}
        counts: dict[str, Counter[int]] = defaultdict(Counter)
        sources: dict[str, set[Hashable]] = defaultdict(set)
        for label, source, words in rows:
            if (place := place_of.get(label)) is None:
                continue
            for word in words:
                counts[word][place] += 1
                sources[word].add(source)
        common = [word for word in counts if len(sources[word]) >= self.least_sources]
        kept = sorted(sorted(common, key=lambda word: (-len(sources[word]), word))[: self.most_words])
        numbers = {word: dict(sorted(counts[word].items())) for word in kept}
        return Model(tuple(texts), tuple(texts.values()), numbers)


def words_of(text: str) -> list[str]:
    """The words of a text that may speak for something, each once, in order."""
    found: dict[str, None] = {}
    for run in runs(normal(text[:LONGEST])):
        if run.unspaced:
            found |= dict.fromkeys(one + two for one, two in pairwise(run.text))
        elif 1 < len(run.text) <= 20 and not any(sign.isdigit() for sign in run.text):
            found[run.text] = None
    return [word for word in found if word not in _IDLE and not _PARTICLES.intersection(word)]


def joined(strength: Mapping[str, float], text: str, *, most: int = _SHOWN) -> tuple[str, ...]:
    """Words as they stand in ``text``: pairs that overlap are one, the strongest first."""
    spans: list[list[Any]] = []
    plain = normal(text)
    for word in sorted(strength, key=plain.find):
        start = plain.find(word)
        if start < 0:
            continue
        if spans and start < spans[-1][1]:
            spans[-1][1], spans[-1][2] = max(spans[-1][1], start + len(word)), spans[-1][2] + strength[word]
        else:
            spans.append([start, start + len(word), strength[word]])
    ranked = sorted(spans, key=lambda span: (-span[2], span[0]))
    return tuple(dict.fromkeys(plain[start:end] for start, end, _strength in ranked))[:most]


@dataclass(frozen=True, slots=True)
class Described:
    """What a class says of itself: texts, each with how much a word of it counts, and its ``letters`` (pinyin, initials)."""

    label: str
    said: tuple[tuple[str, float], ...]
    letters: str = ""


def by_rule(text: str, described: Sequence[Described], *, most: int = 3) -> list[Guess]:
    """The classes that have most words of ``text`` in what they say of themselves; a word of many classes counts little.

    A text of letters alone is looked for in their pinyin and initials.
    """
    typed = "".join(normal(text).split())
    if 1 < len(typed) <= _LONGEST_LETTERS and typed.isascii() and typed.isalpha():
        return [Guess(one.label, 1.0, (typed,)) for one in described if typed in one.letters][:most]
    weights = {one.label: _weights_of(one) for one in described}
    spread = Counter(word for each in weights.values() for word in each)
    wanted = words_of(text)
    found = []
    for label, own in weights.items():
        strength = {word: own[word] * log((1 + len(described)) / spread[word]) for word in wanted if word in own}
        if strength and (score := sum(strength.values())) > 0:
            found.append(Guess(label, score, joined(strength, text)))
    least = _LEAST_PART * max((guess.score for guess in found), default=0)
    good = [guess for guess in found if guess.score >= least]
    return sorted(good, key=lambda guess: (-guess.score, guess.label))[:most]


def _weights_of(one: Described) -> dict[str, float]:
    found: dict[str, float] = {}
    for said, weight in one.said:
        for word in words_of(said):
            found[word] = max(weight, found.get(word, 0.0))
    return found
