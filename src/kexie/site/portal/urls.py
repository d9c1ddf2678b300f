"""What browsers and search engines ask for, search, 我的 and the workbench's first page."""

from __future__ import annotations

from django.urls import path

from kexie.site.portal import views

app_name = "portal"

urlpatterns = [
    path("robots.txt", views.robots, name="robots"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("search/", views.search, name="search"),
    path("search/suggest/", views.suggest, name="suggest"),
    path("sitemap/", views.sitemap, name="sitemap"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("me/", views.me, name="me"),
    path("workbench/", views.workbench, name="workbench"),
]
