"""Picking one of many by typing its name, its pinyin or its initials.

With scripts the field is a combobox over an address that answers :func:`answer`; without them it is a text box, and the
server takes the exact name. The application says what may be picked, so the choice is scoped where it is looked up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from django import forms
from django.http import JsonResponse
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from pypinyin import Style, lazy_pinyin

LIMIT: Final = 20


@dataclass(frozen=True, slots=True)
class Option:
    """One thing that can be picked: the key that is stored, the words on screen, and a word to tell namesakes apart."""

    key: str
    label: str
    note: str = ""


@lru_cache(maxsize=4096)
def spellings(label: str) -> tuple[str, str, str]:
    """A label as it can be typed: lower case, full pinyin, initials (科普部: kepubu, kpb)."""
    plain = label.casefold()
    return plain, "".join(lazy_pinyin(plain)), "".join(lazy_pinyin(plain, style=Style.FIRST_LETTER))


def matching(options: Iterable[Option], text: str, *, limit: int = LIMIT) -> list[Option]:
    """The options whose label, pinyin or initials hold ``text``; those that begin with it first; all for no text."""
    wanted = "".join(text.casefold().split())
    found = [(place, option) for option in options if (place := _place(option, wanted)) is not None]
    return [option for _place_, option in sorted(found, key=lambda pair: pair[0])][:limit]


def _place(option: Option, wanted: str) -> int | None:
    places = [spelling.find(wanted) for spelling in spellings(option.label)]
    return min((place for place in places if place >= 0), default=None)


def answer(options: Iterable[Option]) -> JsonResponse:
    """What the combobox reads."""
    found = [{"key": option.key, "label": option.label, "note": option.note} for option in options]
    return JsonResponse({"options": found})


class Picker(forms.Widget):
    """A text box that scripts turn into a combobox; sends the key picked, or the name typed where there is no script."""

    template_name = "ui/forms/picker.html"

    def __init__(self, options_url: str, label_of: Callable[[str], str], attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.options_url = options_url
        self.label_of = label_of

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Name, key, the words for the key, and where options come from."""
        context = super().get_context(name, value, attrs)
        text = (self.label_of(str(value)) or str(value)) if value else ""
        context["widget"] |= {"text": text, "options_url": reverse_lazy(self.options_url)}
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str:
        """The key, unless the text was changed after it was picked or there is none: then the text."""
        return str(data.get(name) or data.get(f"{name}_text") or "").strip()

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Whether neither the key nor the text was sent."""
        return name not in data and f"{name}_text" not in data


class PickerField(forms.Field):
    """A field that cleans to the key of an :class:`Option`.

    ``find`` gives the option of a key or of an exact name, or None when there is none that this actor may pick.
    """

    def __init__(self, *, options_url: str, find: Callable[[str], Option | None], **kwargs: Any) -> None:
        self.find = find
        kwargs.setdefault("widget", Picker(options_url, self._label_of))
        super().__init__(**kwargs)

    def _label_of(self, key: str) -> str:
        option = self.find(key)
        return option.label if option else ""

    def clean(self, value: Any) -> str:
        """The key; ValidationError that says how to mend a name that is not known."""
        typed = super().clean(value)
        if not typed:
            return ""
        option = self.find(str(typed))
        if option is None:
            raise forms.ValidationError(
                _("没有找到“%(text)s”，请从列表中选择，或填写全称。"), params={"text": typed}, code="unknown"
            )
        return option.key


class ManyPicker(forms.Widget):
    """Several pickers, one a line; the lines after the first few are folded away while they are empty."""

    template_name = "ui/forms/many_picker.html"
    use_fieldset = True

    def __init__(self, options_url: str, label_of: Callable[[str], str], *, most: int, open_lines: int = 3) -> None:
        super().__init__()
        self.picker = Picker(options_url, label_of)
        self.most, self.open_lines = most, open_lines

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """A picker's widget for every line, those that stand open and those that can be unfolded."""
        context = super().get_context(name, value, attrs)
        keys = list(value or [])
        lines = [self._line(name, keys, number, context["widget"]["attrs"]) for number in range(self.most)]
        shown = max(self.open_lines, len(keys))
        context["widget"] |= {"lines": lines[:shown], "more": lines[shown:], "most": self.most}
        return context

    def _line(self, name: str, keys: list[str], number: int, attrs: dict[str, Any]) -> dict[str, Any]:
        own = {key: text for key, text in attrs.items() if key != "required"}
        if number and "id" in own:
            own["id"] = f"{own['id']}-{number}"
        own["aria-label"] = _("第%(number)d项") % {"number": number + 1}
        key = keys[number] if number < len(keys) else ""
        widget: dict[str, Any] = self.picker.get_context(f"{name}-{number}", key, own)["widget"]
        return widget

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        """The keys or texts of the lines that are filled in, in their order."""
        lines = [self.picker.value_from_datadict(data, files, f"{name}-{number}") for number in range(self.most)]
        return [line for line in lines if line]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Whether no line was sent."""
        lines = (f"{name}-{number}" for number in range(self.most))
        return all(self.picker.value_omitted_from_data(data, files, line) for line in lines)


class ManyPickerField(forms.Field):
    """A field that cleans to the keys of several :class:`Option`, each once, in the order of the lines.

    ``find`` is as for :class:`PickerField`; ``most`` is how many can be picked.
    """

    def __init__(
        self, *, options_url: str, find: Callable[[str], Option | None], most: int = 12, **kwargs: Any
    ) -> None:
        self.one = PickerField(options_url=options_url, find=find)
        kwargs.setdefault("widget", ManyPicker(options_url, self.one._label_of, most=most))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> list[str]:
        """The keys; ValidationError with a sentence for each line that is not known."""
        keys, errors = [], []
        for typed in super().clean(value) or []:
            try:
                keys.append(self.one.clean(typed))
            except forms.ValidationError as error:
                errors.append(error)
        if errors:
            raise forms.ValidationError(errors)
        return list(dict.fromkeys(keys))

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether other keys are given, or in another order."""
        return list(initial or []) != list(data or [])
