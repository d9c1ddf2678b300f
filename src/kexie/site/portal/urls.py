"""Search, 我的 and the workbench's first page."""

from __future__ import annotations

from django.urls import path

from kexie.site.portal import views

app_name = "portal"

urlpatterns = [
    path("search/", views.search, name="search"),
    path("search/suggest/", views.suggest, name="suggest"),
    path("me/", views.me, name="me"),
    path("workbench/", views.workbench, name="workbench"),
]
