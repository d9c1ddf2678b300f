"""Shape of the input at the desk of the concierge."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.base.kernel.access import Actor
from kexie.base.matters.forms.desk import DUE, ByUnit, NoteForm
from kexie.base.people import api as people
from kexie.domains.steward.models import CaseKind, ReplyTemplate, Urgency
from kexie.domains.steward.queries.desk import ENDED, LATE, TABS, TODO, DeskAsked


class DeskFilter(ByUnit):
    """The filter of the desk."""

    text = forms.CharField(label=gettext_lazy("办件编号或申请人"), required=False, max_length=60)
    kind = forms.ChoiceField(
        label=gettext_lazy("类别"), required=False, choices=[("", gettext_lazy("全部")), *CaseKind.choices]
    )
    urgency = forms.ChoiceField(label=gettext_lazy("紧急程度"), required=False)
    district = forms.ChoiceField(label=gettext_lazy("所属区"), required=False)
    due = forms.ChoiceField(label=gettext_lazy("期限"), required=False, choices=DUE)
    # Which tab is open goes on with every choice.
    tab = forms.ChoiceField(
        required=False, choices=[(tab, tab) for tab in (*TABS, LATE, ENDED)], widget=forms.HiddenInput
    )

    field_order = ("text", "due", "kind", "urgency", "matter", "unit", "district", "tab")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        degrees = Urgency.objects.values_list("code", "name")
        self.fields["urgency"].choices = [("", _("全部")), *degrees]  # type: ignore[attr-defined]
        self.fields["district"].choices = [("", _("全部")), *people.districts().items()]  # type: ignore[attr-defined]
        self.order_fields(self.field_order)
        if self.data.get("tab") == ENDED:
            del self.fields["due"]

    @property
    def narrowed(self) -> DeskAsked:
        """The valid part of the choice."""
        given = self.given("text", "due", "kind", "urgency", "district", "tab")
        return DeskAsked(**{"tab": TODO} | given)


class ReplyForm(NoteForm):
    """A word to the applicant from the desk."""


class TemplateForm(forms.ModelForm):
    """A reply that is used again and again."""

    class Meta:
        model = ReplyTemplate
        fields = ("title", "text")
        widgets = {"text": forms.Textarea(attrs={"rows": 5})}
