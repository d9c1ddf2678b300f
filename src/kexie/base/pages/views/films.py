"""Films, sent in parts as players ask for them (RFC 9110, section 14): without that no telephone of Apple's plays one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO, Final

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import require_safe

from kexie.base.kernel.access import public
from kexie.base.kernel.errors import NotFound
from kexie.base.pages import queries

_PIECE: Final = 64 * 1024
_RANGE: Final = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")


@public
@require_safe
def film(request: HttpRequest, number: int, name: str) -> HttpResponseBase:
    """A film that everyone may see, whole or the part that is asked for."""
    document = queries.film(number)
    if document is None or document.filename != name:
        raise NotFound
    size = document.file.size
    kind = f"video/{document.file_extension.lower()}"
    part = _part(request.headers.get("Range", ""), size)
    if part is None:
        response: HttpResponseBase = FileResponse(document.file.open("rb"), content_type=kind)
    elif not part:
        response = HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    else:
        response = StreamingHttpResponse(_pieces(document.file.open("rb"), part), status=206, content_type=kind)
        response["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{size}"
        response["Content-Length"] = str(len(part))
    response["Accept-Ranges"] = "bytes"
    return response


def _part(asked: str, size: int) -> range | None:
    """The bytes that a Range header asks for; None for all of them, an empty range for what cannot be given."""
    found = _RANGE.fullmatch(asked.strip())
    if not found or found.groups() == ("", ""):
        return None
    first, last = found.groups()
    if not first:
        return range(max(0, size - int(last)), size)
    return range(min(int(first), size), min(int(last) + 1 if last else size, size))


def _pieces(file: IO[bytes], part: range) -> Iterator[bytes]:
    with file:
        file.seek(part.start)
        left = len(part)
        while left and (piece := file.read(min(_PIECE, left))):
            left -= len(piece)
            yield piece
