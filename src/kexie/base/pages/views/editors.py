"""What every page of the editor passes through on its way out."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.utils.translation import gettext

View = Callable[..., HttpResponseBase]

#: Wagtail 7.4 writes these words into its templates without asking a catalogue (shared/header, home, headers/_actions).
SPOKEN: Final = {'<input type="submit" value="{}"': "Search", 'aria-label="{}" id="w-slim-header-buttons"': "Actions"}

#: The names of what two versions differ in, with the Latin colon that Wagtail puts behind each.
COMPARED: Final = re.compile(rb'(<div class="title-wrapper">[^<]*):</div>')


def in_our_language(view: View) -> View:
    """``view``, with the words that a screen reader says where Wagtail has forgotten to translate them."""

    @wraps(view)
    def seen(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if isinstance(response, TemplateResponse):
            _punctuate(response.context_data or {})
            response.add_post_render_callback(_say)
        return response

    return seen


def _punctuate(context: dict[str, Any]) -> None:
    """The title of the page: Wagtail joins its halves by a Latin colon."""
    if context.get("header_title") and context.get("page_subtitle"):
        halves = {"title": context["page_title"], "subtitle": context["page_subtitle"]}
        context["header_title"] = gettext("%(title)s：%(subtitle)s") % halves


def _say(response: TemplateResponse) -> None:
    response.content = COMPARED.sub(rb"\1</div>", response.content)
    for place, word in SPOKEN.items():
        response.content = response.content.replace(place.format(word).encode(), place.format(gettext(word)).encode())
