"""The cast of users that other tests start from."""

from typing import Any

import pytest
from django.apps import apps
from django.db import transaction

from aftersales.staff.models import Region
from complaints.models import TicketFile
from tests.factories import NOW, _cast, cast
from tests.factories.world import build, print_at_once, upload

pytestmark = pytest.mark.django_db
OF_THE_MOMENT = ("password", "history_date", "date_joined")


def all_rows() -> dict[str, list[dict[str, Any]]]:
    return {
        model._meta.label: [
            {name: value for name, value in row.items() if name not in OF_THE_MOMENT}
            for row in model._base_manager.order_by("pk").values()
        ]
        for model in apps.get_models()
    }


def without_keys(rows: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """Every attempt gets other keys, on SQLite once a test before it has committed."""
    return {
        label: [{name: value for name, value in row.items() if not name.endswith("id")} for row in each]
        for label, each in rows.items()
    }


def test_replayed_cast_has_the_rows_of_a_new_cast():
    with transaction.atomic():
        _cast()
        anew = all_rows()
        transaction.set_rollback(True)
    cast()
    assert without_keys(all_rows()) == without_keys(anew)


def test_rows_after_the_replayed_cast_get_new_keys():
    people = cast()
    assert Region.objects.create(code="north", name="北").pk > max(people.east.pk, people.west.pk)


def test_cast_is_made_anew_where_its_keys_may_be_taken():
    Region.objects.create(code="north", name="北")
    assert cast().east.code == "east"
    assert Region.objects.count() == 3


def test_replayed_world_has_its_rows_and_files(monkeypatch):
    print_at_once(monkeypatch)
    things = build()
    file = TicketFile.objects.get(pk=things.values["ticket_file"]["pk"])
    with file.stored.file.open() as content:
        assert content.read() == upload().read()


def test_replayed_cast_has_the_current_time(time_machine):
    time_machine.move_to(NOW, tick=False)
    people = cast()
    joined = people.clerk.date_joined
    people.clerk.refresh_from_db()
    assert joined == people.clerk.date_joined == people.clerk.history.get().history_date == NOW
