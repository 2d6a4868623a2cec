"""Backup and restore on the tier's own database: complete or not at all, and refusals have a reason."""

import errno
import os
import signal
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection, connections, transaction
from django.utils import timezone

from aftersales.audit.queries.verification import verify
from aftersales.backups.services import archive, databases, making, restoring, rows, runs
from aftersales.backups.services.making import write_backup
from aftersales.kernel.errors import Conflict, DomainError
from aftersales.office.models import Heartbeat, StoredFile
from aftersales.office.services.files import store_upload
from aftersales.search.text import query_grams
from complaints.models import Ticket
from complaints.services import lifecycle
from customers.models import Customer, Product
from customers.services.erasure import erase_customer
from tests.complaints.factories import logged
from tests.factories import NOW, PASSWORD

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture(autouse=True)
def own_folders(settings, tmp_path):
    settings.LANGUAGE_CODE = "en"
    settings.BACKUP_DIR = tmp_path / "backups"
    settings.MEDIA_ROOT = str(tmp_path / "files")


@pytest.fixture(autouse=True)
def ticket(people):
    return logged(people)


@pytest.fixture(autouse=True)
def file(people, own_folders):
    return store_upload(upload=SimpleUploadedFile("a.pdf", b"%PDF-1.4 proof"), actor=people.clerk, now=NOW)


def all_rows() -> dict[str, dict]:
    return {model._meta.db_table: rows.tally(connection, model) for model in rows.tables(restoring.present)}


def clear() -> None:
    with transaction.atomic():
        databases.empty(connection, [model._meta.db_table for model in rows.tables(restoring.present)])
    for path in Path(connection_media()).rglob("*.pdf"):
        path.unlink()


def connection_media() -> str:
    from django.conf import settings

    return str(settings.MEDIA_ROOT)


def backup(tmp_path, **more) -> Path:
    return write_backup(path=tmp_path / "aftersales-test.tar.gz", now=NOW, **more).path


def test_restore_brings_back_every_row_and_numbers_continue(people, ticket, tmp_path, client):
    gone = Product.objects.create(code="GONE", name="没了", category="x")
    last = gone.pk
    gone.delete()
    Customer.objects.filter(pk=people.customer.pk).update(grade_reasons=[{"text": 'tab\t"quote"\\ \n行', "n": 1.5}])
    before = all_rows()
    made = write_backup(path=tmp_path / "b.tar.gz", now=NOW)
    assert (made.path.stat().st_mode & 0o777, made.manifest["files"]["count"]) == (0o600, 1)
    clear()
    assert restoring.contents(connection) == {}
    result = restoring.restore(file=made.path, now=timezone.now())
    assert all_rows() == before == result.tables
    assert {name: table["rows"] for name, table in made.manifest["tables"].items()} == {
        name: table["rows"] for name, table in before.items()
    }
    assert Path(StoredFile.objects.get().file.path).read_bytes() == b"%PDF-1.4 proof"
    assert Customer.objects.filter(search_text__grams=query_grams("示例乳")).get() == people.customer
    assert client.post("/sign-in/", {"username": "clerk", "password": PASSWORD}).status_code == 302
    assert Product.objects.create(code="NEW", name="新", category="x").pk > last
    assert logged(people).number > ticket.number
    assert Ticket.objects.filter(search_text__grams=query_grams(ticket.number)).exists()


def test_restore_erases_customers_that_were_erased_after_the_backup(people, ticket, tmp_path, settings):
    settings.DATA_DIR = tmp_path
    made = backup(tmp_path)
    lifecycle.withdraw(ticket_id=ticket.pk, actor=people.clerk, now=NOW, reason="settled")
    erase_customer(actor=people.manager, now=NOW, customer_id=people.customer.pk, reason="PD-2026-00001")
    clear()
    restoring.restore(file=made, now=timezone.now())
    back = Customer.objects.get(pk=people.customer.pk)
    assert back.erased_at and back.phone == "" and not back.contacts.exclude(phone="").exists()
    assert verify(now=timezone.now()).fault is None


def test_backup_is_a_snapshot_of_one_moment(people, ticket, tmp_path):
    written = []

    def meanwhile(what, count):
        if not written:
            written.append(logged(people))

    made = write_backup(path=tmp_path / "b.tar.gz", now=NOW, progress=meanwhile)
    assert written and made.manifest["tables"]["complaints_ticket"]["rows"] == 1
    assert made.manifest["tables"]["complaints_historicalticket"]["rows"] >= 1
    clear()
    restoring.restore(file=made.path, now=timezone.now())
    assert list(Ticket.objects.all()) == [ticket]


