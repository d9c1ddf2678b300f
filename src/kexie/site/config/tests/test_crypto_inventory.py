"""The inventory of cryptography is generated, complete and the one that is committed."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kexie.base.kernel.crypto_inventory import crypto_uses
from kexie.site.config import environment
from kexie.site.config.tests.test_settings import GOOD

COMMITTED = environment.ROOT / "docs" / "crypto-inventory.md"
SOURCES = Path(environment.__file__).resolve().parents[3]
#: Importing one of these is a use of cryptography.
CRYPTOGRAPHIC = (
    "hashlib",
    "hmac",
    "secrets",
    "ssl",
    "cryptography",
    "django.utils.crypto",
    "django.core.signing",
    "django.contrib.auth.hashers",
)
#: These use it in order to describe or to check, not to protect.
DESCRIBING = {"kexie.site.config.crypto"}


def inventory(tmp_path, *options: str) -> str:
    """What `kexie vault inventory` prints in production with the defaults."""
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith("KEXIE_")}
    done = subprocess.run(
        [sys.executable, "-m", "kexie.site.config", "vault", "inventory", *options],
        env=surroundings | GOOD | {"KEXIE_DATA": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_committed_inventory_is_the_generated_one(tmp_path):
    assert COMMITTED.read_text(encoding="utf-8") == inventory(tmp_path), (
        "write it anew: `kexie vault inventory > docs/crypto-inventory.md` with the settings of production"
    )


def test_it_comes_for_machines_too_and_names_what_is_configured(tmp_path):
    rows = {row["purpose"]: row["algorithm"] for row in json.loads(inventory(tmp_path, "--json"))}
    assert len(rows) == len(crypto_uses) >= 10
    assert rows["登录口令存储"] == "Argon2id，t=2，19 MiB，p=1"
    assert "AES-256-GCM" in rows["身份号码、手机号码等的存储加密"]
    assert rows["审计链"].startswith("SHA-256")
    assert "HSTS 365 天" in rows["访问加密（HTTPS）"]


@pytest.mark.parametrize("claim", ["等保", "密评", "认证通过", "符合国密", "certified"])
def test_it_claims_no_certificate(claim):
    assert claim not in COMMITTED.read_text(encoding="utf-8")


def imported(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def users() -> set[str]:
    """Our modules that import something cryptographic."""
    found = set()
    for path in (SOURCES / "kexie").rglob("*.py"):
        if {"tests", "migrations"} & set(path.parts):
            continue
        if any(name == used or name.startswith(used + ".") for name in imported(path) for used in CRYPTOGRAPHIC):
            found.add(".".join(path.relative_to(SOURCES).with_suffix("").parts).removesuffix(".__init__"))
    return found


def test_no_module_uses_cryptography_without_being_named():
    named = {module for use in crypto_uses for module in use.modules}
    assert users() - named - DESCRIBING == set(), "declare these in kexie.site.config.crypto"
    assert named - users() == set(), "these no longer use cryptography"
