"""What browsers and search engines ask for, search, 我的 and the workbench's first page."""

from __future__ import annotations

from django.urls import path

from kexie.site.portal.views import offline, pages

app_name = "portal"

urlpatterns = [
    path("robots.txt", pages.robots, name="robots"),
    path("favicon.ico", pages.favicon, name="favicon"),
    path("manifest.webmanifest", offline.manifest, name="manifest"),
    path("icons/<slug:edition>/<slug:name>.png", offline.icon, name="icon"),
    path("sw.js", offline.worker, name="worker"),
    path("offline/", offline.offline, name="offline"),
    path("search/", pages.search, name="search"),
    path("search/suggest/", pages.suggest, name="suggest"),
    path("sitemap/", pages.sitemap, name="sitemap"),
    path("help/accessibility/", pages.accessibility, name="accessibility"),
    path("me/", pages.me, name="me"),
    path("workbench/", pages.workbench, name="workbench"),
]
