"""The bulletin's sections in pages of the house: the latest issue at home, to-dos in the workbench."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string

from kexie.domains.bulletin import queries
from kexie.domains.bulletin.views.asking import actor_of


def home(request: HttpRequest) -> str | None:
    """每周动态: the latest signed issue with its highlights, in two queries."""
    issue = queries.latest_issue(actor_of(request))
    return render_to_string("bulletin/sections/home.html", {"issue": issue}, request=request) if issue else None


def workbench(request: HttpRequest) -> str | None:
    """The issues that wait for a step of this actor's, in one query; nothing when none does."""
    waiting = queries.waiting_for(actor_of(request))
    return render_to_string("bulletin/sections/to_dos.html", {"issues": waiting}, request=request) if waiting else None


def waiting_count(request: HttpRequest) -> int:
    """How many issues wait, for the badge of the rail."""
    return len(queries.waiting_for(actor_of(request)))
