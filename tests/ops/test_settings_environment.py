"""Each invalid setting is reported in one line with its variable and an example, and nothing starts."""

import subprocess
import sys

import pytest

from aftersales.bootstrap.paths import ROOT
from aftersales.settings_environment import faults, insist, time_of_day
from tests.processes import environment

pytestmark = pytest.mark.once

GOOD = {
    "SECRET_KEY": "kP3-_vQ8zX1mN5bR7tY2wE4uI6oA9sD0fG",
    "SITE_URL": "https://service.example.com",
    "ALLOWED_HOSTS": "service.example.com,localhost,[::1],.example.org",
    "CSRF_TRUSTED_ORIGINS": "https://service.example.com,https://*.example.org",
    "DATABASE_URL": "postgres://user:p%40ss@db.example.com:5432/name",
    "REDIS_URL": "rediss://:secret@redis.example.com:6380/1",
    "TIME_ZONE": "Asia/Shanghai", "LOG_LEVEL": "WARNING", "PORT": "8000", "WEB_CONCURRENCY": "4", "DEBUG": "0",
    "BACKUP_AT": "03:15", "BACKUP_KEEP": "14", "BACKUP_KEEP_WEEKLY": "0",
    "EMAIL_HOST": "smtp.example.com", "EMAIL_PORT": "587", "EMAIL_HOST_USER": "u", "EMAIL_HOST_PASSWORD": "p",
    "EMAIL_USE_TLS": "1", "DEFAULT_FROM_EMAIL": "Service <service@example.com>", "BEHIND_PROXY": "1",
}  # fmt: skip


def test_valid_settings_have_no_errors(tmp_path):
    assert faults({**GOOD, "DATA_DIR": str(tmp_path / "new" / "folder")}) == []
    assert faults({}) == []
    assert faults(dict.fromkeys(("DATABASE_URL", "REDIS_URL", "EMAIL_HOST", "EMAIL_HOST_USER"), "")) == []
    assert faults({"DATABASE_URL": "postgres://aftersales@%2Ftmp%2Fsocket/postgres"}) == []
    assert faults({"DEBUG": "1", "SECRET_KEY": "short", "ALLOWED_HOSTS": "*"}) == faults({})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "eighty"),
        ("PORT", "0"),
        ("PORT", "70000"),
        ("PORT", "８０００"),
        ("PORT", ""),
        ("WEB_CONCURRENCY", "-1"),
        ("EMAIL_PORT", "smtp"),
        ("BACKUP_KEEP", "0"),
        ("BACKUP_KEEP_WEEKLY", "NaN"),
        ("DEBUG", "maybe"),
        ("BEHIND_PROXY", "2"),
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", "a" * 60),
        ("SECRET_KEY", "django-insecure-" + GOOD["SECRET_KEY"]),
        ("SECRET_KEY", "change-me-change-me-change-me-please"),
        ("ALLOWED_HOSTS", "https://service.example.com"),
        ("ALLOWED_HOSTS", "a.example.com, b.example.com"),
        ("ALLOWED_HOSTS", "service.example.com:443"),
        ("ALLOWED_HOSTS", ""),
        ("ALLOWED_HOSTS", "*"),
        ("CSRF_TRUSTED_ORIGINS", "service.example.com"),
        ("CSRF_TRUSTED_ORIGINS", "https://a.example/path"),
        ("SITE_URL", "service.example.com"),
        ("SITE_URL", "ftp://service.example.com"),
        ("SITE_URL", ""),
        ("SITE_URL", "https://service.example.com/app"),
        ("DATABASE_URL", "mysql://u:p@h/name"),
        ("DATABASE_URL", "postgres://u:p@h:port/name"),
        ("DATABASE_URL", "postgres://u:p@h"),
        ("DATABASE_URL", "localhost/name"),
        ("DATABASE_URL", "postgres:///name"),
        ("REDIS_URL", "localhost:6379"),
        ("REDIS_URL", "http://localhost:6379"),
        ("REDIS_URL", "redis://h:port/0"),
        ("REDIS_URL", "redis:///0"),
        ("TIME_ZONE", "Beijing"),
        ("TIME_ZONE", "../etc/passwd"),
        ("TIME_ZONE", "Asia"),
        ("TIME_ZONE", ""),
        ("BACKUP_AT", "half past two"),
        ("BACKUP_AT", "25:00"),
        ("LOG_LEVEL", "verbose"),
        ("DEFAULT_FROM_EMAIL", "nobody"),
        ("DEFAULT_FROM_EMAIL", ""),
    ],
)
def test_invalid_value_is_reported_with_its_variable_and_an_example(name, value):
    (found,) = faults({**GOOD, name: value})
    assert (found.name, bool(found.example)) == (name, True)
    assert f"Example: {name}=" in str(found)


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"EMAIL_HOST_USER": "u", "EMAIL_HOST_PASSWORD": "p"}, "EMAIL_HOST"),
        ({"EMAIL_HOST": "h", "EMAIL_HOST_USER": "u", "DEFAULT_FROM_EMAIL": "a@b.c"}, "EMAIL_HOST_PASSWORD"),
        ({"EMAIL_HOST": "h", "EMAIL_HOST_PASSWORD": "p", "DEFAULT_FROM_EMAIL": "a@b.c"}, "EMAIL_HOST_USER"),
        ({"EMAIL_HOST": "h"}, "DEFAULT_FROM_EMAIL"),
        ({"SITE_URL": "https://service.example.com"}, "ALLOWED_HOSTS"),
    ],
)
def test_partly_set_groups_are_named(settings, named):
    assert [fault.name for fault in faults(settings)] == [named]


