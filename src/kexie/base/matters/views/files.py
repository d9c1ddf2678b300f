"""Files of cases, given out to be saved."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from kexie.base.matters.models import CasePaper, DraftPaper


def given_out(paper: CasePaper | DraftPaper) -> HttpResponse:
    """A file to be saved, never shown by the browser as a page of this site."""
    response = HttpResponse(bytes(paper.file.content), content_type=paper.file.media_type)
    response["Content-Disposition"] = content_disposition_header(True, paper.name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response
