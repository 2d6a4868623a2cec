"""The product's settings with a throwaway data folder. TEST_DB=postgres keeps the DATABASE_URL and REDIS_URL that
`python -m aftersales.bootstrap.testing postgres …` sets; otherwise tests use SQLite, whatever the environment has."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

TEST_DB = os.environ.setdefault("TEST_DB", "sqlite")
if TEST_DB != "postgres":
    for name in ("DATABASE_URL", "REDIS_URL"):
        os.environ.pop(name, None)
# In memory, where possible: files of a test need not outlive it.
_parent = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
os.environ["DATA_DIR"] = _folder = tempfile.mkdtemp(prefix="aftersales-test-", dir=_parent)
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
os.environ.setdefault("SECRET_KEY", "only-for-tests-" + "0" * 50)
# No scheduled backup during other tests.
os.environ["BACKUP_AT"] = "off"
os.environ["FONTCONFIG_FILE"] = str(Path(__file__).resolve().parents[1] / "build" / "fonts" / "fonts.conf")
# Playwright runs an event loop in the main thread; tests use the database outside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

from aftersales.settings import *  # noqa: E402, F403
from aftersales.settings import CACHES, DATA_DIR, DATABASES, STORAGES  # noqa: E402
from aftersales.settings_environment import shared_cache  # noqa: E402

if TEST_DB == "sqlite":
    # A file, because threads of one test must share it as in production.
    DATABASES["default"]["TEST"] = {"NAME": str(Path(_folder) / "test.sqlite3")}
    DATABASES["default"]["CONN_MAX_AGE"] = 0  # threads of tests end without closing theirs
# Argon2 costs 50 ms a sign-in. Tests of passwords set it again.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", "aftersales.staff.backends.hashers.SmallArgon2"]
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
STYLEGUIDE = True
# Tests write rows without history, so figures are not cached. tests/reports/test_figures_cache.py sets it again.
FIGURES_KEPT_SECONDS = 0
# Messages to workers stay in the process; tests with real workers start them with the product's own settings.
CELERY_BROKER_URL = "memory://"
CELERY_BROKER_TRANSPORT_OPTIONS: dict = {}
# Each process of a test run counts alone. tests/staff/test_sign_in_attacks.py tests the counters in Redis.
CACHES = {**CACHES, "default": shared_cache("", DATA_DIR / "cache")}
LOGGING = {"version": 1, "disable_existing_loggers": False}
# Tests of undoing set it.
UNDO_SECONDS = 0
