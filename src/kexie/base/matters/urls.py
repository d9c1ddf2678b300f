"""Addresses of matters and cases: the service hall, one's own cases, the workbench."""

from __future__ import annotations

from django.urls import path

from kexie.base.matters.views import (
    applying,
    cases,
    design,
    design_groups,
    design_process,
    design_trial,
    design_version,
    desk,
    duties,
    form_design,
    form_elements,
    guests,
    mine,
    moving,
    own_desk,
    services,
    tasks,
)

app_name = "matters"

_FORMS = "workbench/matters/versions/<uuid:version_id>/forms/"
_FORM = f"{_FORMS}<slug:form_key>/"

_CASE = "workbench/cases/<uuid:case_id>/"
_TASK = f"{_CASE}tasks/<uuid:task_id>/"
_MINE = "me/cases/<uuid:case_id>/"
_GUESTS = "guest/cases/<uuid:case_id>/"

_desk = [
    path("workbench/tasks/", tasks.tasks, name="tasks"),
    path("workbench/cases/", cases.cases, name="cases"),
    path(_CASE, desk.case, name="case"),
    path(_TASK, desk.task, name="task"),
    path(f"{_TASK}claim/", desk.claim, name="claim"),
    path(f"{_TASK}release/", desk.release, name="release"),
    path(f"{_TASK}hand/", desk.hand, name="hand"),
    path(f"{_TASK}back/", desk.back, name="give-back"),
    path(f"{_TASK}due/", desk.task_due, name="task-due"),
    path(f"{_CASE}due/", desk.case_due, name="case-due"),
    path(f"{_CASE}stop/", desk.stop, name="stop"),
    path(f"{_CASE}ask/", desk.ask, name="ask"),
    path(f"{_CASE}asks/<uuid:ask_id>/", desk.answer, name="answer"),
    path(f"{_CASE}asks/<uuid:ask_id>/back/", desk.ask_back, name="ask-back"),
    path(f"{_CASE}notes/", desk.note, name="note"),
    path(f"{_CASE}messages/<uuid:wait_id>/", desk.message, name="message"),
    path(f"{_CASE}papers/", desk.papers, name="papers"),
    path(f"{_CASE}papers/<uuid:paper_id>/", desk.paper, name="paper"),
    path(f"{_CASE}look/", desk.look, name="look"),
    path(f"{_CASE}file.pdf", desk.case_file, name="case-file"),
]
_mine = [
    path("me/cases/", mine.cases, name="my-cases"),
    path(_MINE, mine.case, name="my-case"),
    path(f"{_MINE}tasks/<uuid:task_id>/", mine.task, name="my-task"),
    path(f"{_MINE}notes/", mine.note, name="my-note"),
    path(f"{_MINE}messages/<uuid:wait_id>/", mine.message, name="my-message"),
    path(f"{_MINE}papers/", mine.papers, name="my-papers"),
    path(f"{_MINE}papers/<uuid:paper_id>/", mine.paper, name="my-paper"),
    path(f"{_MINE}withdraw/", mine.withdraw, name="withdraw"),
    path("me/leave/", own_desk.leave, name="leave"),
    path("me/leave/<uuid:leave_id>/end/", own_desk.leave_end, name="leave-end"),
    path("me/calendar/", own_desk.calendar, name="calendar"),
    path("me/calendar/<str:token>.ics", own_desk.calendar_file, name="calendar-file"),
]

_guests = [
    path("services/<slug:code>/start/", guests.start, name="start"),
    path("services/<slug:code>/guest/", guests.apply, name="guest-apply"),
    path("services/<slug:code>/guest/review/", guests.review, name="guest-review"),
    path("services/<slug:code>/guest/applied/<uuid:case_id>/", guests.applied, name="guest-applied"),
    path("guest/drafts/papers/<uuid:paper_id>/", guests.draft_paper, name="guest-draft-paper"),
    path(_GUESTS, guests.case, name="guest-case"),
    path(f"{_GUESTS}tasks/<uuid:task_id>/", guests.task, name="guest-task"),
    path(f"{_GUESTS}notes/", guests.note, name="guest-note"),
    path(f"{_GUESTS}messages/<uuid:wait_id>/", guests.message, name="guest-message"),
    path(f"{_GUESTS}papers/", guests.papers, name="guest-papers"),
    path(f"{_GUESTS}papers/<uuid:paper_id>/", guests.paper, name="guest-paper"),
    path(f"{_GUESTS}withdraw/", guests.withdraw, name="guest-withdraw"),
]

