"""Addresses of the concierge."""

from __future__ import annotations

from django.urls import path

from kexie.domains.steward import views

app_name = "steward"

urlpatterns = [
    path("follow/", views.follow, name="follow"),
    path("follow/close/", views.close, name="follow-close"),
    path("follow/<uuid:case_id>/", views.followed, name="followed"),
]
