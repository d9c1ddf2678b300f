"""Whose platform this is: what stands in the header and the footer. What is empty is not printed."""

from __future__ import annotations

from typing import Final

from kexie.site.config.environment import env

_SPONSOR: Final = "云川市科学技术协会（演示）"

KEXIE_SITE: dict[str, str] = {
    "name": env.str("SITE_NAME", "云川市科协"),
    "title": env.str("SITE_TITLE", "数字科协"),
    "sponsor": env.str("SITE_SPONSOR", _SPONSOR),
    "contact": env.str("SITE_CONTACT", ""),
    "address": env.str("SITE_ADDRESS", ""),
    "icp": env.str("SITE_ICP", ""),
    "police": env.str("SITE_POLICE", ""),
}
