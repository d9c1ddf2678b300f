"""导入 Word: choose a file, look at what was read, go on in the editor."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods
from wagtail.models import Page

from kexie.base.documents.refusals import FileRefusal
from kexie.base.kernel import clock
from kexie.base.kernel.errors import NotFound
from kexie.base.pages import queries
from kexie.base.pages.actions.imports import describe_pictures, discard_import, import_article
from kexie.base.pages.errors import Quarantined
from kexie.base.pages.forms.imports import ImportForm, PicturesForm
from kexie.base.pages.models import ArticlePage


@require_http_methods(["GET", "HEAD", "POST"])
def import_word(request: HttpRequest) -> HttpResponse:
    """The file and its column; what is wrong with the file stands beside it."""
    columns = _columns(request)
    form = ImportForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        columns=columns,
        initial={"column": request.GET.get("column")},
    )
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            article, lost = import_article(
                by=request.actor,  # type: ignore[attr-defined]
                at=clock.now(),
                account=request.user,
                column=form.cleaned_data["column"],
                data=file.read(),
                name=file.name,
            )
        except (FileRefusal, Quarantined) as refusal:
            form.add_error("file", refusal.message)
        else:
            _tell_lost(request, lost)
            return HttpResponseRedirect(reverse("pages_imported", args=[article.pk]))
    context = {"form": form, "columns": columns}
    return render(request, "pages/editors/import.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def imported(request: HttpRequest, page_id: int) -> HttpResponse:
    """What was read, as the page will be, and what each picture shows; keep it and go on, or throw it away."""
    article = _own_draft(request, page_id)
    pictures = [block.value for block in article.body if block.block_type == "picture"]
    if request.POST.get("decision") == "discard":
        discard_import(by=request.actor, at=clock.now(), article=article)  # type: ignore[attr-defined]
        messages.success(request, _("已放弃这次导入，草稿和图片都已删除。"))
        return HttpResponseRedirect(reverse("pages_import"))
    form = PicturesForm(request.POST if request.method == "POST" else None, title=article.title, pictures=pictures)
    if request.method == "POST" and form.is_valid():
        describe_pictures(account=request.user, article=article, title=form.cleaned_data["title"], words=form.words())
        messages.success(request, _("已保存为草稿，请继续编辑，完成后送审。"))
        return HttpResponseRedirect(reverse("wagtailadmin_pages:edit", args=[article.pk]))
    return render(request, "pages/editors/imported.html", {"article": article, "form": form})


def _columns(request: HttpRequest) -> Any:
    """The sections in which one may write articles."""
    mine = queries.writable_sections(request.actor)  # type: ignore[attr-defined]
    return Page.objects.filter(pk__in=[section.page_id for section, articles in mine if articles]).order_by("path")


def _own_draft(request: HttpRequest, page_id: int) -> ArticlePage:
    found = ArticlePage.objects.filter(pk=page_id, owner=request.user, live=False, first_published_at=None).first()
    if found is None or found.workflow_in_progress:
        raise NotFound
    latest: ArticlePage = found.get_latest_revision_as_object()
    return latest


def _tell_lost(request: HttpRequest, lost: int) -> None:
    if lost:
        said = ngettext(
            "有%(count)d张图片的格式不能使用（只支持 PNG 和 JPEG），请在编辑时另行上传。",
            "有%(count)d张图片的格式不能使用（只支持 PNG 和 JPEG），请在编辑时另行上传。",
            lost,
        )
        messages.warning(request, said % {"count": lost})
