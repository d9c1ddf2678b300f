"""What REST addresses may be asked: kinds of parameters, each with its check, its sentence and its JSON Schema."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import Annotated, Any, Final

from django.utils.translation import gettext as _
from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from kexie.base.kernel import clock
from kexie.base.kernel.errors import NotFound

MOST_PER_PAGE: Final = 200
PER_PAGE: Final = 50
#: A number that no column nor page passes.
MOST_PAGES: Final = 100_000
LONGEST_TEXT: Final = 200
LARGEST_KEY: Final = 2**63 - 1
#: What the parameter of a path written as ``slug`` may be, for its description.
SLUG: Final = r"^[-a-zA-Z0-9_]+$"

_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_UNWRITABLE: Final = "\0"


def refused(sentence: str) -> PydanticCustomError:
    """What a check raises: a sentence that says how to mend the value."""
    return PydanticCustomError("kexie", "{sentence}", {"sentence": sentence})


def _literal(said: Any) -> str:
    text = "" if said is None else str(said)
    if _UNWRITABLE in text or len(text) > LONGEST_TEXT:
        raise refused(_("这个查询参数的值过长或者含有不能使用的字符。"))
    return text


def _text(said: Any) -> str:
    return _literal(said).strip()


def _day_or(otherwise: Callable[[], date | None]) -> BeforeValidator:
    def read(said: Any) -> date | None:
        text = _literal(said)
        if not text:
            return otherwise()
        try:
            if not _DAY.fullmatch(text):
                raise ValueError
            return date.fromisoformat(text)
        except ValueError:
            raise refused(_("日期请写成2023-05-23。")) from None

    return BeforeValidator(read)


def _number(otherwise: int, most: int) -> BeforeValidator:
    def read(said: Any) -> int:
        text = _literal(said)
        if not text:
            return otherwise
        if not (text.isascii() and text.isdigit() and len(text) <= 6 and 1 <= int(text) <= most):
            raise refused(_("请填写1至%(most)d的整数。") % {"most": most})
        return int(text)

    return BeforeValidator(read)


def whole_number(otherwise: int, most: int) -> Any:
    """The type of a whole number from 1 to ``most``; ``otherwise`` where nothing is said."""
    return Annotated[int, _number(otherwise, most), WithJsonSchema({"type": "integer", "minimum": 1, "maximum": most})]


def choice(choices: Sequence[str]) -> Any:
    """The type of one of ``choices``, or nothing."""

    def read(said: Any) -> str:
        text = _literal(said)
        if text and text not in choices:
            raise refused(_("只能取以下值之一：%(known)s。") % {"known": "、".join(choices)})
        return text

    return Annotated[str, BeforeValidator(read), WithJsonSchema({"type": "string", "enum": list(choices)})]


def _key(number: int) -> int:
    """A number that a column could hold; anything else names nothing."""
    if not 1 <= number <= LARGEST_KEY:
        raise NotFound
    return number


_DAY_SCHEMA: Final = WithJsonSchema({"type": "string", "format": "date", "example": "2023-05-23"})
#: Words to look for; nothing at all when empty.
Text = Annotated[
    str,
    BeforeValidator(_text),
    WithJsonSchema({"type": "string", "maxLength": LONGEST_TEXT, "pattern": r"^[^\x00]*$"}),
]
#: The day as of which something is told: today unless another is said.
Day = Annotated[date, _day_or(clock.today), _DAY_SCHEMA]
#: A day that bounds a list, or none.
SomeDay = Annotated[date | None, _day_or(lambda: None), _DAY_SCHEMA]
#: A number in a path that names something.
Key = Annotated[int, AfterValidator(_key), WithJsonSchema({"type": "integer", "minimum": 1, "maximum": LARGEST_KEY})]
#: A part of a path written as ``slug``.
Slug = Annotated[str, Field(pattern=SLUG)]


class OnADay(BaseModel):
    """A question as of a day."""

    on: Day = Field(default_factory=clock.today, description="以这一日为准，默认今天")


class Paged(BaseModel):
    """A question for one page of a list."""

    page: whole_number(1, MOST_PAGES) = Field(1, description="第几页，从1起")  # type: ignore[valid-type]
    page_size: whole_number(PER_PAGE, MOST_PER_PAGE) = Field(  # type: ignore[valid-type]
        PER_PAGE, description=f"每页条数，最多{MOST_PER_PAGE}"
    )
