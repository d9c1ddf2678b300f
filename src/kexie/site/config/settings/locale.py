"""Chinese first, China's time."""

from __future__ import annotations

from kexie.site.config.environment import checked
from kexie.site.config.values import time_zone_problem

LANGUAGE_CODE = "zh-hans"
#: What staff work with, and what machines ask, is answered in Chinese, whatever a visitor has chosen.
KEXIE_CHINESE_ADDRESSES = ("/workbench/", "/editors/", "/api/")
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
TIME_ZONE: str = checked("TIME_ZONE", "Asia/Shanghai", what="时区名称，例如 Asia/Shanghai", check=time_zone_problem)
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = False
FORMAT_MODULE_PATH = "kexie.site.config.formats"
