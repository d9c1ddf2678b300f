"""Addresses of the design system."""

from __future__ import annotations

from django.urls import path

from kexie.base.ui import api_page, display, languages, living_page, machine_map

app_name = "ui"

urlpatterns = [
    path("display/", display.switch, name="display"),
    path("language/", languages.switch, name="language"),
    path("api/", api_page.about, name="api"),
    path("sitemap.xml", machine_map.whole, name="sitemap"),
    path("sitemap-<slug:name>-<int:number>.xml", machine_map.one, name="sitemap-part"),
    path("components/", living_page.components, name="components"),
    path("components/workbench/", living_page.workbench, name="components-workbench"),
    path("components/confirm/", living_page.confirm, name="component-confirm"),
    path("components/options/", living_page.options, name="component-options"),
]
