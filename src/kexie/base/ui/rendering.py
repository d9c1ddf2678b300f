"""How forms come out: our markup for `{{ form }}`, `{{ form.as_div }}` and `{{ field.as_field_group }}`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

_SELECT: Final = "django/forms/widgets/select.html"
_OPTION: Final = "django/forms/widgets/select_option.html"


class FormRenderer(DjangoTemplates):
    """Django's own renderer with the form and the field in the markup of the design system."""

    form_template_name = "ui/forms/form.html"
    field_template_name = "ui/forms/field.html"

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        """As Django's; a drop-down is written at once, because the template takes three others for each option."""
        if template_name == _SELECT and (drawn := select(context["widget"])) is not None:
            return drawn
        return super().render(template_name, context, request)


def select(widget: Mapping[str, Any]) -> SafeString | None:
    """The words of Django's template for a drop-down; None where an option has a template of its own."""
    lines = [f'<select name="{conditional_escape(widget["name"])}"{_attributes(widget["attrs"])}>']
    for group, options, _place in widget["optgroups"]:
        if any(option["template_name"] != _OPTION for option in options):
            return None
        if group:
            lines.append(f'  <optgroup label="{conditional_escape(group)}">')
        lines += [
            f'  <option value="{_text(option["value"])}"{_attributes(option["attrs"])}>'
            f"{conditional_escape(option['label'])}</option>"
            for option in options
        ]
        if group:
            lines.append("  </optgroup>")
    return mark_safe("\n".join([*lines, "</select>"]))  # noqa: S308 - every part is escaped where it is put in


def _attributes(attributes: Mapping[str, Any]) -> str:
    """` name="value"` for each; one that is true stands alone, one that is false is left out."""
    return "".join(
        f" {conditional_escape(name)}" if value is True else f' {conditional_escape(name)}="{_text(value)}"'
        for name, value in attributes.items()
        if value is not False
    )


def _text(value: object) -> str:
    return conditional_escape(value if isinstance(value, SafeString) else str(value))
