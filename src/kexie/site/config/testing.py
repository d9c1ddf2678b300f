"""The settings of the tests: test mode, whatever the environment says.

pytest-django reads the settings before any conftest is loaded, so the mode is set here and not there.
"""

import os

os.environ["KEXIE_MODE"] = "test"

from kexie.site.config.settings import *  # noqa: F403

STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405 - whitenoise warns of a missing folder
