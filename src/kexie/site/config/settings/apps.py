"""Which apps are installed, and the way of a request."""

from __future__ import annotations

ROOT_URLCONF = "kexie.site.config.urls"
WSGI_APPLICATION = "kexie.site.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    # Ours, top floor first: a template of an upper floor wins.
    "kexie.site.config",
    "kexie.site.demo",
    "kexie.site.portal",
    "kexie.domains.bulletin",
    "kexie.domains.feedback",
    "kexie.domains.steward",
    "kexie.base.matters",
    "kexie.base.pages",
    "kexie.base.ledger",
    "kexie.base.notifications",
    "kexie.base.people",
    "kexie.base.standards",
    "kexie.base.documents",
    "kexie.base.search",
    "kexie.base.ui",
    "kexie.base.kernel",
    # Third parties.
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.idp.oidc",
    "axes",
    "csp",
    "django_filters",
    "django_htmx",
    "django_tables2",
    "django_tasks",
    "django_tasks_db",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.typed_table_block",
    "wagtail.contrib.simple_translation",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.admin",
    "wagtail",
    "modelsearch",
    "modelcluster",
    "taggit",
    "treebeard",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
]

MIDDLEWARE = [
    "kexie.base.kernel.web.RequestLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "kexie.base.kernel.offline.OfflineMiddleware",
    "kexie.base.ui.languages.LanguageMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "kexie.base.kernel.session_limits.SessionLimitsMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "kexie.base.kernel.web.ActorMiddleware",
    "kexie.base.kernel.web.BodyLimitMiddleware",
    "kexie.base.kernel.edition.EditionMiddleware",
    "kexie.base.kernel.renewal.RenewalMiddleware",
    "kexie.base.kernel.web.AccessMiddleware",
    "kexie.base.kernel.web.RefusalMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "django.contrib.auth.context_processors.auth",
                "csp.context_processors.nonce",
                "kexie.base.ui.context.shell",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "kexie.base.ui.templatetags.ui",
            ],
        },
    }
]

#: Who makes an actor of a request's account: a function of a room that the kernel may not know.
KEXIE_ACTOR_OF = "kexie.base.people.api.actor_for_request"
#: Who looks at the log-in behind a request before a view that wants a strong or fresh one.
KEXIE_GATE = "kexie.base.people.views.sessions.gate"
