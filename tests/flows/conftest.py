"""The cast in a new installation with its defaults, and a customer in the search columns."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from aftersales.desk.installation import set_up
from customers.services.search import index_customer
from tests.factories import NOW, Cast
from tests.factories import cast as make_cast


@pytest.fixture
def team(db: None) -> Cast:
    """The purchase lacks its batch, so that something is missing before approval."""
    found = make_cast()
    set_up(
        actor=None,
        now=NOW,
        company={"name": "示例仪器有限公司", "name_en": "Sample Instruments"},
        since=datetime(2020, 1, 1, tzinfo=UTC),
    )
    found.sold.batch = ""
    found.sold.save()
    index_customer(found.customer)
    return found
