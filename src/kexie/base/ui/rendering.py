"""How forms come out: our markup for `{{ form }}`, `{{ form.as_div }}` and `{{ field.as_field_group }}`."""

from __future__ import annotations

from django.forms.renderers import DjangoTemplates


class FormRenderer(DjangoTemplates):
    """Django's own renderer with the form and the field in the markup of the design system."""

    form_template_name = "ui/forms/form.html"
    field_template_name = "ui/forms/field.html"
