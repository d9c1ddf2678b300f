"""Which fonts a paper is set in: what is installed of the official faces, with Noto Serif SC and Sans SC as the floor.

An office that owns the official faces mounts their folder and names it in ``settings.KEXIE_FONT_PATHS``. Every list ends
with a floor font that has the rare characters of names which older faces lack, so that no character is lost.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pylopdf_fonts_zh_cn
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

SERIF_FLOOR = "Noto Serif SC"
SANS_FLOOR = "Noto Sans SC"

# Preferred families by use, best first; names as the font files carry them.
FACES: dict[str, tuple[str, ...]] = {
    "title": ("FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "方正小标宋_GBK", "方正小标宋简体", SERIF_FLOOR),
    "fang": (
        "FZFangSong-Z02",
        "FZFangSong-Z02S",
        "方正仿宋_GBK",
        "FangSong_GB2312",
        "仿宋_GB2312",
        "FangSong",
        "仿宋",
        "STFangsong",
        "FandolFang R",
        "FandolFang",
        SERIF_FLOOR,
    ),
    "hei": ("FZHei-B01", "FZHei-B01S", "方正黑体_GBK", "SimHei", "黑体", "STHeiti", "FandolHei", SANS_FLOOR),
    "kai": (
        "FZKai-Z03",
        "FZKai-Z03S",
        "方正楷体_GBK",
        "KaiTi_GB2312",
        "楷体_GB2312",
        "KaiTi",
        "楷体",
        "STKaiti",
        "FandolKai",
        SERIF_FLOOR,
    ),
    "song": ("FZShuSong-Z01", "方正书宋_GBK", "SimSun", "宋体", "STSong", "FandolSong", SERIF_FLOOR),
}


def font_folders() -> list[Path]:
    """The folders that fonts are taken from: the floor, then those of ``settings.KEXIE_FONT_PATHS`` that there are."""
    try:
        extra: Iterable[str | Path] = getattr(settings, "KEXIE_FONT_PATHS", None) or ()
    except ImproperlyConfigured:
        extra = ()
    mounted = (Path(folder) for folder in extra)
    return [pylopdf_fonts_zh_cn.serif_path().parent, *(folder for folder in mounted if folder.is_dir())]


def chosen_faces(installed: Iterable[str]) -> dict[str, list[str]]:
    """For each use the families that are installed, best first; both floors close every list."""
    known = {family.casefold() for family in installed}
    return {
        use: [family for family in dict.fromkeys((*families, SERIF_FLOOR, SANS_FLOOR)) if family.casefold() in known]
        for use, families in FACES.items()
    }
