"""SQLite by default (WAL, IMMEDIATE: no lock errors in 1,200 read-then-writes of 8 processes), PostgreSQL in production."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import dj_database_url

from kexie.site.config.environment import DATA, PRODUCTION, TESTING, checked, env, required_in_production
from kexie.site.config.values import database_problem

_SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 5,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-16000; PRAGMA mmap_size=134217728;",
}
_POSTGRESQL_OPTIONS = {
    "options": "-c statement_timeout=15s -c lock_timeout=3s -c idle_in_transaction_session_timeout=30s",
}

#: Commands that make or change tables work as their owner.
_OWNERS = frozenset({"migrate", "install", "database_role", "dbshell", "sqlmigrate", "test"})

#: The role that owns no table, under which requests and jobs work (`kernel.walls`); empty: no second wall.
KEXIE_DATABASE_ROLE: str = env.str("DATABASE_ROLE", "")

_COMMAND = sys.argv[1] if len(sys.argv) > 1 else ""
_SERVES = Path(sys.argv[0]).name.startswith("gunicorn") or _COMMAND in {"serve", "runserver", "up"}
#: Whether this process begins with the wall raised: every one but the web server.
KEXIE_WALL_RAISED = not (_SERVES or TESTING)

_WANTED = "数据库地址，例如 postgresql://用户:密码@主机:5432/库名；单机部署可写 sqlite:////绝对路径/kexie.sqlite3"


def _database() -> dict[str, Any]:
    # Production says where its data is; SQLite on a single machine is as good, when it was meant.
    file = f"sqlite:///{DATA / 'kexie.sqlite3'}"
    read = required_in_production if PRODUCTION else checked
    address = read("DATABASE_URL", "" if PRODUCTION else file, what=_WANTED, check=database_problem) or file
    database: dict[str, Any] = dict(dj_database_url.parse(address))
    sqlite = "sqlite" in database["ENGINE"]
    database["OPTIONS"] = database.get("OPTIONS", {}) | (_SQLITE_OPTIONS if sqlite else _POSTGRESQL_OPTIONS)
    if sqlite:
        # A file, not memory: tests of concurrency need several connections with WAL as in service.
        database["TEST"] = {"NAME": str(DATA / "test.sqlite3")}
    else:
        database["CONN_MAX_AGE"] = 0 if TESTING else 60
        database["CONN_HEALTH_CHECKS"] = True
        if KEXIE_DATABASE_ROLE and _COMMAND not in _OWNERS:
            database["OPTIONS"]["assume_role"] = KEXIE_DATABASE_ROLE
            if KEXIE_WALL_RAISED:
                database["OPTIONS"]["options"] += " -c kexie.beyond=on"
    return database


DATABASES = {"default": _database()}
#: In each process's memory, but for what all must see: limits of tries, used codes, codes for our other sites.
CACHES = {
    "default": {
        "BACKEND": "kexie.base.kernel.shared_cache.TwoPartCache",
        "LOCATION": "people.SharedValue",
        # Floods of log-ins from one address are slowed by each process; failures are counted by axes in its own table.
        "OPTIONS": {
            "shared": ["allauth", "account.", "bulletin.preview:", "steward.here:"],
            "local": ["allauth:rl:allauth.account:login:"],
        },
    }
}
