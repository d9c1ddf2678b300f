"""One catalogue of words instead of many, with ours before those of others.

Django asks the catalogue of each app in turn, and behind them Wagtail's older ones, for every message. Our messages are
written in Chinese and stand in none of them: every word of a page would be looked for in two dozen places in vain, which is
a tenth of a page's time.

What stands in `locale/` is ours: Chinese for what web editors read in Wagtail, English for what the public reads here. The
rest of Wagtail's Chinese is put into the terms of this house.
"""

from __future__ import annotations

import gettext
from collections import ChainMap
from pathlib import Path
from typing import Any

from django.apps import apps
from django.utils.translation import get_language, to_locale, trans_real
from django.views.i18n import JavaScriptCatalog

from kexie.site.config import po
from kexie.site.config.wording import in_house_words

LOCALE = Path(__file__).parent / "locale"


def file_of(language: str, domain: str = "django") -> Path:
    """Where our words of ``language`` stand; ``domain`` is "django", or "djangojs" for those of scripts."""
    return LOCALE / to_locale(language) / "LC_MESSAGES" / f"{domain}.po"


def of_wagtail(language: str) -> dict[Any, str]:
    """Wagtail's words, as its translators wrote them."""
    folders = [Path(app.path) / "locale" for app in apps.get_app_configs() if app.name.split(".")[0] == "wagtail"]
    found: list[Any] = [
        gettext.translation("django", folder, [to_locale(language)], fallback=True) for folder in folders
    ]
    return {key: said for one in found for key, said in getattr(one, "_catalog", {}).items() if key}


class MergedCatalogue(trans_real.TranslationCatalog):
    """All catalogues of a language: words in one table, plurals still each under the rule of its own catalogue."""

    def __init__(self, translation: Any, language: str) -> None:
        super().__init__()
        self._catalogs = [dict(catalogue) for catalogue in translation._catalog._catalogs]
        self._plurals = list(translation._catalog._plurals)
        behind = translation._fallback
        while behind is not None:
            self._catalogs.append(dict(behind._catalog.items()))
            self._plurals.append(behind.plural)
            behind = behind._fallback
        for key, said in of_wagtail(language).items():
            for catalogue in self._catalogs:
                if catalogue.get(key) == said:
                    catalogue[key] = in_house_words(said)
        self._catalogs.insert(0, po.words(file_of(language)))
        self._plurals.insert(0, po.plural_rule(file_of(language)))
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
    translation._catalog = MergedCatalogue(translation, language)
    translation._fallback = None


def _in_house(said: Any) -> Any:
    return [in_house_words(form) for form in said] if isinstance(said, list) else in_house_words(said)


class EditorsScriptWords(JavaScriptCatalog):
    """What the scripts of Wagtail's admin say, in our words."""

    packages = ["wagtail.admin"]

    def get_catalog(self) -> dict[str, Any]:
        """Message → words; a list of its forms where it has a plural."""
        catalogue: dict[str, Any] = super().get_catalog()
        tidy = {key: _in_house(said) for key, said in catalogue.items()}
        return {**tidy, **po.forms(file_of(get_language() or "", "djangojs"))}
