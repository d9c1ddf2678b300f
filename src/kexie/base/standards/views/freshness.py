"""Before a request is answered: take in what has been published, at most every few seconds in each process."""

from __future__ import annotations

import time

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from kexie.base.kernel.web import GetResponse
from kexie.base.standards.queries import in_force


class FreshStandardMiddleware:
    """Asks one small question every `KEXIE_STANDARD_REFRESH_S` seconds; 0 never asks (tests that do not need it)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.asked = float("-inf")

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Look for news when it is time; then pass on."""
        every = settings.KEXIE_STANDARD_REFRESH_S
        if every and time.monotonic() - self.asked >= every:
            self.asked = time.monotonic()
            in_force.refresh(timezone.localdate())
        return self.get_response(request)
