"""An erased person is found in no text that somebody typed anywhere, in no history of it, and in no mail."""

import json
from itertools import count
from pathlib import Path

import pytest
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import DatabaseError, connection, models, transaction

from aftersales.audit.queries.verification import verify
from aftersales.audit.services.seals import seal_all
from aftersales.office.models import SavedView
from aftersales.store.mentions import Mentions, keys_of
from aftersales.store.personal import Kind, declared, is_code
from aftersales.store.writing import save_with_history
from complaints.models import Ticket
from customers.models import Customer
from customers.services import erasure
from tests.customers.test_privacy import close_all
from tests.factories import NOW, customer_of
from tests.factories.world import build, print_at_once

NAME, PHONE, MAIL = "Xaverius Quill", "+86 138-6543-2109", "quill@canary.test"
WRITTEN = ("13865432109", "138 6543 2109", "+8613865432109", "０138-6543-2109", "１３８６５４３２１０９")  # noqa: RUF001
SAID = f"{NAME} / {PHONE} / {MAIL} / {' / '.join(WRITTEN)}"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("张三来电", "***来电"),
        ("Annual Ann Lee, ANN LEES", "Annual ***, ANN LEES"),
        ("138 0000 2406, +86 138-0000-2406, 0138 0000 2406", "***, ***, ***"),
        ("１３８００００２４０６", "***"),  # noqa: RUF001
        ("(0571) 8888 7777；8888-7777；+86 571 88887777", "***；***；***"),  # noqa: RUF001
        ("+852 2345 6789, 0085223456789", "***, ***"),
        ("113800002406, 138000024061, 李四", "113800002406, 138000024061, 李四"),
        ("q=%E5%BC%A0%E4%B8%89&p=Ann+Lee", "q=***&p=***"),
        ({"张三": ["13800002406", 13800002406, 7, True, None]}, {"***": ["***", "***", 7, True, None]}),
    ],
)
def test_words_are_erased_in_any_writing(text, left):
    mentions = Mentions(["张三", "Ann Lee", "李"], keys_of(["13800002406", "0571-88887777", "+852 2345 6789", "8001"]))
    assert mentions.erased(text) == left


def typed_fields(model, about):
    """The fields into which somebody types, except those that say who another customer is."""
    own = Kind.PHONE in about.fields.values() or "" in about.owners
    for field in model._meta.concrete_fields:
        kind = about.fields.get(field.name)
        if not isinstance(field, models.CharField | models.TextField | models.JSONField) or isinstance(
            field, models.SlugField
        ):
            continue
        if field.choices or is_code(field.name) or kind in (Kind.KEY, Kind.EMAIL, Kind.PHONE):
            continue
        if not (own and kind in (Kind.NAME, Kind.ADDRESS)):
            yield field


def plant(model, about) -> int:
    """Put the person into each text field of the rows of a model, as long as the field and its constraints allow."""
    number, planted = count(), 0
    for row in model._base_manager.order_by("pk"):
        for field in typed_fields(model, about):
            old = getattr(row, field.attname)
            longest = field.max_length or 1000
            if isinstance(field, models.JSONField):
                value = (
                    {**old, "note": SAID} if isinstance(old, dict) else [*(old or []), {"note": [SAID, 13865432109]}]
                )
            else:
                value = next((one for one in (SAID, f"{next(number)} {NAME}", WRITTEN[0]) if len(one) <= longest), None)
            if value is None:
                continue
            try:
                with transaction.atomic():
                    setattr(row, field.attname, value)
                    row.save(update_fields=[field.attname])
                planted += 1
            except DatabaseError:
                setattr(row, field.attname, old)
    return planted


def traces() -> set[str]:
    """Tables and columns, and files, that hold a word of the person."""
    words = [NAME.lower(), "quill", *(one.lower() for one in WRITTEN), "６５４３"]  # noqa: RUF001
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608
            columns = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                for column, value in zip(columns, row, strict=True):
                    text = str(value).lower()
                    text = (
                        json.dumps(json.loads(text), ensure_ascii=False) if text[:1] in "[{" and "\\u" in text else text
                    )
                    if any(word in text for word in words):
                        found.add(f"{table}.{column}")
    for path in Path(settings.DATA_DIR).rglob("*"):
        if path.is_file() and "sqlite3" not in path.name:
            data = path.read_bytes()
            found |= {path.name} if any(word.encode() in data.lower() for word in words) else set()
    return found


@pytest.fixture
def world(db, monkeypatch, settings, tmp_path):
    settings.DATA_DIR, settings.EMAIL_FILE_PATH, settings.MEDIA_ROOT = tmp_path, tmp_path / "mails", tmp_path / "files"
    print_at_once(monkeypatch)
    people = build().cast
    person = customer_of(people.east, number="CU-2026-07777")
    person.name, person.phone, person.email, person.phone_digits = NAME, PHONE, MAIL, "13865432109"
    save_with_history(person, actor=None)
    seal_all(now=NOW)
    return people


def test_erasure_leaves_no_word_in_any_text_field_of_any_model(world, settings, django_capture_on_commit_callbacks):
    person = Customer.objects.get(number="CU-2026-07777")
    planted = {about.model: plant(about.model, about) for about in declared() if about.is_searched}
    assert sum(planted.values()) > 200
    Path(settings.EMAIL_FILE_PATH).mkdir()
    mail = EmailMessage("To do", "Please call him.", to=["clerk@example.test"])
    mail.attach("note.txt", f"Number: {WRITTEN[1]}", "text/plain")
    Path(settings.EMAIL_FILE_PATH, "1.eml").write_bytes(mail.message().as_bytes())
    other = EmailMessage("To do", "Please call Mr Smith, 13865432100.", to=["clerk@example.test"])
    Path(settings.EMAIL_FILE_PATH, "2.eml").write_bytes(other.message().as_bytes())
    close_all()
    seal_all(now=NOW)
    assert len(traces()) > 100
    with django_capture_on_commit_callbacks(execute=True):
        erasure.erase_customer(
            actor=world.manager, now=NOW, customer_id=person.pk, reason=f"{NAME} asked from {WRITTEN[1]}"
        )
    assert traces() == set()
    assert [path.name for path in Path(settings.EMAIL_FILE_PATH).iterdir()] == ["2.eml"]
    seal_all(now=NOW)
    assert verify(now=NOW).fault is None


def test_another_customer_with_the_same_name_keeps_it(world):
    person = Customer.objects.get(number="CU-2026-07777")
    twin = customer_of(world.east, number="CU-2026-07778")
    twin.name = NAME
    twin.remarks = f"{NAME} prefers mail, not {WRITTEN[1]}"
    save_with_history(twin, actor=None)
    view = save_with_history(
        SavedView(owner=world.clerk, page="tickets", name=f"of {NAME}", params={"q": WRITTEN[0]}, created_at=NOW),
        actor=world.clerk,
    )
    ticket = Ticket.objects.exclude(customer=person).first()
    ticket.description = f"{NAME} and {WRITTEN[2]}"
    save_with_history(ticket, actor=None)
    close_all()
    erasure.erase_customer(actor=world.manager, now=NOW, customer_id=person.pk, reason="letter")
    twin.refresh_from_db()
    ticket.refresh_from_db()
    view.refresh_from_db()
    assert (twin.name, twin.remarks) == (NAME, f"{NAME} prefers mail, not ***")
    assert ticket.description == "*** and ***"
    assert view.params == {"q": "***"}
