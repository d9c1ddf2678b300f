"""Addresses: the public ones of this site, and the one that a request comes from."""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def absolute(address: str) -> str:
    """The public address for a path of this site: never by a request, whose Host anybody may write."""
    return f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{address}"


def client_address(request: HttpRequest) -> str:
    """The visitor's address: what our own proxy has added last, or the socket's when there is no proxy."""
    if settings.KEXIE_BEHIND_PROXY:
        last = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
        try:
            return str(ipaddress.ip_address(last))
        except ValueError:
            pass
    return str(request.META.get("REMOTE_ADDR") or "0.0.0.0")  # noqa: S104
