"""Our own line icons, drawn on a 24 × 24 grid with a pen of 1.75; decorative, so hidden from screen readers."""

from __future__ import annotations

from typing import Final

from django.utils.safestring import SafeString, mark_safe

_CIRCLE: Final = '<circle cx="12" cy="12" r="9"/>'
_PAPER: Final = '<path d="M6 3h8l4 4v14H6z"/><path d="M14 3v4h4"/>'

DRAWINGS: Final[dict[str, str]] = {
    "activity": '<rect x="3" y="5" width="18" height="16" rx="2"/><path d="M3 10h18M8 3v4M16 3v4M9 15l2 2 4-4"/>',
    "alert": '<path d="M12 4 2.5 20h19z"/><path d="M12 10v4M12 17v.01"/>',
    "archive": '<path d="M3 4h18v4H3zM5 8v12h14V8M10 12h4"/>',
    "back": '<path d="M20 12H5M11 6l-6 6 6 6"/>',
    "book": '<path d="M12 6c-2-1.6-5-2-9-2v14c4 0 7 .4 9 2 2-1.6 5-2 9-2V4c-4 0-7 .4-9 2zM12 6v14"/>',
    "building": '<path d="M4 21V8l8-5 8 5v13M2 21h20M9 21v-5h6v5M8.5 11v.01M12 11v.01M15.5 11v.01"/>',
    "calendar": '<rect x="3" y="5" width="18" height="16" rx="2"/><path d="M3 10h18M8 3v4M16 3v4"/>',
    "chart": '<path d="M4 4v16h16M8.5 16v-5M13 16V7M17.5 16v-8"/>',
    "check": '<path d="M4 12.5 9.5 18 20 6.5"/>',
    "clock": _CIRCLE + '<path d="M12 7v5l3.5 2"/>',
    "close": '<path d="M5 5l14 14M19 5 5 19"/>',
    "cross": _CIRCLE + '<path d="M9 9l6 6M15 9l-6 6"/>',
    "dash": _CIRCLE + '<path d="M8 12h8"/>',
    "display": '<path d="M3 19 8 6l5 13M4.7 15h6.6"/><path d="m14 19 3.5-9 3.5 9M15.2 16h4.6"/>',
    "done": _CIRCLE + '<path d="M8 12.3l2.8 2.7L16 9.5"/>',
    "down": '<path d="M5 9l7 7 7-7"/>',
    "download": '<path d="M12 3v12M7 10l5 5 5-5M4 20h16"/>',
    "edit": '<path d="M4 20l1-4L16 5l3 3L8 19zM13.5 7.5l3 3"/>',
    "external": '<path d="M14 4h6v6M20 4l-9 9M18 14v6H4V6h6"/>',
    "file": _PAPER + '<path d="M9 12h6M9 16h6"/>',
    "filter": '<path d="M3 5h18l-7 8v6l-4 2v-8z"/>',
    "history": '<path d="M4 12a8 8 0 1 0 2.5-5.8L4 8.5M4 4v4.5h4.5M12 8v4l3 2"/>',
    "home": '<path d="M3 11.5 12 4l9 7.5M5.5 10v10h13V10M10 20v-6h4v6"/>',
    "inbox": '<path d="M3 13 6 4h12l3 9v7H3zM3 13h5l1.5 3h5L16 13h5"/>',
    "info": _CIRCLE + '<path d="M12 11v6M12 7.5v.01"/>',
    "left": '<path d="M15 5l-7 7 7 7"/>',
    "link": '<path d="M10 14a4 4 0 0 0 6 0l4-4a4 4 0 0 0-6-6l-1.5 1.5M14 10a4 4 0 0 0-6 0l-4 4a4 4 0 0 0 6 6l1.5-1.5"/>',
    "list": '<path d="M8 6h13M8 12h13M8 18h13M3.5 6v.01M3.5 12v.01M3.5 18v.01"/>',
    "lock": '<rect x="5" y="11" width="14" height="10" rx="2"/><path d="M8 11V7a4 4 0 0 1 8 0v4M12 15v2"/>',
    "mail": '<rect x="3" y="5" width="18" height="14" rx="2"/><path d="m3.5 7 8.5 6 8.5-6"/>',
    "me": '<circle cx="12" cy="8" r="4"/><path d="M4 21c.6-4.5 3.6-7 8-7s7.4 2.5 8 7"/>',
    "menu": '<path d="M4 6h16M4 12h16M4 18h16"/>',
    "message": '<path d="M4 5h16v11h-8l-4.5 4v-4H4zM8 9h8M8 12.5h5"/>',
    "moon": '<path d="M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5z"/>',
    "people": '<circle cx="9" cy="8" r="3.5"/><path d="M2.5 20c.4-4 2.9-6 6.5-6s6.1 2 6.5 6"/>'
    '<path d="M16 5a3.5 3.5 0 0 1 0 6.5M18 14.5c2.2.8 3.3 2.7 3.5 5.5"/>',
    "plus": '<path d="M12 4v16M4 12h16"/>',
    "print": '<path d="M7 9V3h10v6M7 17H3V9h18v8h-4M7 14h10v7H7z"/>',
    "progress": '<circle cx="12" cy="12" r="9" stroke-dasharray="3 2.65"/><path d="M12 7v5l3.5 2"/>',
    "right": '<path d="M9 5l7 7-7 7"/>',
    "search": '<circle cx="10.5" cy="10.5" r="6.5"/><path d="m15.5 15.5 5.5 5.5"/>',
    "send": '<path d="M21 3 3 10.5l7 3.5 3.5 7zM10 14l5-5"/>',
    "service": '<rect x="3.5" y="3.5" width="7" height="7" rx="1.5"/><rect x="13.5" y="3.5" width="7" height="7" rx="1.5"/>'
    '<rect x="3.5" y="13.5" width="7" height="7" rx="1.5"/><circle cx="17" cy="17" r="3.5"/>',
    "settings": '<circle cx="12" cy="12" r="3"/><path d="M12 3v3M12 18v3M3 12h3M18 12h3"/>'
    '<path d="M5.6 5.6l2.1 2.1M16.3 16.3l2.1 2.1M18.4 5.6l-2.1 2.1M7.7 16.3l-2.1 2.1"/>',
    "share": '<circle cx="6" cy="12" r="2.5"/><circle cx="17.5" cy="5.5" r="2.5"/><circle cx="17.5" cy="18.5" r="2.5"/>'
    '<path d="m8.2 10.8 7.1-4M8.2 13.2l7.1 4"/>',
    "shield": '<path d="M12 3l8 3v6c0 4.5-3.2 7.5-8 9-4.8-1.5-8-4.5-8-9V6zM8.5 12l2.5 2.5 4.5-5"/>',
    "sort": '<path d="M8 5v14M4.5 8.5 8 5l3.5 3.5M16 19V5M12.5 15.5 16 19l3.5-3.5"/>',
    "sun": '<circle cx="12" cy="12" r="4"/><path d="M12 2v2.5M12 19.5V22M2 12h2.5M19.5 12H22"/>'
    '<path d="M5 5l1.7 1.7M17.3 17.3 19 19M19 5l-1.7 1.7M6.7 17.3 5 19"/>',
    "sign-out": '<path d="M14 4H5v16h9M10 12h11M17 8l4 4-4 4"/>',
    "tag": '<path d="M3 4h8l10 10-7 7L3 11zM7.5 8v.01"/>',
    "trash": '<path d="M4 7h16M9 7V4h6v3M6 7l1 14h10l1-14M10 11v6M14 11v6"/>',
    "up": '<path d="M5 15l7-7 7 7"/>',
    "upload": '<path d="M12 16V4M7 9l5-5 5 5M4 20h16"/>',
    "workbench": '<rect x="3" y="4" width="18" height="13" rx="2"/><path d="M8 21h8M12 17v4M7 9h6M7 12.5h10"/>',
}


def svg(name: str) -> SafeString:
    """The icon as inline SVG; KeyError for a name that is not drawn, so that a slip fails in the first test."""
    return _ready[name]


_ready: Final[dict[str, SafeString]] = {
    name: mark_safe(  # noqa: S308 - constants of this file
        '<svg class="icon" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75"'
        f' stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">{drawing}</svg>'
    )
    for name, drawing in DRAWINGS.items()
}
