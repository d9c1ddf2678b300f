"""Pictures, to whom they concern: with a draft or a submission in the workbench, with a signed issue to everybody."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from kexie.base.kernel.access import public, requires
from kexie.base.kernel.web import Request
from kexie.domains.bulletin.abilities import CONTRIBUTE, HANDLE
from kexie.domains.bulletin.models import Blob
from kexie.domains.bulletin.queries.pictures import picture_of_issue, picture_of_submission

#: Nothing in a picture may run or load anything, whatever a browser takes it for.
_POLICY = "default-src 'none'; sandbox"


@requires(CONTRIBUTE, HANDLE)
@require_safe
def of_submission(request: Request, submission_id: UUID, sha256: str) -> HttpResponse:
    """A picture of a submission; no cache keeps it."""
    return _told(request, picture_of_submission(request.actor, submission_id, sha256), "private, no-store")


@public
@require_safe
def of_issue(request: Request, year: int, number: int, sha256: str) -> HttpResponse:
    """A picture of an issue. Each time it is asked whether it may be seen: a correction may have taken it out."""
    return _told(request, picture_of_issue(request.actor, year, number, sha256), "public, no-cache")


def _told(request: Request, blob: Blob, cached: str) -> HttpResponse:
    """The bytes, or 304 to who has them; only who may see them learns their ETag."""
    response = HttpResponse(bytes(blob.content), content_type=blob.media_type)
    response["ETag"] = f'"{blob.sha256}"'
    response["Content-Disposition"] = f'inline; filename="{blob.sha256[:12]}.{blob.media_type.rpartition("/")[2]}"'
    response["Content-Security-Policy"] = _POLICY
    response["Cache-Control"] = cached
    kept: HttpResponse = get_conditional_response(request, etag=response["ETag"], response=response) or response
    kept["Cache-Control"] = cached
    return kept
