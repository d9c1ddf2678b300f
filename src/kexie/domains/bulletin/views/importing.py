"""Taking an issue in through the browser: choose a file, see what was understood, confirm."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kexie.base.documents.refusals import FileRefusal
from kexie.base.kernel import clock
from kexie.base.kernel.access import requires
from kexie.base.kernel.errors import Invalid
from kexie.base.kernel.idempotency import key_of, once
from kexie.base.kernel.web import Request
from kexie.domains.bulletin import actions, queries
from kexie.domains.bulletin.abilities import EDIT
from kexie.domains.bulletin.errors import BulletinError
from kexie.domains.bulletin.forms import UploadForm, read_file, sealed, unsealed


@requires(EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: Request) -> HttpResponse:
    """Take a file, show what was understood; a refusal stands beside the field with line and reason. Nothing is stored."""
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            read = read_file(file.read(), name=file.name, known_columns=queries.active_columns())
        except (BulletinError, FileRefusal, Invalid) as refusal:
            form.add_error("file", refusal.message)
        else:
            seal = sealed(read, person_id=request.actor.person_id)
            context = {"understood": read.issue, "seal": seal, "filename": file.name}
            return render(request, "bulletin/desk/preview.html", context)
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "bulletin/desk/upload.html", {"form": form}, status=status)


@requires(EDIT)
@require_POST
def confirm(request: Request) -> HttpResponse:
    """Store what the preview has shown."""
    actor = request.actor
    read = unsealed(request.POST.get("seal", ""), person_id=actor.person_id)
    reference = once(
        by=actor,
        key=key_of(request.POST),
        verb="bulletin.import",
        do=lambda: str(
            actions.import_issue(by=actor, at=clock.now(), understood=read.issue, source_hash=read.source_hash).pk
        ),
    )
    messages.success(request, _("本期已经存入，核对文字后请送审。"))
    return redirect("bulletin:desk-issue", UUID(reference))
