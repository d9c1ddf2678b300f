"""Addresses of one's own notices."""

from __future__ import annotations

from django.urls import path

from kexie.base.notifications import views

app_name = "notifications"

urlpatterns = [
    path("me/notices/", views.notice_list, name="notices"),
    path("me/notices/read/", views.mark_all_read, name="read_all"),
    path("me/notices/<uuid:notice_id>/read/", views.mark_read, name="read"),
]
