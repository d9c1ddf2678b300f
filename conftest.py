"""What every test has: test mode, a fixed cast of people (see `kexie.base.people.tests.cast`), no network."""

import os

os.environ["KEXIE_MODE"] = "test"

pytest_plugins = ["kexie.base.people.tests.cast"]
