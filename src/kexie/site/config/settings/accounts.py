"""Accounts: log-in by e-mail address, one way in, lock-out by user and address."""

from __future__ import annotations

from kexie.site.config.environment import PRODUCTION, TESTING, env

AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = (
    ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if TESTING
    else ["kexie.base.kernel.hashing.OfficeArgon2", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
)
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {
        "NAME": "kexie.base.people.forms.accounts.ContextWords",
        "OPTIONS": {"words": ["kexie", "科协", "科学技术协会", "password"]},
    },
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "portal:workbench"
LOGOUT_REDIRECT_URL = "/"
#: Where log-in leads a person who has no business in the workbench.
KEXIE_OWN_PAGES_URL = "portal:me"
#: Whether a proxy of ours stands before us, so that the last address it has added is the visitor's.
KEXIE_BEHIND_PROXY: bool = env.bool("BEHIND_PROXY", PRODUCTION)

ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_ADAPTER = "kexie.base.people.views.accounts.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "kexie.base.people.forms.accounts.LogInForm",
    "reset_password": "kexie.base.people.forms.accounts.AskResetForm",
    "reset_password_from_key": "kexie.base.people.forms.accounts.ResetForm",
    "change_password": "kexie.base.people.forms.accounts.ChangeForm",
}
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # no mail to strangers; the page says the same either way
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# axes counts failures, by user and address; a whole office logs in from one address at nine o'clock.
ACCOUNT_RATE_LIMITS = {"login_failed": "", "login": "1200/m/ip"}

AXES_FAILURE_LIMIT = 5
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_COOLOFF_TIME = 0.25  # hours
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_FORM_FIELD = "login"
AXES_USERNAME_CALLABLE = "kexie.base.people.views.accounts.tried_name"
AXES_CLIENT_IP_CALLABLE = "kexie.base.people.views.accounts.client_address"
AXES_LOCKOUT_CALLABLE = "kexie.base.people.views.accounts.locked_out"
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_DISABLE_ACCESS_LOG = True  # the audit keeps log-ins
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
