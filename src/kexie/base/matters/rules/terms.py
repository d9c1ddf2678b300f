"""What a matter says in words, and what is to be handed in: the parts of a guide, and whether they are written."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

#: The texts of a guide, in the order in which they are read: key → words on screen, longest length.
TERMS: Final[dict[str, tuple[str | Promise, int]]] = {
    "summary": (gettext_lazy("一句话说明"), 120),
    "occasions": (gettext_lazy("适用情形"), 120),
    "audience": (gettext_lazy("服务对象"), 300),
    "conditions": (gettext_lazy("办理条件"), 1000),
    "basis": (gettext_lazy("办理依据"), 1000),
    "steps": (gettext_lazy("办理步骤"), 1000),
    "result": (gettext_lazy("办理结果"), 300),
    "fee": (gettext_lazy("收费情况"), 120),
    "contact": (gettext_lazy("咨询方式"), 300),
}
#: The longest name of an occasion, in signs: it stands on a button of the service hall.
LONGEST_OCCASION: Final = 12
#: What a matter cannot be published without.
NEEDED: Final = ("summary", "audience", "basis", "result")
#: Kinds of material by form.
MATERIAL_FORMS: Final[dict[str, str | Promise]] = {
    "electronic": gettext_lazy("电子件"),
    "original": gettext_lazy("原件"),
    "copy": gettext_lazy("复印件"),
}
MOST_MATERIALS: Final = 40


def wrong_terms(terms: Mapping[str, Any], *, whole: bool = False) -> dict[str, str]:
    """What is wrong with the texts, by key; with ``whole`` what is still missing too."""
    wrong = {key: _("没有这一项。") for key in terms if key not in TERMS}
    for key, (label, most) in TERMS.items():
        text = str(terms.get(key, "")).strip()
        if len(text) > most:
            wrong[key] = _("“%(label)s”不超过%(most)d个字，现在有%(now)d个。") % {
                "label": label,
                "most": most,
                "now": len(text),
            }
        elif whole and key in NEEDED and not text:
            wrong[key] = _("请填写“%(label)s”。") % {"label": label}
    long = [one for one in occasions_of(terms) if len(one) > LONGEST_OCCASION]
    if long and "occasions" not in wrong:
        wrong["occasions"] = _("每种情形不超过%(most)d个字，用顿号分开；“%(name)s”太长。") % {
            "most": LONGEST_OCCASION,
            "name": long[0],
        }
    return wrong


def occasions_of(terms: Mapping[str, Any]) -> list[str]:
    """On which occasions of a life or a work the matter helps, as its department names them, each once."""
    named = re.split(r"[、，,；;\n]", str(terms.get("occasions", "")))
    return list(dict.fromkeys(word for one in named if (word := one.strip())))


def wrong_materials(materials: Sequence[Any]) -> list[str]:
    """What is wrong with the list of materials: each has a name, a form and whether it is required."""
    if len(materials) > MOST_MATERIALS:
        return [_("申请材料不超过%d项。") % MOST_MATERIALS]
    wrong = []
    for place, one in enumerate(materials, start=1):
        if not isinstance(one, Mapping) or not str(one.get("name", "")).strip():
            wrong.append(_("第%d项材料没有名称。") % place)
        elif one.get("form", "electronic") not in MATERIAL_FORMS:
            wrong.append(_("第%d项材料的形式不对。") % place)
    return wrong
