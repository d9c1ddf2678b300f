"""Wagtail's addresses, each with its access declared here, because Wagtail's views cannot.

The editors' pages are open to web editors alone, some of them to managers of the site alone, and what we do not use to nobody;
each is guarded row by row (`views.guard`). Wagtail 7 writes scripts and styles into them, so that their content security
policy differs.
Of the public addresses only pages and documents are mounted: log-in is ours, shared passwords are off.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from csp.constants import SELF, UNSAFE_INLINE
from csp.decorators import csp_replace
from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.generic import RedirectView
from wagtail.admin import urls as editors_urls
from wagtail.documents.views.serve import serve as serve_document
from wagtail.urls import serve_pattern

from kexie.base.kernel.access import public, requires
from kexie.base.kernel.errors import NotFound
from kexie.base.pages.views import cards, columns, feeds, films, imports, links, pages, review
from kexie.base.pages.views.editors import in_our_language
from kexie.base.pages.views.guard import guarded
from kexie.base.people.abilities import EDIT_WEB_CONTENT, MANAGE_WEB_SITE

View = Callable[..., Any]

EDITORS_POLICY: Final = {"script-src": [SELF, UNSAFE_INLINE], "style-src": [SELF, UNSAFE_INLINE]}


#: What Wagtail can do beside editing public pages and we do in our own pages, or not at all: accounts and groups, hosts,
#: snippets, foreign players, tags (they are one list for all), its error pages. By namespace, or by name.
CLOSED: Final = frozenset(
    {
        "wagtailusers_users",
        "wagtailusers_groups",
        "wagtailsites",
        "wagtailsnippets",
        "wagtailembeds",
        "wagtailadmin_collections",
        "wagtailadmin_api:images",
        "wagtailadmin_api:documents",
        "wagtailadmin_api:pages:action",
        "wagtailadmin_error_test",
        "wagtailadmin_tag_autocomplete",
        "wagtailadmin_tag_model_autocomplete",
        "wagtailadmin_password_reset",
        "wagtailadmin_password_reset_done",
        "wagtailadmin_password_reset_confirm",
        "wagtailadmin_password_reset_complete",
        "wagtailadmin_pages:convert_alias",
        "wagtailredirects:start_import",
        "wagtailimages:url_generator",
        "wagtailimages:url_generator_output",
        "wagtailimages:preview",
        "wagtailredirects:process_import",
    }
)
#: What shows rows of every column, or changes the site as a whole.
MANAGED: Final = frozenset(
    {
        "wagtailadmin_workflows",
        "wagtailredirects",
        "wagtailsettings",
        "wagtailadmin_reports:site_history",
        "wagtailadmin_reports:site_history_results",
        "wagtailadmin_reports:page_types_usage",
        "wagtailadmin_reports:page_types_usage_results",
        "wagtailadmin_pages:type_use",
        "wagtailadmin_pages:type_use_results",
        "pages_columns",
        "pages_redirect",
        "pages_redirect_add",
        "pages_column_units",
    }
)


def _in(name: str, places: frozenset[str]) -> bool:
    return any(name == place or name.startswith(f"{place}:") for place in places)


def _nowhere(request: Any, *args: Any, **kwargs: Any) -> Any:
    raise NotFound


def _door(view: View, name: str) -> View:
    ability = MANAGE_WEB_SITE if _in(name, MANAGED | CLOSED) else EDIT_WEB_CONTENT
    inner = _nowhere if _in(name, CLOSED) else guarded(view, name=name)
    return requires(ability)(csp_replace(EDITORS_POLICY)(in_our_language(inner)))


def _behind_doors(patterns: Iterable[URLPattern | URLResolver], namespace: str = "") -> list[Any]:
    """Wagtail's addresses, each behind the door that its name asks for."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            _behind_doors(pattern.url_patterns, f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace)
        else:
            pattern.callback = _door(pattern.callback, f"{namespace}{pattern.name or ''}")
    return list(patterns)


_log_in = RedirectView.as_view(pattern_name=settings.LOGIN_URL, query_string=True)

#: Our own among the editors' pages.
_own: Final = [
    path("review/<int:page_id>/", review.review, name="pages_review"),
    path("import/", imports.import_word, name="pages_import"),
    path("import/<int:page_id>/", imports.imported, name="pages_imported"),
    path("links/", links.links, name="pages_links"),
    path("links/check/", links.check_links, name="pages_links_check"),
    path("redirects/add/", links.add_redirect, name="pages_redirect_add"),
    path("redirects/<int:redirect_id>/", links.edit_redirect, name="pages_redirect"),
    path("columns/", columns.columns, name="pages_columns"),
    path("columns/<int:page_id>/", columns.column_units, name="pages_column_units"),
]

urlpatterns = [
    path("", pages.page, name="home"),
    path("editors/", include(_behind_doors([*_own, *editors_urls.urlpatterns]))),
    re_path(r"^files/(\d+)/(.*)$", public(serve_document), name="wagtaildocs_serve"),
    path("_util/login/", public(_log_in), name="wagtailcore_login"),  # the name by which Wagtail knows the log-in page
    path("media/images/<path:path>", pages.picture, name="page-picture"),
    path("films/<int:number>/<path:name>", films.film, name="page-film"),
    path("share/<int:number>.png", cards.share_card, name="page-card"),
    re_path(r"^brand-(?P<colour>[0-9a-f]{6})\.css$", cards.brand, name="page-brand"),
    path("<str:slug>/feed.atom", feeds.atom, name="page-feed"),
    re_path(serve_pattern, pages.page, name="wagtail_serve"),
]
