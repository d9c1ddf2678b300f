"""The concierge: how long call-backs and second handlings may take."""

from __future__ import annotations

from kexie.site.config.environment import env

#: Working days after the end of a case in which the applicant is to be called back.
KEXIE_CALL_BACK_DAYS: int = env.int("CALL_BACK_DAYS", 3)
#: Working days for handling a case once more after a bad rating.
KEXIE_REOPENED_DAYS: int = env.int("REOPENED_DAYS", 5)
