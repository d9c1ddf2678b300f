"""Whose platform this is, and how it looks: header and footer (what is empty is not printed), forms, lists."""

from __future__ import annotations

from typing import Final

from kexie.site.config.environment import TESTING, env

_SPONSOR: Final = "云川市科学技术协会（演示）"

#: What holds until the editors have written something else (网站信息, in the editors' pages).
KEXIE_SITE: dict[str, str] = {
    "name": env.str("SITE_NAME", "云川市科协"),
    "title": env.str("SITE_TITLE", "数字科协"),
    "sponsor": env.str("SITE_SPONSOR", _SPONSOR),
    "contact": env.str("SITE_CONTACT", ""),
    "address": env.str("SITE_ADDRESS", ""),
    "icp": env.str("SITE_ICP", ""),
    "police": env.str("SITE_POLICE", ""),
}

#: Who says what of it the editors have written: a function of a room that `ui` may not know.
KEXIE_IDENTITY = "kexie.base.pages.api.identity"

FORM_RENDERER = "kexie.base.ui.rendering.FormRenderer"
DJANGO_TABLES2_TEMPLATE = "ui/table.html"
#: For so many seconds the rail may count to-dos as they were, unless their owner has acted since; 0: counted for every page.
KEXIE_INBOX_KEPT_S = 0 if TESTING else 30
