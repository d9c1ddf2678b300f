"""Organisations: the shapes of the city's districts."""

from __future__ import annotations

from pathlib import Path

from kexie.site.config.environment import checked


def _file_problem(value: str) -> str:
    return "" if Path(value).is_file() else "没有这个文件。"


#: A GeoJSON FeatureCollection; each feature's properties have `code` (GB/T 2260) and `name`.
DISTRICT_SHAPES = checked("DISTRICT_SHAPES", "", what="各区图形的 GeoJSON 文件的路径", check=_file_problem)
