"""Nobody but the user of the product can read what it writes."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.mail import EmailMessage

from aftersales.bootstrap import prepare
from aftersales.notifications.mailbox import FileMailbox
from aftersales.office.services.files import store_upload
from aftersales.store.private import tighten
from tests.factories import NOW

ROOT = Path(__file__).resolve().parents[2]


def mode(path):
    return stat.S_IMODE(Path(path).lstat().st_mode)


@pytest.mark.django_db
def test_uploads_mails_and_database_are_private(people, settings, tmp_path):
    stored = store_upload(upload=SimpleUploadedFile("a.pdf", b"%PDF-1.7"), actor=people.clerk, now=NOW)
    assert mode(stored.file.path) == 0o600
    assert mode(Path(stored.file.path).parent) == 0o700
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    FileMailbox().send_messages([EmailMessage("a", "b", to=["c@example.test"])])
    assert {mode(path) for path in (tmp_path / "mail").iterdir()} == {0o600}
    assert mode(tmp_path / "mail") == 0o700


def test_process_with_the_settings_writes_private_files(tmp_path):
    code = "import django; django.setup(); open('made', 'w'); from django.db import connection; connection.cursor()"
    environment = {
        "PATH": os.defpath,
        "DATA_DIR": str(tmp_path / "data"),
        "DJANGO_SETTINGS_MODULE": "aftersales.settings",
        "PYTHONPATH": str(ROOT),
    }
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=environment, check=True, umask=0o022)
    assert mode(tmp_path / "made") == 0o600
    files = list((tmp_path / "data").rglob("*"))
    assert {path.name for path in files} >= {"aftersales.sqlite3", "secret_key"}
    assert {mode(path) & 0o077 for path in files} == {0}


def test_files_of_before_are_tightened_at_start(tmp_path):
    inner, outside = tmp_path / "data" / "mail", tmp_path / "outside"
    inner.mkdir(parents=True)
    for folder in (inner, inner.parent):
        folder.chmod(0o755)
    for path in (inner / "a.eml", outside):
        path.write_text("x")
        path.chmod(0o644)
    (inner / "link").symlink_to(outside)
    assert tighten(tmp_path / "data", tmp_path / "none") == 3
    assert (mode(inner / "a.eml"), mode(inner), mode(tmp_path / "data")) == (0o600, 0o700, 0o700)
    assert mode(outside) == 0o644
    assert tighten(tmp_path / "data") == 0


@pytest.mark.parametrize("path", ["/proc/none", "/dev/null", "/dev/null/x", "/sys/x", "/" + "x" * 300])
def test_unusable_data_folder_is_one_clear_line(path):
    environment = {"PATH": os.defpath, "DATA_DIR": path}
    done = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), "check"], env=environment, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "DATA_DIR: " in done.stderr


def test_command_for_the_first_administrator_names_this_installation(monkeypatch):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("DATA_DIR", raising=False)
    python, manage = ROOT / ".venv/bin/python", ROOT / "manage.py"
    assert prepare.createadmin() == f"{python} {manage} createadmin"
    monkeypatch.setenv("DATA_DIR", "/srv/after sales")
    assert prepare.createadmin() == f"DATA_DIR='/srv/after sales' {python} {manage} createadmin"
    monkeypatch.setenv("DATABASE_URL", "postgres://a:secret@b/c")
    assert "secret" not in prepare.createadmin()
    assert 'DATABASE_URL="$DATABASE_URL" ' in prepare.createadmin()
