"""Wagtail's addresses, each with its access declared here, because Wagtail's views cannot.

The editors' pages are open to web editors alone; Wagtail 7 writes scripts and styles into them, so that their content
security policy differs.
Of the public addresses only pages and documents are mounted: log-in is ours, shared passwords are off.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from csp.constants import SELF, UNSAFE_INLINE
from csp.decorators import csp_replace
from django.conf import settings
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from wagtail.admin import urls as editors_urls
from wagtail.documents.views.serve import serve as serve_document
from wagtail.urls import serve_pattern
from wagtail.utils.urlpatterns import decorate_urlpatterns

from kexie.base.kernel.access import public, requires
from kexie.base.pages.views import cards, films, pages
from kexie.base.pages.views.editors import in_our_language
from kexie.base.people.abilities import EDIT_WEB_CONTENT

View = Callable[..., Any]

EDITORS_POLICY: Final = {"script-src": [SELF, UNSAFE_INLINE], "style-src": [SELF, UNSAFE_INLINE]}


def _for_editors(view: View) -> View:
    return requires(EDIT_WEB_CONTENT)(csp_replace(EDITORS_POLICY)(in_our_language(view)))


_log_in = RedirectView.as_view(pattern_name=settings.LOGIN_URL, query_string=True)

urlpatterns = [
    path("", pages.page, name="home"),
    path("editors/", include(decorate_urlpatterns(editors_urls.urlpatterns, _for_editors))),
    re_path(r"^files/(\d+)/(.*)$", public(serve_document), name="wagtaildocs_serve"),
    path("_util/login/", public(_log_in), name="wagtailcore_login"),  # the name by which Wagtail knows the log-in page
    path("media/images/<path:path>", pages.picture, name="page-picture"),
    path("films/<int:number>/<path:name>", films.film, name="page-film"),
    path("share/<int:number>.png", cards.share_card, name="page-card"),
    re_path(r"^brand-(?P<colour>[0-9a-f]{6})\.css$", cards.brand, name="page-brand"),
    re_path(serve_pattern, pages.page, name="wagtail_serve"),
]
