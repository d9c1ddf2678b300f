"""栏目分工: which units answer for which section; for managers."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.models import Page

from kexie.base.kernel import clock
from kexie.base.pages import queries
from kexie.base.pages.actions.rights import set_units
from kexie.base.pages.forms.columns import SectionUnitsForm


@require_safe
def columns(request: HttpRequest) -> HttpResponse:
    """Each section with its units and who writes and reviews in it."""
    return render(request, "pages/editors/columns.html", {"rows": queries.staffed_sections(on=clock.today())})


@require_http_methods(["GET", "HEAD", "POST"])
def column_units(request: HttpRequest, page_id: int) -> HttpResponse:
    """Choose the units of one section."""
    section = get_object_or_404(Page, pk=page_id, pk__in=[row.page_id for row in queries.site_sections()])
    form = SectionUnitsForm(request.POST if request.method == "POST" else None, units=queries.units_of(section))
    if request.method == "POST" and form.is_valid():
        actor = request.actor  # type: ignore[attr-defined]
        set_units(by=actor, at=clock.now(), page=section, units=form.units)
        messages.success(request, _("已保存“%(title)s”的责任单位，相关人员的权限随即生效。") % {"title": section.title})
        return HttpResponseRedirect(reverse("pages_columns"))
    return render(request, "pages/editors/column_units.html", {"section": section, "form": form})
