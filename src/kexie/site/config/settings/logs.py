"""Structured logs: JSON lines in production, readable lines elsewhere; never a name, an address or a body."""

from __future__ import annotations

import sys
from typing import Any

import structlog

from kexie.base.kernel.logs import processors
from kexie.site.config.environment import PRODUCTION, checked
from kexie.site.config.values import log_level_problem

_shared: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="%Y-%m-%dT%H:%M:%S.%f%z", utc=False),
]
_renderer: Any = (
    structlog.processors.JSONRenderer(ensure_ascii=False)
    if PRODUCTION
    else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback)
)

structlog.configure(
    processors=[*_shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)

_level = checked(
    "LOG_LEVEL",
    "INFO" if PRODUCTION else "WARNING",
    what="DEBUG、INFO、WARNING、ERROR 之一",
    check=log_level_problem,
)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "structured": {
            "()": structlog.stdlib.ProcessorFormatter,
            "foreign_pre_chain": _shared,
            "processors": processors(_renderer, reveal=not PRODUCTION),
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "structured"}},
    "root": {"handlers": ["console"], "level": _level},
    "loggers": {
        "django.server": {"handlers": [], "propagate": False},
        "axes": {"level": "ERROR"},
        "django_tasks": {"level": "WARNING"},
        "wagtail": {"level": "WARNING"},  # its lines carry titles
    },
}
