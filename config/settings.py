"""Django's settings. Values from outside come through `config.environment` only."""

from urllib.parse import urlsplit

from csp.constants import NONE, SELF

from config import environment
from config.environment import BASE_DIR, IS_TRIAL, VAR_DIR, env

MODE = environment.mode()
SECRET_KEY = environment.secret_key()
SITE_URL = environment.site_url()
DEBUG = False
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS",
    default=["127.0.0.1", "localhost", "[::1]"] if IS_TRIAL else [urlsplit(SITE_URL).hostname],
)

INSTALLED_APPS = [
    "config.site",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "guardian",
    "allauth",
    "allauth.account",
    "django_htmx",
    "csp",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "boroughs",
    "audits",
    "hub",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # Closed unless a view says that it is public: a forgotten decorator must not open a page.
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "config.site.middleware.NeverCacheMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
APPEND_SLASH = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.site.context.site",
            ],
            "builtins": ["config.site.templatetags.site"],
        },
    }
]
FORM_RENDERER = "config.site.forms.GovukRenderer"

DATABASES = {"default": environment.database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "boroughs.User"
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
]
if IS_TRIAL:
    # The sample's people have no password of their own; this one works for them, and in trial mode only.
    AUTHENTICATION_BACKENDS += ["boroughs.people.sample.SampleBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ANONYMOUS_USER_NAME = None
GUARDIAN_MONKEY_PATCH_USER = False

ACCOUNT_ADAPTER = "boroughs.people.accounts.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "config.site.accounts.LoginForm",
    "reset_password": "config.site.accounts.ResetPasswordForm",
    "reset_password_from_key": "config.site.accounts.ResetPasswordKeyForm",
    "change_password": "config.site.accounts.ChangePasswordForm",
    "set_password": "config.site.accounts.SetPasswordForm",
    "reauthenticate": "config.site.accounts.ReauthenticateForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_DEFAULT_HTTP_PROTOCOL = urlsplit(SITE_URL).scheme

SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "config.site.views.csrf_failure"
CSRF_TRUSTED_ORIGINS = [SITE_URL]
IS_HTTPS = SITE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SECURE_SSL_REDIRECT = IS_HTTPS
# How many proxies of ours stand in front; the client's address is what the outermost of them saw.
TRUSTED_PROXY_COUNT = environment.trusted_proxies(SITE_URL)
# Only a proxy of ours says whether it was asked by HTTPS; from anybody else that is a claim.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXY_COUNT else None
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXY_COUNT
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "img-src": [SELF, "data:"],
    }
}

LANGUAGE_CODE = "en-gb"
USE_I18N = False
USE_TZ = True
TIME_ZONE = "Europe/London"

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "config.site.storage.StaticStorage"},
}
MEDIA_ROOT = VAR_DIR / "media"
# In trial mode the files are served straight from the apps: nothing to collect after a change.
WHITENOISE_USE_FINDERS = IS_TRIAL

EMAIL_BACKEND = "hub.mail.backend.OutboxBackend"
EMAIL_URL = environment.email_url()
# How many e-mails one person gets in a day at most; account mail does not count.
EMAIL_DAILY_CAP = environment.daily_cap()
EMAIL_LEASE_SECONDS = env.int("EMAIL_LEASE_SECONDS", default=60)
# After the first, second, ... attempt that the mail server put off; the last one repeats, for 72 hours.
EMAIL_RETRY_SECONDS: list[int] = env.list("EMAIL_RETRY_SECONDS", cast=int, default=[60, 300, 900, 3600, 7200])
DEFAULT_FROM_EMAIL = env.str("EMAIL_FROM", default="Crossborough <crossborough@example.org>")

CELERY_BROKER_URL = environment.broker_url()

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["config.site.api.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_FILTER_BACKENDS": ["config.site.api.filters.Filters"],
    "DEFAULT_PAGINATION_CLASS": "config.site.api.pagination.Pages",
    "DEFAULT_SCHEMA_CLASS": "config.site.api.schema.Schema",
    "EXCEPTION_HANDLER": "config.site.api.problems.problem",
    "PAGE_SIZE": 50,
    # The Accept header says it: `?format=` would be one more parameter that no filter knows.
    "URL_FORMAT_OVERRIDE": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Crossborough",
    "DESCRIPTION": "A programme that many boroughs run together: boroughs, posts, file audits, asks and events.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    # No picture from a validator elsewhere.
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "validatorUrl": None, "supportedSubmitMethods": ["get"]},
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    # On the handler, which sees every logger's lines: Django itself logs the addresses of pages that were not found.
    "filters": {"mask tokens": {"()": "config.masking.MaskTokens"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["mask tokens"]}
    },
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
}

# Guardian keeps the grants; they are read by boroughs.access, not by its backend.
SILENCED_SYSTEM_CHECKS = ["guardian.W001"]

__all__ = ["BASE_DIR"]
