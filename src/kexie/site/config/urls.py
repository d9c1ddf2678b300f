"""All addresses. Ours declare their access on the view; third parties' are declared here, by the include."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from kexie.base.kernel import rest, rest_description
from kexie.base.kernel.access import requires
from kexie.base.kernel.health import live, ready
from kexie.base.people.api import EDIT_WEB_CONTENT
from kexie.site.config.catalogues import EditorsScriptWords

urlpatterns: list[URLPattern | URLResolver] = [
    path("health/live", live, name="live"),
    path("health/ready", ready, name="ready"),
    path("api/v1/openapi.json", rest_description.openapi, name="openapi"),
    path("api/v1/", include((rest.urls(), "api"))),
    path("", include("kexie.base.ui.urls")),
    path("", include("kexie.base.ui.longwork_urls")),
    path("", include("kexie.base.people.urls")),
    path("", include("kexie.base.standards.urls")),
    path("", include("kexie.base.ledger.urls")),
    path("", include("kexie.base.notifications.urls")),
    path("", include("kexie.domains.steward.urls")),  # before matters: services/figures/ is no matter
    path("", include("kexie.base.matters.urls")),
    path("", include("kexie.domains.bulletin.urls")),
    path("", include("kexie.domains.feedback.urls")),
    path("", include("kexie.site.portal.urls")),
    path("editors/jsi18n/", requires(EDIT_WEB_CONTENT)(EditorsScriptWords.as_view()), name="editors-script-words"),
    path("", include("kexie.base.pages.urls")),  # last: Wagtail answers every address that is left
]

# Refusals and failures, as a page or problem+json; never a trace.
handler400 = "kexie.base.kernel.web.handler400"
handler403 = "kexie.base.kernel.web.handler403"
handler404 = "kexie.base.kernel.web.handler404"
handler429 = "kexie.base.kernel.web.handler429"
handler500 = "kexie.base.kernel.web.handler500"
