"""`kexie`: Django's own command line with our settings, and settings errors said plainly."""

from __future__ import annotations

import gc
import os
import sys
from typing import Final

from django.core.management import execute_from_command_line
from environs import EnvValidationError

from kexie.site.config.environment import HINTS

#: New objects between two looks for garbage. Python's own 700 takes a quarter of the start, over what is there to stay.
GARBAGE_AFTER: Final = 50_000


def main() -> None:
    """Run a management command; a missing or weak setting ends with its name and what belongs there."""
    gc.set_threshold(GARBAGE_AFTER)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kexie.site.config.settings")
    try:
        execute_from_command_line(sys.argv)
    except EnvValidationError as error:
        print("Kexie does not start: the environment is incomplete.", file=sys.stderr)
        for name, messages in sorted(dict(error.error_messages).items()):  # type: ignore[arg-type]
            hint = f" It takes {HINTS[name]}." if name in HINTS else ""
            print(f"  {name}: {' '.join(messages)}{hint}", file=sys.stderr)
        raise SystemExit(78) from None  # EX_CONFIG of sysexits.h
