"""Addresses of the design system."""

from __future__ import annotations

from django.urls import path

from kexie.base.ui.display import switch

app_name = "ui"

urlpatterns = [
    path("display/", switch, name="display"),
]
