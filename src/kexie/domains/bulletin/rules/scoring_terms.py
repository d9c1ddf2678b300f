"""What a scoring table has to say, and how it is told in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _

from kexie.domains.bulletin.rules.scoring import (
    BONUS_LABELS,
    CENT,
    INSTRUCTION_LABELS,
    JOINT_LABELS,
    MOST,
    NOTHING,
    SPAN_LABELS,
    ScoringRules,
    shown,
)

LONGEST_NOTE: Final = 300


def wrong_terms(rules: ScoringRules, since: date, *, after: date | None) -> dict[str, str]:
    """Sentences by field for what a version cannot say; ``after`` is the day from which the latest published one counts."""
    wrong = {}
    given: dict[str, Decimal] = {"default": rules.default, "missed": rules.missed, "late": rules.late}
    given |= {f"kind_{key}": value for key, value in rules.kinds.items()}
    given |= {f"column_{key}": value for key, value in rules.columns.items()}
    given |= {f"bonus_{kind.value}": value for kind, value in rules.bonus.items()}
    given |= {} if rules.cap is None else {"cap": rules.cap}
    for name, value in given.items():
        if not value.is_finite() or not NOTHING <= value <= MOST or value != value.quantize(CENT):
            wrong[name] = _("分值请填0至1000之间的数，最多两位小数。")
    if rules.cap == NOTHING:
        wrong["cap"] = _("上限为0就都不计分了。不设上限请留空。")
    if after is not None and since <= after:
        words = _("生效日期须晚于上一版的生效日期（%(day)s）。")
        wrong["since"] = words % {"day": after.isoformat()}
    return wrong


def wrong_note(note: str) -> dict[str, str]:
    """Whether the reason for a version says something."""
    if not note:
        return {"note": _("请写明制定或修订的理由，各单位会看到。")}
    if len(note) > LONGEST_NOTE:
        return {"note": _("理由最多%(limit)s字，请精简。") % {"limit": LONGEST_NOTE}}
    return {}


def told(rules: ScoringRules, kinds: Mapping[int, str], columns: Mapping[int, str]) -> list[tuple[str, str]]:
    """The rules as label and value, in the order of a printed table."""
    lines = [(name, _points(rules.kinds[key])) for key, name in kinds.items() if key in rules.kinds]
    lines.append((_("未定类别或未列出的类别"), _points(rules.default)))
    lines += [
        (_("【%(column)s】（不分类别）") % {"column": name}, _points(rules.columns[key]))
        for key, name in columns.items()
        if key in rules.columns
    ]
    lines.append((_("联合署名"), str(JOINT_LABELS[rules.joint])))
    lines += [
        (str(label), _points(rules.bonus[kind])) for kind, label in INSTRUCTION_LABELS.items() if rules.bonus.get(kind)
    ]
    if rules.bonus:
        lines.append((_("同一信息多次批示"), str(BONUS_LABELS[rules.bonus_way])))
    cap = _("不设上限")
    if rules.cap is not None:
        cap = f"{SPAN_LABELS[rules.cap_span]}{_points(rules.cap)}"
    lines.append((_("每个单位刊登得分上限（不含批示加分和扣分）"), cap))
    lines.append((_("约稿逾期未报"), _lost(rules.missed)))
    lines.append((_("约稿逾期后补报"), _lost(rules.late)))
    return lines


def _points(value: Decimal) -> str:
    return _("%(points)s分") % {"points": shown(value)}


def _lost(value: Decimal) -> str:
    return _("扣%(points)s分") % {"points": shown(value)} if value else _("不扣分")
