"""Anonymous rounds: nothing in the database leads from an answer to the person who gave it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection

from aftersales.audit.models import AccessLogEntry
from aftersales.audit.queries.verification import verify
from aftersales.audit.services.seals import seal_all
from aftersales.kernel.errors import Conflict, InvalidInput
from aftersales.notifications.models import Notification
from aftersales.store.dates import start_of
from surveys.models import Ballot, CallBack, Invitation, Mixture, Response, SurveyDraft
from surveys.queries.integrity import mixtures_differ, unpaired
from surveys.services.ballots import mix_ballots, sweep_ballots
from surveys.services.call_backs import open_anonymous
from surveys.services.invitations import token_of
from surveys.services.responses import submit_response
from surveys.signals import response_recorded, round_closed
from tests.factories import NOW
from tests.factories import cast as make_cast
from tests.factories.surveys import round_invitations, round_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def asked(db):
    return round_of(is_anonymous=True)


def answer(invitation, n: int = 0, **more):
    moment = NOW + timedelta(minutes=7 * n, seconds=13)
    answers = {"img1": str(1 + n % 10), "nps": str(n % 11), "improve": f"口述 {n}", **more}
    submit_response(token=token_of(invitation), answers=answers, language="en", seconds=99, device="d" * 64, now=moment)


def close(asked) -> None:
    asked.state = "closed"
    asked.save()
    round_closed.send(type(asked), round=asked, now=NOW)


def test_answers_wait_as_ballots_and_are_mixed_when_the_round_closes(asked) -> None:
    for n, invitation in enumerate(round_invitations(make_cast(), asked, 7)):
        answer(invitation, n)
    assert (Ballot.objects.count(), Response.objects.count()) == (7, 0)
    assert sweep_ballots(now=NOW) == 0
    close(asked)
    assert (Ballot.objects.count(), Response.objects.count()) == (0, 7)
    assert sorted(row.comment for row in Response.objects.all()) == [f"口述 {n}" for n in range(7)]
    assert {row.answers["img1"] for row in Response.objects.all()} == set(range(1, 8))
    assert mix_ballots(round_id=asked.pk, now=NOW) == 0


def test_before_closing_five_stay_and_at_least_five_go(asked) -> None:
    rows = round_invitations(make_cast(), asked, 12)
    for n, invitation in enumerate(rows[:9]):
        answer(invitation, n)
    assert sweep_ballots(now=NOW) == 0
    for n, invitation in enumerate(rows[9:], start=9):
        answer(invitation, n)
    assert sweep_ballots(now=NOW) == 7
    assert (Ballot.objects.count(), Response.objects.count()) == (5, 7)


def test_response_has_no_day_no_device_and_no_invitation(asked) -> None:
    for n, invitation in enumerate(round_invitations(make_cast(), asked, 6)):
        answer(invitation, n)
    close(asked)
    for row in Response.objects.values():
        held = {name: value for name, value in row.items() if value not in (None, "")}
        assert set(held) == {
            *("id", "questionnaire_id", "round_id", "quarter", "answers", "comment", "channel", "region_id", "tier"),
            *(name for name in held if name.startswith("q")),
        }
        assert -(2**63) <= row["id"] < 0


def test_small_cells_lose_region_and_tier_together(asked) -> None:
    cast = make_cast()
    rows = round_invitations(cast, asked, 6) + round_invitations(cast, asked, 1, tier="vip", start=6)
    for n, invitation in enumerate(rows):
        answer(invitation, n)
    close(asked)
    # One of another tier would be found, and so would it as the only one without a tier.
    assert set(Response.objects.values_list("tier", "region")) == {("", None)}


def test_nothing_tells_when_somebody_answered_more_exactly_than_the_day(asked) -> None:
    invitation = round_invitations(make_cast(), asked, 1)[0]
    answer(invitation, 3)
    day = start_of(NOW.date())
    invitation.refresh_from_db()
    assert invitation.answered_at == day
    kept = Invitation.history.filter(pk__isnull=False, history_change_reason="answered").get()
    assert (kept.history_date, kept.answered_at, kept.history_user) == (day, day, None)
    assert not SurveyDraft.objects.exists() and not AccessLogEntry.objects.exists()


def all_tables() -> dict[str, list[dict]]:
    """Every row of every table, as the database holds it."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608
            names = [column[0] for column in cursor.description]
            found[table] = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return found


def orders(table: str) -> str:
    return "ctid" if connection.vendor == "postgresql" else "rowid"


def test_database_leads_from_no_answer_to_a_person(asked, caplog) -> None:
    """Each person writes a text of their own. It stands in one row only, which shares no value that is rare with a row
    of the person, and whose place follows from its random key."""
    caplog.set_level(0)
    places = []
    for turn in range(4):
        invitations = round_invitations(make_cast() if not turn else None, asked, 8, start=8 * turn)
        for n, invitation in enumerate(invitations, start=8 * turn):
            answer(invitation, n)
        assert "口述" not in str(all_tables()["surveys_ballot"])
    close(asked)
    seal_all(now=NOW)
    tables = all_tables()
    holding = {table for table, rows in tables.items() if any("口述" in str(row) for row in rows)}
    assert holding == {"surveys_response"}
    people = {str(row["id"]) for row in tables["surveys_invitation"]}
    for row in tables["surveys_response"]:
        assert row["invitation_id"] is None and row["answered_on"] is None and str(row["id"]) not in people
    # The order of the rows in the table is that of their keys, not that in which people answered.
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, comment FROM surveys_response ORDER BY {orders('surveys_response')}")  # noqa: S608
        held = cursor.fetchall()
    places = [int(comment.split()[1]) for _pk, comment in held]
    assert [pk for pk, _comment in held] == sorted(pk for pk, _comment in held)
    assert places != sorted(places)
    # No audit entry and no line of the log names an answer or its key.
    keys = {str(row["id"]) for row in tables["surveys_response"]}
    logged = "\n".join(record.getMessage() for record in caplog.records if record.name != "django.db.backends")
    assert "口述" not in logged and not any(key in logged for key in keys)
    assert {row["model"] for row in tables["audit_seal"]} & {"surveys.response"} == set()


