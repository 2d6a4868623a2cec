"""Personal data: declared for every field, masked, copied on request, and erased completely."""

import io
import json
import zipfile
from itertools import count
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, models

from aftersales.audit.models import Seal
from aftersales.audit.queries.verification import verify
from aftersales.audit.services.seals import seal_all
from aftersales.kernel.errors import InvalidInput, NotPermitted, RuleViolation
from aftersales.notifications.models import Notification
from aftersales.notifications.services.notifications import deliver_due, mail_out
from aftersales.office.models import Draft, IdempotencyKey, StoredFile
from aftersales.office.services.files import store_bytes
from aftersales.store.personal import Kind, declared, declared_of, mask_address, mask_email, mask_name, without_words
from aftersales.store.writing import save_with_history
from complaints.models import Ticket, TicketFile
from customers.enums import RequestKind
from customers.models import Customer
from customers.services import erasure, requests
from customers.services.personal_data import copy_personal_data, personal_rows_of
from tests.factories import NOW, cast, customer_of
from tests.factories.clients import client_of
from tests.factories.world import build, print_at_once

CANARY = "Zanzibar"
TEXTS = (models.CharField, models.TextField, models.JSONField, models.FileField)


def ours() -> list[type[models.Model]]:
    known = {config.label for config in apps.get_app_configs() if Path(config.path).is_relative_to(settings.BASE_DIR)}
    return [
        model
        for model in apps.get_models()
        if model._meta.app_label in known
        and ".venv" not in apps.get_app_config(model._meta.app_label).path
        and not hasattr(model, "history_type")
        and not hasattr(model, "m2m_history_id")
    ]


def test_every_text_field_is_declared():
    undeclared = []
    for model in ours():
        about = declared_of(model)
        for field in model._meta.concrete_fields:
            if isinstance(field, TEXTS) and not field.choices:
                known = about is not None and (field.name in about.fields or field.name in about.plain)
                undeclared += [] if known else [f"{model._meta.label}.{field.name}"]
    assert undeclared == [], "say in the app's personal.py what these hold"


def test_declared_fields_exist_and_have_a_purpose():
    for about in declared():
        names = {field.name for field in about.model._meta.concrete_fields}
        assert {*about.fields, *about.plain, *([about.dated] if about.dated else [])} <= names, about.model
        assert not about.fields or about.purpose, about.model
        assert bool(about.retention) == bool(about.dated), about.model


@pytest.mark.parametrize(
    ("mask", "value", "left"),
    [
        (mask_name, "张三", "张*"),
        (mask_name, "Smith", "S***"),
        (mask_name, "", ""),
        (mask_email, "zhang@example.com", "z***@example.com"),
        (mask_email, "", ""),
        (mask_address, "样例市样例路 8 号", "样例市…"),
        (mask_address, "8 Example Road, Town", "8 Example Road…"),
        (mask_address, "样例路八号二楼五室", "样例路八号二…"),
        (mask_address, "", ""),
    ],
)
def test_masks_hide_personal_data(mask, value, left):
    assert mask(value) == left


def test_erasure_removes_text_and_keeps_figures():
    said = {
        "reason": "Smith",
        "number": "TK-2026-00001",
        "amount": "1,200.00",
        "at": "2026-11-18T02:00:00+00:00",
        "n": 3,
    }
    assert without_words([said, {"x": ["Smith"]}]) == [said | {"reason": "***"}, {"x": ["***"]}]


def _mark_everything(customer: Customer) -> int:
    """Put a distinct mark into every declared field of every row of the customer, and into its history."""
    number = count()
    for holding in personal_rows_of(customer):
        for row in holding.about.model._default_manager.filter(pk__in=holding.ids):
            for name, kind in holding.about.fields.items():
                _mark(row, name, kind, f"{CANARY}{next(number)}")
            row.save()
    return next(number)


def _mark(row: models.Model, name: str, kind: Kind, word: str) -> None:
    if kind == Kind.FILE:
        if getattr(row, f"{name}_id"):
            StoredFile.objects.filter(pk=getattr(row, f"{name}_id")).update(name=word)
    elif kind == Kind.DATA:
        setattr(row, name, {"reason": word} if isinstance(getattr(row, name), dict) else [word])
    elif kind == Kind.EMAIL:
        setattr(row, name, f"{word}@example.test")
    else:
        setattr(row, name, word[: row._meta.get_field(name).max_length])


