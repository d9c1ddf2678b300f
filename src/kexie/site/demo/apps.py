"""The demo association; the whole folder can be deleted without a trace elsewhere but one line in `INSTALLED_APPS`."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """演示"""

    name = "kexie.site.demo"
    label = "demo"
    verbose_name = "演示"
