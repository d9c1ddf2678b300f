"""Answers that anybody may keep and asks about each time: who has it is told so, what was taken back is gone at once."""

from __future__ import annotations

import hashlib
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response

REVALIDATED: Final = "public, no-cache"


def kept(request: HttpRequest, response: HttpResponse, cache_control: str = REVALIDATED) -> HttpResponseBase:
    """The answer with the ETag of its content, or 304 for who has it already."""
    response["ETag"] = f'"{hashlib.sha256(response.content).hexdigest()}"'
    response["Cache-Control"] = cache_control
    return get_conditional_response(request, etag=response["ETag"], response=response) or response
