"""Addresses of the register in the workbench."""

from __future__ import annotations

from django.urls import path

from kexie.base.standards.views import calendar, proposing, register, revisions

app_name = "standards"

_CALENDAR = "workbench/calendar/"
_ROOT = "workbench/standards/"
_ELEMENT = f"{_ROOT}elements/<slug:code>/"
_LIST = f"{_ROOT}code-lists/<slug:code>/"
_REVISION = f"{_ROOT}revisions/<uuid:revision_id>/"

urlpatterns = [
    path(_ROOT, register.element_list, name="elements"),
    path(f"{_ROOT}export/<slug:fmt>/", register.export, name="export"),
    path(f"{_ROOT}editions/<slug:subject>/<slug:code>/", register.editions, name="editions"),
    path(_ELEMENT, register.element_detail, name="element"),
    path(f"{_ELEMENT}sheet/", register.element_sheet, name="element_sheet"),
    path(f"{_ELEMENT}propose/", proposing.propose_element, name="propose_element"),
    path(f"{_ROOT}code-lists/", register.code_lists, name="code_lists"),
    path(_LIST, register.code_list_detail, name="code_list"),
    path(f"{_LIST}sheet/", register.code_list_sheet, name="code_list_sheet"),
    path(f"{_LIST}propose/", proposing.propose_code_list, name="propose_code_list"),
    path(f"{_LIST}returned-sheet/", proposing.returned_sheet, name="returned_sheet"),
    path(f"{_ROOT}new/element/", proposing.new_element, name="new_element"),
    path(f"{_ROOT}new/code-list/", proposing.new_code_list, name="new_code_list"),
    path(f"{_ROOT}new/code-list/sheet/", proposing.new_code_list_sheet, name="new_code_list_sheet"),
    path(f"{_ROOT}revisions/", revisions.revision_list, name="revisions"),
    path(_REVISION, revisions.revision_detail, name="revision"),
    path(f"{_REVISION}decide/", revisions.decide, name="decide"),
    path(f"{_REVISION}withdraw/", revisions.withdraw, name="withdraw"),
    path(_CALENDAR, calendar.this_year, name="calendar"),
    path(f"{_CALENDAR}days/", calendar.set_days, name="calendar_days"),
    path(f"{_CALENDAR}days/<uuid:day_id>/", calendar.take_back_day, name="calendar_day"),
    path(f"{_CALENDAR}<int:year>/", calendar.one_year, name="calendar_year"),
    path(f"{_CALENDAR}<int:year>/enter/", calendar.enter_year, name="calendar_enter"),
    path(f"{_CALENDAR}<int:year>/take-back/", calendar.take_back_year, name="calendar_take_back"),
]
