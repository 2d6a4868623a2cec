"""Checks the environment before the settings use it. Each fault names the variable and gives an example."""

from __future__ import annotations

import errno
import os
import re
import sys
import tempfile
from collections.abc import Callable, Mapping
from datetime import time
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

Environment = Mapping[str, str]
FLAGS = ("DEBUG", "STYLEGUIDE", "BEHIND_PROXY", "EMAIL_USE_TLS")
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
LOCAL = {"127.0.0.1", "localhost", "::1"}
KEY_LENGTH = 32
ROOT = Path(__file__).resolve().parents[1]


class Fault(NamedTuple):
    """What is wrong with which variable, and a correct example."""

    name: str
    problem: str
    example: str

    def __str__(self) -> str:
        return f"{self.name}: {self.problem}. Example: {self.name}={self.example}"


def insist(environment: Environment) -> None:
    """End with exit status 1 and one line for each fault, if there are any."""
    if found := faults(environment):
        lines = "\n".join(f"  {fault}" for fault in found)
        sys.exit(f"Settings that can't be used (docs/operations.md explains each):\n{lines}")


def insist_on_folder(name: str, path: Path) -> None:
    """Make the folder, or end with exit status 1 and one line."""
    try:
        path.mkdir(parents=True, exist_ok=True)
        # Some file systems, such as /proc, let nobody make a file although their rights allow it.
        with tempfile.TemporaryFile(dir=path):
            pass
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT) and path.is_dir():
            return
        fault = Fault(name, f"{path} can't be used ({error.strerror or error})", "/var/lib/aftersales")
        sys.exit(f"Settings that can't be used (docs/operations.md explains each):\n  {fault}")


def faults(environment: Environment) -> list[Fault]:
    """All faults, in the order of docs/operations.md."""
    return [fault for check in CHECKS for fault in check(environment)]


def time_of_day(text: str) -> time | None:
    """02:30 as a time; off is None."""
    return None if text in ("", "off") else time.fromisoformat(text)


def shared_cache(redis_url: str, folder: Path) -> dict[str, object]:
    """The cache that all processes share: in Redis, or without it in files."""
    if not redis_url:
        backend, options = "aftersales.web.shared_cache.CountingFileCache", {"MAX_ENTRIES": 5000}
        return {"BACKEND": backend, "LOCATION": str(folder), "TIMEOUT": 7200, "OPTIONS": options}
    # Celery and its client write the address of a socket in different ways.
    return {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": re.sub(r"^redis\+socket:", "unix:", redis_url).replace("virtual_host=", "db="),
        "KEY_PREFIX": "aftersales",
        "TIMEOUT": 7200,
        "OPTIONS": {"socket_timeout": 2, "socket_connect_timeout": 2},
    }


def _numbers(environment: Environment) -> list[Fault]:
    limits = {
        "PORT": (1, 65535, "8000"),
        "WEB_CONCURRENCY": (1, 256, "2"),
        "EMAIL_PORT": (1, 65535, "587"),
        "BACKUP_KEEP": (1, 3650, "7"),
        "BACKUP_KEEP_WEEKLY": (0, 520, "4"),
        "EXPORT_CONSENT_ABOVE": (0, 999_999_999, "200"),
        "EXPORT_WAITS_DAYS": (1, 365, "7"),
    }
    found = []
    for name, (least, most, example) in limits.items():
        text = environment.get(name)
        if text is not None and not (re.fullmatch(r"[0-9]{1,9}", text) and least <= int(text) <= most):
            found.append(Fault(name, f"{text!r} is no number from {least} to {most}", example))
    return found


def _flags(environment: Environment) -> list[Fault]:
    known = {"", "0", "1", "true", "false", "yes", "no", "on", "off"}
    return [
        Fault(name, f"{environment[name]!r} is neither 1 nor 0", "1")
        for name in FLAGS
        if environment.get(name, "").lower() not in known
    ]


def _data_dir(environment: Environment) -> list[Fault]:
    """The folder, or the nearest existing folder above it, must be writable."""
    found = []
    for name, default in (("DATA_DIR", ROOT / "var"), ("BACKUP_DIR", None)):
        given = environment.get(name) or default
        if given is None:
            continue
        path = Path(given).resolve()
        there = next(folder for folder in (path, *path.parents) if _exists(folder))
        if not there.is_dir():
            found.append(Fault(name, f"{there} is a file, not a folder", "/var/lib/aftersales"))
        elif not os.access(there, os.W_OK | os.X_OK):
            found.append(Fault(name, f"{there} can't be written by this user", "/var/lib/aftersales"))
    return found


def _exists(path: Path) -> bool:
    """False also if this user may not look."""
    try:
        return path.exists()
    except OSError:
        return False


def _database(environment: Environment) -> list[Fault]:
    url = environment.get("DATABASE_URL", "")
    example = "postgres://aftersales:password@localhost:5432/aftersales"
    if not url:
        return []
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return [
            Fault("DATABASE_URL", "its port is no number, or its password holds signs that must be %-encoded", example)
        ]
    if parts.scheme not in {"postgres", "postgresql", "pgsql"}:
        return [Fault("DATABASE_URL", f"it must begin with postgres://, not {parts.scheme or 'nothing'!r}", example)]
    if not parts.path.strip("/"):
        return [Fault("DATABASE_URL", "it names no database", example)]
    if not parts.hostname and not port and not parts.query:
        return [Fault("DATABASE_URL", "it names no host", example)]
    return []


