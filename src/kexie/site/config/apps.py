"""The app of the top floor that holds the commands `up` and `secret`."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """部署与运行"""

    name = "kexie.site.config"
    label = "config"
    verbose_name = "部署与运行"
