"""Addresses of the concierge."""

from __future__ import annotations

from django.urls import path

from kexie.domains.steward.views import following

app_name = "steward"

urlpatterns = [
    path("follow/", following.follow, name="follow"),
    path("follow/close/", following.close, name="follow-close"),
    path("follow/<uuid:case_id>/", following.followed, name="followed"),
]
