"""What the App is made of at present: its icons, its shell, and the version of both."""

from __future__ import annotations

import json
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final, NamedTuple
from urllib.parse import urljoin

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.files.storage import default_storage
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from kexie.base.documents import emblem
from kexie.base.ui import identity
from kexie.base.ui.assets import assets
from kexie.base.ui.identity import OURS, Identity
from kexie.site.portal import rules

_UI: Final = Path(identity.__file__).parent
#: The script that names the modules, where they are served one by one; they are asked for beside it.
_PLAIN: Final = "ui/app.js"
_WORKER: Final = Path(__file__).parent / "static" / "portal" / "worker.js"


@lru_cache(maxsize=32)
def icon(name: str, *, brand: str, logo_file: str) -> bytes:
    """The icon of that name as PNG, from the logo, and from our mark where there is none. KeyError for an unknown name."""
    wanted = rules.ICONS[name]
    if logo_file:
        try:
            with default_storage.open(logo_file) as file:
                return emblem.of_logo(file.read(), wanted.side, share=wanted.share, opaque=wanted.full)
        except OSError:  # the file is gone, or damaged: better our mark than none
            pass
    mark = (_UI / "static" / "ui" / "mark.svg").read_text("utf-8")
    return emblem.of_mark(rules.in_colour(mark, ours=OURS, brand=brand, full=wanted.full), wanted.side)


def icon_addresses(site: Identity) -> dict[str, str]:
    """Where the icons are, by name."""
    return {name: reverse("portal:icon", args=[site.edition, name]) for name in rules.ICONS}


def manifest(site: Identity) -> dict[str, Any]:
    """The web app manifest of this site."""
    return rules.manifest(
        name=" ".join(filter(None, [site.name, site.title])),
        short_name=site.title or site.name,
        colour=site.brand,
        icons=icon_addresses(site),
        shortcuts=[(_("每周动态"), reverse("bulletin:archive")), (_("检索"), reverse("portal:search"))],
    )


class Worker(NamedTuple):
    """The service worker's text, and the name of exactly this text."""

    version: str
    text: str


@lru_cache(maxsize=8)
def worker(site: Identity) -> Worker:
    """The service worker: what it has to know of this site, and its own text. The same for everybody, in all languages."""
    icons = icon_addresses(site)
    about = {
        "shell": [*_shell(), *_brand(site), icons["icon-192"], reverse("portal:offline")],
        "offline": reverse("portal:offline"),
        "accounts": "/accounts/",
        "never": rules.NEVER_KEPT,
        "own": [static(""), "/icons/", "/brand-"],
        "words": {code: _words(code) for code, _name in settings.LANGUAGES},
    }
    text = _WORKER.read_text("utf-8")
    told = json.dumps(about, ensure_ascii=False)
    number = rules.version([told.encode(), text.encode(), *_contents(), site.name.encode(), site.title.encode()])
    return Worker(number, f'const SITE = {{"version": "{number}", {told[1:]};\n{text}')


def _words(language: str) -> dict[str, str]:
    """What the worker writes into pages of a language."""
    with override(language):
        line = _("离线内容，保存于{when}。联网后刷新可看到最新内容。")
        return {
            "line": render_to_string("ui/components/notice.html", {"tone": "warn", "text": line}),
            "row": render_to_string("portal/kept_page.html"),
            "none": render_to_string("portal/kept_nothing.html"),
            "when": _("{month}月{day}日{time}"),
        }


def _shell() -> list[str]:
    """Addresses of the style sheets and scripts that every page needs; without Node the modules one by one."""
    entry = assets()
    plain = any(path == _PLAIN for path, _module in entry.scripts)
    modules = [urljoin(static(_PLAIN), path.name) for path in _modules() if path.name != "app.js"] if plain else []
    return [
        *entry.style_urls(),
        *(address for address, _module in entry.script_urls()),
        *modules,
        static("ui/mark.svg"),
    ]


def _modules() -> list[Path]:
    return sorted(path for path in (_UI / "static" / "ui").glob("*.js") if path.name != "bundle.js")


def _brand(site: Identity) -> list[str]:
    return [reverse("page-brand", args=[site.colour[1:].lower()])] if site.colour else []


@cache
def _contents() -> tuple[bytes, ...]:
    """The contents of the shell's files: what has no digest in its name changes without its address."""
    entry = assets()
    paths = [finders.find(path) for path in (*entry.styles, *(path for path, _module in entry.scripts))]
    return tuple(Path(path).read_bytes() for path in [*paths, *_modules()] if path)
