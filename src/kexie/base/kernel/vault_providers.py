"""Authenticated encryption by two sets of algorithms that do the same: AES-256-GCM and SM4-GCM.

Both are of `cryptography` (OpenSSL). A provider takes a key of its own length, a nonce of 12 bytes that is never used
twice with that key, the plain text and the associated data, and answers cipher text with the 16 bytes of its tag behind
it. AES: FIPS 197 and NIST SP 800-38D. SM4: GB/T 32907-2016, in the mode of GB/T 36624-2018 and RFC 8998.
"""

from __future__ import annotations

from typing import Final, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES: Final = 12
TAG_BYTES: Final = 16


class NotAuthentic(Exception):
    """Cipher text, key, nonce and associated data do not belong together."""


class Provider(Protocol):
    """One set of algorithms; ``name`` stands in tokens, ``algorithm`` in the inventory."""

    name: str
    algorithm: str
    key_bytes: int

    def encrypt(self, key: bytes, nonce: bytes, plain: bytes, associated: bytes) -> bytes:
        """Cipher text and tag."""

    def decrypt(self, key: bytes, nonce: bytes, sealed: bytes, associated: bytes) -> bytes:
        """The plain text.

        Raises:
            NotAuthentic: the tag does not fit.
        """


class AesGcm:
    """AES-256-GCM."""

    name = "aes-gcm"
    algorithm = "AES-256-GCM"
    key_bytes = 32

    def encrypt(self, key: bytes, nonce: bytes, plain: bytes, associated: bytes) -> bytes:
        """Cipher text and tag."""
        return AESGCM(key).encrypt(nonce, plain, associated)

    def decrypt(self, key: bytes, nonce: bytes, sealed: bytes, associated: bytes) -> bytes:
        """The plain text."""
        try:
            return AESGCM(key).decrypt(nonce, sealed, associated)
        except InvalidTag:
            raise NotAuthentic from None


class Sm4Gcm:
    """SM4-GCM."""

    name = "sm4-gcm"
    algorithm = "SM4-GCM"
    key_bytes = 16

    def encrypt(self, key: bytes, nonce: bytes, plain: bytes, associated: bytes) -> bytes:
        """Cipher text and tag."""
        cipher = Cipher(algorithms.SM4(key), modes.GCM(nonce)).encryptor()
        cipher.authenticate_additional_data(associated)
        return cipher.update(plain) + cipher.finalize() + cipher.tag

    def decrypt(self, key: bytes, nonce: bytes, sealed: bytes, associated: bytes) -> bytes:
        """The plain text."""
        tag = sealed[-TAG_BYTES:]
        if len(tag) < TAG_BYTES:
            raise NotAuthentic
        cipher = Cipher(algorithms.SM4(key), modes.GCM(nonce, tag)).decryptor()
        cipher.authenticate_additional_data(associated)
        try:
            return cipher.update(sealed[:-TAG_BYTES]) + cipher.finalize()
        except InvalidTag:
            raise NotAuthentic from None


#: By the name in `KEXIE_VAULT_PROVIDER` and in tokens.
PROVIDERS: Final[dict[str, Provider]] = {AesGcm.name: AesGcm(), Sm4Gcm.name: Sm4Gcm()}
