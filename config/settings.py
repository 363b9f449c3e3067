"""The environment turned into Django's settings. One file; it fails closed.

Every variable is explained in .env.example.
"""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from config import sqlite

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
environ.Env.read_env(env.str("ENV_FILE", default="") or BASE_DIR / ".env")


def understood(read: Callable[..., Any], variable: str, default: object) -> Any:
    """The variable's value, or a sentence that names the variable where it makes no sense."""
    try:
        return read(variable, default=default)
    except (ValueError, KeyError, ImproperlyConfigured) as error:
        raise ImproperlyConfigured(f"{variable} cannot be understood: {error}.") from error


# The ground: a house without a secret does not open its doors.

SECRET_KEY = env.str("SECRET_KEY", default="")
if not SECRET_KEY:
    raise ImproperlyConfigured(
        "SECRET_KEY is not set. Put one into .env or the environment; `make run` does it for you."
    )

DEBUG = env.bool("DEBUG", default=False)
DATA_DIR = Path(env.str("DATA_DIR", default="") or BASE_DIR / "var").resolve()
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
TRUSTED_PROXIES = understood(env.int, "TRUSTED_PROXIES", 0)

HTTPS = SITE_URL.startswith("https://")
SITE_HOST = urlsplit(SITE_URL).hostname
if SITE_HOST and ":" in SITE_HOST:
    SITE_HOST = f"[{SITE_HOST}]"
if not SITE_HOST or urlsplit(SITE_URL).path:
    raise ImproperlyConfigured(f"SITE_URL must be an address such as https://blog.example, not {SITE_URL!r}.")
if TRUSTED_PROXIES < 0:
    raise ImproperlyConfigured(f"TRUSTED_PROXIES cannot be understood: {TRUSTED_PROXIES} is no number of proxies.")
LOOPBACK = ["127.0.0.1", "localhost", "[::1]"]
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=list(dict.fromkeys([SITE_HOST, *LOOPBACK])))

# The rooms.

INSTALLED_APPS = [
    "config.apps.ConfigConfig",
    "wordpress",
    "post_office",  # before the comments, whose rooms show its letters in their own way
    "comments",
    "donations",
    "blog",
    "django_prose_editor",
    "config.apps.HouseAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "config.middleware.headers",
    "config.middleware.ContentSecurityPolicy",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "config.middleware.Common",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "config.middleware.old_addresses",  # next to the views, whose 404 it may turn into a redirect
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "blog.context_processors.site",
            ],
        },
    }
]

# What must be kept: database and pictures live in DATA_DIR.

try:
    DATA_DIR.mkdir(parents=True, exist_ok=True)
except OSError as error:
    raise ImproperlyConfigured(f"DATA_DIR cannot be made: {error}.") from error

SQLITE_VERSION = sqlite.use_fixed_build()
DATABASES = {"default": understood(env.db_url, "DATABASE_URL", f"sqlite:///{DATA_DIR / 'house.sqlite3'}")}
if DATABASES["default"].get("ENGINE") not in ("django.db.backends.sqlite3", "django.db.backends.postgresql"):
    raise ImproperlyConfigured("DATABASE_URL cannot be understood: it begins with sqlite:// or postgres://.")
if "sqlite" in DATABASES["default"]["ENGINE"]:
    DATABASES["default"]["OPTIONS"] = sqlite.options(SQLITE_VERSION)
DATABASES["default"].update(CONN_MAX_AGE=600, CONN_HEALTH_CHECKS=True)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {"default": understood(env.cache_url, "CACHE_URL", "locmemcache://")}

MEDIA_ROOT = DATA_DIR / "media"
MEDIA_URL = "/media/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["jpg", "jpeg", "png", "gif", "webp", "avif", "woff", "woff2", "map"]

# Letters wait in the outbox, a table of this database, until `manage.py tick` sends them.

_mail = understood(env.email_url, "EMAIL_URL", "consolemail://")
_transport = _mail.pop("EMAIL_BACKEND")
locals().update({name: value for name, value in _mail.items() if name.startswith("EMAIL_")})
EMAIL_BACKEND = "post_office.EmailBackend"
EMAIL_TIMEOUT = 10
_mail_host = SITE_HOST if SITE_HOST[-1].isalpha() else "localhost"  # a bare IP address makes no e-mail address
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("EMAIL_FROM", default=f"noreply@{_mail_host}")
POST_OFFICE = {
    "BACKENDS": {"default": _transport},
    "DEFAULT_PRIORITY": "medium",
    "MAX_RETRIES": 124,  # five days of a dead mail server
    "RETRY_INTERVAL": timedelta(minutes=2),  # for the first time; then longer, as comments/outbox.py says
    "BATCH_SIZE": 50,
    "MESSAGE_ID_ENABLED": True,
    "MESSAGE_ID_FQDN": _mail_host,
}

# Time and language.

TIME_ZONE = env.str("TIME_ZONE", default="") or "UTC"
understood(lambda name, default: ZoneInfo(TIME_ZONE), "TIME_ZONE", None)
USE_TZ = True
USE_I18N = False
LANGUAGE_CODE = "en-us"

# Doors and locks. Public pages ask nobody but this house for anything.

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_COOKIE_HTTPONLY = True
LOGIN_URL = "admin:login"
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
# Whether the author's other subdomains speak HTTPS is not ours to promise.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440  # bytes; pictures are files and do not count

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "media-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF, "https://www.paypal.com"],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "django.request": {"level": "ERROR"},  # an address that is not there is the reader's affair
        "post_office": {"handlers": ["console"], "level": "WARNING", "propagate": False},
    },
}
