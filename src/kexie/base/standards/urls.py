"""Addresses of the register in the workbench."""

from __future__ import annotations

from django.urls import path

from kexie.base.standards import views

app_name = "standards"

urlpatterns = [
    path("workbench/standards/", views.element_list, name="elements"),
    path("workbench/standards/elements/<slug:code>/", views.element_detail, name="element"),
    path("workbench/standards/code-lists/", views.code_lists, name="code_lists"),
    path("workbench/standards/code-lists/<slug:code>/", views.code_list_detail, name="code_list"),
]
