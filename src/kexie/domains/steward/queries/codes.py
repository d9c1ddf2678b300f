"""Codes that are made of a case's key and the site's secret: kept nowhere, the same each time."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from kexie.base.kernel import look_up_codes
from kexie.base.matters.api import Case, case_numbered


def code_of(salt: str, case_id: UUID) -> str:
    """The code of a case for the purpose that ``salt`` names."""
    return _code(salt, case_id, settings.SECRET_KEY)


def case_of(salt: str, number: str, code: str) -> Case | None:
    """The case to which number and code lead; None where they do not belong together.

    A code that was given out before the site's secret changed holds for as long as the former one is among the fallbacks.
    """
    case = case_numbered(look_up_codes.plain(number))
    if case is None:
        return None
    given = look_up_codes.plain(code)
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    # Each is compared: how long it takes says nothing of which one fits.
    fits = [constant_time_compare(look_up_codes.plain(_code(salt, case.pk, secret)), given) for secret in secrets]
    return case if any(fits) else None


def _code(salt: str, case_id: UUID, secret: str | bytes) -> str:
    digest = salted_hmac(salt, case_id.hex, secret=secret, algorithm="sha256").digest()
    return look_up_codes.code_of(digest)
