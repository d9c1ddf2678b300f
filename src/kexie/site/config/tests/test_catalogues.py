"""Words: ours come first, those of others stay as they are, and of what a web editor may meet nothing is left in English."""

from __future__ import annotations

import gettext as library
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.utils.translation import gettext, ngettext, override, pgettext, to_locale, trans_real

from kexie.site.config import po
from kexie.site.config.catalogues import LOCALE, MergedCatalogue, file_of, of_wagtail
from kexie.site.config.wording import TERMS, in_house_words

UNMERGED = trans_real.DjangoTranslation(settings.LANGUAGE_CODE)
CHINESE = file_of("zh-hans")
SCRIPTS = file_of("zh-hans", "djangojs")
CATALOGUES = sorted(LOCALE.rglob("*.po"))

#: Apps whose words a web editor or a person who logs in meets; those without an English catalogue show their messages
#: in any other of theirs.
MET = ("allauth", "axes", "django", "django_filters", "django_tables2", "taggit", "treebeard", "wagtail")


def messages() -> list[str]:
    """All messages of all catalogues of others, those behind the first included."""
    found, translation = [], UNMERGED
    while translation is not None:
        found += [key for key in translation._catalog.keys() if key and isinstance(key, str)]  # noqa: SIM118 - no dict
        translation = translation._fallback
    return found


def sources(domain: str) -> Iterator[tuple[str, Path]]:
    """Per installed app of others: a catalogue that lists its messages."""
    for app in apps.get_app_configs():
        folder = Path(app.path) / "locale"
        if app.name.split(".")[0] not in MET or not folder.is_dir():
            continue
        files = [folder / "en" / "LC_MESSAGES" / f"{domain}.po", *sorted(folder.rglob(f"{domain}.po"))]
        yield from ((app.name, file) for file in files[:1] if file.exists())
        if not files[0].exists() and len(files) > 1:
            yield app.name, files[1]


def listed(domain: str) -> Iterator[tuple[str, po.Message]]:
    core = Path(trans_real.__file__).parents[2] / "conf" / "locale" / "en" / "LC_MESSAGES" / "django.po"
    places = [*sources(domain), *([("django", core)] if domain == "django" else [])]
    for name, file in places:
        yield from ((name, message) for message in po.read(file) if message.text)


def test_the_languages_of_the_house_are_merged():
    for language, _name in settings.LANGUAGES:
        merged = trans_real.translation(language)
        assert isinstance(merged._catalog, MergedCatalogue)
        assert merged._fallback is None


def test_every_message_of_others_reads_as_before_or_in_our_words():
    known, ours, wagtail = messages(), po.words(CHINESE), of_wagtail("zh-hans")
    assert len(known) > 2000
    assert len(ours) > 1000
    for message in known:
        before, now = UNMERGED.gettext(message), gettext(message)
        if message in ours:
            assert now == ours[message]
        else:
            assert now == (in_house_words(before) if wagtail.get(message) == before else before), message


@pytest.mark.parametrize("number", [0, 1, 2])
def test_plurals_and_contexts_of_others_read_as_before(number):
    ours, wagtail = po.words(CHINESE), of_wagtail("zh-hans")
    catalogues = [*UNMERGED._catalog._catalogs, UNMERGED._fallback._catalog]
    plurals = {key[0] for catalogue in catalogues for key in catalogue if isinstance(key, tuple)}
    kept = {message for message in plurals if (message, 0) not in ours and (message, 0) not in wagtail}
    assert len(kept) > 20
    for message in kept:
        assert ngettext(message, message, number) == UNMERGED.ngettext(message, message, number)
    assert pgettext("alt. month", "January") == UNMERGED.pgettext("alt. month", "January") == "一月"


def test_a_message_of_our_own_stands_as_it_is_written():
    assert gettext("每周动态") == "每周动态"
    assert ngettext("%d 篇", "%d 篇", 2) == "%d 篇"


def test_english_stays_english():
    with override("en"):
        assert gettext("Sunday") == "Sunday"
        assert gettext("Submit for moderation") == "Submit for moderation"


def missing(domain: str, known: set[po.Key]) -> list[str]:
    return sorted(
        {
            f"{name}: {message.text}"
            for name, message in listed(domain)
            if message.key not in known and (message.key, 0) not in known
        }
    )


def test_every_message_of_the_installed_apps_has_chinese():
    merged = trans_real.translation("zh-hans")._catalog
    known: set[po.Key] = {key for catalogue in merged._catalogs for key, said in catalogue.items() if said}
    assert len(list(listed("django"))) > 2000
    assert missing("django", known) == []


def test_every_message_of_the_editors_scripts_has_chinese():
    upstream = next(file for name, file in sources("djangojs") if name == "wagtail.admin")
    chinese = upstream.parents[2] / "zh_Hans" / "LC_MESSAGES" / "djangojs.po"
    known = {**po.words(chinese), **po.words(SCRIPTS)}
    assert len(list(po.read(upstream))) > 80
    assert missing("djangojs", set(known)) == []


#: A word of English in Chinese that stays: names of products, formats, technical words that people know by them.
NAMES = re.compile(
    r"Wagtail|JavaScript|Embedly|URL|API|JSON|CSV|XLSX|UTC|HTML|HTTP|Accept|GET|POST|IP|Draftail|https?://\S+|ascii_snake_case|v2|\bfrom\b|\bto\b"
)


