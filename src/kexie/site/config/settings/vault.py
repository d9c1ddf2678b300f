"""The vault: which algorithms seal identity numbers and the like, and with which keys."""

from __future__ import annotations

from pathlib import Path

from kexie.site.config.environment import DATA, PRODUCTION, TESTING, checked, env, required_in_production
from kexie.site.config.values import blind_key_problem, vault_keys_problem, vault_provider_problem

_MAKE = "用 KEXIE_MODE=development kexie secret --vault 生成，并另存一份：密钥丢失，加密的数据就无法恢复"
#: For tests alone: typed text, which production refuses.
_TEST_KEY = "a2V4aWUtdGVzdC1rZXktbmV2ZXItaW4tc2VydmljZS0="
_TEST_BLIND_KEY = "a2V4aWUtYmxpbmQta2V5LW5ldmVyLWluLXNlcnZpY2U="

KEXIE_VAULT_PROVIDER: str = checked(
    "VAULT_PROVIDER", "aes-gcm", what="aes-gcm 或 sm4-gcm", check=vault_provider_problem
)
_read = required_in_production if PRODUCTION else checked
#: ``id:base64,…``: the first key writes, all of them read. Empty outside production: made once in `KEXIE_VAULT_FILE`.
KEXIE_VAULT_KEYS: str = _read(
    "VAULT_KEYS",
    f"test:{_TEST_KEY}" if TESTING else "",
    what=f"“编号:密钥”，用逗号分隔，第一个用于加密；{_MAKE}",
    check=vault_keys_problem,
)
#: ``base64,…``: the first key writes the blind index, all of them are searched.
KEXIE_BLIND_KEY: str = _read(
    "BLIND_KEY", _TEST_BLIND_KEY if TESTING else "", what=f"盲索引密钥；{_MAKE}", check=blind_key_problem
)
KEXIE_VAULT_FILE: Path = DATA / "vault.keys"
#: How many sealed values one account may see in clear on one day.
KEXIE_UNMASKINGS_PER_DAY: int = env.int("UNMASKINGS_PER_DAY", 50)
