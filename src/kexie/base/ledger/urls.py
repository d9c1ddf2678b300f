"""Addresses of the ledger."""

from __future__ import annotations

from django.urls import path

from kexie.base.ledger import views

app_name = "ledger"

urlpatterns = [
    path("workbench/ledger/", views.entry_list, name="entries"),
    path("workbench/ledger/totals/", views.total_list, name="totals"),
    path("workbench/ledger/<uuid:entry_id>/", views.entry_detail, name="entry"),
]
