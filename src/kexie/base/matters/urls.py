"""Addresses of matters and cases: the service hall, one's own cases, the workbench."""

from __future__ import annotations

from django.urls import path

from kexie.base.matters.views import cases, mine

app_name = "matters"

urlpatterns = [
    path("me/cases/", mine.cases, name="my-cases"),
    path("me/cases/<uuid:case_id>/", mine.case, name="my-case"),
    path("workbench/cases/<uuid:case_id>/", cases.case, name="case"),
]
