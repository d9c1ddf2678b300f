"""Text messages to mobile phones: one function, and the sender that the settings name.

``KEXIE_TEXTS`` is ``off``, ``console`` (development: printed where the worker runs) or ``gateway``: an HTTP service that takes
a JSON message. What fails raises :class:`TextNotSent`; the outbox tries again. A text holds a code: it is never logged.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from http import HTTPStatus
from typing import Final
from urllib.error import HTTPError, URLError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.conf import settings

from kexie.base.kernel.errors import Unavailable
from kexie.base.kernel.registry import Registry
from kexie.base.kernel.topics import Undeliverable

#: How long a gateway may take to answer, in seconds.
PATIENCE_S: Final = 10
#: A gateway's answer is not read any further.
_LONGEST_ANSWER: Final = 64 * 1024


class TextNotSent(Unavailable):
    """The gateway did not take the message; trying again later may help."""

    code = "text_not_sent"


Sender = Callable[[str, str], None]
senders: Registry[Sender] = Registry("sender of texts")


def is_on() -> bool:
    """Whether texts can be sent at all."""
    return str(settings.KEXIE_TEXTS) in senders


def send(*, to: str, text: str) -> None:
    """Send ``text`` to the mobile number ``to`` (eleven digits).

    Raises:
        TextNotSent: the gateway is away, too slow, busy or broken.
        Undeliverable: it refuses this message, or texts are switched off.
    """
    if not is_on():
        raise Undeliverable("texts are switched off")
    senders[settings.KEXIE_TEXTS](to, text)


def _to_console(to: str, text: str) -> None:
    """Print the message: development only."""
    sys.stdout.write(f"· 短信 {to}：{text}\n")
    sys.stdout.flush()


class _NoRedirects(HTTPRedirectHandler):
    """A key is not carried to another host."""

    def redirect_request(self, *args: object, **kwargs: object) -> None:
        """Follow nothing."""


def _to_gateway(to: str, text: str) -> None:
    """Hand the message to the HTTP service: ``{"to", "text", "template"}`` as JSON, the key as a bearer token."""
    message = {"to": to, "text": text, "template": settings.KEXIE_TEXTS_TEMPLATE}
    headers = {
        "Authorization": f"Bearer {settings.KEXIE_TEXTS_KEY}",
        "Content-Type": "application/json; charset=utf-8",
    }
    request = Request(settings.KEXIE_TEXTS_URL, json.dumps(message).encode(), headers, method="POST")  # noqa: S310 - of the settings
    try:
        with build_opener(_NoRedirects).open(request, timeout=PATIENCE_S) as answer:
            answer.read(_LONGEST_ANSWER)
    except HTTPError as error:
        error.close()
        if error.code in {HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY}:
            raise Undeliverable(f"the gateway refuses the message: {error.code}") from None
        raise TextNotSent(status_code=error.code) from None
    except (URLError, TimeoutError, OSError) as error:
        raise TextNotSent(reason=type(error).__name__) from None


senders.register("console", _to_console)
senders.register("gateway", _to_gateway)
