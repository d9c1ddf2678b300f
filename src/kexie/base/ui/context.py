"""What every page needs: the shell around it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context of the base layout."""
    return {"actor": getattr(request, "actor", None)}
