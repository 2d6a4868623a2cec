"""A new installation: the cast, everything a new installation has, and a customer who can be found."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from aftersales.desk.installation import set_up
from customers.services.search import index_customer
from tests.factories import NOW, Cast
from tests.factories import cast as make_cast


@pytest.fixture
def installation(db: None) -> Cast:
    """The purchase lacks its batch, so that something is missing before approval."""
    people = make_cast()
    set_up(
        actor=None,
        now=NOW,
        company={"name": "示例仪器有限公司", "name_en": "Sample Instruments"},
        since=datetime(2020, 1, 1, tzinfo=UTC),
    )
    people.sold.batch = ""
    people.sold.save()
    index_customer(people.customer)
    return people
