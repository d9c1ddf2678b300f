"""Addresses of long work in the workbench."""

from __future__ import annotations

from django.urls import path

from kexie.base.ui import longwork_pages as pages
from kexie.base.ui import register_pages as registers

app_name = "work"

urlpatterns = [
    path("workbench/work/", pages.work_list, name="list"),
    path("workbench/work/<uuid:work_id>/", pages.work_one, name="one"),
    path("workbench/work/<uuid:work_id>/state/", pages.work_state, name="state"),
    path("workbench/work/<uuid:work_id>/cancel/", pages.work_cancel, name="cancel"),
    path("workbench/work/<uuid:work_id>/retry/", pages.work_retry, name="retry"),
    path("workbench/work/<uuid:work_id>/file/", pages.work_file, name="file"),
    path("workbench/bulk/", registers.bulk, name="bulk"),
    path("workbench/exports/", registers.export_list, name="exports"),
    path("workbench/exports/ask/", registers.export_ask, name="export-ask"),
    path("workbench/exports/<uuid:request_id>/", registers.export_one, name="export"),
    path("workbench/views/add/", registers.view_add, name="view-add"),
    path("workbench/views/<uuid:view_id>/", registers.view_rename, name="view-rename"),
    path("workbench/views/<uuid:view_id>/remove/", registers.view_remove, name="view-remove"),
]