@pytest.mark.parametrize("file", [CHINESE, SCRIPTS], ids=lambda file: file.stem)
def test_our_chinese_is_chinese(file):
    for message in po.read(file):
        for said in message.said if message.text else ():
            plain = re.sub(r"%\(\w+\)[sdr]|%[sdr]|\{\w*\}|<[^>]*>", "", said)
            assert not re.findall(r"[A-Za-z]{2,}", NAMES.sub("", plain)), said
            assert not re.search(r"[\u4e00-\u9fff][,.:;?!]", plain), f"half-width punctuation: {said}"
            assert not re.search(r"""[\u4e00-\u9fff]\s*['"]""", plain.replace('（"）', "")), f"straight quotes: {said}"


PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[a-z%]|\{\w*\}")
TAG = re.compile(r"<\s*/?\s*\w+[^>]*>")


@pytest.mark.parametrize("file", CATALOGUES, ids=lambda file: f"{file.parts[-3]}-{file.stem}")
def test_translations_keep_placeholders_and_mark_up(file):
    for message in po.read(file):
        if not message.text:
            continue
        assert message.is_said, message.text
        allowed = [set(PLACEHOLDER.findall(text)) for text in (message.plural or message.text, message.text)]
        for said in message.said:
            found = PLACEHOLDER.findall(said)
            assert set(found) in allowed, f"{message.text} ≠ {said}"
            if "%s" in found or "%d" in found:
                assert found == PLACEHOLDER.findall(message.plural or message.text), said
            tags = sorted(TAG.findall((message.plural or message.text).replace(" />", "/>")))
            assert sorted(TAG.findall(said.replace(" />", "/>"))) == tags, said


@pytest.mark.parametrize("file", CATALOGUES, ids=lambda file: f"{file.parts[-3]}-{file.stem}")
def test_no_message_stands_twice_or_without_need(file):
    keys = [message.key for message in po.read(file)]
    assert len(keys) == len(set(keys))
    if file.parts[-3] == to_locale("zh-hans"):
        known = {message.key for _name, message in listed(file.stem)} | {"index entry", "index entries", ""}
        optional = {message for message in keys if message not in known}
        assert not {key for key in optional if not_installed(key, file.stem)}, "no installed library says this"


def not_installed(key: str, domain: str) -> bool:
    """Whether no catalogue of Wagtail has the message, of its apps that are not installed either."""
    root = Path(apps.get_app_config("wagtailcore").path)
    return not any(
        message.key == key for file in root.rglob(f"en/LC_MESSAGES/{domain}.po") for message in po.read(file)
    )


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("页面'%(page_title)s'已复制。", "网页“%(page_title)s”已复制。"),
        ("工作流任务", "审批步骤"),
        ("你没有权限,请联系管理员.", "您没有权限，请联系管理员。"),
        ("正在保存...", "正在保存……"),
        ("请稍候……", "请稍候……"),
        ("添加 %(model_name)s 到 %(count)s", "添加%(model_name)s到 %(count)s"),
        ('<a href="%(url)s">页面</a>', '<a href="%(url)s">网页</a>'),
        ('没有匹配"<em>%(query)s</em>"的任务', "没有匹配“<em>%(query)s</em>”的步骤"),
        ("%(a)s, 然后", "%(a)s, 然后"),
        ("Wagtail API v2", "Wagtail API v2"),
        ("3.5 版, 共 2 页", "3.5 版，共 2 页"),
    ],
)
def test_house_words(theirs, ours):
    assert in_house_words(theirs) == ours


def test_house_words_are_settled_after_one_round():
    for said in of_wagtail("zh-hans").values():
        once = in_house_words(said)
        assert in_house_words(once) == once
        assert sorted(PLACEHOLDER.findall(once)) == sorted(PLACEHOLDER.findall(said))
        assert TAG.findall(once) == TAG.findall(said)
        assert not [term for term in TERMS if term in once], once


def test_reading_agrees_with_the_compiled_catalogue():
    """Upstream ships both: what is read from the source is what the library reads from the compiled one."""
    folder = Path(apps.get_app_config("wagtailadmin").path) / "locale" / "zh_Hans" / "LC_MESSAGES"
    with (folder / "django.mo").open("rb") as compiled:
        theirs = library.GNUTranslations(compiled)._catalog
    assert po.words(folder / "django.po") == {key: said for key, said in theirs.items() if key != ""}


def test_what_is_read_of_a_catalogue(tmp_path):
    file = tmp_path / "django.po"
    file.write_text(
        'msgid ""\nmsgstr ""\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
        '#, python-format\nmsgctxt "a"\nmsgid "one"\nmsgid_plural "many"\nmsgstr[0] "ein"\nmsgstr[1] "vie"\n"le"\n'
        '#, fuzzy\nmsgid "no"\nmsgstr "nein"\nmsgid "last"\nmsgstr "zu\\nletzt"\n#~ msgid "old"\n#~ msgstr "alt"\n',
        encoding="utf-8",
    )
    context = f"a{po.CONTEXT_SIGN}one"
    assert po.words(file) == {(context, 0): "ein", (context, 1): "viele", "last": "zu\nletzt"}
    assert po.forms(file) == {context: ["ein", "viele"], "last": "zu\nletzt"}
    rule = po.plural_rule(file)
    assert [rule(0), rule(1), rule(2)] == [1, 0, 1]
