"""The card that is shared with an article, and the style sheet that holds the site's own colour."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.encoding import uri_to_iri
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kexie.base.documents import card
from kexie.base.kernel.access import public
from kexie.base.kernel.errors import NotFound
from kexie.base.kernel.kept_pages import kept_page
from kexie.base.pages import queries, rules
from kexie.base.ui import identity
from kexie.base.ui.dates import day

#: The ground of the dark look (`ui/tokens.css`).
_DARK = "#12171e"


@public
@require_safe
@kept_page()
def share_card(request: HttpRequest, number: int) -> HttpResponse:
    """The card of an article that everyone may read, as PNG."""
    article = queries.readable_article(number)
    if article is None:
        raise NotFound
    site = identity.current()
    address = request.build_absolute_uri(article.get_url())
    about = [article.source, day(article.date, year=True).partition("（")[0]]
    drawn = card.draw(
        card.Card(
            site=" ".join(filter(None, [site.name, site.title])),
            title=article.title,
            about=" · ".join(filter(None, about)),
            summary=article.summary,
            call=_("扫码阅读全文"),
            address=address,
            shown=uri_to_iri(address).partition("://")[2],
            colour=site.brand,
        )
    )
    return HttpResponse(drawn, content_type="image/png")


@public
@require_safe
def brand(request: HttpRequest, colour: str) -> HttpResponse:
    """The style sheet of a colour, on light and on dark ground; its address names the colour, so it may be kept for ever."""
    chosen = f"#{colour.lower()}"
    sheet = _BRAND % {"colour": chosen, "dark": rules.lightened(chosen, _DARK)}
    response = HttpResponse(sheet, content_type="text/css; charset=utf-8")
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


_BRAND = """:root { --masthead: %(colour)s; --masthead-ink: %(colour)s; }
@media (prefers-color-scheme: dark) { :root:not(.light) { --masthead-ink: %(dark)s; } }
:root.dark { --masthead-ink: %(dark)s; }
@media print { :root, :root.dark, :root:not(.light) { --masthead: %(colour)s; --masthead-ink: %(colour)s; } }
"""
