"""Protection of personal data: what must survive a restore."""

from __future__ import annotations

from kexie.site.config.environment import DATA, env

#: Who has been erased: identifiers only, one line each. Outside the database, so that an older backup brings nobody back;
#: keep it where backups of the database do not overwrite it.
KEXIE_ERASURE_JOURNAL = env.path("ERASURE_JOURNAL", DATA / "erasures.jsonl")
