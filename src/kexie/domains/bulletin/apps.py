"""The app's label and what it registers elsewhere."""

from django.apps import AppConfig

from kexie.base.kernel import access
from kexie.domains.bulletin import abilities


class BulletinConfig(AppConfig):
    """科协每周动态"""

    name = "kexie.domains.bulletin"
    label = "bulletin"
    verbose_name = "每周动态"

    def ready(self) -> None:
        """Declare the abilities."""
        access.declare(*abilities.ALL)
