"""Forms that remember from what they began, so that nobody overwrites what another has changed meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from django import forms
from django.http import QueryDict


class BegunForm(forms.Form):
    """A form over a record that stands: each field carries the value with which it was opened (Django's hidden initial).

    :meth:`began` tells these values, :meth:`begin_anew` sets them to what stands now after a collision.
    """

    def carry(self) -> None:
        """Carry the values of all fields that have one; once the fields are complete."""
        for name in self.initial:
            if name in self.fields:
                self.fields[name].show_hidden_initial = True

    def began(self) -> dict[str, Any]:
        """Field → the value with which the form was opened; without those that were not sent or cannot be read."""
        found = {}
        for name, field in self.fields.items():
            hidden = self[name].html_initial_name
            if field.show_hidden_initial and hidden in self.data:
                with suppress(forms.ValidationError):
                    found[name] = field.to_python(self.data[hidden])
        return found

    def begin_anew(self, now: Mapping[str, Any]) -> None:
        """Begin from what stands ``now``; fields that were not touched show it, what was typed stays."""
        data = QueryDict(mutable=True)
        data.update(self.data)
        for name, value_then in self.began().items():
            if name not in now:
                continue
            value = "" if now[name] is None else str(now[name])
            # Not from what was cleaned, which a form may gather under other names; it was valid, so it can be read.
            if self.fields[name].to_python(self[name].data) == value_then:
                data[self.add_prefix(name)] = value
            data[self[name].html_initial_name] = value
        self.data = data
