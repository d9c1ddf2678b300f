"""The app's label and what it registers elsewhere."""

from django.apps import AppConfig


class StandardsConfig(AppConfig):
    """数据标准"""

    name = "kexie.base.standards"
    label = "standards"
    verbose_name = "数据标准"
