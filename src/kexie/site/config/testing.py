"""The settings of the tests: test mode, whatever the environment says.

pytest-django reads the settings before any conftest is loaded, so the mode is set here and not there.
"""

import gc
import os

os.environ["KEXIE_MODE"] = "test"

from kexie.site.config.command import GARBAGE_AFTER
from kexie.site.config.settings import *  # noqa: F403

STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405 - whitenoise warns of a missing folder
gc.set_threshold(GARBAGE_AFTER)  # as for every command: a sixth of the time until the first test
