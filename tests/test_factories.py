"""The cast of users that other tests start from."""

from typing import Any

import pytest
from django.apps import apps
from django.db import transaction

from tests.factories import NOW, _cast, cast

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
OF_THE_MOMENT = ("password", "history_date", "date_joined")


def all_rows() -> dict[str, list[dict[str, Any]]]:
    return {
        model._meta.label: [
            {name: value for name, value in row.items() if name not in OF_THE_MOMENT}
            for row in model._base_manager.order_by("pk").values()
        ]
        for model in apps.get_models()
    }


def test_replayed_cast_has_the_rows_of_a_new_cast():
    with transaction.atomic():
        _cast()
        anew = all_rows()
        transaction.set_rollback(True)
    cast()
    assert all_rows() == anew


def test_replayed_cast_has_the_current_time(time_machine):
    time_machine.move_to(NOW, tick=False)
    people = cast()
    joined = people.clerk.date_joined
    people.clerk.refresh_from_db()
    assert joined == people.clerk.date_joined == people.clerk.history.get().history_date == NOW
