"""Shape of a dry run's answers: a made-up answer for each question on which the way depends."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _

from kexie.base.matters.queries.asked import Question

#: Made-up units, for lists of units and for loops over them.
_UNITS: Final = ("甲单位", "乙单位", "丙单位")


class TrialForm(forms.Form):
    """The answers of one task; what is left open is not answered."""

    prefix = "answer"

    def __init__(self, *args: Any, questions: list[Question], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        for one in questions:
            self.fields[one.key] = _field(one)

    @property
    def answers(self) -> dict[str, Any]:
        """What was answered, as a case would keep it."""
        given = {one.key: _value(one, self.cleaned_data[one.key]) for one in self.questions}
        return {key: value for key, value in given.items() if value not in ("", None)}


def _field(one: Question) -> forms.Field:
    options: dict[str, Any] = {"label": one.label, "required": False}
    if one.kind == "units":
        most = len(_UNITS) if one.many else 1
        choices = [("", _("不填"))] + [(str(count), "、".join(_UNITS[:count])) for count in range(1, most + 1)]
        return forms.ChoiceField(choices=choices, **options)
    if one.values:
        return forms.ChoiceField(choices=[("", _("不填")), *one.values.items()], **options)
    if one.kind == "number":
        return forms.FloatField(**options)
    return forms.CharField(max_length=200, **options)


def _value(one: Question, given: Any) -> Any:
    if one.kind == "units":
        chosen = list(_UNITS[: int(given)]) if given else []
        return (chosen if one.many else chosen[0]) if chosen else None
    if one.kind == "yes" and given:
        return given == "True"
    if one.kind == "number" and isinstance(given, float) and given.is_integer():
        return int(given)
    return [given] if one.many and given else given
