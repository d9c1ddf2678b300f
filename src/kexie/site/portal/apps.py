"""The app's label and what it registers elsewhere."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """门户"""

    name = "kexie.site.portal"
    label = "portal"
    verbose_name = "门户"
