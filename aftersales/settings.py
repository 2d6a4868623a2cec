"""Settings. Everything that differs between installations comes from the environment (docs/operations.md)."""

import os
import secrets
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from aftersales import settings_environment as environment

environment.insist(os.environ)
BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(os.environ.get("DATA_DIR") or BASE_DIR / "var").resolve()
BUILD_DIR = BASE_DIR / "build"
# Whatever a process of the product writes, only its own user can read.
os.umask(0o077)
environment.insist_on_folder("DATA_DIR", DATA_DIR)


def _flag(name: str, default: str = "0") -> bool:
    return os.environ.get(name, default).lower() in {"1", "true", "yes", "on"}


def _secret_key() -> str:
    """The key from the environment, else one that is made once and kept in the data folder."""
    if key := os.environ.get("SECRET_KEY"):
        return key
    path = DATA_DIR / "secret_key"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(descriptor, "w", encoding="ascii") as handle:
        handle.write(made := secrets.token_urlsafe(64))
    return made


SECRET_KEY = _secret_key()
DEBUG = _flag("DEBUG")
STYLEGUIDE = _flag("STYLEGUIDE", "1" if DEBUG else "0")  # the page /styleguide/
ALLOWED_HOSTS = os.environ.get("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1],testserver").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("CSRF_TRUSTED_ORIGINS", "").split(",") if o]
# For links in mails, where no request names the host.
SITE_URL = os.environ.get("SITE_URL", f"http://127.0.0.1:{os.environ.get('PORT', '8000')}")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_filters",
    "django_htmx",
    "simple_history",
    "csp",
    "axes",
    "aftersales.search",
    "aftersales.store",
    "aftersales.web",
    "aftersales.render",
    "aftersales.staff",
    "aftersales.office",
    "aftersales.notifications",
    "aftersales.audit",
    "aftersales.transfers",
    "aftersales.backups",
    "aftersales.people",
    "customers",
    "complaints",
    "complaints.quality",
    "visits",
    "surveys",
    "reports",
    "reports.certification",
    "reports.radar",
    "aftersales.desk",
    "aftersales.demo",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "aftersales.web.middleware.StayMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "aftersales.web.middleware.BodyMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "aftersales.staff.middleware.KnownDeviceMiddleware",
    "aftersales.staff.middleware.UserLanguageMiddleware",
    "aftersales.staff.middleware.OneTimePasswordMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "aftersales.web.middleware.FragmentMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "aftersales.web.middleware.PlainAddressMiddleware",
    "aftersales.web.middleware.FormAddressMiddleware",
    "aftersales.web.middleware.PolicyMiddleware",
    "aftersales.web.middleware.DomainErrorMiddleware",
    "axes.middleware.AxesMiddleware",
    "aftersales.office.middleware.FormOnceMiddleware",
    "aftersales.office.middleware.IdempotencyMiddleware",
]

ROOT_URLCONF = "aftersales.urls"
WSGI_APPLICATION = "aftersales.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "aftersales.desk.context_processors.shell",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "aftersales.web.templatetags.tables",
                "aftersales.web.templatetags.ui",
            ],
        },
    }
]