def test_folder_that_is_a_file_is_reported(tmp_path):
    (tmp_path / "file").write_text("")
    assert [fault.name for fault in faults({"DATA_DIR": str(tmp_path / "file" / "var")})] == ["DATA_DIR"]
    assert [fault.name for fault in faults({"BACKUP_DIR": str(tmp_path / "file")})] == ["BACKUP_DIR"]


def test_folder_that_is_not_writable_is_reported(tmp_path, monkeypatch):
    monkeypatch.setattr("os.access", lambda path, mode: False)
    assert [fault.name for fault in faults({"DATA_DIR": str(tmp_path)})] == ["DATA_DIR"]


def test_several_errors_are_reported_at_once():
    with pytest.raises(SystemExit) as ended:
        insist({"PORT": "x", "TIME_ZONE": "y"})
    assert str(ended.value).count("Example:") == 2


def test_product_does_not_start_and_shows_no_traceback(tmp_path):
    words = [sys.executable, "manage.py", "migrate"]
    variables = environment(tmp_path, TIME_ZONE="Beijing", DATABASE_URL="mysql://h/n")
    done = subprocess.run(words, cwd=ROOT, env=variables, capture_output=True, text=True)
    assert done.returncode == 1
    assert "TIME_ZONE: 'Beijing' is no time zone. Example: TIME_ZONE=Asia/Shanghai" in done.stderr
    assert "DATABASE_URL: it must begin with postgres://" in done.stderr
    assert "Traceback" not in done.stderr + done.stdout


def test_time_of_day_is_parsed():
    assert time_of_day("off") is None
    assert time_of_day("02:30").hour == 2


def setting(tmp_path, expression, **variables):
    code = f"from django.conf import settings; print({expression})"
    more = {"DJANGO_SETTINGS_MODULE": "aftersales.settings", **variables}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment(tmp_path, **more), capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_password_of_the_database_may_hold_any_sign(tmp_path):
    password = "p@ss/w#r%d:?&'\"ü"
    given = {"DATABASE_URL": "postgres://aftersales@db:5432/aftersales", "DATABASE_PASSWORD": password}
    assert setting(tmp_path, "settings.DATABASES['default']['PASSWORD']", **given) == password
    assert setting(tmp_path, "settings.DATABASES['default']['HOST']", **given) == "db"


def test_browsers_are_told_to_use_tls_only_where_there_is_tls(tmp_path):
    secure = {"SITE_URL": "https://service.example.com", "ALLOWED_HOSTS": "service.example.com,localhost"}
    assert int(setting(tmp_path, "settings.SECURE_HSTS_SECONDS", **secure)) >= 31_536_000
    assert setting(tmp_path, "settings.SECURE_HSTS_SECONDS") == "0"
