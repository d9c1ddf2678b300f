"""The inventory of cryptography: what is protected by which algorithm, generated from code and settings.

Apps and the site declare each use in :data:`crypto_uses`, with the modules that carry it; the algorithm is read from the
code or the settings where it stands. A test compares the outcome with `docs/crypto-inventory.md`, another finds modules
that use cryptography and are not declared. The inventory states facts; it is no certificate.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from kexie.base.kernel.registry import Registry


@dataclass(frozen=True, slots=True)
class CryptoUse:
    """One use: what it protects, by which algorithm, after which norm, with which key, in which modules of ours."""

    purpose: str
    algorithm: str | Callable[[], str]
    norm: str
    key: str = "无密钥"
    modules: tuple[str, ...] = ()

    def row(self) -> dict[str, str]:
        """The use as the inventory prints it."""
        algorithm = self.algorithm if isinstance(self.algorithm, str) else self.algorithm()
        return {
            "purpose": self.purpose,
            "algorithm": algorithm,
            "norm": self.norm,
            "key": self.key,
            "modules": "、".join(f"`{module}`" for module in self.modules) or "第三方组件",
        }


crypto_uses: Registry[CryptoUse] = Registry("use of cryptography")

_HEAD: Final = """# 密码使用清单

由 `kexie vault inventory` 按正式环境的默认设置生成，测试保证与代码一致，请勿手工修改。
本清单只列事实，不代表已通过任何测评或认证。

| 用途 | 算法 | 依据 | 密钥 | 所在模块 |
|---|---|---|---|---|
"""


def markdown() -> str:
    """The whole inventory as a page."""
    lines = ("| {purpose} | {algorithm} | {norm} | {key} | {modules} |\n".format_map(use.row()) for use in crypto_uses)
    return _HEAD + "".join(lines)


def as_json() -> str:
    """The whole inventory for machines."""
    return json.dumps([use.row() for use in crypto_uses], ensure_ascii=False, indent=2) + "\n"
