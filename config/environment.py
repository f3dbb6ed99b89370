"""What the environment says, read once and checked; a wrong setting is told in a sentence."""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

from config.supervisor.broker import own_url

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

env = environ.Env()


def use_settings() -> None:
    """Name the settings module, for every way into the program."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")


def mode() -> str:
    """Answer `trial` or `production`; anything else stops the start."""
    value: str = env.str("MODE", default="trial")
    if value not in {"trial", "production"}:
        raise ImproperlyConfigured(f"MODE is “{value}”. Set it to trial or production.")
    return value


IS_TRIAL = mode() == "trial"


def required_in_production(name: str, *, trial: str, why: str) -> str:
    """Read a setting that has a default in trial mode only."""
    value: str = env.str(name, default="")
    if value:
        return value
    if IS_TRIAL:
        return trial
    raise ImproperlyConfigured(f"{name} is not set. {why}")


def secret_key() -> str:
    """Read SECRET_KEY; in trial mode keep a random one in var/, so that sessions outlive a restart."""
    value = required_in_production(
        "SECRET_KEY", trial="-", why="Set it to a random text of at least 50 characters and keep it secret."
    )
    if value == "-":
        return _trial_secret()
    if not IS_TRIAL and len(value) < 50:
        raise ImproperlyConfigured("SECRET_KEY is too short. Use a random text of at least 50 characters.")
    return value


def _trial_secret() -> str:
    VAR_DIR.mkdir(exist_ok=True)
    path = VAR_DIR / "secret-key"
    try:
        # Exclusive creation: of several processes that start together, one writes and the others read.
        with path.open("x") as file:
            file.write(secrets.token_urlsafe(50))
        path.chmod(0o600)
    except FileExistsError:
        pass
    return path.read_text() or secrets.token_urlsafe(50)


def database() -> dict[str, Any]:
    """Read DATABASE_URL (default: SQLite in var/) as Django's settings of one database."""
    default = f"sqlite:///{VAR_DIR / 'crossborough.db'}"
    url = required_in_production(
        "DATABASE_URL", trial=default, why="Set it like postgres://user:password@host:5432/crossborough."
    )
    if url.startswith("sqlite:///") and not url.startswith("sqlite:////") and url != "sqlite:///:memory:":
        # A relative path is meant from the project's folder, wherever the command is run.
        url = f"sqlite:///{BASE_DIR / url.removeprefix('sqlite:///')}"
    settings: dict[str, Any] = dict(environ.Env.db_url_config(url))
    if settings["ENGINE"] == "django.db.backends.sqlite3":
        Path(settings["NAME"]).parent.mkdir(parents=True, exist_ok=True)
        settings["OPTIONS"] = {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;",
        }
    else:
        settings["CONN_HEALTH_CHECKS"] = True
        # What is executed over and over without Django writing the values into it is prepared (`hub/mail/queue.py`).
        settings.setdefault("OPTIONS", {})["prepare_threshold"] = 5
        settings["CONN_MAX_AGE"] = 60
    return settings


def broker_url() -> str:
    """Read REDIS_URL; the trial default is the unix socket that `make run` starts Valkey on."""
    return required_in_production(
        "REDIS_URL",
        trial=own_url(),
        why="Set it like redis://host:6379/0.",
    )


def email_url() -> str:
    """Read EMAIL_URL; the trial default writes each e-mail as a file into var/mail/."""
    url = required_in_production(
        "EMAIL_URL", trial=f"file://{VAR_DIR / 'mail'}", why="Set it like smtp://user:password@host:587."
    )
    if urlsplit(url).scheme not in {"file", "smtp", "smtps", "smtp+tls", "memory"}:
        raise ImproperlyConfigured("EMAIL_URL must begin with smtp://, smtp+tls://, smtps:// or file://.")
    return url


def daily_cap() -> int:
    """Read EMAIL_DAILY_CAP; without any e-mail a day nobody could be asked anything."""
    value: int = env.int("EMAIL_DAILY_CAP", default=3)
    if value < 1:
        raise ImproperlyConfigured(f"EMAIL_DAILY_CAP is {value}. Set it to 1 or more.")
    return value


def trusted_proxies(site: str) -> int:
    """Read TRUSTED_PROXY_COUNT; what serves HTTPS stands in front of us, so then there is at least one.

    Without it, everybody would come from the proxy's address, and be held up together when one knocks too often.
    """
    value: int = env.int("TRUSTED_PROXY_COUNT", default=0)
    if value < 1 and not IS_TRIAL and site.startswith("https://"):
        raise ImproperlyConfigured(
            "TRUSTED_PROXY_COUNT is not set. Set it to how many proxies of yours stand in front: 1 for the one that "
            "serves HTTPS."
        )
    return value


def site_url() -> str:
    """Read SITE_URL, the address that links in e-mails begin with (no slash at its end)."""
    url = required_in_production(
        "SITE_URL",
        trial=f"http://127.0.0.1:{env.int('PORT', default=8000)}",
        why="Set it to the address that people type, like https://crossborough.example.org.",
    )
    if urlsplit(url).scheme not in {"http", "https"}:
        raise ImproperlyConfigured(f"SITE_URL is “{url}”. It must begin with https:// (or http://).")
    return url.rstrip("/")
