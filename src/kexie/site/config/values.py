"""What a value of the environment must look like. Each check answers what is wrong, in Chinese; empty when nothing is.

No sentence repeats the value: it may hold a password.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable
from email.utils import parseaddr
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import dj_database_url

from kexie.base.kernel import signing_key, vault_keys
from kexie.base.kernel.vault_providers import PROVIDERS

#: A shorter secret, or one of fewer different characters, is guessed.
SECRET_LENGTH: Final = 50
SECRET_VARIETY: Final = 8

_ADDRESS: Final = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;.]+")
_HOST: Final = re.compile(r"\.?[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\]")
_DATABASES: Final = ("sqlite", "postgresql", "postgres")


def secret_problem(value: str) -> str:
    """A secret key: long, and of many characters."""
    return "太弱，正式环境不能使用。" if len(value) < SECRET_LENGTH or len(set(value)) < SECRET_VARIETY else ""


def hosts_problem(value: str) -> str:
    """Host names separated by commas, without protocol, port or ``*``."""
    if "*" in value:
        return "不能包含 *。"
    if not all(_HOST.fullmatch(host.strip()) for host in value.split(",")):
        return "不是域名列表（不带 https:// 、端口和路径）。"
    return ""


def address_problem(value: str) -> str:
    """An e-mail address, with or without a name: ``a@example.org`` or ``名称 <a@example.org>``."""
    return "" if _ADDRESS.fullmatch(parseaddr(value)[1]) else "不是邮件地址。"


def public_address_problem(value: str) -> str:
    """The address of a site in service: https, without a path."""
    try:
        parts = urlsplit(value)
    except ValueError:
        return "不是网址。"
    if parts.scheme != "https" or not _HOST.fullmatch(parts.netloc.partition(":")[0]):
        return "不是以 https:// 开头的网址。"
    return "不能带路径。" if parts.path not in {"", "/"} or parts.query or parts.fragment else ""


def database_problem(value: str) -> str:
    """SQLite in a file, or PostgreSQL, as a URL."""
    if value.partition(":")[0] not in _DATABASES:
        return "不是支持的数据库，只支持 PostgreSQL 和 SQLite。"
    try:
        name = dj_database_url.parse(value).get("NAME")
    except ValueError:
        return "不是完整的数据库地址（密码中的特殊字符须用百分号编码）。"
    if not name:
        return "缺少数据库名称。"
    return "不能使用内存数据库，请写出文件路径。" if name == ":memory:" else ""


def time_zone_problem(value: str) -> str:
    """A name of the IANA database."""
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        return "不是时区名称。"
    return ""


def log_level_problem(value: str) -> str:
    """A level of Python's logging."""
    return "" if value in logging.getLevelNamesMapping() else "不是日志级别。"


def vault_provider_problem(value: str) -> str:
    """A set of algorithms of the vault."""
    return "" if value in PROVIDERS else "没有这种加密算法。"


def vault_keys_problem(value: str) -> str:
    """Keys that seal, each with its id."""
    return _keys_problem(lambda: vault_keys.parse_sealing(value).values())


def blind_key_problem(value: str) -> str:
    """Keys of the blind index."""
    return _keys_problem(lambda: vault_keys.parse_blind(value))


def _keys_problem(parse: Callable[[], Iterable[bytes]]) -> str:
    try:
        keys = list(parse())
    except vault_keys.BadKeys as error:
        return str(error)
    return "太弱，应当是随机生成的。" if any(map(vault_keys.is_weak, keys)) else ""


def texts_problem(value: str) -> str:
    """Who sends texts."""
    return "" if value in {"off", "console", "gateway"} else "不是短信发送方式。"


def gateway_problem(value: str) -> str:
    """The address of a service: https, or http on this machine alone."""
    try:
        parts = urlsplit(value)
    except ValueError:
        return "不是网址。"
    at_home = parts.scheme == "http" and parts.hostname in {"127.0.0.1", "localhost", "::1"}
    return "" if at_home or (parts.scheme == "https" and parts.hostname) else "不是以 https:// 开头的网址。"


def signing_file_problem(value: str) -> str:
    """A file with the key that signs."""
    return signing_key.file_problem(Path(value))


def mailbox_tls_problem(value: str) -> str:
    """How the line to the mailbox is encrypted."""
    return "" if value in {"ssl", "starttls", "none"} else "不是加密方式。"


def anything(value: str) -> str:
    """Nothing to object to."""
    return ""
