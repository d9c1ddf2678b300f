"""Addresses of long work in the workbench."""

from __future__ import annotations

from django.urls import path

from kexie.base.ui import longwork_pages as pages

app_name = "work"

urlpatterns = [
    path("workbench/work/", pages.work_list, name="list"),
    path("workbench/work/<uuid:work_id>/", pages.work_one, name="one"),
    path("workbench/work/<uuid:work_id>/state/", pages.work_state, name="state"),
    path("workbench/work/<uuid:work_id>/cancel/", pages.work_cancel, name="cancel"),
    path("workbench/work/<uuid:work_id>/retry/", pages.work_retry, name="retry"),
    path("workbench/work/<uuid:work_id>/file/", pages.work_file, name="file"),
]
