"""Django's settings. All that an operator may set comes from `env`."""

import hashlib
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from psycopg.conninfo import conninfo_to_dict

from article22.env import Agency, read_environment
from article22.keys import secret_texts

ENVIRONMENT = read_environment()
HERE = Path(__file__).parent

SECRET_KEY, *SECRET_KEY_FALLBACKS = secret_texts(ENVIRONMENT.keys, "session")
DEBUG = False
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", urlsplit(ENVIRONMENT.public_url).hostname or ""]
CSRF_TRUSTED_ORIGINS = [ENVIRONMENT.public_url]
ROOT_URLCONF = "article22.urls"
WSGI_APPLICATION = "article22.wsgi.application"
IS_SECURE = ENVIRONMENT.public_url.startswith("https://")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "csp",
    "article22.ground.wall",
    "article22.ground.installation",
    "article22.ground.journal",
    "article22.ground.accounts",
    "article22.ground.repeats",
    "article22.ground.outbox",
    "article22.ground.files",
    "article22.contexts.directory",
    "article22.contexts.missions",
    "article22.contexts.cases",
    "article22.doors.web",
]

MIDDLEWARE = [
    "article22.threshold.metrics.MetricsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "article22.threshold.languages.LanguageMiddleware",
    "article22.threshold.middleware.BodyMiddleware",  # before anything reads the body
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "article22.threshold.kept.SignInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "article22.threshold.middleware.WallMiddleware",  # the last: it opens the transaction, and nothing commits after it
]


def database() -> dict[str, Any]:
    """The connection of this process, under its own role and with limits of its own."""
    role = {"web": "article22_web", "live": "article22_web", "worker": "article22_worker", "console": "article22_worker", "owner": ""}[ENVIRONMENT.process]
    if ENVIRONMENT.is_embedded:
        address: dict[str, Any] = {"dbname": "article22", "user": role or "article22_owner", "host": f"{ENVIRONMENT.sockets}"}
    else:
        address = dict(conninfo_to_dict(ENVIRONMENT.database_url if role else ENVIRONMENT.owner_url or ENVIRONMENT.database_url))
    limits = ["-c", "idle_in_transaction_session_timeout=15s", "-c", "lock_timeout=5s"]
    if ENVIRONMENT.process == "web":
        limits += ["-c", "statement_timeout=10s"]
    if role:
        limits += ["-c", f"role={role}"]
    options: dict[str, Any] = {"options": " ".join(limits), "connect_timeout": 5, "application_name": f"article22 {ENVIRONMENT.process}"}
    if role:
        options |= {"server_side_binding": True, "prepare_threshold": 3}  # what is asked often is planned once: see docs/adr/0011
    if ENVIRONMENT.process == "web":
        options["pool"] = {"min_size": 1, "max_size": ENVIRONMENT.web_threads, "timeout": 5}
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    known = {names[key]: value for key, value in address.items() if key in names}
    return {"ENGINE": "django.db.backends.postgresql", "CONN_HEALTH_CHECKS": True, **known,
            "OPTIONS": options | {key: value for key, value in address.items() if key not in names}}


DATABASES = {"default": database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.Person"
SILENCED_SYSTEM_CHECKS = [
    "auth.W004",  # the address is unique by a constraint on its lower case, which the check does not see
    "security.W008",  # the proxy in front redirects to https: see docs/operating.md
]
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 3 * 24 * 3600
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
CSRF_FAILURE_VIEW = "article22.threshold.kept.answer_stale"
ACCOUNT_ADAPTER = "article22.doors.web.account.adapter.Adapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # an administrator makes accounts; nobody signs up
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {
    "report_number": "30/h/ip", "kept_form": "60/h/ip", "answer_link": "60/h/ip", "reverification_link": "120/h/ip", "tour": "600/h/ip",
    "check_wall": "60/h/ip", "wallet_card": "60/h/ip",
    "break_glass": "6/h/ip", "oidc": "120/h/ip",
    "login": "30/m/ip", "login_failed": "10/m/ip,5/5m/key", "reauthenticate": "10/m/user", "change_password": "5/m/user"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_ADAPTER = "article22.doors.web.account.adapter.FactorAdapter"
MFA_FORMS = {"authenticate_webauthn": "article22.doors.web.account.passkeys.BesideForm",
             "reauthenticate_webauthn": "article22.doors.web.account.passkeys.AgainForm", "login_webauthn": "article22.doors.web.account.passkeys.AloneForm"}
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Article 22"
MFA_TOTP_TOLERANCE = 1
MFA_ALLOW_UNVERIFIED_EMAIL = True
SOCIALACCOUNT_ADAPTER = "article22.doors.web.account.oidc.IdentityAdapter"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_LOGIN_ON_GET = False


def provider_of(agency: Agency) -> dict[str, Any]:
    """The identity provider of an agency, as allauth reads it."""
    return {"provider_id": agency.id, "name": agency.name, "client_id": agency.client_id, "secret": agency.client_secret,
            "settings": {"server_url": f"{agency.issuer.rstrip('/')}/.well-known/openid-configuration", "oauth_pkce_enabled": True}}


SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [provider_of(one) for one in ENVIRONMENT.agencies]}}
ISSUERS = sorted({"{0.scheme}://{0.netloc}".format(urlsplit(one.issuer)) for one in ENVIRONMENT.agencies})
USERSESSIONS_TRACK_ACTIVITY = False
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "a22-session", "a22-csrf"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_SECURE
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "web_cache"}}  # rate limits live in PostgreSQL

SECURE_HSTS_SECONDS = 31536000 if IS_SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = IS_SECURE
SECURE_SSL_REDIRECT = False  # the proxy in front does it: see docs/operating.md
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_SECURE else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {"DIRECTIVES": {
    "default-src": [NONE], "style-src": [SELF], "script-src": [SELF], "img-src": [SELF, "data:"], "font-src": [SELF],
    "connect-src": [SELF] if IS_SECURE else [SELF, ENVIRONMENT.live_url],
    "manifest-src": [SELF], "worker-src": [SELF], "form-action": [SELF, *ISSUERS], "base-uri": [NONE], "frame-ancestors": [NONE],
}}
DATA_UPLOAD_MAX_MEMORY_SIZE = 512 * 1024
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]  # what people send never lies about in a folder
FILE_UPLOAD_MAX_MEMORY_SIZE = 22_000_000  # above what BodyMiddleware lets in

TEMPLATES = [{
    "BACKEND": "django.template.backends.django.DjangoTemplates",
    "DIRS": sorted(HERE.glob("doors/web/*/templates")),
    "APP_DIRS": True,
    "OPTIONS": {"context_processors": ["django.template.context_processors.request", "article22.threshold.page.page_context"]},
}]


def static_mark() -> str:
    """A mark of all static files: another release has other addresses, and every one may be kept for ever."""
    digest = hashlib.sha256()
    for path in sorted((HERE / "doors/web/static").rglob("*")):
        if path.is_file():
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]


STATIC_URL = f"/static/{static_mark()}/"
STATICFILES_DIRS: list[Path] = []
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.AppDirectoriesFinder"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 31536000

LANGUAGE_CODE = "en"
LANGUAGES = [("ar", "العربية"), ("zh-hans", "简体中文"), ("en", "English"), ("fr", "français"), ("ru", "русский"), ("es", "español")]
USE_TZ, TIME_ZONE = True, "UTC"
USE_I18N = True
LANGUAGE_COOKIE_NAME = "a22-language"
LOCALE_PATHS = [HERE / "locale"]

LOGGING_CONFIG = None
TEST_RUNNER = "django.test.runner.DiscoverRunner"
