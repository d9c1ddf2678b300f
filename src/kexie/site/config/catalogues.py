"""One catalogue of words instead of many.

Django asks the catalogue of each app in turn, and behind them Wagtail's older ones, for every message. Our messages are
written in Chinese and stand in none of them: every word of a page would be looked for in two dozen places in vain, which is
a tenth of a page's time.
"""

from __future__ import annotations

from collections import ChainMap
from typing import Any

from django.utils.translation import trans_real


class MergedCatalogue(trans_real.TranslationCatalog):
    """All catalogues of a language: words in one table, plurals still each under the rule of its own catalogue."""

    def __init__(self, translation: Any) -> None:
        super().__init__()
        self._catalogs = list(translation._catalog._catalogs)
        self._plurals = list(translation._catalog._plurals)
        behind = translation._fallback
        while behind is not None:
            self._catalogs.append(behind._catalog)
            self._plurals.append(behind.plural)
            behind = behind._fallback
        self._words = dict(ChainMap(*self._catalogs))

    def __getitem__(self, key: Any) -> Any:
        return self._words[key]

    def __contains__(self, key: Any) -> bool:
        return key in self._words

    def get(self, key: Any, default: Any = None) -> Any:
        """The translation of ``key``, of the first catalogue that has one."""
        return self._words.get(key, default)


def merge(language: str) -> None:
    """Let ``language`` look every word up once."""
    translation: Any = trans_real.translation(language)
    translation._catalog = MergedCatalogue(translation)
    translation._fallback = None
