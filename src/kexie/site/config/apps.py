"""The app of the top floor that holds the commands `up` and `secret`."""

from django.apps import AppConfig
from django.conf import settings

from kexie.site.config import catalogues, crypto


class ConfigConfig(AppConfig):
    """部署与运行"""

    name = "kexie.site.config"
    label = "config"
    verbose_name = "部署与运行"

    def ready(self) -> None:
        """One catalogue of words for each language; the uses of cryptography for their inventory."""
        for language, _name in settings.LANGUAGES:
            catalogues.merge(language)
        crypto.declare()
