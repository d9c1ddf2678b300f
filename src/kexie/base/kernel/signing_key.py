"""The key that signs what our other sites are told (OpenID Connect): an RSA key in a file, readable by its owner alone.

Needs no settings to be imported, because the settings check the file with it. Production never makes one by itself.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path
from typing import Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

BITS: Final = 2048


def new_pem() -> str:
    """A new key (PKCS #8, PEM, not encrypted)."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
    encoded = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return encoded.decode("ascii")


def file_problem(file: Path) -> str:
    """What is wrong with the file, in Chinese; empty when nothing is."""
    try:
        key = serialization.load_pem_private_key(file.read_bytes(), password=None)
    except OSError:
        return "文件不存在或无法读取。"
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return "文件中不是未加密的 PEM 私钥。"
    if not isinstance(key, rsa.RSAPrivateKey) or key.key_size < BITS:
        return f"密钥不是 {BITS} 位以上的 RSA 私钥。"
    return ""


def write_new(file: Path) -> None:
    """Write a new key to ``file``.

    Raises:
        FileExistsError: there is one already; it is never replaced, because sites know it.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as opened:
        opened.write(new_pem())
        opened.flush()
        os.fsync(opened.fileno())
    try:
        file.hardlink_to(draft)
    finally:
        draft.unlink()


def made_once(file: Path) -> str:
    """The key in ``file``, made where there is none: of two processes the second takes the first one's."""
    if not file.exists():
        with contextlib.suppress(FileExistsError):
            write_new(file)
    return file.read_text(encoding="ascii")
