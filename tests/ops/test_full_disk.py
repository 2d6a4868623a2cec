"""A full disk: everything can be read, what would be written is refused with a sentence, and nothing dies of it."""

import errno
import json
from collections import namedtuple
from pathlib import Path
from queue import Empty
from unittest import mock

import psycopg2
import pytest
from django.db import DatabaseError, OperationalError, connection
from django.test import Client
from kombu import Connection
from kombu.exceptions import ChannelError

from aftersales.store import disk
from aftersales.store.file_queue import Channel
from tests.factories import PASSWORD
from tests.factories.clients import api_client_of, client_of

SENTENCE = "no disk space left"


@pytest.fixture
def full_database(people):
    """SQLite answers as on a full disk when the file may not grow."""
    cursor = connection.cursor()
    # Pages that earlier tests left empty would take a little more.
    (free,), (size,) = (cursor.execute(f"PRAGMA {name}").fetchone() for name in ("freelist_count", "page_size"))
    cursor.execute("CREATE TABLE filler (bytes BLOB)")
    cursor.execute("INSERT INTO filler VALUES (zeroblob(%s))", [free * size])
    cursor.execute("PRAGMA max_page_count = 1")
    yield people
    cursor.execute("PRAGMA max_page_count = 1073741823")
    cursor.execute("DROP TABLE IF EXISTS filler")


def in_english(client):
    client.cookies["django_language"] = "en"
    return client


def fill(client, url, data, **more):
    client.raise_request_exception = False
    return client.post(url, data, **more)


@pytest.mark.sqlite
@pytest.mark.django_db
def test_all_can_be_read_and_nothing_written(full_database):
    people, long = full_database, "x" * 20_000
    clerk, api = client_of(people.clerk), api_client_of(people.clerk)
    for url in ("/", "/tickets/", "/customers/", "/me/", "/tickets/new/", f"/customers/{people.customer.number}/"):
        assert clerk.get(url).status_code == 200, url
    for url in ("/api/v1/tickets/", "/api/v1/customers/", "/api/v1/users/"):
        assert api.get(url).status_code == 200, url
    draft = json.dumps({"key": "x", "content": {"text": long}})
    page = fill(in_english(clerk), "/drafts/", draft, content_type="application/json")
    assert page.status_code == 507
    assert SENTENCE in page.content.decode()
    ticket = {
        "kind": "opinion",
        "description": long[:4000],
        "channel": "hotline",
        "customer": people.customer.number,
        "contact": people.contact.pk,
    }
    answers = [fill(api, "/api/v1/tickets/", ticket, format="json") for _try in range(5)]
    assert {answer.status_code for answer in answers[-2:]} == {507}, answers[-1].content
    assert answers[-1].json()["code"] == "storage_full"
    assert Client().get("/healthz").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, "No space left on device"),
        OSError(errno.EDQUOT, "Disk quota exceeded"),
        psycopg2.errors.lookup("53100")(),
    ],
)
def test_full_disk_is_one_answer_on_page_and_api(people, error, monkeypatch):
    def refuse(*args, **kwargs):
        raise OperationalError("…") from error

    monkeypatch.setattr(type(error), "pgcode", "53100", raising=False) if hasattr(error, "pgcode") else None
    monkeypatch.setattr("aftersales.staff.services.tokens.ApiToken.objects.create", refuse)
    body = {"username": "clerk", "password": PASSWORD}
    answer = fill(api_client_of(people.clerk), "/api/v1/token/", body, format="json")
    assert (answer.status_code, answer.json()["code"]) == (507, "storage_full")
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.django_db
def test_session_that_cannot_be_saved_is_told_too(people, monkeypatch):
    def refuse(*args, **kwargs):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("django.contrib.sessions.backends.db.SessionStore.save", refuse)
    page = fill(in_english(Client()), "/sign-in/", {"username": "clerk", "password": PASSWORD})
    assert page.status_code == 507
    assert SENTENCE in page.content.decode()
    assert "Tell your administrator" in page.content.decode()


@pytest.mark.django_db
def test_other_errors_stay_500(people, monkeypatch):
    def refuse(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr("django.contrib.sessions.backends.db.SessionStore.save", refuse)
    assert fill(Client(), "/sign-in/", {"username": "clerk", "password": PASSWORD}).status_code == 500


Usage = namedtuple("Usage", "total used free")


@pytest.mark.django_db
@pytest.mark.parametrize(("free", "state"), [(0, "full"), (4 << 20, "low"), (512 << 20, "ok")])
def test_health_tells_of_the_disk_without_writing(people, free, state, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(disk.shutil, "disk_usage", lambda path: Usage(1 << 40, 0, free))
    answer = Client().get("/healthz")
    assert (answer.status_code, answer.json()["disk"]) == (200, state)


@pytest.mark.django_db
def test_health_without_a_database_is_503(people):
    with mock.patch("aftersales.office.views.health.Heartbeat.objects.filter", side_effect=DatabaseError):
        answer = Client().get("/healthz")
    assert (answer.status_code, answer.json()["database"], answer.json()["worker"]) == (503, "", False)


@pytest.fixture
def queue(tmp_path):
    (tmp_path / "control").mkdir()
    options = {
        "data_folder_in": str(tmp_path),
        "data_folder_out": str(tmp_path),
        "control_folder": str(tmp_path / "control"),
    }
    url = "filesystem://localhost"
    with Connection(url, transport="aftersales.store.file_queue:Transport", transport_options=options) as line:
        yield line.default_channel


def test_message_of_the_queue_is_whole_or_not_there(queue, tmp_path, monkeypatch):
    assert isinstance(queue, Channel)
    queue._put("celery", {"a": 1})
    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", mock.Mock(side_effect=OSError(errno.ENOSPC, "full")))
        with pytest.raises(ChannelError):
            queue._put("celery", {"a": 2})
    assert len(list(tmp_path.glob("*.msg*"))) == 1
    assert queue._get("celery") == {"a": 1}
    with pytest.raises(Empty):
        queue._get("celery")


@pytest.mark.parametrize("content", [b"", b'{"a": ', b"\xff\xfe", b"\0" * 100])
def test_empty_and_cut_messages_are_swept(queue, tmp_path, content):
    (tmp_path / "0_x.celery.msg").write_bytes(content)
    queue._put("celery", {"a": 1})
    assert queue._get("celery") == {"a": 1}
    assert not list(tmp_path.glob("*.msg*"))


@pytest.mark.parametrize("content", [b"", b"[["])
def test_cut_table_of_queues_is_written_again(queue, tmp_path, content):
    file = tmp_path / "control" / "celery.exchange"
    file.write_bytes(content)
    assert queue.get_table("celery") == []
    queue._queue_bind("celery", "celery", "", "celery")
    assert [row.queue for row in queue.get_table("celery")] == ["celery"]


def test_scheduler_goes_on_when_its_file_cannot_be_written(tmp_path):
    from celery import Celery

    from aftersales.store.beat import Scheduler

    scheduler = Scheduler(Celery(), schedule_filename=str(tmp_path / "schedule"), lazy=True)
    scheduler.setup_schedule()
    with mock.patch.object(type(scheduler._store), "sync", side_effect=OSError(errno.ENOSPC, "full")):
        scheduler.sync()
    scheduler.close()


def test_product_uses_this_queue_without_redis(settings):
    from aftersales import settings as own

    assert own.REDIS_URL or own.CELERY_BROKER_TRANSPORT == "aftersales.store.file_queue:Transport"
