"""Addresses of the concierge."""

from __future__ import annotations

from django.urls import path

from kexie.domains.steward.views import following, limits

app_name = "steward"

urlpatterns = [
    path("follow/", following.follow, name="follow"),
    path("follow/close/", following.close, name="follow-close"),
    path("follow/<uuid:case_id>/", following.followed, name="followed"),
    path("workbench/steward/cases/<uuid:case_id>/ask-<slug:kind>/", limits.wish, name="wish"),
    path("workbench/steward/cases/<uuid:case_id>/unpark/", limits.unpark, name="unpark"),
    path("workbench/steward/cases/<uuid:case_id>/sort/", limits.sort, name="sort"),
    path("workbench/steward/cases/<uuid:case_id>/contact/", limits.contact, name="contact"),
    path("workbench/steward/cases/<uuid:case_id>/take-back/<uuid:wish_id>/", limits.take_back, name="wish-take-back"),
    path("workbench/steward/wishes/<uuid:wish_id>/", limits.decide, name="wish-decide"),
]
