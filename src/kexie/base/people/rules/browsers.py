"""What a browser calls itself, in words that its owner knows again. Pure."""

from __future__ import annotations

from typing import Final

#: What stands in the header, and what it is; the first that fits wins.
_PROGRAMS: Final = (
    ("MicroMessenger/", "微信"),
    ("DingTalk/", "钉钉"),
    ("Edg/", "Edge"),
    ("HuaweiBrowser/", "华为浏览器"),
    ("QQBrowser/", "QQ浏览器"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS: Final = (
    ("HarmonyOS", "鸿蒙"),
    ("OpenHarmony", "鸿蒙"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "安卓"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("UOS", "统信"),
    ("Kylin", "麒麟"),
    ("Linux", "Linux"),
)


def name_of(header: str) -> str:
    """Program and system of a `User-Agent`: “Chrome，Windows”; empty when neither is known. Never a version."""
    program = next((name for mark, name in _PROGRAMS if mark in header), "")
    system = next((name for mark, name in _SYSTEMS if mark in header), "")
    return "，".join(part for part in (program, system) if part)
