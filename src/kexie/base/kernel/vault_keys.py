"""The keys of the vault: from the environment, or, in development, made once and kept in the data folder.

Needs no settings to be imported, because the settings check their own values with it. No sentence repeats a key.
"""

from __future__ import annotations

import os
import re
import secrets
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

KEY_BYTES: Final = 32

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_LEAST_VARIETY: Final = 12


class BadKeys(ValueError):
    """The text holds no such keys; the message is a Chinese sentence."""


@dataclass(frozen=True, slots=True)
class KeyRing:
    """``sealing``: id → key, the first one writes, all of them read; ``blind``: the first one writes, all are searched."""

    sealing: Mapping[str, bytes]
    blind: tuple[bytes, ...]

    @property
    def current(self) -> str:
        """The id of the key that writes."""
        return next(iter(self.sealing))


def parse_sealing(text: str) -> dict[str, bytes]:
    """Keys written as ``id:base64,id:base64``.

    Raises:
        BadKeys: says what is wrong.
    """
    keys: dict[str, bytes] = {}
    for part in _parts(text):
        name, colon, coded = part.partition(":")
        if not colon or not _NAME.fullmatch(name):
            raise BadKeys("密钥编号由小写字母、数字和连字符组成，后接冒号和密钥。")
        if name in keys:
            raise BadKeys("密钥编号不能重复。")
        keys[name] = _key(coded)
    return keys


def parse_blind(text: str) -> tuple[bytes, ...]:
    """Keys written as ``base64,base64``.

    Raises:
        BadKeys: says what is wrong.
    """
    return tuple(_key(part) for part in _parts(text))


def new_key() -> str:
    """A new random key, in base64."""
    return b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def new_lines(name: str) -> str:
    """Two lines for the environment: new keys, the sealing one called ``name``."""
    return f"KEXIE_VAULT_KEYS={name}:{new_key()}\nKEXIE_BLIND_KEY={new_key()}\n"


def made_once(file: Path) -> tuple[str, str]:
    """What ``file`` says of sealing and blind keys; it is made, readable by its owner alone, where there is none."""
    if not file.exists():
        _make(file)
    lines = dict(line.split("=", 1) for line in file.read_text(encoding="ascii").splitlines() if "=" in line)
    return lines["KEXIE_VAULT_KEYS"], lines["KEXIE_BLIND_KEY"]


def _make(file: Path) -> None:
    """Write beside it, then give it its name, so that of two processes the second takes the first one's keys."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as opened:
        opened.write(new_lines("development"))
        opened.flush()
        os.fsync(opened.fileno())
    try:
        file.hardlink_to(draft)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _parts(text: str) -> list[str]:
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if not parts:
        raise BadKeys("没有密钥。")
    return parts


def _key(coded: str) -> bytes:
    try:
        key = b64decode(coded, validate=True)
    except ValueError:
        raise BadKeys("密钥不是 base64 编码。") from None
    if len(key) != KEY_BYTES:
        raise BadKeys(f"每个密钥应为 {KEY_BYTES} 字节（base64 编码后 44 个字符）。")
    return key


def is_weak(key: bytes) -> bool:
    """Whether a key was typed rather than drawn: readable text, or of few different bytes."""
    return len(set(key)) < _LEAST_VARIETY or all(32 <= byte < 127 for byte in key)
