"""What every door of the bulletin asks of a request."""

from __future__ import annotations

from django.urls import reverse

from kexie.base.kernel.web import Request
from kexie.domains.bulletin.rules.desk import own_address


def whole_number(text: str | None, *, digits: int = 4) -> int | None:
    """A number of at most ``digits`` digits from a query string; None for anything else."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) <= digits else None


def edition(request: Request, name: str) -> int:
    """The edition that a form carries; 0, which no submission has, for anything else."""
    return whole_number(request.POST.get(name), digits=9) or 0


def list_address(request: Request) -> str:
    """The list of the desk from which somebody came, as it was narrowed there; the whole list if that is not told."""
    sent = request.POST if request.method == "POST" else request.GET
    return own_address(sent.get("from", ""), path=reverse("bulletin:desk"))
