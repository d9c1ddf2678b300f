"""Header lines of a mail as people wrote them: words in any of the encodings that Chinese mail programs use.

`email.policy.default` reads headers strictly: it cuts GBK that calls itself GB2312 to pieces, and gives up on some broken lines.
So the older policy is used, which keeps every byte, and the words are decoded here.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.header import decode_header
from email.message import Message
from email.utils import collapse_rfc2231_value, getaddresses, parsedate_to_datetime
from typing import Final, NamedTuple

_SAME: Final = {"gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "cp936": "gb18030", "hz-gb-2312": "hz"}
_BLANKS: Final = re.compile(r"\s+")
_CONTROL: Final = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2028\u2029\u2066-\u2069\ufeff]")
_ID: Final = re.compile(r"<[^<>\s\x00-\x1f\x7f-\x9f]{1,250}>")
#: What one header holds at most, in characters: nobody reads more, and splitting more is slow.
_LONGEST: Final = 20_000


class Address(NamedTuple):
    """A mail address in lower case, and the name beside it."""

    address: str
    name: str

    @property
    def domain(self) -> str:
        """What stands behind the @."""
        return self.address.rpartition("@")[2]


def decoded(data: bytes, charset: str = "") -> str:
    """The text of ``data``: by its own charset, else as UTF-8, else as GB18030; what fits none is replaced.

    No charset brings in anything that a database would refuse: NUL, or half of a surrogate pair.
    """
    named = charset.strip().strip("\"'").lower()
    text = None
    for each in dict.fromkeys(filter(None, (_SAME.get(named, named), "utf-8", "gb18030"))):
        try:
            text = data.decode(each)
            break
        except (UnicodeError, LookupError, ValueError):
            continue
    if text is None:
        text = data.decode("gb18030" if named in _SAME else "utf-8", "replace")
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


def raw(message: Message, name: str) -> list[str]:
    """All header lines of a name, as they stand."""
    wanted = name.lower()
    return [str(value)[:_LONGEST] for key, value in message.raw_items() if key.lower() == wanted]


def words(value: str) -> str:
    """The words of a header value, on one line, without control characters."""
    pieces: list[str] = []
    try:
        found = decode_header(_plain(value))
    except (ValueError, LookupError):
        found = [(_plain(value), None)]
    for piece, charset in found:
        pieces.append(piece if isinstance(piece, str) else decoded(piece, charset or ""))
    return _BLANKS.sub(" ", _CONTROL.sub(" ", "".join(pieces))).strip()


def first(message: Message, name: str) -> str:
    """The words of the first header line of a name; empty without one."""
    return next((words(value) for value in raw(message, name)), "")


def addresses(values: list[str]) -> tuple[Address, ...]:
    """Every address in header values; what has no @ is none."""
    found = []
    for name, address in getaddresses([_plain(value) for value in values]):
        plain = _CONTROL.sub("", address).strip().lower()
        if "@" in plain.strip("@") and " " not in plain:
            found.append(Address(plain[:254], words(name)[:120]))
    return tuple(found)


def identifiers(values: list[str]) -> tuple[str, ...]:
    """The message identifiers (RFC 5322, 3.6.4) in header values, with their angle brackets."""
    return tuple(dict.fromkeys(match for value in values for match in _ID.findall(_plain(value))))


def moment(value: str) -> datetime | None:
    """The moment of a Date line, aware; None for one that says none."""
    try:
        found = parsedate_to_datetime(value)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError, AttributeError):
        return None


def file_name(part: Message) -> str:
    """The name that a part gives its file: RFC 2231, and RFC 2047 where it does not belong; empty without one."""
    for parameter, header in (("filename", "content-disposition"), ("name", "content-type")):
        try:
            given = part.get_param(parameter, header=header)
        except (ValueError, TypeError, LookupError):
            continue
        if isinstance(given, tuple):
            return words(_of_2231(given))
        if given:
            return words(str(given))
    return ""


def _of_2231(given: tuple[str | None, str | None, str]) -> str:
    charset, _language, value = given
    try:
        return decoded(value.encode("latin-1"), charset or "")
    except UnicodeError:
        return str(collapse_rfc2231_value(given, errors="replace"))


def _plain(value: str) -> str:
    """A header value whose bytes beyond ASCII are read, and whose folds are undone."""
    try:
        text = decoded(value.encode("ascii", "surrogateescape")) if not value.isascii() else value
    except UnicodeError:
        text = value.encode("utf-8", "replace").decode("utf-8")
    return text.replace("\r", "").replace("\n", "")
