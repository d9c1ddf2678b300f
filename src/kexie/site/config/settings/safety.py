"""Security headers, cookies, secrets."""

from __future__ import annotations

from csp.constants import NONCE, NONE, SELF

from kexie.site.config.environment import PRODUCTION, env, required_in_production
from kexie.site.config.values import hosts_problem, secret_problem

DEBUG = False if PRODUCTION else env.bool("DEBUG", False)
SECRET_KEY = required_in_production(
    "SECRET_KEY",
    "development-only-secret-never-used-in-production-0123456789",
    what="至少 50 个随机字符，可用 kexie secret 生成",
    check=secret_problem,
)
_HOSTS_WANTED = "网站的域名，用逗号分隔，第一个用于邮件中的链接，不能用 *"
ALLOWED_HOSTS: list[str] = [
    host.strip()
    for host in required_in_production(
        "HOSTS", "localhost,127.0.0.1,[::1],testserver", what=_HOSTS_WANTED, check=hosts_problem
    ).split(",")
]
CSRF_TRUSTED_ORIGINS: list[str] = [f"https://{host}" for host in ALLOWED_HOSTS if PRODUCTION]

SESSION_COOKIE_NAME = "__Host-session" if PRODUCTION else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if PRODUCTION else "csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "kexie.base.kernel.web.csrf_failure"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
#: A log-in ends after two hours without use, and after twelve hours at all (`kernel.session_limits`).
KEXIE_SESSION_IDLE_S: int = env.int("SESSION_IDLE", 2 * 3600)
KEXIE_SESSION_LONGEST_S: int = env.int("SESSION_LONGEST", 12 * 3600)
SESSION_COOKIE_AGE = KEXIE_SESSION_LONGEST_S

SECURE_SSL_REDIRECT = PRODUCTION and env.bool("TLS_REDIRECT", True)
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", PRODUCTION) else None
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
    }
}