def test_contact_left_for_a_call_leads_to_no_answer(asked) -> None:
    """It stands in the call-back only, which shares no value with an invitation, a ballot or an answer but the round,
    and knows no more of the moment than the day, also in its history and in what its caller was told."""
    invitations = round_invitations(make_cast(), asked, 12)
    for n, invitation in enumerate(invitations):
        answer(invitation, n)
        if n in (3, 7, 8):
            moment = NOW + timedelta(minutes=7 * n, seconds=40)
            open_anonymous(invitation_id=invitation.pk, contact=f"蓝鲸甲{n}", now=moment)
    close(asked)
    seal_all(now=NOW)
    tables = all_tables()
    holding = {table for table, rows in tables.items() if any("蓝鲸甲" in str(row) for row in rows)}
    assert holding == {"surveys_callback", "surveys_historicalcallback"}
    day = start_of(NOW.date())
    for row in CallBack.objects.values():
        held = {name for name, value in row.items() if value not in (None, "", 0)}
        assert held == {"id", "round_id", "contact", "once", "why", "user_id", "opened_at", "due_at", "version"}
        assert row["opened_at"] == day and row["due_at"] > day + timedelta(days=1)
        told = Notification.objects.get(template="call_back_asked", key__startswith=f"call-back:{row['id']}:")
        assert told.created_at == day and told.channel == "page"
    assert set(CallBack.history.values_list("history_date", "history_user")) == {(day, None)}
    keys = {row["once"] for row in tables["surveys_callback"]}
    others = [str(rows) for table, rows in tables.items() if table != "surveys_callback"]
    assert len(keys) == 3 and not any(key in text for key in keys for text in others)


def test_waiting_ballots_can_be_read_with_the_key_only(asked, settings) -> None:
    answer(round_invitations(make_cast(), asked, 1)[0], 4)
    held = Ballot.objects.values().get()
    assert "口述" not in str(held) and set(held) == {"id", "round_id", "content"}
    secret, settings.SECRET_KEY = settings.SECRET_KEY, "another"
    asked.state = "closed"
    asked.save()
    assert mix_ballots(round_id=asked.pk, now=NOW) == 0
    settings.SECRET_KEY_FALLBACKS = [secret]
    assert mix_ballots(round_id=asked.pk, now=NOW) == 1


def test_anonymous_answers_tell_nobody(asked) -> None:
    heard = []

    def hear(**facts):
        heard.append(facts)

    response_recorded.connect(hear)
    try:
        cast = make_cast()
        before = cast.customer.grade_due_at
        answer(round_invitations(cast, asked, 1)[0], 1)
        close(asked)
    finally:
        response_recorded.disconnect(hear)
    cast.customer.refresh_from_db()
    assert heard == [] and cast.customer.grade_due_at == before


def test_second_answer_is_refused_and_wrong_ones_mark_nothing(asked) -> None:
    invitation = round_invitations(make_cast(), asked, 1)[0]
    with pytest.raises(InvalidInput):
        answer(invitation, 1, img2="11")
    assert not Ballot.objects.exists()
    answer(invitation, 1)
    with pytest.raises(Conflict):
        answer(invitation, 2)
    assert Ballot.objects.count() == 1


def mixed(asked, count: int = 6) -> None:
    for n, invitation in enumerate(round_invitations(make_cast(), asked, count)):
        answer(invitation, n)
    close(asked)


def faults() -> list[tuple]:
    return [*unpaired(), *mixtures_differ()]


def test_untouched_round_has_no_fault(asked) -> None:
    mixed(asked)
    seal_all(now=NOW)
    report = verify(now=NOW)
    assert report.fault is None and faults() == []


def test_changed_answer_is_found(asked) -> None:
    mixed(asked)
    row = Response.objects.first()
    Response.objects.filter(pk=row.pk).update(q01=10 if row.q01 != 10 else 9)
    assert faults() == [("surveys.mixture", Mixture.objects.get().pk, "differs")]
    seal_all(now=NOW)
    assert verify(now=NOW).fault is not None


def test_deleted_and_added_answers_are_found(asked) -> None:
    mixed(asked)
    gone = Response.objects.first().pk
    Response.objects.filter(pk=gone).delete()
    assert ("surveys.response", gone, "gone") in faults()
    assert ("surveys.round", asked.pk, "gone") in faults()
    added = Response.objects.create(pk=-5, questionnaire=asked.questionnaire, round=asked, quarter=asked.quarter)
    assert ("surveys.response", added.pk, "no history") in faults()


def test_unreadable_ballot_stays_and_the_others_are_mixed(asked) -> None:
    for n, invitation in enumerate(round_invitations(make_cast(), asked, 6)):
        answer(invitation, n)
    first = Ballot.objects.first()
    Ballot.objects.filter(pk=first.pk).update(content=first.content[:-8] + "AAAAAAA=")
    bad = Ballot.objects.create(pk=uuid4(), round=asked, content="x")
    close(asked)
    assert Response.objects.count() == 5
    assert set(Ballot.objects.values_list("pk", flat=True)) == {first.pk, bad.pk}
