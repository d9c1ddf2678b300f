"""`kexie`: Django's own command line with our settings, and settings errors said plainly."""

from __future__ import annotations

import gc
import os
import signal
import sys
from typing import Final

from django.core.management import execute_from_command_line
from django.db import OperationalError, connection
from environs import EnvValidationError

from kexie.site.config.environment import HINTS

#: New objects between two looks for garbage. Python's own 700 takes a quarter of the start, over what is there to stay.
GARBAGE_AFTER: Final = 50_000


#: What the reader of the environment says in English, in Chinese.
_IN_CHINESE: Final = {
    "Environment variable not set.": "没有设置。",
    "Not a valid integer.": "应当是整数。",
    "Not a valid boolean.": "应当是 true 或 false。",
}


def main() -> None:
    """Run a management command; a missing or weak setting, and a database that is away, end with a sentence."""
    gc.set_threshold(GARBAGE_AFTER)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kexie.site.config.settings")
    try:
        execute_from_command_line(sys.argv)
        sys.stdout.flush()
    except BrokenPipeError:  # the reader has seen enough (`| head`)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(128 + signal.SIGPIPE) from None
    except EnvValidationError as error:
        print("Kexie 没有启动，请改正以下环境变量：", file=sys.stderr)
        for name, messages in sorted(dict(error.error_messages).items()):  # type: ignore[arg-type]
            hint = f"应填：{HINTS[name]}。" if name in HINTS else ""
            print(f"  {name}：{''.join(_IN_CHINESE.get(text, text) for text in messages)}{hint}", file=sys.stderr)
        raise SystemExit(78) from None  # EX_CONFIG of sysexits.h
    except OperationalError as error:
        if _database_answers():
            raise
        reason = str(error).strip().splitlines()[-1].strip()
        print(f"数据库连接不上，请确认数据库已启动，并核对 KEXIE_DATABASE_URL（{reason}）。", file=sys.stderr)
        raise SystemExit(69) from None  # EX_UNAVAILABLE


def _database_answers() -> bool:
    connection.close()
    try:
        connection.ensure_connection()
    except OperationalError:
        return False
    return True
