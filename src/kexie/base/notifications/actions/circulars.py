"""One letter to many: what all copies share is laid out once, each copy adds its own address and identifier in front."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, forbid_multi_line_headers

_CRLF = "\r\n"


class _Laid:
    """A laid-out message (RFC 5322): the header lines of one copy, then what all share."""

    def __init__(self, own: bytes, shared: bytes) -> None:
        self._own, self._shared = own, shared

    def as_bytes(self, unixfrom: bool = False, linesep: str = _CRLF) -> bytes:
        """The whole message; lines end as mail's do, whatever ``linesep`` says."""
        return self._own + self._shared

    def get_charset(self) -> None:
        """None of its own: what is not ASCII is encoded."""


class _Copy(EmailMessage):
    """One copy, for any of Django's mail backends."""

    def __init__(self, circular: Circular, *, to: str, message_id: str) -> None:
        super().__init__(subject=circular.subject, body=circular.body, from_email=circular.sender, to=[to])
        self._laid = circular.laid(to, message_id)

    def message(self, **_given: Any) -> Any:
        """The message, laid out before."""
        return self._laid


class Circular:
    """A letter that goes out in many copies; ``papers`` are name, content and media type of what goes along."""

    def __init__(self, *, subject: str, body: str, papers: Iterable[tuple[str, bytes, str]] = ()) -> None:
        self.subject, self.body, self.sender = subject, body, settings.DEFAULT_FROM_EMAIL
        headers = {"Message-ID": "<shared>", "Auto-Submitted": "auto-generated", "Precedence": "bulk"}
        whole = EmailMessage(subject=subject, body=body, from_email=self.sender, headers=headers)
        for name, content, media_type in papers:
            whole.attach(name, content, media_type)
        message = whole.message()
        del message["Message-ID"]
        self._shared: bytes = message.as_bytes(linesep=_CRLF)  # type: ignore[call-arg]  # Django's SafeMIME

    def copy(self, *, to: str, message_id: str) -> EmailMessage:
        """The copy for one address. Raises BadHeaderError for an address with a line break."""
        return _Copy(self, to=to, message_id=message_id)

    def laid(self, to: str, message_id: str) -> _Laid:
        """The copy as bytes."""
        lines = [forbid_multi_line_headers(*pair, "utf-8") for pair in (("To", to), ("Message-ID", message_id))]
        return _Laid("".join(f"{name}: {value}{_CRLF}" for name, value in lines).encode("ascii"), self._shared)