def _database() -> dict:
    """PostgreSQL by DATABASE_URL; by default SQLite in the data folder."""
    url = os.environ.get("DATABASE_URL", "")
    if url:
        found: dict[str, Any] = {"OPTIONS": {}}
        found |= dj_database_url.parse(url, conn_max_age=600, conn_health_checks=True)
        # Compiling a query takes longer than any of these queries: at 100,000 tickets seconds, where the query takes
        # a fifth of one. An address may have options of its own.
        found["OPTIONS"].setdefault("options", "-c jit=off")
        # Apart from the address a password may hold any sign.
        return found | ({"PASSWORD": password} if (password := os.environ.get("DATABASE_PASSWORD")) else {})
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": DATA_DIR / "aftersales.sqlite3",
        # Kept open: on a full disk SQLite can be read only as long as one connection has its helper files open.
        "CONN_MAX_AGE": None,
        # IMMEDIATE: a transaction takes the write lock at its start, so that writers queue instead of failing.
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-16000; "
            "PRAGMA temp_store=MEMORY;",
        },
    }


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "staff.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "aftersales.staff.backends.StaffBackend"]
PASSWORD_HASHERS = [
    "aftersales.staff.backends.hashers.SmallArgon2",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 24 * 3600  # seconds that a mailed link is valid; it works only once
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_COOKIES = SITE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_COOKIES
# A browser that came by TLS once comes back by TLS only.
SECURE_HSTS_SECONDS = 365 * 86_400 if SECURE_COOKIES else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if _flag("BEHIND_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_RESET_ON_SUCCESS = True
# A lock ends when it says: tries during it, right or wrong, do not prolong it.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
# A browser that the account has signed in with is counted apart from strangers.
AXES_USERNAME_CALLABLE = "aftersales.staff.backends.devices.counted_as"
AXES_CLIENT_IP_CALLABLE = "aftersales.web.throttles.ip_of"
# The history and the sessions of an account show its sign-ins; addresses need not be kept for ever.
AXES_DISABLE_ACCESS_LOG = True
AXES_LOCKOUT_CALLABLE = "aftersales.staff.backends.locked_out"
AXES_SENSITIVE_PARAMETERS = ["password"]
AXES_VERBOSE = False

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = os.environ.get("TIME_ZONE", "Asia/Shanghai")

STATIC_URL = "/static/"
STATIC_ROOT = BUILD_DIR / "collected"
STATICFILES_DIRS = [p for p in (BASE_DIR / "static", BUILD_DIR / "static") if p.exists()]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage",
        # In the image one user collects them, and another one serves them.
        "OPTIONS": {"file_permissions_mode": 0o644, "directory_permissions_mode": 0o755},
    },
}
FORM_RENDERER = "aftersales.web.quick_widgets.QuickWidgets"
# Compressed already, or (map) read by developers only: compressing them is not worth the time.
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ("png", "jpg", "jpeg", "webp", "ico", "woff", "woff2", "gz", "br", "map")
MEDIA_ROOT = DATA_DIR / "files"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
UPLOAD_MAX_BYTES = 10 * 1024 * 1024
RECORDING_MAX_BYTES = 50 * 1024 * 1024  # videos and sound of phones

# Backups: the hour, the folder, and how many are kept.
BACKUP_DIR = Path(os.environ.get("BACKUP_DIR") or DATA_DIR / "backups").resolve()
BACKUP_AT = environment.time_of_day(os.environ.get("BACKUP_AT", "02:30"))
BACKUP_KEEP = int(os.environ.get("BACKUP_KEEP", "7"))
BACKUP_KEEP_WEEKLY = int(os.environ.get("BACKUP_KEEP_WEEKLY", "4"))

# Until mail is set up, each message becomes a file that the administrator can read.
EMAIL_URL_HOST = os.environ.get("EMAIL_HOST", "")
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend" if EMAIL_URL_HOST else "aftersales.notifications.mailbox.FileMailbox"
)
EMAIL_FILE_PATH = DATA_DIR / "mail"
EMAIL_HOST = EMAIL_URL_HOST or "localhost"
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = _flag("EMAIL_USE_TLS")
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "aftersales@localhost")
# The addresses that get the head of the chain of the audit log by mail once a day (docs/operations.md).
AUDIT_HEAD_TO = [a.strip() for a in os.environ.get("AUDIT_HEAD_TO", "").split(",") if a.strip()]

# More unmasked personal records than this are exported only with a second person's consent.
EXPORT_CONSENT_ABOVE = int(os.environ.get("EXPORT_CONSENT_ABOVE", "200"))
EXPORT_WAITS_DAYS = int(os.environ.get("EXPORT_WAITS_DAYS", "7"))

REDIS_URL = os.environ.get("REDIS_URL", "")
_QUEUE = DATA_DIR / "queue"
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object]
if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    # After this many seconds the message of a dead worker is delivered again; the default for Redis is an hour.
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "visibility_timeout": 600,
        "unacked_restore_interval": 5,
        "unacked_restore_throttle": 1,
    }
