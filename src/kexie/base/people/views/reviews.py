"""The doors of the review of rights."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import resolve_url
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kexie.base.kernel import clock
from kexie.base.kernel.access import requires
from kexie.base.kernel.web import Request
from kexie.base.people.abilities import REVIEW_RIGHTS
from kexie.base.people.actions.reviews import finish_review
from kexie.base.people.forms.posts_register import ReviewForm
from kexie.base.people.queries import reviews
from kexie.base.people.tables.posts import OverdueTable, ReviewTable
from kexie.base.people.views.steps import step
from kexie.base.ui import registers


class OverdueFilter(forms.Form):
    """The filter of the list of units."""

    overdue = forms.BooleanField(label="", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["overdue"].label = _("只看逾期未核查的单位")


@requires(REVIEW_RIGHTS)
@require_safe
def review_list(request: Request) -> HttpResponse:
    """The units within reach in which somebody holds a role, the longest unreviewed first."""
    form = OverdueFilter(request.GET)
    form.is_valid()
    rows = reviews.review_states(
        request.actor, on=clock.today(), at=clock.now(), overdue_only=form.cleaned_data.get("overdue", False)
    )
    return registers.respond(request, OverdueTable(rows), form, code="people.reviews", title=_("权限核查"))


@requires(REVIEW_RIGHTS)
@require_safe
def review_unit(request: Request, uid: UUID) -> HttpResponse:
    """Who holds what in a unit and below."""
    unit = reviews.unit_to_review(request.actor, uid)
    rows = reviews.held_in(request.actor, unit, on=clock.today(), at=clock.now())
    context = {"unit": unit, "reviews": reviews.reviews_of(request.actor, unit)[:5]}
    title = _("权限核查：%(unit)s") % {"unit": unit.name}
    return registers.respond(
        request,
        ReviewTable(rows),
        forms.Form(),
        code="people.review",
        title=title,
        template="people/rights_review.html",
        context=context,
    )


@requires(REVIEW_RIGHTS)
@require_http_methods(["GET", "HEAD", "POST"])
def review_finish(request: Request, uid: UUID) -> HttpResponse:
    """Keep that a unit's rights have been looked through."""
    unit = reviews.unit_to_review(request.actor, uid)
    form = ReviewForm(request.POST or None)

    def do(given: dict[str, Any]) -> str:
        review = finish_review(by=request.actor, at=clock.now(), organisation=unit, note=given["note"])
        return str(review.pk)

    back = resolve_url("people:rights-review", unit.uid)
    return step(request, form, do, title=_("核查完毕"), what=unit.name, done=_("已记录本次核查。"), back=back)
