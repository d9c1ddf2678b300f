"""The app's label and what it registers elsewhere."""

from django.apps import AppConfig


class KernelConfig(AppConfig):
    """内核"""

    name = "kexie.base.kernel"
    label = "kernel"
    verbose_name = "内核"
