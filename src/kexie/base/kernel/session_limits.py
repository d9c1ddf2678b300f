"""A log-in ends by itself: when it has not been used for a while, and at the latest after a working day.

GB/T 22239-2019, 8.1.4.1 b) asks for the first, ASVS 5.0, 7.3 for both.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse

from kexie.base.kernel import clock

#: Where a session keeps when it was begun and last used, in seconds since 1970.
BEGUN: Final = "begun"
USED: Final = "used"
#: So many seconds pass before the use is noted again: a note is a write.
STEP_S: Final = 300


class SessionLimitsMiddleware:
    """Ends what `KEXIE_SESSION_IDLE_S` or `KEXIE_SESSION_LONGEST_S` has run out for; stands behind the sessions."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Look at a session that somebody brings; a visitor without one costs nothing."""
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            keep_or_end(request.session, now_s=int(clock.now().timestamp()))
        return self.get_response(request)


def keep_or_end(session: SessionBase, *, now_s: int) -> None:
    """Empty the session of somebody logged in if its time is over at ``now_s``; otherwise note its use now and then."""
    if SESSION_KEY not in session:
        return
    begun, used = session.get(BEGUN), session.get(USED)
    if begun is None or used is None:
        session[BEGUN] = session[USED] = now_s
    elif now_s - begun > settings.KEXIE_SESSION_LONGEST_S or now_s - used > settings.KEXIE_SESSION_IDLE_S:
        session.flush()
    elif now_s - used > STEP_S:
        session[USED] = now_s
