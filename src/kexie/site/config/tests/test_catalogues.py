"""What the merged catalogue says is what Django's own chain of catalogues says."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.utils.translation import gettext, ngettext, override, pgettext, trans_real

from kexie.site.config.catalogues import MergedCatalogue

UNMERGED = trans_real.DjangoTranslation(settings.LANGUAGE_CODE)


def test_the_language_of_the_house_is_merged():
    merged = trans_real.translation(settings.LANGUAGE_CODE)
    assert isinstance(merged._catalog, MergedCatalogue)
    assert merged._fallback is None


def messages() -> list[str]:
    """All messages of all catalogues, those behind the first included."""
    found, translation = [], UNMERGED
    while translation is not None:
        found += [key for key in translation._catalog.keys() if key and isinstance(key, str)]  # noqa: SIM118 - no dict
        translation = translation._fallback
    return found


def test_every_message_reads_as_before():
    known = messages()
    assert len(known) > 2000
    assert [gettext(message) for message in known] == [UNMERGED.gettext(message) for message in known]


@pytest.mark.parametrize("number", [0, 1, 2])
def test_plurals_and_contexts_read_as_before(number):
    catalogues = [*UNMERGED._catalog._catalogs, UNMERGED._fallback._catalog]
    plurals = {key[0] for catalogue in catalogues for key in catalogue if isinstance(key, tuple)}
    assert len(plurals) > 100
    for message in plurals:
        assert ngettext(message, message, number) == UNMERGED.ngettext(message, message, number)
    assert pgettext("alt. month", "January") == UNMERGED.pgettext("alt. month", "January") == "一月"


def test_a_message_of_our_own_stands_as_it_is_written():
    assert gettext("每周动态") == "每周动态"
    assert ngettext("%d 篇", "%d 篇", 2) == "%d 篇"


def test_other_languages_stay_as_they_are():
    with override("en"):
        assert gettext("每周动态") == "每周动态"
        assert gettext("Sunday") == "Sunday"
