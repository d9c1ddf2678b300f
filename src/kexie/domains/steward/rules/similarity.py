"""Which cases are about the same: the words of a case as marks, from which nobody reads the words again.

Answers lie sealed, so their words cannot stand beside them in clear. A mark is a keyed digest of a word: whoever may open a case
can ask which others bear the same marks, and whoever has only the table learns nothing from it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

#: So many words of a case are marked, the rarest.
MOST_MARKS: Final = 16
#: Two cases share so many marks at least, and so much of what the words of the one weigh.
LEAST_SHARED: Final = 2
LEAST_WEIGHT: Final = 0.25
#: From here on a case is likely the same once more.
DOUBLE: Final = 0.8


@dataclass(frozen=True, slots=True)
class Likeness:
    """A case that is like another one: how much of that one's words it shares (0 to 1), and which."""

    case: Hashable
    share: float
    words: tuple[str, ...]

    @property
    def is_double(self) -> bool:
        """Whether it may be the same once more."""
        return self.share >= DOUBLE


def mark(word: str, *, secret: str) -> int:
    """The mark of a word, as a database keeps it: 63 bits."""
    digest = blake2b(word.encode(), key=secret.encode()[:64], digest_size=8, person=b"kexie.alike").digest()
    return int.from_bytes(digest) >> 1


def telling(words: Iterable[str], rarity: Callable[[str], float], *, most: int = MOST_MARKS) -> list[str]:
    """The words that tell most, the rarest first; of equal ones those that come first."""
    return sorted(dict.fromkeys(words), key=lambda word: -rarity(word))[:most]


def alike(
    own: Mapping[int, tuple[str, float]], found: Iterable[tuple[int, Hashable]], *, most: int = 5
) -> Sequence[Likeness]:
    """The cases most like one whose marks stand for ``own`` words and weights; ``found``: who bears which of them.

    Of equal ones the one that was found first comes first.
    """
    shared: dict[Hashable, set[int]] = defaultdict(set)
    for one, case in found:
        if one in own:
            shared[case].add(one)
    whole = sum(weight for _word, weight in own.values())
    likenesses = [
        Likeness(case, sum(own[one][1] for one in marks) / whole, _words(own, marks))
        for case, marks in shared.items()
        if len(marks) >= LEAST_SHARED
    ]
    good = [one for one in likenesses if one.share >= LEAST_WEIGHT]
    return sorted(good, key=lambda one: -one.share)[:most]


def _words(own: Mapping[int, tuple[str, float]], marks: set[int]) -> tuple[str, ...]:
    return tuple(own[one][0] for one in own if one in marks)
