"""What stands below a refusal: the way to its explanation. Read by `apps`, so it knows no model."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _


def way_to_why(request: HttpRequest) -> str | None:
    """A link to why the one who is logged in may not do what was refused; nothing where no ability was named."""
    ability = getattr(getattr(request, "refusal", None), "data", {}).get("ability")
    if not ability or not request.actor.is_known:  # type: ignore[attr-defined]
        return None
    address = f"{reverse('people:rights-why')}?{urlencode({'ability': ability})}"
    return format_html('<p class="buttons"><a class="button" href="{}">{}</a></p>', address, _("为什么我没有这项权限"))
