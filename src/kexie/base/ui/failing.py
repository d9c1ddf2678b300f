"""The page when everything else has failed: it may ask neither the database nor who is there."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseServerError
from django.template.loader import render_to_string

from kexie.base.ui.context import shell


def server_error(request: HttpRequest) -> HttpResponseServerError:
    """A plain sentence and the way back; the details are in the log."""
    return HttpResponseServerError(render_to_string("500.html", shell(request) | {"actor": None, "has_session": False}))
