"""Every use of cryptography, declared for the inventory (`kexie vault inventory`).

Algorithms are read where they stand: from classes, functions and settings. A test finds modules that are not named here.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher, get_hasher
from django.core import signing

from kexie.base.kernel import signing_key
from kexie.base.kernel.crypto_inventory import CryptoUse, crypto_uses
from kexie.base.kernel.hashing import OfficeArgon2
from kexie.base.kernel.vault_keys import KEY_BYTES
from kexie.base.kernel.vault_providers import NONCE_BYTES, PROVIDERS, TAG_BYTES

_VAULT = "KEXIE_VAULT_KEYS"
_SECRET = "KEXIE_SECRET_KEY"  # noqa: S105 - the name of a variable


def _sealing() -> str:
    chosen = PROVIDERS[settings.KEXIE_VAULT_PROVIDER].algorithm
    others = "、".join(provider.algorithm for provider in PROVIDERS.values())
    return f"{chosen}（可选：{others}），随机数 {NONCE_BYTES * 8} 位，校验 {TAG_BYTES * 8} 位"


def _passwords() -> str:
    hasher = get_hasher("default")
    if not isinstance(hasher, OfficeArgon2):
        return str(hasher.algorithm)
    return f"Argon2id，t={hasher.time_cost}，{hasher.memory_cost // 1024} MiB，p={hasher.parallelism}"


def _signing() -> str:
    return f"HMAC-{signing.Signer().algorithm.upper()}"


def _earlier_passwords() -> str:
    names = [name for name in settings.PASSWORD_HASHERS if name.endswith(".PBKDF2PasswordHasher")]
    hasher = PBKDF2PasswordHasher()
    return f"PBKDF2-HMAC-SHA256，{hasher.iterations} 次" if names else "不接受"


def _tls() -> str:
    days = settings.SECURE_HSTS_SECONDS // 86_400
    return f"由前置代理终止；强制跳转 {'开' if settings.SECURE_SSL_REDIRECT else '关'}，HSTS {days} 天"


def _own() -> Iterable[CryptoUse]:
    """What our own code does."""
    kernel, people, matters = "kexie.base.kernel", "kexie.base.people", "kexie.base.matters"
    yield CryptoUse(
        "身份号码、手机号码等的存储加密",
        _sealing,
        "GB/T 32907、RFC 8998；FIPS 197、SP 800-38D",
        _VAULT,
        (f"{kernel}.vault", f"{kernel}.vault_providers"),
    )
    yield CryptoUse("从主密钥派生各算法密钥", "HKDF-SHA256", "RFC 5869", _VAULT, (f"{kernel}.vault",))
    yield CryptoUse(
        "盲索引（按完整号码查找）", "HMAC-SM3，256 位", "GB/T 32905、RFC 2104", "KEXIE_BLIND_KEY", (f"{kernel}.vault",)
    )
    yield CryptoUse(
        "密钥、提交标识、一次性口令的随机数",
        f"操作系统随机源，密钥 {KEY_BYTES * 8} 位",
        "—",
        "无密钥",
        (
            f"{kernel}.vault_keys",
            f"{kernel}.worker",
            f"{people}.actions.codes",
            f"{people}.actions.identity",
            f"{people}.actions.invitations",
            f"{matters}.actions.calendars",
            f"{matters}.actions.cases",
            "kexie.domains.feedback.actions",
            "kexie.site.config.management.commands.secret",
        ),
    )
    yield CryptoUse("登录口令存储", _passwords, "RFC 9106", "随机盐", (f"{kernel}.hashing",))
    yield CryptoUse("旧口令存储（登录时自动升级）", _earlier_passwords, "RFC 8018", "随机盐")
    yield CryptoUse(
        "意见反馈查询码的生成",
        "HMAC-SHA256，60 位",
        "RFC 2104、FIPS 180-4",
        _SECRET,
        ("kexie.domains.feedback.queries",),
    )
    yield CryptoUse(
        "办件查询码、结果核验码的生成",
        "HMAC-SHA256，60 位",
        "RFC 2104、FIPS 180-4",
        _SECRET,
        ("kexie.domains.steward.queries.codes",),
    )
    yield CryptoUse(
        "办事验证码的保存和核对",
        "HMAC-SHA256，定时比较",
        "RFC 2104、FIPS 180-4",
        _SECRET,
        ("kexie.domains.steward.actions.proving", "kexie.domains.steward.queries.proving"),
    )
    yield CryptoUse("审计链", "SHA-256 逐条相连", "FIPS 180-4", "无密钥", (f"{kernel}.audit",))
    yield from _of_matters()
    yield from _digests()


def _of_matters() -> Iterable[CryptoUse]:
    """What tells a change in versions of matters and in the histories of cases."""
    yield CryptoUse(
        "办件经过逐步相连",
        "SHA-256 逐条相连",
        "FIPS 180-4",
        "无密钥",
        ("kexie.base.matters.rules.digests",),
    )
    yield CryptoUse(
        "事项版本的校验值",
        "SHA-256",
        "FIPS 180-4",
        "无密钥",
        ("kexie.base.matters.rules.digests",),
    )


def _digests() -> Iterable[CryptoUse]:
    """Digests that tell a change, with no key in them."""
    people = "kexie.base.people"
    yield CryptoUse(
        "邀请令牌、去重键、版本标识的摘要",
        "SHA-256",
        "FIPS 180-4",
        "无密钥",
        (
            "kexie.base.kernel.idempotency",
            "kexie.base.kernel.rest_acts",
            "kexie.base.notifications.rules",
            "kexie.domains.bulletin.rules.editing",
            "kexie.domains.bulletin.forms.issues",
            "kexie.base.ui.inboxes",
            "kexie.domains.bulletin.queries.lists",
            "kexie.domains.bulletin.actions.fetching",
            "kexie.domains.bulletin.rules.mails.reading",
            "kexie.domains.bulletin.rules.watch_words",
            "kexie.domains.bulletin.rules.checks.frame",
            "kexie.domains.bulletin.views.watch_words",
            "kexie.domains.feedback.queries",
            "kexie.base.kernel.edition_triggers",
            "kexie.base.kernel.etags",
            "kexie.base.kernel.page_cache",
            "kexie.base.pages.queries.sections",
            "kexie.base.ui.identity",
            "kexie.site.portal.rules",
            f"{people}.rules.merging",
            f"{people}.rules.reach_changes",
            f"{people}.rules.invitations",
            f"{people}.actions.post_seals",
            "kexie.base.matters.rules.engine.compiling",
            "kexie.base.matters.rules.digests",
            "kexie.domains.steward.rules.similarity",
        ),
    )
    yield CryptoUse(
        "文件校验值",
        "SHA-256",
        "FIPS 180-4",
        "无密钥",
        (
            "kexie.base.documents.intake",
            "kexie.base.documents.ofd",
            "kexie.base.documents.ofd_pages",
            "kexie.base.documents.reading",
            "kexie.domains.bulletin.queries.papers",
            "kexie.domains.bulletin.queries.verifying",
            "kexie.domains.bulletin.actions.pictures",
            "kexie.domains.steward.views.verifying",
        ),
    )


def _signing_in() -> Iterable[CryptoUse]:
    """What log-in and rights rest on."""
    people = "kexie.base.people"
    yield CryptoUse(
        "任职记录的校验值、一次性口令的比对",
        "HMAC-SM3，定时比较",
        "GB/T 32905",
        "KEXIE_BLIND_KEY",
        (f"{people}.queries.post_seals", f"{people}.views.phones"),
    )
    yield CryptoUse("动态口令（TOTP）", "HMAC-SHA1，6 位", "RFC 6238", "每个账号的密钥，由保险库加密")
    yield CryptoUse("通行密钥", "由设备决定（通常为 ES256）", "W3C WebAuthn", "设备中的私钥")
    yield CryptoUse(
        "统一身份认证（OIDC）的签名",
        f"RSA-{signing_key.BITS}，RS256",
        "RFC 7518",
        "KEXIE_OIDC_KEY_FILE",
        ("kexie.base.kernel.signing_key",),
    )


def _theirs() -> Iterable[CryptoUse]:
    """What Django and other libraries do with our settings."""
    yield CryptoUse(
        "签名（会话校验、消息、设置口令的链接、导入前的核对页）",
        _signing,
        "RFC 2104",
        _SECRET,
        ("kexie.base.people.views.organisation_import",),
    )
    yield CryptoUse("表单防伪（CSRF）", "随机令牌，逐次掩码", "—", "会话 Cookie")
    yield CryptoUse("访问加密（HTTPS）", _tls, "RFC 8446", "代理服务器的证书")
    yield CryptoUse(
        "收信加密",
        "TLS，证书由系统信任库核对",
        "RFC 8314、RFC 2595",
        "收信服务器的证书",
        ("kexie.domains.bulletin.actions.mailbox",),
    )
    yield CryptoUse("发信加密", f"STARTTLS {'开' if settings.EMAIL_USE_TLS else '关'}", "RFC 3207", "邮件服务器的证书")


def declare() -> None:
    """Register all uses; called when the apps are ready."""
    for use in (*_own(), *_signing_in(), *_theirs()):
        crypto_uses.register(use.purpose, use)
