"""Accounts: log-in by e-mail address, one way in, lock-out by user and address."""

from __future__ import annotations

from pathlib import Path

from kexie.site.config.environment import DATA, PRODUCTION, TESTING, checked, env
from kexie.site.config.values import anything, gateway_problem, signing_file_problem

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
    {"NAME": "kexie.base.people.forms.passwords.LikeOneself"},
    {"NAME": "kexie.base.people.forms.passwords.LeastLength", "OPTIONS": {"min_length": 10}},
    {"NAME": "kexie.base.people.forms.passwords.NotCommon"},
    {"NAME": "kexie.base.people.forms.passwords.NotOnlyDigits"},
    {
        "NAME": "kexie.base.people.forms.passwords.ContextWords",
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

#: Staff pages want a second factor of everybody who holds a role.
KEXIE_STAFF_MFA: bool = env.bool("STAFF_MFA", PRODUCTION)
#: After so many days a password has to be replaced; 0: never (GB/T 22239-2019 wants it, ASVS 5.0, 6.2.10, forbids it).
KEXIE_PASSWORD_DAYS: int = env.int("PASSWORD_DAYS", 0)
#: A log-in is fresh for so many seconds: enough for a phone number, factors, an export.
KEXIE_FRESH_S: int = env.int("FRESH_LOG_IN", 900)

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
    "reauthenticate": "kexie.base.people.forms.accounts.ConfirmPasswordForm",
    "request_login_code": "kexie.base.people.forms.codes.AskCodeForm",
    "confirm_login_code": "kexie.base.people.forms.codes.LogInCodeForm",
}
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # no mail to strangers; the page says the same either way
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# axes counts failures, by user and address; a whole office logs in from one address at nine o'clock.
ACCOUNT_RATE_LIMITS = {
    "login_failed": "",
    "login": "1200/m/ip",
    "request_login_code": "20/m/ip,3/m/key,10/h/key",
    "reauthenticate": "30/m/user",
    "feedback": "10/h/ip",
    "feedback_answer": "30/h/ip",
    "steward_follow": "60/h/ip",  # a window may follow cases for many from one address
    "steward_ask": "60/m/ip",  # asked while one types
    "steward_mark": "60/h/ip",
    "steward_dead_end": "30/h/ip",
    "steward_prove": "60/h/ip,3/m/key,10/h/key",  # codes that are sent, by asker and by contact
    "steward_code": "120/h/ip",
    "steward_verify": "120/h/ip",
    "second_factor": "20/h/key",  # a person who knows the password, guessing codes from many addresses
}
ACCOUNT_REAUTHENTICATION_TIMEOUT = KEXIE_FRESH_S

# Log-in by a code that is mailed or sent to the phone.
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 6
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
ACCOUNT_PHONE_VERIFICATION_CODE_FORMAT = ACCOUNT_LOGIN_BY_CODE_FORMAT

# The second factor: codes of an authenticator app, passkeys, recovery codes.
MFA_ADAPTER = "kexie.base.people.views.factors.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "kexie.base.people.forms.factors.SecondFactorForm",
    "reauthenticate": "kexie.base.people.forms.factors.ConfirmFactorForm",
    "activate_totp": "kexie.base.people.forms.factors.SetUpAppForm",
    "add_webauthn": "kexie.base.people.forms.factors.AddPasskeyForm",
}
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION  # http://localhost
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODE_COUNT = 10
MFA_ALLOW_UNVERIFIED_EMAIL = True  # addresses are given by administrators and proven by a mailed link

# The city's identity service (OpenID Connect) may log in those whose account is linked to it; without an issuer it is off.
KEXIE_IDENTITY_ISSUER: str = checked(
    "IDENTITY_ISSUER", "", what="统一身份认证平台的地址（issuer），例如 https://id.example.org", check=gateway_problem
)
KEXIE_IDENTITY_LABEL: str = env.str("IDENTITY_LABEL", "城市统一身份认证")
_CITY = {
    "provider_id": "city",
    "name": KEXIE_IDENTITY_LABEL,
    "client_id": env.str("IDENTITY_CLIENT", ""),
    "secret": env.str("IDENTITY_SECRET", ""),
    "settings": {"server_url": KEXIE_IDENTITY_ISSUER, "oauth_pkce_enabled": True},
}
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [_CITY] if KEXIE_IDENTITY_ISSUER else []}}
SOCIALACCOUNT_ADAPTER = "kexie.base.people.views.identity.CityAdapter"
SOCIALACCOUNT_LOGIN_ON_GET = True  # forms may lead to our own host alone
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_QUERY_EMAIL = False

# Our own sites log in here (OpenID Connect), once there is a key that signs: made by itself outside production alone.
IDP_OIDC_ADAPTER = "kexie.base.people.views.identity.SiteAdapter"
_KEY_FILE = checked(
    "OIDC_KEY_FILE",
    "" if PRODUCTION else str(DATA / "keys" / "oidc.pem"),
    what="签名密钥（RSA，PEM）的文件，可用 kexie secret --oidc 文件名 生成；不填则不启用其他站点的统一登录",
    check=signing_file_problem if PRODUCTION else anything,
)
KEXIE_OIDC_KEY_FILE: Path | None = Path(_KEY_FILE) if _KEY_FILE else None
IDP_OIDC_AUTH_METHODS = ["client_secret_basic", "client_secret_post"]

AXES_HANDLER = "kexie.base.people.views.attempts.AttemptHandler"
AXES_FAILURE_LIMIT = 5
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_COOLOFF_TIME = 0.25  # hours
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_FORM_FIELD = "login"
AXES_USERNAME_CALLABLE = "kexie.base.people.views.accounts.tried_name"
AXES_CLIENT_IP_CALLABLE = "kexie.base.kernel.addresses.client_address"
AXES_LOCKOUT_CALLABLE = "kexie.base.people.views.accounts.locked_out"
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_DISABLE_ACCESS_LOG = True  # the audit keeps log-ins
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
