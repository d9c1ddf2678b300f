"""Addresses of the bulletin: the public pages, and the desk in the workbench."""

from __future__ import annotations

from django.urls import path

from kexie.domains.bulletin.views import (
    arranging,
    desk,
    dispatching,
    editing,
    feeds,
    importing,
    lists,
    pictures,
    public,
    submissions,
    words,
    writing,
)

app_name = "bulletin"

urlpatterns = [
    path("bulletin/", public.archive, name="archive"),
    path("bulletin/feed.atom", feeds.atom, name="feed"),
    path("bulletin/<int:year>/<int:number>/", public.issue, name="issue"),
    path("bulletin/<int:year>/<int:number>/download.<slug:fmt>", public.download, name="download"),
    path("bulletin/<int:year>/<int:number>/<uuid:item_id>/", public.item, name="item"),
    path("workbench/bulletin/", desk.register, name="desk"),
    path("workbench/bulletin/import/", importing.upload, name="desk-import"),
    path("workbench/bulletin/import/confirm/", importing.confirm, name="desk-import-confirm"),
    path("workbench/bulletin/issues/new/", arranging.new, name="issue-new"),
    path("workbench/bulletin/items/<uuid:item_id>/out/", arranging.take_out, name="item-out"),
    path("workbench/bulletin/items/<uuid:item_id>/facts/", words.facts, name="item-facts"),
    path("workbench/bulletin/items/<uuid:item_id>/preview/", words.preview, name="item-preview"),
    path("workbench/bulletin/items/<uuid:item_id>/history/", words.history, name="item-history"),
    path("workbench/bulletin/items/<uuid:item_id>/history/<int:number>/", words.restore, name="item-restore"),
    path("workbench/bulletin/<uuid:issue_id>/place/", arranging.place, name="issue-place"),
    path("workbench/bulletin/<uuid:issue_id>/items/", arranging.add_item, name="issue-add-item"),
    path("workbench/bulletin/<uuid:issue_id>/move/", arranging.move, name="issue-move"),
    path("workbench/bulletin/<uuid:issue_id>/order/", arranging.order, name="issue-order"),
    path("workbench/bulletin/<uuid:issue_id>/head/", words.head, name="issue-head"),
    path("workbench/bulletin/<uuid:issue_id>/page/", words.page, name="desk-page"),
    path("workbench/bulletin/<uuid:issue_id>/draft.<slug:fmt>", words.draft_file, name="desk-file"),
    path("workbench/bulletin/<uuid:issue_id>/history/<slug:part>/", words.history_of_part, name="issue-history"),
    path("workbench/bulletin/<uuid:issue_id>/presence/<str:part>/", words.presence, name="presence"),
    path("workbench/bulletin/<uuid:issue_id>/give-up/", desk.give_up, name="issue-give-up"),
    path("workbench/bulletin/<uuid:issue_id>/revisions/<int:number>/", desk.revision, name="issue-revision"),
    path(
        "workbench/bulletin/<uuid:issue_id>/revisions/<int:number>/file.<slug:fmt>",
        desk.revision_file,
        name="issue-revision-file",
    ),
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

_OWN = "workbench/bulletin/submissions/"
_ONE = f"{_OWN}<uuid:submission_id>/"
urlpatterns += [
    path("bulletin/<int:year>/<int:number>/pictures/<slug:sha256>/", pictures.of_issue, name="picture"),
    path(_OWN, submissions.register, name="submissions"),
    path(f"{_OWN}new/", writing.new, name="submission-new"),
    path(f"{_OWN}upload/", writing.upload, name="submission-upload"),
    path(_ONE, submissions.submission, name="submission"),
    path(f"{_ONE}edit/", writing.edit, name="submission-edit"),
    path(f"{_ONE}preview/", writing.preview, name="submission-preview"),
    path(f"{_ONE}versions/", submissions.versions, name="submission-versions"),
    path(f"{_ONE}discard/", submissions.discard, name="submission-discard"),
    path(f"{_ONE}steps/<slug:verb>/", submissions.step, name="submission-step"),
    path(f"{_ONE}pictures/<slug:sha256>/", pictures.of_submission, name="submission-picture"),
]
