"""What the page of an organisation says in its head: schema.org."""

from __future__ import annotations

from collections.abc import Sequence

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kexie.base.kernel.addresses import absolute
from kexie.base.people.models import Organisation
from kexie.base.ui import head

register = template.Library()


@register.simple_tag
def unit_head(unit: Organisation, trail: Sequence[tuple[str, str]]) -> SafeString:
    """What anybody may know of the unit, and the way to its page."""
    said = {
        "@type": "Organization",
        "name": unit.name,
        "alternateName": unit.short_name,
        "url": absolute(reverse("people:directory-unit", args=(unit.uid,))),
        "address": unit.address,
        "telephone": unit.telephone,
        "email": unit.email,
        "foundingDate": unit.founded_on,
        "sameAs": unit.website if unit.website.startswith(("http://", "https://")) else "",
    }
    return head.linked_data(said, head.breadcrumbs([(_("首页"), "/"), *trail]))
