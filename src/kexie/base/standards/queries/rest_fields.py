"""REST fields from data elements: the same checks and the same sentences as in every form."""

from __future__ import annotations

from typing import Any, Final

from rest_framework import serializers

from kexie.base.standards.queries import in_force
from kexie.base.standards.rules import checks
from kexie.base.standards.rules.definitions import Datatype, ElementDefinition


class ElementField(serializers.CharField):
    """Text or a code by a data element."""

    def __init__(self, *, element: ElementDefinition, **kwargs: Any) -> None:
        self.element = element
        super().__init__(**kwargs)

    def to_internal_value(self, data: Any) -> str:
        """The value as the standard writes it."""
        return checks.normalise(self.element, super().to_internal_value(data))


class MaskedField(serializers.CharField):
    """A sensitive value, read only and masked: 138****5678."""

    def __init__(self, *, element: ElementDefinition, **kwargs: Any) -> None:
        self.element = element
        super().__init__(**{**kwargs, "read_only": True})

    def to_representation(self, value: Any) -> str:
        """The mask."""
        return in_force.mask(self.element.code, str(value))


_PLAIN: Final[dict[Datatype, type[serializers.Field[Any, Any, Any, Any]]]] = {
    Datatype.BOOLEAN: serializers.BooleanField,
    Datatype.DATE: serializers.DateField,
    Datatype.DATETIME: serializers.DateTimeField,
}


def rest_field(code: str, *, masked: bool = False, **options: Any) -> serializers.Field[Any, Any, Any, Any]:
    """A serializer's field for the element ``code``; ``masked`` for showing a sensitive value. No query."""
    element = in_force.definition(code)
    named = {"label": element.name, "help_text": element.definition, **options}
    if masked:
        return MaskedField(element=element, **named)
    named["validators"] = [_validator(code), *options.get("validators", ())]
    if element.datatype is Datatype.INTEGER:
        return serializers.IntegerField(**{"min_value": element.minimum, "max_value": element.maximum, **named})
    if element.datatype is Datatype.DECIMAL:
        shape = {"max_digits": 18, "decimal_places": element.decimals}
        return serializers.DecimalField(**{**shape, **named})
    if element.datatype in _PLAIN:
        return _PLAIN[element.datatype](**named)
    limit = {} if element.checks or element.datatype is Datatype.CODE else {"max_length": element.max_length}
    return ElementField(element=element, **{**limit, **named})


def _validator(code: str) -> Any:
    def validate(value: object) -> None:
        if sentences := in_force.check(code, value):
            raise serializers.ValidationError(sentences)

    return validate
