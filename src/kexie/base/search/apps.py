"""The app's label and what it registers elsewhere."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """检索"""

    name = "kexie.base.search"
    label = "search"
    verbose_name = "检索"
