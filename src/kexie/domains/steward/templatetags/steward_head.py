"""What the public pages of the concierge say in their head: Open Graph, schema.org."""

from __future__ import annotations

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kexie.base.kernel.addresses import absolute
from kexie.base.ui import head
from kexie.domains.steward.models import AnswerVersion

register = template.Library()

LONGEST_SUMMARY = 120


@register.simple_tag
def answer_head(version: AnswerVersion) -> SafeString:
    """An answer as a page of one question, and the way to it."""
    address = version.answer.get_absolute_url()
    said = {
        "@type": "FAQPage",
        "url": absolute(address),
        "inLanguage": "zh-Hans",
        "dateModified": version.reviewed_at,
        "mainEntity": [
            {
                "@type": "Question",
                "name": version.question,
                "acceptedAnswer": {"@type": "Answer", "text": version.text},
            }
        ],
    }
    way = head.breadcrumbs([(_("首页"), "/"), (_("常见问答"), reverse("steward:answers")), (version.question, address)])
    graph = head.open_graph({"type": "article", "description": " ".join(version.text.split())[:LONGEST_SUMMARY]})
    return graph + head.linked_data(said, way)
