"""The app's label and what it registers elsewhere."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """演示"""

    name = "kexie.site.demo"
    label = "demo"
    verbose_name = "演示"
