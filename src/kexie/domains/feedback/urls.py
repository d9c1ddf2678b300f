"""Addresses of the box of opinions."""

from __future__ import annotations

from django.urls import path

from kexie.domains.feedback import views

app_name = "feedback"

urlpatterns = [
    path("feedback/", views.give, name="give"),
    path("feedback/answer/", views.answer, name="answer"),
    path("me/feedback/", views.mine, name="mine"),
    path("me/feedback/<uuid:feedback_id>/", views.mine_one, name="mine-one"),
    path("workbench/feedback/", views.register, name="register"),
    path("workbench/feedback/<uuid:feedback_id>/", views.one, name="one"),
    path("workbench/feedback/<uuid:feedback_id>/contact/", views.contact, name="contact"),
]