def _redis(environment: Environment) -> list[Fault]:
    url = environment.get("REDIS_URL", "")
    if not url:
        return []
    example = "redis://localhost:6379/0"
    try:
        parts = urlsplit(url)
        _port = parts.port
    except ValueError:
        return [Fault("REDIS_URL", "its port is no number", example)]
    if parts.scheme not in {"redis", "rediss", "redis+socket"}:
        return [
            Fault("REDIS_URL", f"it must begin with redis:// or rediss://, not {parts.scheme or 'nothing'!r}", example)
        ]
    if parts.scheme != "redis+socket" and not parts.hostname:
        return [Fault("REDIS_URL", "it names no host", example)]
    return []


def _secret_key(environment: Environment) -> list[Fault]:
    key = environment.get("SECRET_KEY", "")
    example = "$(python3 -c 'import secrets; print(secrets.token_urlsafe(64))')"
    if not key or environment.get("DEBUG", "").lower() in {"1", "true", "yes", "on"}:
        return []
    if len(key) < KEY_LENGTH or len(set(key)) < 8 or "insecure" in key or "change" in key.lower():
        problem = f"it can be guessed (at least {KEY_LENGTH} random signs; leave it out and one is made)"
        return [Fault("SECRET_KEY", problem, example)]
    return []


def _addresses(environment: Environment) -> list[Fault]:
    found = []
    site = environment.get("SITE_URL")
    if site is not None and not _is_origin(site):
        problem = f"{site!r} is no address with http:// or https:// and a host, without a path"
        found.append(Fault("SITE_URL", problem, "https://service.example.com"))
    for origin in filter(None, environment.get("CSRF_TRUSTED_ORIGINS", "").split(",")):
        if not _is_origin(origin.replace("://*.", "://")):
            problem = f"{origin!r} is no origin with http:// or https://"
            found.append(Fault("CSRF_TRUSTED_ORIGINS", problem, "https://service.example.com"))
    return [*found, *_hosts(environment)]


def _is_origin(text: str) -> bool:
    try:
        parts = urlsplit(text)
        _port = parts.port
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.path in {"", "/"} and " " not in text


def _hosts(environment: Environment) -> list[Fault]:
    text = environment.get("ALLOWED_HOSTS")
    example = "service.example.com,localhost"
    if text is None:
        site = urlsplit(environment.get("SITE_URL", ""))
        if site.hostname and site.hostname not in LOCAL and _is_origin(environment.get("SITE_URL", "")):
            problem = f"it is missing, and without it {site.hostname} (SITE_URL) is answered with an error"
            return [Fault("ALLOWED_HOSTS", problem, f"{site.hostname},localhost")]
        return []
    hosts = text.split(",")
    if any(not re.fullmatch(r"\*|\.?[A-Za-z0-9_.-]+|\[[0-9a-fA-F:.]+\]", host) for host in hosts):
        return [Fault("ALLOWED_HOSTS", f"{text!r} is no list of host names with commas (no http://, no port)", example)]
    if "*" in hosts and environment.get("DEBUG", "0") in {"", "0"}:
        return [Fault("ALLOWED_HOSTS", "* answers to any name, so links in mails could be led astray", example)]
    return []


def _time(environment: Environment) -> list[Fault]:
    found = []
    zone = environment.get("TIME_ZONE")
    if zone is not None:
        try:
            ZoneInfo(zone)
        except (KeyError, ValueError, OSError):  # not found, not a name, a folder
            found.append(Fault("TIME_ZONE", f"{zone!r} is no time zone", "Asia/Shanghai"))
    try:
        time_of_day(environment.get("BACKUP_AT", ""))
    except ValueError:
        found.append(Fault("BACKUP_AT", f"{environment['BACKUP_AT']!r} is neither a time nor off", "02:30"))
    level = environment.get("LOG_LEVEL")
    if level is not None and level not in LEVELS:
        found.append(Fault("LOG_LEVEL", f"{level!r} is none of {', '.join(LEVELS)}", "INFO"))
    return found


def _mail(environment: Environment) -> list[Fault]:
    found = []
    rest = [name for name in ("EMAIL_HOST_USER", "EMAIL_HOST_PASSWORD") if environment.get(name)]
    if rest and not environment.get("EMAIL_HOST"):
        found.append(Fault("EMAIL_HOST", f"{rest[0]} is set, but not where mail goes", "smtp.example.com"))
    if len(rest) == 1:
        other = {"EMAIL_HOST_USER": "EMAIL_HOST_PASSWORD", "EMAIL_HOST_PASSWORD": "EMAIL_HOST_USER"}[rest[0]]
        found.append(Fault(other, f"{rest[0]} is set without it", "…"))
    sender = environment.get("DEFAULT_FROM_EMAIL")
    if environment.get("EMAIL_HOST") and not sender:
        found.append(Fault("DEFAULT_FROM_EMAIL", "mail goes out, but nobody is its sender", "service@example.com"))
    elif sender is not None and not re.fullmatch(r"[^@]*[^@\s]@[^@\s]+", sender):
        found.append(Fault("DEFAULT_FROM_EMAIL", f"{sender!r} is no mail address", "service@example.com"))
    return found


CHECKS: tuple[Callable[[Environment], list[Fault]], ...] = (
    _numbers,
    _flags,
    _data_dir,
    _database,
    _redis,
    _secret_key,
    _addresses,
    _time,
    _mail,
)
