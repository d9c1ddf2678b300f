"""What Django says about pages that `kernel.page_cache` keeps in front of it: which views, and by what their pages differ."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from kexie.base.kernel.edition import KEEP_UNTIL, STAMP_READ, current
from kexie.base.kernel.registry import Registry

View = Callable[..., HttpResponseBase]


@dataclass(frozen=True, slots=True)
class Variety:
    """A cookie by which kept pages differ, and how its value is brought into one of few forms; empty: as without it."""

    cookie: str
    canonical: Callable[[str], str]


#: All cookies that a kept page is told of.
varieties: Final[Registry[Variety]] = Registry("variety of kept pages")


def kept_page(*, query: tuple[str, ...] = ()) -> Callable[[View], View]:
    """Let what the view shows a visitor be kept for an edition; ``query`` names the words of the query that it reads.

    Such a view tells everybody the same: it sees no cookie but the registered ones, no header, and no other word of the query;
    it draws from watched tables alone, shows no form with a token, and reads the clock only for the day, or for what the app's
    turn of the edition tells of. The word that it may be kept goes through the request's environment: no header of ours can slip
    out. A response that is not 200, sets a cookie, bears a nonce or says `no-store` is not kept.
    """

    def mark(view: View) -> View:
        @wraps(view)
        def keeping(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            stamp = request.META.get(STAMP_READ)
            edition = current() if stamp else None
            response = view(request, *args, **kwargs)
            if edition is not None and edition.stamp == stamp:
                request.META[KEEP_UNTIL] = edition.until
            return response

        keeping.kept_query = frozenset(query)  # type: ignore[attr-defined]
        return keeping

    return mark


def kept_query(view: Any) -> frozenset[str] | None:
    """The words of the query that a view reads whose pages may be kept; None for every other view."""
    found: frozenset[str] | None = getattr(view, "kept_query", None)
    return found
