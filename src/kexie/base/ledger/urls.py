"""Addresses of the ledger."""

from __future__ import annotations

from django.urls import path

from kexie.base.ledger.views import by_hand, reading

app_name = "ledger"

urlpatterns = [
    path("workbench/ledger/", reading.entry_list, name="entries"),
    path("workbench/ledger/totals/", reading.total_list, name="totals"),
    path("workbench/ledger/units/", by_hand.own_unit_options, name="own-units"),
    path("workbench/ledger/add/", by_hand.choose_kind, name="add"),
    path("workbench/ledger/add/<str:work_kind>/", by_hand.entry_add, name="add-kind"),
    path("workbench/ledger/<uuid:entry_id>/", reading.entry_detail, name="entry"),
    path("workbench/ledger/<uuid:entry_id>/amend/", by_hand.entry_amend, name="amend"),
    path("workbench/ledger/<uuid:entry_id>/withdraw/", by_hand.entry_withdraw, name="withdraw"),
    path("workbench/ledger/<uuid:entry_id>/restore/", by_hand.entry_restore, name="restore"),
]