urlpatterns = [
    *_desk,
    *_mine,
    *_guests,
    path("services/", services.services, name="services"),
    path("services/<slug:code>/", services.service, name="service"),
    path("services/<slug:code>/apply/", applying.apply, name="apply"),
    path("services/<slug:code>/apply/review/", applying.review, name="apply-review"),
    path("services/<slug:code>/applied/<uuid:case_id>/", applying.applied, name="applied"),
    path("me/drafts/", applying.draft_list, name="drafts"),
    path("me/drafts/units/", applying.unit_options, name="unit-options"),
    path("me/drafts/papers/<uuid:paper_id>/", applying.draft_paper, name="draft-paper"),
    path("me/drafts/<uuid:draft_id>/discard/", applying.draft_discard, name="draft-discard"),
    # The department's side: matters and their versions
    path("workbench/matters/", design.register, name="matters"),
    path("workbench/matters/list.<slug:fmt>", duties.download, name="duties"),
    path("workbench/matters/new/", design.new, name="new"),
    path("workbench/matters/groups/", design_groups.register, name="groups"),
    path("workbench/matters/groups/new/", design_groups.new, name="group-new"),
    path("workbench/matters/groups/<uuid:group_id>/", design_groups.group, name="group"),
    path("workbench/matters/groups/<uuid:group_id>/remove/", design_groups.remove, name="group-remove"),
    path("workbench/matters/<uuid:matter_id>/", design.matter, name="matter"),
    path("workbench/matters/<uuid:matter_id>/begin/", design.begin, name="begin"),
    path("workbench/matters/<uuid:matter_id>/switch/", design.switch, name="switch"),
    path("workbench/matters/<uuid:matter_id>/moves/", moving.moves, name="moves"),
    path("workbench/matters/moves/<uuid:move_id>/undo/", moving.undo, name="move-undo"),
    path("workbench/matters/versions/<uuid:version_id>/", design_version.version, name="version"),
    path("workbench/matters/versions/<uuid:version_id>/texts/", design_version.texts, name="texts"),
    path("workbench/matters/versions/<uuid:version_id>/compare/", design_version.compare, name="compare"),
    path("workbench/matters/versions/<uuid:version_id>/process/", design_process.process, name="process"),
    path("workbench/matters/versions/<uuid:version_id>/process/check/", design_process.check, name="process-check"),
    path("workbench/matters/versions/<uuid:version_id>/process/save/", design_process.save, name="process-save"),
    path("workbench/matters/versions/<uuid:version_id>/process/open/", design_process.open_file, name="process-open"),
    path("workbench/matters/versions/<uuid:version_id>/process/upload/", design_process.upload, name="process-upload"),
    path("workbench/matters/versions/<uuid:version_id>/process/<slug:fmt>/", design_process.file, name="process-file"),
    path("workbench/matters/versions/<uuid:version_id>/dry-run/", design_trial.dry_run, name="dry-run"),
    path("workbench/matters/versions/<uuid:version_id>/propose/", design_version.propose, name="propose"),
    path("workbench/matters/versions/<uuid:version_id>/publish/", design_version.publish, name="publish"),
    path("workbench/matters/versions/<uuid:version_id>/send-back/", design_version.send_back, name="send-back"),
    path("workbench/matters/versions/<uuid:version_id>/discard/", design_version.discard, name="discard"),
    path("workbench/matters/elements/", form_elements.elements, name="elements"),
    path(_FORMS, form_design.forms, name="forms"),
    path(_FORM, form_design.form, name="form"),
    path(f"{_FORM}preview/", form_design.preview, name="form-preview"),
    path(f"{_FORM}rename/", form_design.form_rename, name="form-rename"),
    path(f"{_FORM}groups/<slug:group_key>/", form_design.group_edit, name="form-group"),
    path(f"{_FORM}groups/<slug:group_key>/add/", form_design.field_add, name="form-field-add"),
    path(f"{_FORM}fields/<slug:field_key>/", form_design.field_edit, name="form-field"),
    path(f"{_FORM}papers/<slug:paper_key>/", form_design.paper_edit, name="form-paper"),
]
