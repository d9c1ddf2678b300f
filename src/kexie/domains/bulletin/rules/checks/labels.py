"""The findings in words: what each is called, where it stands, the words around it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.domains.bulletin.rules.checks.frame import Finding, Part

#: What each finding is called; the order is that in which the checks are listed on screen.
LABELS: Final[Mapping[str, Promise]] = {
    "no_credit": gettext_lazy("没有署名"),
    "undated": gettext_lazy("没有日期"),
    "weekday": gettext_lazy("星期与日期不符"),
    "day_impossible": gettext_lazy("日期不存在"),
    "event_after_issue": gettext_lazy("日期晚于印发日期"),
    "event_differs": gettext_lazy("日期与登记的活动日期不符"),
    "day_relative": gettext_lazy("没有写明月日"),
    "date_style": gettext_lazy("日期写法"),
    "hour": gettext_lazy("时刻写法"),
    "leader_name": gettext_lazy("姓名不在任职登记中"),
    "leader_title": gettext_lazy("职务与任职登记不符"),
    "leader_term": gettext_lazy("任职时间不符"),
    "leader_unit": gettext_lazy("任职单位不符"),
    "leader_order": gettext_lazy("名单顺序"),
    "doubled": gettext_lazy("本期重复"),
    "near_duplicate": gettext_lazy("与近期信息雷同"),
    "banned": gettext_lazy("禁用词"),
    "sensitive": gettext_lazy("敏感词"),
    "half_width": gettext_lazy("半角标点"),
    "full_width": gettext_lazy("全角数字或字母"),
    "doubled_mark": gettext_lazy("标点重复"),
    "ellipsis": gettext_lazy("省略号写法"),
    "and_so_on": gettext_lazy("多余的顿号"),
    "pause_between": gettext_lazy("多余的顿号"),
    "blank": gettext_lazy("多余的空格"),
    "title_end": gettext_lazy("标题末尾的标点"),
    "straight_quotes": gettext_lazy("直引号"),
    "mixed_pair": gettext_lazy("引号、括号不成对"),
    "reversed_quotes": gettext_lazy("引号、括号不成对"),
    "unbalanced": gettext_lazy("引号、括号不成对"),
    "nested_quotes": gettext_lazy("引号套用"),
    "empty_pair": gettext_lazy("引号、括号里是空的"),
    "range_mixed": gettext_lazy("数字写法"),
    "range_unit": gettext_lazy("数字写法"),
    "number_style": gettext_lazy("数字写法"),
    "approximate": gettext_lazy("概数写法"),
    "unit_varies": gettext_lazy("单位不统一"),
    "repeated": gettext_lazy("文字重复"),
    "adverb": gettext_lazy("“的”“地”误用"),
    "left_open": gettext_lazy("留待填写的内容"),
    "unfinished": gettext_lazy("句子不完整"),
    "no_caption": gettext_lazy("没有图片说明"),
    "no_alt": gettext_lazy("没有替代文字"),
    "length": gettext_lazy("篇幅"),
    "highlight_of_nothing": gettext_lazy("提要没有对应的信息"),
    "highlight_twice": gettext_lazy("提要重复"),
}
#: Mends of writing, which change no meaning: these are offered for all at once.
OF_WRITING: Final = frozenset(
    {
        *("half_width", "full_width", "doubled_mark", "ellipsis", "and_so_on", "pause_between", "blank", "title_end"),
        *("straight_quotes", "mixed_pair", "nested_quotes", "date_style", "number_style", "range_mixed", "range_unit"),
    }
)
_AROUND: Final = 24


def place_words(finding: Finding) -> str:
    """Where it stands: 标题, 正文第2段, 第1张图片."""
    number = {"number": finding.place.paragraph + 1}
    words = {
        Part.TITLE: _("标题"),
        Part.CREDITS: _("署名"),
        Part.EVENT: _("活动日期"),
        Part.PICTURES: _("第%(number)s张图片") % number,
        Part.HIGHLIGHTS: _("目录提要第%(number)s条") % number,
        Part.TEXT: _("正文第%(number)s段") % number if finding.excerpt else _("正文"),
    }
    return words[finding.place.part]


def around(text: str, finding: Finding) -> tuple[str, str]:
    """Some words before and behind the excerpt, with … where more of the text stands."""
    start, end = finding.place.start, finding.place.end
    before, after = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
    return ("…" if start > _AROUND else "") + before, after + ("…" if end + _AROUND < len(text) else "")


def mend_words(finding: Finding) -> str:
    """What the mend does, for its button."""
    if finding.mend is None:
        return ""
    if not finding.mend:
        return _("删去“%(words)s”") % {"words": finding.excerpt if finding.excerpt.strip() else _("空格")}
    return _("改为“%(words)s”") % {"words": finding.mend}
