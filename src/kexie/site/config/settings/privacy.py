"""Protection of personal data: what must survive a restore, and how long the audit is kept."""

from __future__ import annotations

from environs import validate

from kexie.site.config.environment import DATA, HINTS, env

#: Who has been erased: identifiers only, one line each. Outside the database, so that an older backup brings nobody back;
#: keep it where backups of the database do not overwrite it.
KEXIE_ERASURE_JOURNAL = env.path("ERASURE_JOURNAL", DATA / "erasures.jsonl")

HINTS["KEXIE_AUDIT_KEEP_MONTHS"] = "审计记录保存的月数，不少于 6"
#: For how many months audit rows are kept at least; the law's six can only be lengthened.
KEXIE_AUDIT_KEEP_MONTHS: int = env.int("AUDIT_KEEP_MONTHS", 6, validate=validate.Range(min=6, error="少于六个月。"))
