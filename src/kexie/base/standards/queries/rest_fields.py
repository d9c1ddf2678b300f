"""Fields of REST answers and bodies from data elements: the same checks and the same sentences as in every form."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BeforeValidator, PlainSerializer, WithJsonSchema
from pydantic_core import PydanticCustomError

from kexie.base.standards.queries import in_force, schemas
from kexie.base.standards.rules.definitions import Datatype

_PLAIN: Final[dict[Datatype, type]] = {
    Datatype.BOOLEAN: bool,
    Datatype.DATE: date,
    Datatype.DATETIME: datetime,
    Datatype.INTEGER: int,
    Datatype.DECIMAL: Decimal,
}


def rest_field(code: str, *, masked: bool = False) -> Any:
    """The type of a field for the element ``code``; ``masked`` for showing a sensitive value. No query.

    The standard as it is in force when a value comes is what counts, not as it was when the type was made.
    """
    element = in_force.definition(code)
    described = WithJsonSchema({name: value for name, value in schemas.schema(code).items() if name[0] != "$"})
    if masked:
        return Annotated[
            str, PlainSerializer(lambda value: in_force.mask(code, str(value)), return_type=str), described
        ]
    plain = _PLAIN.get(element.datatype)
    if plain is None:
        return Annotated[str, BeforeValidator(_normalised(code)), AfterValidator(_checked(code)), described]
    return Annotated[plain, AfterValidator(_checked(code)), described]


def _normalised(code: str) -> Any:
    def normalise(value: object) -> object:
        return in_force.normalise(code, value) if isinstance(value, str) else value

    return normalise


def _checked(code: str) -> Any:
    def check(value: object) -> object:
        if sentences := in_force.check(code, value):
            raise PydanticCustomError("kexie", "{sentences}", {"sentences": "".join(sentences)})
        return value

    return check
