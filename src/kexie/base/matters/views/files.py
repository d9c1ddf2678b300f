"""Files of cases: taken in from a request, given out to be saved."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from kexie.base.documents.intake import Kind, Upload, take_in
from kexie.base.documents.refusals import FileRefusal
from kexie.base.matters.actions.talking import MOST_AT_ONCE
from kexie.base.matters.errors import MatterInvalid
from kexie.base.matters.models import CasePaper, DraftPaper

ACCEPTED: Final = frozenset({Kind.PDF, Kind.JPEG, Kind.PNG, Kind.DOCX, Kind.XLSX})
LARGEST: Final = 20 * 1024 * 1024


def taken_in(request: HttpRequest, name: str = "papers") -> list[Upload]:
    """The files of a request, each looked at.

    Raises:
        MatterInvalid: one is not accepted; it is named, and nothing is taken in.
    """
    sent = request.FILES.getlist(name)
    if not 0 < len(sent) <= MOST_AT_ONCE:
        raise MatterInvalid(errors={name: [_("请选择文件，一次不超过%d个。") % MOST_AT_ONCE]})
    found = []
    for file in sent:
        if (file.size or 0) > LARGEST:
            raise MatterInvalid(errors={name: [_("“%(name)s”超过20兆字节，请压缩后再上传。") % {"name": file.name}]})
        try:
            found.append(take_in(file.read(), name=file.name or "", accept=ACCEPTED))
        except FileRefusal as refusal:
            said = _("“%(name)s”没有收下：%(why)s") % {"name": file.name, "why": refusal.message}
            raise MatterInvalid(errors={name: [said]}) from refusal
    return found


def given_out(paper: CasePaper | DraftPaper) -> HttpResponse:
    """A file to be saved, never shown by the browser as a page of this site."""
    response = HttpResponse(bytes(paper.file.content), content_type=paper.file.media_type)
    response["Content-Disposition"] = content_disposition_header(True, paper.name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response
