"""Addresses of matters and cases: the service hall, one's own cases, the workbench."""

from __future__ import annotations

from django.urls import path

from kexie.base.matters.views import cases, design, design_groups, design_process, design_version, mine, moving

app_name = "matters"

urlpatterns = [
    path("me/cases/", mine.cases, name="my-cases"),
    path("me/cases/<uuid:case_id>/", mine.case, name="my-case"),
    path("workbench/cases/<uuid:case_id>/", cases.case, name="case"),
    # The department's side: matters and their versions
    path("workbench/matters/", design.register, name="matters"),
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
    path("workbench/matters/versions/<uuid:version_id>/propose/", design_version.propose, name="propose"),
    path("workbench/matters/versions/<uuid:version_id>/publish/", design_version.publish, name="publish"),
    path("workbench/matters/versions/<uuid:version_id>/send-back/", design_version.send_back, name="send-back"),
    path("workbench/matters/versions/<uuid:version_id>/discard/", design_version.discard, name="discard"),
]
