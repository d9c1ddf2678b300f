"""The vault: values that are stored sealed, and found again without being opened.

:func:`seal` writes a token that carries its format, provider and key id, so that keys and algorithms change one value at a
time: ``k1.aes-gcm.<key id>.<nonce>.<cipher text and tag>``. Its ``context`` names the place where the value is stored
(``people.secret:<person>:<element>``) and is authenticated with it: a token that somebody moves to another row or column
does not open there. :func:`blind` is a keyed digest by which an exact value is looked up, with a key of its own.

Which columns are sealed, apps declare in :data:`sealed_columns`; `kernel.vault_rotation` reads them.
"""

from __future__ import annotations

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, ClassVar, Final

from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kexie.base.kernel.errors import Refusal
from kexie.base.kernel.registry import Registry
from kexie.base.kernel.vault_keys import KeyRing, made_once, parse_blind, parse_sealing
from kexie.base.kernel.vault_providers import NONCE_BYTES, PROVIDERS, NotAuthentic

__all__ = [
    "SealedColumn",
    "Unreadable",
    "blind",
    "blind_keepers",
    "blinds",
    "current_prefix",
    "key_id_of",
    "key_ring",
    "open_sealed",
    "prefix_of",
    "seal",
    "sealed_columns",
]

_FORMAT: Final = "k1"
_PARTS: Final = 5


class Unreadable(Refusal):
    """A sealed value does not open: its key is missing, it was changed, or it stood elsewhere when it was sealed."""

    code = "vault.unreadable"
    status: ClassVar[int] = 500
    default_message: ClassVar[str | Promise] = _(
        "这项加密信息读不出来：可能缺少密钥，或者数据被改动过。请联系系统管理员运行 kexie vault status 查看。"
    )


@dataclass(frozen=True, slots=True)
class SealedColumn:
    """Where sealed values are stored, so that they can be sealed anew.

    ``context`` is a format over the row's fields, such as ``people.secret:{person_id}:{element}``, or a function of the
    row. ``blind`` names the field with the blind index, if any, and ``purpose`` the field that holds its purpose;
    ``copies`` are further columns (``people.Account.phone_blind``) that repeat it. ``key_id`` names the field with the id
    of the key, if there is one.
    A value inside a JSON field is named with a dot (``data.secret``); rows without it are passed over. ``batch`` is the
    largest number of rows that are taken at once: few where values are large.
    """

    model: str
    context: str | Callable[[Any], str]
    sealed: str = "sealed"
    key_id: str = "key_id"
    blind: str = ""
    purpose: str = ""
    copies: tuple[str, ...] = ()
    batch: int = 10_000


sealed_columns: Registry[SealedColumn] = Registry("sealed column")
#: What else is written with the blind key: functions by dotted path that write it anew with the first key, and answer how
#: many they have written and how many do not fit any key.
blind_keepers: Registry[str] = Registry("keeper of keyed digests")


def seal(plain: str, *, context: str) -> str:
    """``plain`` as a token that opens in ``context`` alone; two tokens of one value are never the same."""
    ring, provider = key_ring(), PROVIDERS[settings.KEXIE_VAULT_PROVIDER]
    prefix = prefix_of(provider.name, ring.current)
    nonce = secrets.token_bytes(NONCE_BYTES)
    key = _derived(provider.name, ring.sealing[ring.current])
    sealed = provider.encrypt(key, nonce, plain.encode(), _associated(prefix, context))
    return f"{prefix}{_text(nonce)}.{_text(sealed)}"


def open_sealed(token: str, *, context: str) -> str:
    """The value in ``token``.

    Raises:
        Unreadable: an unknown key or provider, another context, a changed token.
    """
    parts = token.split(".")
    if len(parts) != _PARTS or parts[0] != _FORMAT or parts[1] not in PROVIDERS:
        raise Unreadable
    provider, key = PROVIDERS[parts[1]], key_ring().sealing.get(parts[2])
    if key is None:
        raise Unreadable(key_id=parts[2])
    try:
        nonce, sealed = _bytes(parts[3]), _bytes(parts[4])
        associated = _associated(prefix_of(provider.name, parts[2]), context)
        return provider.decrypt(_derived(provider.name, key), nonce, sealed, associated).decode()
    except (NotAuthentic, ValueError):
        raise Unreadable from None


def key_id_of(token: str) -> str:
    """The id of the key with which a token was written.

    Raises:
        Unreadable: it is no token.
    """
    parts = token.split(".")
    if len(parts) != _PARTS or parts[0] != _FORMAT:
        raise Unreadable
    return parts[2]


def blind(value: str, *, purpose: str) -> str:
    """The blind index of a normalised value: HMAC-SM3 under the first blind key, 64 hexadecimal digits.

    ``purpose`` (the code of the element) keeps the same digits in two columns apart.
    """
    return _digest(key_ring().blind[0], value, purpose)


def blinds(value: str, *, purpose: str) -> list[str]:
    """What to look for: the index under every blind key, the present one first (more than one during a change of keys)."""
    return [_digest(key, value, purpose) for key in key_ring().blind]


def key_ring() -> KeyRing:
    """The keys of the settings."""
    return _ring(settings.KEXIE_VAULT_KEYS, settings.KEXIE_BLIND_KEY, settings.KEXIE_VAULT_FILE)


def current_prefix() -> str:
    """How a token begins that is written now: others are due when keys are rotated."""
    return prefix_of(settings.KEXIE_VAULT_PROVIDER, key_ring().current)


@lru_cache(maxsize=16)
def _ring(sealing: str, blind_keys: str, file: Path) -> KeyRing:
    if not (sealing and blind_keys):
        made = made_once(file)
        sealing, blind_keys = sealing or made[0], blind_keys or made[1]
    return KeyRing(parse_sealing(sealing), parse_blind(blind_keys))


@lru_cache(maxsize=64)
def _derived(provider: str, key: bytes) -> bytes:
    """The provider's own key, so that no two algorithms share one (HKDF, RFC 5869)."""
    length = PROVIDERS[provider].key_bytes
    return HKDF(hashes.SHA256(), length, salt=None, info=f"kexie.vault.{provider}".encode()).derive(key)


def _digest(key: bytes, value: str, purpose: str) -> str:
    keyed = hmac.HMAC(key, hashes.SM3())
    keyed.update(f"{purpose}\0{value}".encode())
    return keyed.finalize().hex()


def prefix_of(provider: str, key_id: str) -> str:
    """How the tokens of a provider and key begin."""
    return f"{_FORMAT}.{provider}.{key_id}."


def _associated(prefix: str, context: str) -> bytes:
    return f"{prefix}{context}".encode()


def _text(content: bytes) -> str:
    return urlsafe_b64encode(content).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
