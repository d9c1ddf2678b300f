"""Following a case without a log-in: its code, and what number and code lead to."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from kexie.base.kernel import look_up_codes
from kexie.base.matters.api import case_numbered


def code_for(case_id: UUID) -> str:
    """The code with which a case is followed: made of its key and the site's secret, kept nowhere, the same each time."""
    return _code(case_id, settings.SECRET_KEY)


def followed(number: str, code: str) -> UUID | None:
    """The case to which number and code lead; None where they do not belong together.

    A code that was given out before the site's secret changed holds for as long as the former one is among the fallbacks.
    """
    case = case_numbered(look_up_codes.plain(number))
    if case is None:
        return None
    given = look_up_codes.plain(code)
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    # Each is compared: how long it takes says nothing of which one fits.
    fits = [constant_time_compare(look_up_codes.plain(_code(case.pk, secret)), given) for secret in secrets]
    return case.pk if any(fits) else None


def _code(case_id: UUID, secret: str | bytes) -> str:
    digest = salted_hmac("kexie.steward.follow", case_id.hex, secret=secret, algorithm="sha256").digest()
    return look_up_codes.code_of(digest)
