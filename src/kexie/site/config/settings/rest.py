"""The interfaces for programs: sessions alone, no basic authentication, pages and rates limited."""

from __future__ import annotations

from typing import Any

from kexie.site.config.environment import MODE

_OFTEN = "100000/min" if MODE == "test" else ""
REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    # Doors are declared as everywhere else (kernel.access); nothing is decided twice.
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_CLASSES": [
        "rest_framework.throttling.AnonRateThrottle",
        "rest_framework.throttling.UserRateThrottle",
    ],
    # Per process and minute; the tests ask every address as every role.
    "DEFAULT_THROTTLE_RATES": {name: _OFTEN or rate for name, rate in (("anon", "60/min"), ("user", "300/min"))},
    "EXCEPTION_HANDLER": "kexie.base.standards.rest.answer",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "数字科协开放接口",
    "DESCRIPTION": "数据元、代码集、组织、人员和任职的查询接口。字段取自统一数据标准。",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
}
