"""Shape of what the register of the concierge is narrowed to."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.base.people.forms.days import day as day_field
from kexie.domains.steward.forms.figures import NarrowingForm
from kexie.domains.steward.models import CaseKind, Urgency
from kexie.domains.steward.queries.handlings import CasesAsked
from kexie.domains.steward.rules.channels import CHANNEL_LABELS
from kexie.domains.steward.rules.figures import MEASURE_LABELS, Measure
from kexie.domains.steward.rules.stages import STAGE_LABELS

_EVERY = ("", gettext_lazy("全部"))


class HandlingFilter(NarrowingForm):
    """The filter of the register; ``own`` (a unit alone, by its key) comes from the figures."""

    text = forms.CharField(label=gettext_lazy("办件编号"), required=False, max_length=60)
    measure = forms.ChoiceField(
        label=gettext_lazy("统计口径"), required=False, choices=[("", gettext_lazy("不限")), *MEASURE_LABELS.items()]
    )
    stage = forms.ChoiceField(label=gettext_lazy("环节"), required=False, choices=[_EVERY, *STAGE_LABELS.items()])
    kind = forms.ChoiceField(label=gettext_lazy("类别"), required=False, choices=[_EVERY, *CaseKind.choices])
    channel = forms.ChoiceField(
        label=gettext_lazy("申请渠道"), required=False, choices=[_EVERY, *CHANNEL_LABELS.items()]
    )
    urgency = forms.ModelChoiceField(
        Urgency.objects.all(), label=gettext_lazy("紧急程度"), required=False, empty_label=gettext_lazy("全部")
    )
    begin = day_field(gettext_lazy("日期从"))
    end = day_field(gettext_lazy("到"))
    late = forms.BooleanField(label=gettext_lazy("只看超期的"), required=False)
    own = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)

    field_order = (
        *("text", "stage", "unit", "matter", "district", "kind", "channel", "urgency"),
        *("measure", "begin", "end", "late", "own"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["begin"].help_text = _("不选统计口径时，按提交日期。")

    @property
    def asked(self) -> CasesAsked:
        """The valid part of the choice."""
        narrowed, given = self.narrowed, self.cleaned_data
        urgency = given.get("urgency")
        plain = ("begin", "end", "stage", "kind", "channel", "late", "text")
        return CasesAsked(
            narrowed=narrowed,
            measure=Measure(given["measure"]) if given.get("measure") else None,
            urgency=urgency.pk if urgency else None,
            **{name: given[name] for name in plain if given.get(name)},
        )
