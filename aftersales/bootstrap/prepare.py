"""Migrates the database, collects static files and loads the first data, once per state of the sources."""

import os
import shlex
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from aftersales.bootstrap.commands import collect_static
from aftersales.bootstrap.paths import BUILD, COLLECTED, PYTHON, REQUIREMENTS, ROOT
from aftersales.bootstrap.steps import digest, once, say

PUBLISHED = 11  # demo accounts that are printed; the others only make the company large enough
EMPTY = 3  # exit status: no error, but nobody can sign in yet


def data_dir() -> Path:
    return Path(os.environ.get("DATA_DIR", ROOT / "var")).resolve()


def ensure() -> None:
    from aftersales.store.private import tighten

    tighten(data_dir(), Path(os.environ.get("BACKUP_DIR") or data_dir() / "backups"))
    with ThreadPoolExecutor() as pool:
        for done in [pool.submit(_database), pool.submit(_static_files)]:
            done.result()


def _database() -> None:
    """DATABASE_URL is checked each time, our own SQLite file only when migrations or packages have changed."""
    if os.environ.get("DATABASE_URL"):
        _in_django()
        return
    sources = [path for path in ROOT.glob("*/**/migrations") if "node_modules" not in path.parts]
    key = digest([*sources, REQUIREMENTS / "base.txt"], os.environ.get("DEMO", "1"))
    once("database", key, [data_dir() / "aftersales.sqlite3"], _in_django, stamp=data_dir() / "prepared")


def _static_files() -> None:
    key = digest([ROOT / "static", BUILD / "static", REQUIREMENTS / "base.txt"], *collect_static())
    once("static files", key, [COLLECTED / "staticfiles.json"], _collect)


def _collect() -> None:
    subprocess.run([PYTHON, *collect_static()[1:]], cwd=ROOT, check=True)


def _in_django() -> bool:
    """Run `main` in a process of its own. It has the terminal, so that it can ask for the first administrator."""
    done = subprocess.run([PYTHON, "-m", "aftersales.bootstrap.prepare"], cwd=ROOT)
    if done.returncode not in (0, EMPTY):
        raise subprocess.CalledProcessError(done.returncode, ["python", "-m", "aftersales.bootstrap.prepare"])
    return done.returncode == 0


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aftersales.settings")
    import django
    from django.core.management import CommandError, call_command

    django.setup()
    from django.contrib.auth import get_user_model

    try:
        call_command("upgrade", stdout=sys.stderr)
    except CommandError as error:
        say(str(error))
        return 1
    people = get_user_model()._default_manager
    if not people.exists():
        _first_data()
    _note_demo_accounts(people)
    _declare_queue()
    return 0 if people.exists() else EMPTY


def _first_data() -> None:
    from django.core.management import call_command

    if os.environ.get("DEMO", "1") != "0":
        call_command("demo")
    elif sys.stdin.isatty():
        call_command("createadmin")
    else:
        say(f"Nobody can sign in yet. Make the first administrator: {createadmin()}")


def createadmin() -> str:
    """The command for this installation. It must reach the same database, and the terminal may lack our variables."""
    given = [f"DATA_DIR={shlex.quote(str(data_dir()))}"] if os.environ.get("DATA_DIR") else []
    if os.environ.get("DATABASE_URL"):
        given.append('DATABASE_URL="$DATABASE_URL"')  # its password is not for the screen
    return " ".join([*given, str(PYTHON), shlex.quote(str(ROOT / "manage.py")), "createadmin"])


def _declare_queue() -> None:
    """Create the file queue before several processes start, because two cannot create it at once."""
    from aftersales.celery import app

    if app.conf.broker_url.startswith("filesystem:"):
        with app.connection_for_write() as connection:
            for queue in app.amqp.queues.values():
                queue(connection.default_channel).declare()


def _note_demo_accounts(people: Any) -> None:
    """Write down the demo accounts for the message of make run; nothing if there are none."""
    from aftersales.staff.backends import DEMO_PASSWORD

    names = list(people.filter(is_demo=True, is_active=True).order_by("pk").values_list("username", flat=True))
    told = f"Sign in as {', '.join(names[:PUBLISHED])}; the password is {DEMO_PASSWORD}" if names else ""
    (data_dir() / "welcome").write_text(told)


def accounts() -> str:
    note = data_dir() / "welcome"
    return note.read_text() if note.exists() else ""


if __name__ == "__main__":
    sys.exit(main())
