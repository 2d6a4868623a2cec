"""Current rows are compared with their history: edits, removals and insertions outside the services are named."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, models

from aftersales.audit.models import Seal, SealHead
from aftersales.audit.queries import live
from aftersales.audit.queries.verification import verify
from aftersales.audit.services.seals import keep_report, seal_all
from aftersales.staff.enums import Role
from complaints.models import Ticket
from complaints.quality.models import Investigation
from customers.models import Contact, Customer
from customers.services.duplicates import scan
from surveys.models import Invitation, Response
from surveys.services.responses import submit_response
from tests.factories import NOW, person
from tests.factories.clients import api_client_of, client_of
from tests.factories.surveys import invited
from tests.factories.world import build

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def world(db, monkeypatch, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    built = build()
    seal_all(now=NOW)
    assert verify(now=LATER).fault is None
    return built


def sql(text: str, *params) -> None:
    with connection.cursor() as cursor:
        cursor.execute(text, params)


def other_value(field, value):
    """Another value for a column."""
    if isinstance(field, models.JSONField):
        return json.dumps({"forged": "是"})
    if isinstance(field, models.BooleanField):
        return not value
    if isinstance(field, models.DateTimeField):
        return field.get_db_prep_save((value or NOW) + timedelta(seconds=1), connection)
    if isinstance(field, models.DateField):
        return (value or NOW.date()) + timedelta(days=1)
    if isinstance(field, models.TimeField):
        return "03:04:05"
    if isinstance(field, models.ForeignKey):
        return None if value else field.related_model.objects.values_list("pk", flat=True).first()
    if isinstance(field, models.DecimalField | models.IntegerField):
        return (value or 0) + 1
    return None if value == "x" else "x"


def columns():
    """A row and each tracked column that can be changed alone."""
    for history in live.tracked():
        for field in history.tracked_fields:
            if not field.primary_key:
                yield history.instance_type, field


def test_edit_of_any_tracked_column_is_named(world):
    """Constraints of the database refuse some values; the others must be found."""
    from django.db import DatabaseError, transaction

    tried, unseen = 0, []
    for model, field in columns():
        row = model._base_manager.order_by("pk").last()
        if row is None:
            continue
        table, key = connection.ops.quote_name(model._meta.db_table), connection.ops.quote_name(model._meta.pk.column)
        column, new = connection.ops.quote_name(field.column), other_value(field, getattr(row, field.attname))
        if new == getattr(row, field.attname):  # there is no other row that it could refer to
            continue
        try:
            with transaction.atomic():
                sql(f"UPDATE {table} SET {column} = %s WHERE {key} = %s", new, row.pk)  # noqa: S608
                pair = live._Pair(model.history.model)
                found = {(one.pk, one.what, one.columns) for one in pair.changed(lambda _n: None)}
                transaction.set_rollback(True)
        except DatabaseError:
            continue
        tried += 1
        if (row.pk, "differs", (field.name,)) not in found:
            unseen.append(f"{model._meta.label}.{field.name}")
    assert unseen == []
    assert tried > 150


def test_removed_and_inserted_rows_are_named(world):
    contact = Contact.objects.order_by("pk").last()
    sql("DELETE FROM quality_investigation_team")
    Contact.objects.bulk_create([Contact(customer=contact.customer, name="Nobody")])
    new = Contact.objects.order_by("pk").last()
    stranger = Customer.objects.bulk_create([Customer(number="CU-2026-09999", name="x", created_at=NOW)])[0]
    customer = Customer.history.model.objects.create(
        history_id=900_000, id=800_000, number="CU-1", name="gone", created_at=NOW, history_date=NOW, history_type="+"
    )
    report = verify(now=LATER)
    found = {(one.model, one.pk, one.what) for one in report.differences}
    assert {
        ("customers.contact", new.pk, "no history"),
        ("customers.customer", stranger.pk, "no history"),
        ("customers.customer", customer.id, "gone"),
    } <= found
    assert report.differing == len(report.differences)


def test_changed_team_is_named(world):
    investigation = Investigation.objects.first()
    person_added = person("outsider", Role.QUALITY)
    through = Investigation.team.through
    through.objects.bulk_create([through(investigation=investigation, user=person_added)])
    faults = verify(now=LATER).differences
    assert [(one.model, one.pk, one.columns) for one in faults] == [
        ("quality.investigation", investigation.pk, ("team",))
    ]


def test_pairs_that_the_scan_finds_have_a_history(world):
    scan(now=NOW)
    assert verify(now=LATER).fault is None


def test_page_api_and_command_name_what_differs_in_both_languages(world):
    auditor = person("reader", Role.AUDITOR)
    ticket = Ticket.objects.first()
    sql("UPDATE complaints_ticket SET subject = %s WHERE id = %s", "forged", ticket.pk)
    keep_report(report=verify(now=LATER), actor=None, now=LATER)
    page = client_of(auditor, "en").get("/audit/seals/").content.decode()
    assert "differs from its history (subject)" in page and "retention runs" in page
    assert "与变更历史不一致" in client_of(auditor, "zh-hans").get("/audit/seals/").content.decode()
    told = api_client_of(auditor).get("/api/v1/audit/verification/").json()
    assert (told["matches"], told["fault"]["model"], told["fault"]["row"]) == (
        False,
        "complaints.ticket",
        str(ticket.pk),
    )
    assert (told["fault"]["columns"], told["differing"]) == (["subject"], 1)
    assert told["current"] > 100
    with pytest.raises(CommandError, match=rf"complaints.ticket {ticket.pk}: differs \(subject\)"):
        call_command("verify_audit", stderr=StringIO())
    with pytest.raises(CommandError, match="与变更历史不一致"):
        call_command("verify_audit", "--language", "zh-hans", stderr=StringIO())


def test_comparison_walks_in_ranges(world, monkeypatch):
    monkeypatch.setattr(live, "STEP", 2)
    sql("UPDATE complaints_ticket SET subject = %s", "forged")
    assert verify(now=LATER).differing == Ticket.objects.count()


@pytest.fixture
def response(world):
    """A sealed response; no seal tells whose it is."""
    _invitation, token = invited(world.cast, number="TK-2026-90002")
    given = submit_response(token=token, answers={"csat": 4, "solved": True}, language="en", now=NOW)
    seal_all(now=NOW)
    assert verify(now=LATER).fault is None
    return given


@pytest.mark.parametrize(
    "change", ["csat = 5", "nps = 9", "comment = 'forged'", "answers = '{}'", "invitation_id = NULL"]
)
def test_edited_response_is_named(response, change):
    Response.objects.filter(pk=response.pk).update(csat=1, nps=1, comment="x", answers={"a": 1})
    Seal.objects.all().delete()
    SealHead.objects.all().delete()
    seal_all(now=NOW)
    sql(f"UPDATE surveys_response SET {change} WHERE id = %s", response.pk)  # noqa: S608
    fault = verify(now=LATER).fault
    assert (fault.model, fault.pk, fault.what) == ("surveys.response", response.pk, "changed")


def test_removed_and_inserted_responses_are_named(response):
    invitation = response.invitation
    sql("DELETE FROM surveys_response WHERE id = %s", response.pk)
    report = verify(now=LATER)
    assert (report.fault.model, report.fault.pk, report.fault.what) == ("surveys.response", response.pk, "missing")
    assert ("surveys.invitation", invitation.pk, "gone") in {(d.model, d.pk, d.what) for d in report.differences}


def test_inserted_response_is_named_before_it_is_sealed(response):
    new = Response.objects.create(
        questionnaire=response.questionnaire, quarter=response.quarter, answered_on=response.answered_on, csat=5
    )
    fault = verify(now=LATER).fault
    assert (fault.model, fault.pk, fault.what) == ("surveys.response", new.pk, "no history")
    assert Invitation.objects.exclude(answered_at=None).filter(response=None).count() == 0


def test_seals_of_responses_name_no_row(response):
    auditor = person("reader", Role.AUDITOR)
    seal = Seal.objects.filter(model="surveys.response").latest("number")
    told = api_client_of(auditor).get(f"/api/v1/audit/seals/{seal.number}/").json()
    assert (told["first"], told["last"], told["count"]) == (None, None, seal.count)
    assert "invitation" not in json.dumps({name: getattr(seal, name) for name in ("ids", "reason", "digests")})
