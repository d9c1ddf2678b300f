"""Limits in pages of matters."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.utils.safestring import SafeString

from kexie.base.matters.rules.clock import estimate_mark

register = template.Library()


@register.filter
def estimated(due: datetime | None) -> SafeString:
    """What stands behind a limit that lies in a year whose holidays are not known; nothing behind any other."""
    return estimate_mark(due)
