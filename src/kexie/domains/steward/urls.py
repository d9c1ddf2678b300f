"""Addresses of the concierge."""

from __future__ import annotations

from django.urls import path

from kexie.domains.steward.views import desk, following, limits, suggesting

app_name = "steward"

urlpatterns = [
    path("ask/", suggesting.ask, name="ask"),
    path("workbench/cases/<uuid:case_id>/alike/", suggesting.alike, name="alike"),
    path("ask/on/", suggesting.carry_on, name="ask-on"),
    path("follow/", following.follow, name="follow"),
    path("follow/close/", following.close, name="follow-close"),
    path("follow/<uuid:case_id>/", following.followed, name="followed"),
    path("workbench/steward/", desk.desk, name="desk"),
    path("workbench/steward/tabs/", desk.tabs, name="desk-tabs"),
    path("workbench/steward/templates/", desk.templates, name="templates"),
    path("workbench/steward/templates/new/", desk.template, name="template-new"),
    path("workbench/steward/templates/<int:template_id>/", desk.template, name="template"),
    path("workbench/steward/templates/<int:template_id>/drop/", desk.template_drop, name="template-drop"),
    path("workbench/steward/cases/<uuid:case_id>/pane/", desk.pane, name="desk-pane"),
    path("workbench/steward/cases/<uuid:case_id>/presence/", desk.presence, name="presence"),
    path("workbench/steward/cases/<uuid:case_id>/ask-<slug:kind>/", limits.wish, name="wish"),
    path("workbench/steward/cases/<uuid:case_id>/unpark/", limits.unpark, name="unpark"),
    path("workbench/steward/cases/<uuid:case_id>/sort/", limits.sort, name="sort"),
    path("workbench/steward/cases/<uuid:case_id>/contact/", limits.contact, name="contact"),
    path("workbench/steward/cases/<uuid:case_id>/take-back/<uuid:wish_id>/", limits.take_back, name="wish-take-back"),
    path("workbench/steward/wishes/<uuid:wish_id>/", limits.decide, name="wish-decide"),
]
