"""链接检查: what is wrong with links of the pages that an editor works with; redirects that managers write."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from wagtail.contrib.redirects.views import CreateView, EditView

from kexie.base.kernel import clock
from kexie.base.pages import queries
from kexie.base.pages.actions.links import ask_for_all
from kexie.base.pages.forms.redirects import SafeRedirectForm

PER_PAGE: Final = 50
SHOWN: Final = {"": gettext_lazy("全部"), "dead": gettext_lazy("失效的链接"), "outside": gettext_lazy("外部链接")}


@require_safe
def links(request: HttpRequest) -> HttpResponse:
    """Dead links first, then the outside ones that a person has to look at."""
    show = request.GET.get("show", "")
    show = show if show in SHOWN else ""
    found = Paginator(queries.findings(request.user, show=show), PER_PAGE).get_page(request.GET.get("p"))
    tabs = [(code, label, code == show) for code, label in SHOWN.items()]
    return render(request, "pages/editors/links.html", {"found": found, "tabs": tabs, "show": show})


@require_POST
def check_links(request: HttpRequest) -> HttpResponse:
    """Let the worker look through all pages now."""
    ask_for_all(clock.now())
    messages.success(request, _("已开始检查，几分钟后刷新本页可以看到结果。"))
    return HttpResponseRedirect(reverse("pages_links"))


add_redirect: Any = CreateView.as_view(form_class=SafeRedirectForm)
edit_redirect: Any = EditView.as_view(form_class=SafeRedirectForm)
