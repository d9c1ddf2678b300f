"""Settings, one file per concern, from the environment alone (`.env.example` lists every variable).

`env.seal()` stands last: all that is missing or weak is reported together, by name, before anything starts.
"""

from kexie.site.config.environment import env  # isort: skip

from kexie.site.config.settings.accounts import *  # noqa: F403
from kexie.site.config.settings.apps import *  # noqa: F403
from kexie.site.config.settings.assets import *  # noqa: F403
from kexie.site.config.settings.database import *  # noqa: F403
from kexie.site.config.settings.jobs import *  # noqa: F403
from kexie.site.config.settings.locale import *  # noqa: F403
from kexie.site.config.settings.logs import *  # noqa: F403
from kexie.site.config.settings.mail import *  # noqa: F403
from kexie.site.config.settings.mailbox import *  # noqa: F403
from kexie.site.config.settings.organisations import *  # noqa: F403
from kexie.site.config.settings.privacy import *  # noqa: F403
from kexie.site.config.settings.rest import *  # noqa: F403
from kexie.site.config.settings.safety import *  # noqa: F403
from kexie.site.config.settings.search import *  # noqa: F403
from kexie.site.config.settings.site import *  # noqa: F403
from kexie.site.config.settings.steward import *  # noqa: F403
from kexie.site.config.settings.texts import *  # noqa: F403
from kexie.site.config.settings.vault import *  # noqa: F403
from kexie.site.config.settings.web_content import *  # noqa: F403

env.seal()
