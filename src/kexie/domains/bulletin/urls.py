"""Addresses of the bulletin: the public pages, and the desk in the workbench."""

from __future__ import annotations

from django.urls import path

from kexie.domains.bulletin.views import desk, editing, importing, public

app_name = "bulletin"

urlpatterns = [
    path("bulletin/", public.archive, name="archive"),
    path("bulletin/<int:year>/<int:number>/", public.issue, name="issue"),
    path("bulletin/<int:year>/<int:number>/download.<slug:fmt>", public.download, name="download"),
    path("bulletin/<int:year>/<int:number>/<uuid:item_id>/", public.item, name="item"),
    path("workbench/bulletin/", desk.register, name="desk"),
    path("workbench/bulletin/import/", importing.upload, name="desk-import"),
    path("workbench/bulletin/import/confirm/", importing.confirm, name="desk-import-confirm"),
    path("workbench/bulletin/items/<uuid:item_id>/", editing.item, name="desk-item"),
    path("workbench/bulletin/<uuid:issue_id>/", desk.issue, name="desk-issue"),
    path("workbench/bulletin/<uuid:issue_id>/highlights/", editing.highlights, name="desk-highlights"),
    path("workbench/bulletin/<uuid:issue_id>/discard/", desk.discard, name="desk-discard"),
    path("workbench/bulletin/<uuid:issue_id>/steps/<slug:verb>/", desk.step, name="desk-step"),
]