def traces() -> list[str]:
    """Where marks are left: text columns of all tables, and files of the installation."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            columns = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                found += [f"{table}.{c}" for c, v in zip(columns, row, strict=True) if CANARY.lower() in str(v).lower()]
    for path in Path(settings.DATA_DIR).rglob("*"):
        if path.is_file() and not path.name.startswith("aftersales.sqlite3") and CANARY.encode() in path.read_bytes():
            found.append(path.name)
    return sorted(set(found))


@pytest.fixture
def marked(db, monkeypatch, settings, tmp_path, django_capture_on_commit_callbacks):
    """A customer with a mark in every field, in mails, drafts, kept API answers and files."""
    settings.DATA_DIR, settings.EMAIL_FILE_PATH, settings.MEDIA_ROOT = tmp_path, tmp_path / "mail", tmp_path / "files"
    settings.EMAIL_BACKEND = "aftersales.notifications.mailbox.FileMailbox"
    print_at_once(monkeypatch)
    people = build().cast
    customer = people.customer
    ticket = Ticket.objects.filter(customer=customer).first()
    stored = store_bytes(
        data=f"%PDF-1.4 {CANARY}".encode(),
        name="x.pdf",
        suffix="pdf",
        media_type="application/pdf",
        actor=None,
        now=NOW,
    )
    TicketFile.objects.create(ticket=ticket, stored=stored)
    assert _mark_everything(customer) > 40
    customer.refresh_from_db()
    contact = customer.contacts.first()
    mail_out(
        address=contact.email,
        language="en",
        template="customers_merged",
        key="m",
        now=NOW,
        params={"number": customer.number, "other": "CU-2026-00003", "subject": CANARY},
    )
    deliver_due(now=NOW)
    Notification.objects.create(
        key="n",
        channel="page",
        user=people.clerk,
        template="ticket_assigned",
        url=ticket.get_absolute_url(),
        params={"number": ticket.number, "subject": f"{CANARY} called"},
        created_at=NOW,
        due_at=NOW,
    )
    Draft.objects.create(user=people.clerk, key=f"ticket-{ticket.pk}-reply", content={"text": CANARY}, saved_at=NOW)
    Draft.objects.create(user=people.clerk, key="ticket-new", content={"text": contact.phone}, saved_at=NOW)
    IdempotencyKey.objects.create(
        user=people.clerk, key="k", fingerprint="f", body={"c": customer.name}, created_at=NOW
    )
    assert len(traces()) > 30
    return people


def close_all() -> None:
    from complaints.quality.models import Investigation, Objection

    for model in (Ticket, Investigation):
        for row in model.objects.exclude(state="closed"):
            row.state, row.closed_at = "closed", NOW
            save_with_history(row, actor=None)
    for row in Objection.objects.all():
        row.state = "agreed"
        save_with_history(row, actor=None)


def test_erasure_leaves_no_personal_data(marked, caplog, django_capture_on_commit_callbacks):
    with pytest.raises(RuleViolation):
        erasure.erase_customer(actor=marked.manager, now=NOW, customer_id=marked.customer.pk, reason="PD-1")
    close_all()
    seal_all(now=NOW)
    with django_capture_on_commit_callbacks(execute=True):
        done = erasure.erase_customer(actor=marked.manager, now=NOW, customer_id=marked.customer.pk, reason="PD-1")
    assert traces() == []
    assert CANARY not in caplog.text
    seal_all(now=NOW)
    report = verify(now=NOW)
    assert report.fault is None, report
    assert Seal.objects.filter(kind="redaction").exists()
    assert (done.erased_at, done.number) == (NOW, marked.customer.number)
    assert (
        erasure.erase_customer(actor=marked.manager, now=NOW, customer_id=done.pk, reason="again").version
        == done.version
    )
    client = client_of(marked.manager)
    ticket = Ticket.objects.filter(customer=done).first()
    for address in (done.get_absolute_url(), ticket.get_absolute_url(), f"/tickets/{ticket.number}/history/"):
        assert client.get(address).status_code == 200, address
    file = ticket.files.first()
    assert client.get(f"/tickets/{ticket.number}/files/{file.pk}/").status_code == 404


def test_erasure_killed_after_the_transaction_is_finished_by_the_sweep(marked):
    close_all()
    erasure.erase_customer(actor=marked.manager, now=NOW, customer_id=marked.customer.pk, reason="PD-1")
    assert any(trace.endswith(".pdf") for trace in traces())
    assert erasure.sweep(now=NOW) >= 1
    assert traces() == []
    assert erasure.journal_path().read_text().count(marked.customer.number) == 1
    erasure.sweep(now=NOW)
    assert erasure.journal_path().read_text().count("\n") == 1


def test_erasure_is_repeated_after_restoring_an_older_backup(marked, django_capture_on_commit_callbacks):
    erasure.journal_path().parent.mkdir(parents=True, exist_ok=True)
    erasure.journal_path().write_text(f"2026-11-18T02:00:00+00:00 {marked.customer.number} {marked.customer.pk}\n")
    with django_capture_on_commit_callbacks(execute=True):
        assert erasure.repeat_erasures(now=NOW) == 1  # although its tickets are open
    assert traces() == []
    assert erasure.repeat_erasures(now=NOW) == 0


def test_copy_of_personal_data_is_complete(marked):
    with pytest.raises(NotPermitted):
        copy_personal_data(actor=marked.clerk, now=NOW, customer_id=marked.customer.pk)
    with zipfile.ZipFile(
        io.BytesIO(copy_personal_data(actor=marked.manager, now=NOW, customer_id=marked.customer.pk).read())
    ) as archive:
        data = json.loads(archive.read("data.json"))
        names, page = archive.namelist(), archive.read("copy.html").decode()
    assert CANARY in page and "name_key" not in page and "search_text" not in page
    assert CANARY in data["customers.Contact"][0]["name"] and CANARY in data["complaints.Ticket"][0]["description"]
    assert any(name.startswith("files/") for name in names)


def test_data_is_erased_when_retention_ends(db):
    people = cast()
    Notification.objects.create(
        key="old",
        channel="page",
        user=people.clerk,
        template="x",
        params={"subject": CANARY},
        created_at=NOW.replace(year=2024),
        due_at=NOW,
    )
    Notification.objects.create(
        key="new", channel="page", user=people.clerk, template="x", params={"subject": "y"}, created_at=NOW, due_at=NOW
    )
    erasure.sweep(now=NOW)
    assert [row.key for row in Notification.objects.all()] == ["new"]


def asked(people, kind=RequestKind.ERASE, **more):
    more = {"actor": people.clerk, "now": NOW, "customer_id": people.customer.pk, "asked_by": "张三"} | more
    return requests.open_request(kind=kind, **more)


def test_register_lists_the_declared_fields(db):
    people = cast()
    row = asked(people)
    assert (row.number, row.due_on.isoformat()) == ("PD-2026-00001", "2026-12-18")
    with pytest.raises(InvalidInput):
        asked(people, asked_by=" ")
    with pytest.raises(NotPermitted):
        asked(people, actor=people.gm)
    with pytest.raises(NotPermitted):
        requests.finish_request(actor=people.clerk, now=NOW, request_id=row.pk, outcome="x")
    with pytest.raises(RuleViolation):
        requests.finish_request(actor=people.manager, now=NOW, request_id=row.pk, outcome="x")
    with pytest.raises(InvalidInput):
        requests.erase_for_request(actor=people.manager, now=NOW, request_id=row.pk, typed="CU-1")
    done = requests.erase_for_request(
        actor=people.manager, now=NOW, request_id=row.pk, typed=people.customer.number.lower()
    )
    assert (done.state, done.asked_by, done.customer.erased_at) == ("done", "***", NOW)
    with pytest.raises(RuleViolation):
        requests.finish_request(actor=people.manager, now=NOW, request_id=row.pk, outcome="x")
    other = asked(people, RequestKind.COPY, customer_id=customer_of(people.east, number="CU-2026-00002").pk)
    assert (
        requests.finish_request(
            actor=people.manager, now=NOW, request_id=other.pk, outcome="not the person", refused=True
        ).state
        == "refused"
    )