def test_restore_refuses_a_database_with_rows(people, tmp_path):
    file, before = backup(tmp_path), all_rows()
    with pytest.raises(Conflict, match="isn’t empty"):
        restoring.restore(file=file, now=timezone.now())
    with pytest.raises(CommandError, match="--confirm replace"):
        call_command("restore", file, replace=True)
    assert all_rows() == before
    logged(people)
    call_command("restore", file, replace=True, confirm="replace")
    assert all_rows() == before


def test_restore_is_refused_while_the_product_runs(people, tmp_path):
    file = backup(tmp_path)
    Heartbeat.objects.create(name="worker", beat_at=NOW)
    with pytest.raises(Conflict, match="running"):
        restoring.restore(file=file, now=NOW + timedelta(seconds=30), replace=True)


def test_backup_of_another_version_is_refused(people, tmp_path):
    file = backup(tmp_path)
    restamp(file, lambda manifest: manifest["migrations"].update(x=["9999_future"]))
    with pytest.raises(DomainError, match="9999_future"):
        restoring.restore(file=file, now=timezone.now(), replace=True)
    restamp(file, lambda manifest: manifest["migrations"].pop("x"))
    restamp(file, lambda manifest: manifest["tables"]["staff_user"]["columns"].append("horns"))
    with pytest.raises(DomainError, match="staff_user"):
        restoring.restore(file=file, now=timezone.now(), replace=True)


def test_restore_with_different_content_is_rolled_back(people, tmp_path):
    file = backup(tmp_path)
    restamp(file, lambda manifest: manifest["tables"]["staff_user"].update(sha256="0" * 64))
    clear()
    with pytest.raises(DomainError, match="staff_user"):
        restoring.restore(file=file, now=timezone.now())
    assert restoring.contents(connection) == {}
    assert not list(Path(connection_media()).rglob("*.pdf"))


def restamp(file: Path, change) -> None:
    """A file of the same parts under another manifest with correct hashes."""
    fresh = file.with_suffix(".new")
    with file.open("rb") as source, fresh.open("wb") as out:
        writer = archive.Writer(out)
        for part in archive.parts(source):
            if part.name == archive.MANIFEST:
                manifest = archive._loaded(part)
                change(manifest)
                writer.close(manifest)
            else:
                writer.add(part.name, part.read())
    fresh.replace(file)


def test_full_disk_leaves_no_partial_file(people, settings, monkeypatch):
    real, calls = archive.Writer.add, []

    def full(self, name, data):
        calls.append(name)
        if len(calls) > 9:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(self, name, data)

    with monkeypatch.context() as patch:
        patch.setattr(archive.Writer, "add", full)
        with pytest.raises(CommandError, match="disk is full"):
            call_command("backup")
    assert [path.name for path in settings.BACKUP_DIR.iterdir()] == [".lock"]
    call_command("backup")
    assert len(making.in_folder(settings.BACKUP_DIR)) == 1


def test_missing_file_permissions_are_reported(people, tmp_path, monkeypatch):
    def forbidden(*args, **kwargs):
        raise PermissionError(errno.EACCES, "Permission denied", "/backups")

    monkeypatch.setattr(making, "_checked", forbidden)
    with pytest.raises(DomainError, match="can’t read or write /backups"):
        backup(tmp_path)


def killed(work) -> None:
    """Run the function in a child process that is killed midway."""
    child = os.fork()
    if child == 0:
        connections["default"].connection = None  # the connection belongs to the parent process
        seen = []

        def shoot(what, count):
            seen.append(what)
            if len(seen) == 12:
                os.kill(os.getpid(), signal.SIGKILL)

        try:
            work(shoot)
        finally:
            os._exit(1)
    _pid, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


def test_backup_killed_midway_leaves_no_file(people, settings, tmp_path):
    folder = settings.BACKUP_DIR
    place = making.place(folder=folder, now=NOW)
    killed(lambda shoot: write_backup(path=place, now=NOW, progress=shoot))
    assert making.in_folder(folder) == {}
    made = write_backup(path=place, now=NOW)
    assert {path.name for path in folder.iterdir()} == {".lock", place.name}
    before = all_rows()
    clear()
    killed(lambda shoot: restoring.restore(file=made.path, now=timezone.now(), progress=shoot))
    assert restoring.contents(connection) == {}
    restoring.restore(file=made.path, now=timezone.now())
    assert all_rows() == before


def test_only_one_backup_at_a_time_runs_in_a_folder(people, tmp_path):
    def second(what, count):
        with pytest.raises(Conflict, match="Another backup"):
            write_backup(path=tmp_path / "second.tar.gz", now=NOW)

    backup(tmp_path, progress=second)


@pytest.mark.drill
@pytest.mark.postgres
def test_backup_of_postgresql_restores_on_sqlite(people, tmp_path):
    file = backup(tmp_path)
    assert runs.try_restore(file=file) == sum(table["rows"] for table in all_rows().values())
