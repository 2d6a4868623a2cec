"""Days and moments that make no sense are errors of their field, not accidents later."""

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from aftersales.kernel.bounds import EARLIEST_DAY, LATEST_DAY
from aftersales.web.fields import DayField, MomentField
from tests.complaints import factories as make
from tests.factories.clients import api_client_of


@pytest.mark.parametrize("text", ["0001-01-01", "1900-01-01", "1949-12-31", "2101-01-01", "9999-12-31"])
def test_days_out_of_bounds_are_refused(text):
    with pytest.raises(ValidationError) as caught:
        DayField().clean(text)
    assert caught.value.code == "out_of_range"


@pytest.mark.parametrize("day", [EARLIEST_DAY, LATEST_DAY, date(2026, 2, 28)])
def test_days_within_bounds_are_taken(day):
    assert DayField().clean(day.isoformat()) == day


@pytest.mark.parametrize(
    "text",
    [
        "0001-01-01T00:00", "1900-01-01T00:00", "9999-12-31T23:59", "2100-01-01T00:00",
        "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00",
    ],
)  # fmt: skip
def test_moments_out_of_bounds_are_refused(text):
    with pytest.raises(ValidationError):
        MomentField().clean(text)


def test_bound_of_a_moment_can_be_narrower():
    soon = MomentField(ahead=timedelta(days=366))
    assert soon.clean((timezone.now() + timedelta(days=365)).isoformat())
    with pytest.raises(ValidationError):
        soon.clean((timezone.now() + timedelta(days=367)).isoformat())


TICKET = {"kind": "inquiry", "description": "问", "channel": "letter"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("", {**TICKET, "received_at": "1900-01-01T00:00:00+08:00"}, "received_at"),
        ("", {**TICKET, "received_at": "1946-01-01T00:00:00+08:00"}, "received_at"),
        ("", {**TICKET, "answered_at": "9999-12-31T23:59:59+08:00"}, "answered_at"),
        ("{number}/callback/", {"due_at": "9999-12-31T00:00:00+08:00"}, "due_at"),
        ("{number}/callback/", {"due_at": "2099-12-31T00:00:00+08:00"}, "due_at"),
        ("{number}/remind/", {"due_at": "9999-12-31T00:00:00+08:00"}, "due_at"),
        ("{number}/edit/", {"purchased_on": "0001-01-01", "version": 1}, "purchased_on"),
        ("{number}/edit/", {"purchased_on": "9999-12-31", "version": 1}, "purchased_on"),
    ],
)
def test_api_names_the_field(people, at_now, path, body, field):
    number = make.logged(people).number
    answer = api_client_of(people.clerk).post(f"/api/v1/tickets/{path.format(number=number)}", body, format="json")
    assert answer.status_code == 400
    assert {one["field"] for one in answer.json()["errors"]} == {field}


@pytest.mark.django_db
def test_purchase_of_today_is_taken_half_an_hour_after_midnight(people, time_machine):
    ticket = make.logged(people)
    time_machine.move_to(datetime.fromisoformat("2026-11-19T00:30:00+08:00"), tick=False)
    client = api_client_of(people.clerk)
    version = client.get(f"/api/v1/tickets/{ticket.number}/").json()["version"]
    for n, (day, status) in enumerate((("2026-11-19", 200), ("2026-11-20", 400))):
        body = {"purchased_on": day, "version": version + n}
        answer = client.post(f"/api/v1/tickets/{ticket.number}/edit/", body, format="json")
        assert answer.status_code == status
