"""Text messages: who sends them. Off in production until a gateway is named; printed in development."""

from __future__ import annotations

from kexie.site.config.environment import PRODUCTION, TESTING, checked, env
from kexie.site.config.values import gateway_problem, texts_problem

KEXIE_PRODUCTION = PRODUCTION
KEXIE_TEXTS: str = checked(
    "TEXTS",
    "off" if PRODUCTION else "console",
    what="off（不发短信）、console（仅开发）或 gateway（短信网关）",
    check=texts_problem,
)
#: The gateway's address, its key, and the number of the template that it has approved.
KEXIE_TEXTS_URL: str = checked(
    "TEXTS_URL", "", what="短信网关的地址，例如 https://sms.example.org/send", check=gateway_problem
)
KEXIE_TEXTS_KEY: str = env.str("TEXTS_KEY", "simulator" if not PRODUCTION else "")
KEXIE_TEXTS_TEMPLATE: str = env.str("TEXTS_TEMPLATE", "")
if TESTING:
    KEXIE_TEXTS = "console"
