"""Whether forms are well made: what is wrong is said in a sentence each, with the place."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.base.matters.rules.expressions import BadExpression, parse
from kexie.base.matters.rules.forms.definitions import ORGANISATION, FieldDef, FormDef, GroupDef, PaperDef
from kexie.base.matters.rules.forms.known import KNOWN

MOST_FORMS: Final = 30
MOST_GROUPS: Final = 20
MOST_FIELDS: Final = 100
MOST_ROWS: Final = 50
MOST_CHOICES: Final = 20
MOST_PAPERS: Final = 20
MOST_FILES: Final = 10
LONGEST_TITLE: Final = 60
LONGEST_HELP: Final = 300
LONGEST_NOTE: Final = 1000

#: Kinds of file that a place may take.
PAPER_KINDS: Final[dict[str, str | Promise]] = {
    "pdf": gettext_lazy("PDF"),
    "picture": gettext_lazy("图片（JPEG、PNG）"),
    "word": gettext_lazy("Word 文件（.docx）"),
    "sheet": gettext_lazy("Excel 表格（.xlsx）"),
}

KEY: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
#: Working days from the day of the answer; a year of them at most.
EARLIEST: Final = re.compile(r"(\d{1,2}|1\d\d|2[0-4]\d|250)d")
_CODE: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,29}")
#: Words of the language of conditions, which a key therefore may not be.
_WORDS: Final = frozenset({"and", "or", "not", "in", "is", "if", "else", "for", "lambda", "await", "async", "from"})


@dataclass(frozen=True, slots=True)
class FormProblem:
    """What is wrong with a form; ``key`` is that of the part. ``kind`` is broken, missing or advice."""

    form: str
    key: str
    message: str
    kind: str = "broken"


def wrong_forms(forms: Sequence[FormDef], elements: Collection[str]) -> list[FormProblem]:
    """What is wrong with all forms of a version; ``elements`` are the codes of the standard in force."""
    found: list[FormProblem] = []
    if len(forms) > MOST_FORMS:
        found.append(FormProblem("", "", _("一个事项最多%(most)d张表单。") % {"most": MOST_FORMS}))
    for key in _doubled(form.key for form in forms):
        found.append(FormProblem(key, key, _("有两张表单的代码都是“%(key)s”，请改成不同的。") % {"key": key}))
    answered = {form.key: form.keys for form in forms}
    for form in forms:
        others = frozenset().union(*(keys for key, keys in answered.items() if key != form.key))
        found += _Check(form, elements, others).problems()
    return found


def _doubled(keys: Iterator[str]) -> list[str]:
    seen: set[str] = set()
    return list(dict.fromkeys(key for key in keys if key in seen or seen.add(key)))  # type: ignore[func-returns-value]


@dataclass(frozen=True, slots=True)
class _Check:
    form: FormDef
    elements: Collection[str]
    others: frozenset[str]

    def problems(self) -> list[FormProblem]:
        form = self.form
        found = [*self._key(form.key, form.key), *self._title(form.key, form.title, _("表单"))]
        if form.is_empty:
            found.append(self._bad("", _("表单里还没有字段和材料。"), "advice"))
        if len(form.groups) > MOST_GROUPS:
            found.append(self._bad("", _("一张表单最多%(most)d组。") % {"most": MOST_GROUPS}))
        if sum(len(group.fields) for group in form.groups) > MOST_FIELDS:
            found.append(self._bad("", _("一张表单最多%(most)d个字段，请分成几张。") % {"most": MOST_FIELDS}))
        found += self._doubled_keys()
        before: set[str] = set()
        for group in form.groups:
            found += self._group(group, before)
        return [*found, *self._papers(before)]

    def _bad(self, key: str, message: str, kind: str = "broken") -> FormProblem:
        return FormProblem(self.form.key, key, message, kind)

    def _doubled_keys(self) -> list[FormProblem]:
        groups, fields = self.form.groups, [field for group in self.form.groups for field in group.fields]
        repeating = [group.key for group in groups if group.repeat]
        sentence = _("代码“%(key)s”用了两次，请给其中一个另取代码。")
        keys = _doubled(iter([*(field.key for field in fields), *repeating])) + _doubled(
            iter(one.key for one in groups)
        )
        return [self._bad(key, sentence % {"key": key}) for key in dict.fromkeys(keys)]

    def _key(self, key: str, place: str) -> list[FormProblem]:
        if KEY.fullmatch(key) and key not in _WORDS:
            return []
        sentence = _("代码“%(key)s”要用小写字母开头，只含小写字母、数字和下划线，不超过40个字符。")
        return [self._bad(place, sentence % {"key": key})]

    def _title(self, key: str, title: str, what: str) -> list[FormProblem]:
        if not title:
            return [self._bad(key, _("%(what)s“%(key)s”还没有名称。") % {"what": what, "key": key}, "missing")]
        return self._length(key, title, LONGEST_TITLE)

    def _length(self, key: str, text: str, most: int) -> list[FormProblem]:
        if len(text) <= most:
            return []
        sentence = _("“%(text)s…”太长，最多%(most)d个字，现在有%(now)d个字。")
        return [self._bad(key, sentence % {"text": text[:10], "most": most, "now": len(text)})]

    def _group(self, group: GroupDef, before: set[str]) -> list[FormProblem]:
        found = [*self._key(group.key, group.key), *self._length(group.key, group.help, LONGEST_HELP)]
        if group.repeat or len(self.form.groups) > 1:
            found += self._title(group.key, group.title, _("分组"))
        if group.repeat and not (0 <= group.repeat.min <= group.repeat.max and 1 <= group.repeat.max <= MOST_ROWS):
            sentence = _("“%(title)s”的行数要从0到%(most)d，最少不能多于最多。")
            found.append(self._bad(group.key, sentence % {"title": group.title or group.key, "most": MOST_ROWS}))
        if not group.fields:
            title = group.title or group.key
            found.append(self._bad(group.key, _("分组“%(title)s”里还没有字段。") % {"title": title}, "advice"))
        seen = set(before)
        for field in group.fields:
            found += self._field(field, group, seen)
            seen.add(field.key)
        before |= {group.key} if group.repeat else {field.key for field in group.fields if not field.note}
        return found

    def _field(self, field: FieldDef, group: GroupDef, before: set[str]) -> list[FormProblem]:
        found = [*self._key(field.key, field.key), *self._kind(field), *self._condition(field.key, field, before)]
        found += self._length(field.key, field.label, LONGEST_TITLE) + self._length(field.key, field.help, LONGEST_HELP)
        if field.earliest and (not field.element or not EARLIEST.fullmatch(field.earliest)):
            found.append(self._bad(field.key, _("“%(key)s”的最早日期应当是0到250个工作日。") % {"key": field.key}))
        if not field.known:
            return found
        fact = KNOWN.get(field.known)
        if fact is None or field.element not in fact.elements:
            found.append(self._bad(field.key, _("“%(key)s”不能用这项平台已有信息填写。") % {"key": field.key}))
        if group.repeat:
            found.append(self._bad(field.key, _("重复填写的分组里不能用平台已有信息，请移到别的组。")))
        return found

    def _kind(self, field: FieldDef) -> list[FormProblem]:
        named = [bool(field.element), bool(field.choose), bool(field.choices), bool(field.note)]
        if sum(named) != 1:
            return [self._bad(field.key, _("“%(key)s”要选定一个数据元。") % {"key": field.key}, "missing")]
        if field.element and field.element not in self.elements:
            return [self._bad(field.key, _("数据标准里没有“%(code)s”这个数据元。") % {"code": field.element})]
        if field.choose and field.choose != ORGANISATION:
            return [self._bad(field.key, _("“%(key)s”只能用来选择单位。") % {"key": field.key})]
        if field.many and not field.choose:
            return [self._bad(field.key, _("“%(key)s”不能选择多项，只有选择单位的字段可以。") % {"key": field.key})]
        if field.choices:
            return self._choices(field)
        if field.choose and not field.label:
            return [self._bad(field.key, _("“%(key)s”还没有名称。") % {"key": field.key}, "missing")]
        return self._length(field.key, field.note, LONGEST_NOTE)

    def _choices(self, field: FieldDef) -> list[FormProblem]:
        codes = [code for code, _words in field.choices]
        found = []
        if not field.label:
            found.append(self._bad(field.key, _("“%(key)s”还没有名称。") % {"key": field.key}, "missing"))
        if len(codes) > MOST_CHOICES:
            found.append(self._bad(field.key, _("最多%(most)d个选项。") % {"most": MOST_CHOICES}))
        wrong = [code for code, words in field.choices if not _CODE.fullmatch(code) or not 0 < len(words) <= 60]
        if wrong or len(set(codes)) != len(codes):
            sentence = _("“%(key)s”的选项要各有不同的代码（小写字母、数字）和文字。")
            found.append(self._bad(field.key, sentence % {"key": field.key}))
        return found

    def _condition(self, key: str, part: FieldDef | PaperDef, before: Collection[str]) -> list[FormProblem]:
        if not part.show_when:
            return []
        try:
            names = parse(part.show_when).names
        except BadExpression as error:
            return [self._bad(key, _("“%(key)s”的显示条件：%(what)s") % {"key": key, "what": error})]
        if unknown := sorted(names - set(before) - self.others):
            sentence = _("“%(key)s”的显示条件用到了“%(names)s”，但它前面没有这个字段。")
            return [self._bad(key, sentence % {"key": key, "names": "、".join(unknown)})]
        return []

    def _papers(self, answered: Collection[str]) -> list[FormProblem]:
        papers = self.form.papers
        found = []
        if len(papers) > MOST_PAPERS:
            found.append(self._bad("", _("一张表单最多%(most)d项材料。") % {"most": MOST_PAPERS}))
        for key in _doubled(paper.key for paper in papers):
            found.append(self._bad(key, _("两项材料的代码都是“%(key)s”，请改成不同的。") % {"key": key}))
        for paper in papers:
            found += self._key(paper.key, paper.key) + self._title(paper.key, paper.name, _("材料"))
            found += self._length(paper.key, paper.help, LONGEST_HELP) + self._condition(paper.key, paper, answered)
            if not paper.kinds or set(paper.kinds) - set(PAPER_KINDS):
                found.append(self._bad(paper.key, _("材料“%(name)s”请选择可用的格式。") % {"name": paper.name}))
            if not 1 <= paper.most <= MOST_FILES:
                sentence = _("材料“%(name)s”的份数要从1到%(most)d。")
                found.append(self._bad(paper.key, sentence % {"name": paper.name, "most": MOST_FILES}))
        return found


def is_answered(value: Any) -> bool:
    """Whether something was answered: no is an answer, and so is 0; empty text and an empty list are none."""
    return value is not None and value != "" and value != []
