"""The app's label and what it registers elsewhere."""

from django.apps import AppConfig

from kexie.base.kernel import access
from kexie.base.people import abilities


class PeopleConfig(AppConfig):
    """组织与人员"""

    name = "kexie.base.people"
    label = "people"
    verbose_name = "组织与人员"

    def ready(self) -> None:
        """Declare the roles and abilities of the ground floor."""
        for role in abilities.ROLES:
            access.roles.register(role.code, role)
        access.declare(*abilities.ALL)