else:
    _QUEUE.mkdir(exist_ok=True)
    CELERY_BROKER_URL = "filesystem://localhost"
    CELERY_BROKER_TRANSPORT = "aftersales.store.file_queue:Transport"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_QUEUE),
        "data_folder_out": str(_QUEUE),
        "control_folder": str(_QUEUE / "control"),
        "polling_interval": 0.2,
    }
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 600
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULER = "aftersales.store.beat:Scheduler"
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat-schedule")

# Each cache belongs to one module, which says when an entry is invalid. All but the default one are in the memory of
# each process.
_IN_MEMORY = "django.core.cache.backends.locmem.LocMemCache"
CACHES = {
    # aftersales/web/throttles.py. All processes share it.
    "default": environment.shared_cache(REDIS_URL, DATA_DIR / "cache"),
    # The same, while the shared one is away.
    "alone": {"BACKEND": _IN_MEMORY, "LOCATION": "alone", "OPTIONS": {"MAX_ENTRIES": 10_000}},
    # aftersales/desk/navigation.py.
    "queries": {"BACKEND": _IN_MEMORY, "LOCATION": "queries", "OPTIONS": {"MAX_ENTRIES": 1000}},
    # reports/queries/kept.py.
    "figures": {"BACKEND": _IN_MEMORY, "LOCATION": "figures", "OPTIONS": {"MAX_ENTRIES": 64}},
}
# How long a reply, closing or submitting can be undone on the page of a ticket; 0: not at all.
UNDO_SECONDS = 8
# How long the figures of a report are kept if nothing changed; 0: not at all.
FIGURES_KEPT_SECONDS = 60

REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["aftersales.web.api.defaults.Json", "rest_framework.parsers.MultiPartParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "aftersales.staff.api.authentication.TokenAuthentication",
        "aftersales.staff.api.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["aftersales.web.api.defaults.HasPolicy"],
    "DEFAULT_PAGINATION_CLASS": "aftersales.web.api.defaults.Pagination",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_METADATA_CLASS": "aftersales.web.api.defaults.Methods",
    "DEFAULT_SCHEMA_CLASS": "aftersales.web.api.schema.Schema",
    "EXCEPTION_HANDLER": "aftersales.web.api.defaults.problem",
    # The number of our proxies before the server: throttling trusts only the part of X-Forwarded-For that they wrote.
    "NUM_PROXIES": 1 if _flag("BEHIND_PROXY") else 0,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}


def _api_enums() -> dict[str, object]:
    """Evaluated when the schema is made, because the manifests need the apps."""
    from aftersales.store.contributions import contributions

    return dict(contributions("API_ENUMS"))


SPECTACULAR_SETTINGS = {
    "TITLE": "Aftersales API",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    # One name for each set of values, where several fields are called kind, state, code or grade.
    "ENUM_NAME_OVERRIDES": SimpleLazyObject(_api_enums),
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "aftersales.web.api.schema.describe_refusals",
    ],
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "validatorUrl": None},
}

SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True
SIMPLE_HISTORY_HISTORY_ID_USE_UUID = False

# axes.W006: attackers rotate addresses, so tries are counted per account (docs/operations.md).
SILENCED_SYSTEM_CHECKS = ["axes.W006", "security.W004", "security.W008", "security.W012", "security.W016"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    # Query strings must not be logged: they may hold search terms.
    "formatters": {
        "line": {
            "()": "aftersales.web.logs.DiscreetFormatter",
            "fmt": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "INFO")},
    "loggers": {
        "fontTools": {"level": "ERROR"},
        "weasyprint": {"level": "ERROR"},
        # axes logs the account in every line.
        "axes": {"level": "ERROR"},
        # Only the console handler, whose formatter hides tokens: the handlers of Django would log whole addresses.
        "django": {"handlers": [], "level": "INFO"},
        "django.server": {"handlers": [], "level": "INFO", "propagate": True},
    },
}
