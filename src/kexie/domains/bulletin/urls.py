"""Addresses of the bulletin: the public pages, and the desk in the workbench."""

from __future__ import annotations

from django.urls import path

from kexie.domains.bulletin.views import desk, dispatching, editing, importing, lists, public

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
    path("workbench/bulletin/lists/", lists.register, name="lists"),
    path("workbench/bulletin/lists/new/", lists.new, name="list-new"),
    path("workbench/bulletin/lists/<uuid:list_id>/", lists.one, name="list"),
    path("workbench/bulletin/lists/<uuid:list_id>/edit/", lists.edit, name="list-edit"),
    path("workbench/bulletin/lists/<uuid:list_id>/switch/", lists.switch, name="list-switch"),
    path("workbench/bulletin/lists/<uuid:list_id>/add/<slug:kind>/", lists.add, name="list-add"),
    path("workbench/bulletin/lists/<uuid:list_id>/<int:line_id>/remove/", lists.remove, name="list-entry-remove"),
    path("workbench/bulletin/sending/", dispatching.register, name="dispatches"),
    path("workbench/bulletin/sending/<uuid:dispatch_id>/", dispatching.one, name="dispatch"),
    path("workbench/bulletin/sending/<uuid:dispatch_id>/state/", dispatching.state, name="dispatch-state"),
    path("workbench/bulletin/sending/<uuid:dispatch_id>/stop/", dispatching.stop, name="dispatch-stop"),
    path("workbench/bulletin/sending/<uuid:dispatch_id>/resume/", dispatching.resume, name="dispatch-resume"),
    path("workbench/bulletin/sending/<uuid:dispatch_id>/decide/", dispatching.decide, name="dispatch-decide"),
    path("workbench/bulletin/<uuid:issue_id>/send/", dispatching.new, name="dispatch-new"),
    path("workbench/bulletin/<uuid:issue_id>/", desk.issue, name="desk-issue"),
    path("workbench/bulletin/<uuid:issue_id>/highlights/", editing.highlights, name="desk-highlights"),
    path("workbench/bulletin/<uuid:issue_id>/discard/", desk.discard, name="desk-discard"),
    path("workbench/bulletin/<uuid:issue_id>/steps/<slug:verb>/", desk.step, name="desk-step"),
]
