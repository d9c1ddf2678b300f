"""The ways by which requests come in (domain.md §3)."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CHANNEL_LABELS: Final[dict[str, str | Promise]] = {
    "web": _("网上"),
    "window": _("窗口"),
    "phone": _("电话"),
    "email": _("邮件"),
    "hotline": _("热线转来"),
}
