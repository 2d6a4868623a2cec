"""Customers who may be asked, and rounds in any state."""

from datetime import datetime, timedelta
from typing import Any

from customers.models import Contact, Customer, Interaction
from surveys.models import Round
from surveys.services import inviting, rounds
from surveys.services.installation import install_defaults
from tests.factories import NOW

OPENS = datetime(2026, 12, 10, 1, 0, tzinfo=NOW.tzinfo)  # 9:00 in Shanghai on day 71 of the quarter
DAY = timedelta(days=1)


def active(number: int, *, by: str = "email", **fields: Any) -> Customer:
    """A customer with a recent conversation, who can be reached by email, phone, letter or not at all ("")."""
    row = Customer.objects.create(
        number=f"CU-2026-{number:05}",
        name=f"示例客户 {number}",
        tier=fields.pop("tier", "ordinary"),
        created_at=NOW - 400 * DAY,
        address="样例路 8 号" if by == "letter" else "",
        **fields,
    )
    email = f"c{number}@example.test" if by == "email" else ""
    phone = f"138 0000 {number:04}" if by == "phone" else ""
    Contact.objects.create(customer=row, name=f"张{number}", email=email, phone=phone, is_primary=True)
    Interaction.objects.create(customer=row, direction="in", channel="phone", at=NOW - 30 * DAY)
    return row


def planned(now: datetime = NOW) -> Round:
    """The round of this quarter, planned by the default rule."""
    install_defaults(actor=None, now=now)
    rounds.plan(now=now)
    return Round.objects.get(quarter="2026-Q4")


def opened(now: datetime = OPENS) -> Round:
    """The same round with its frame frozen and everybody invited."""
    row = planned()
    assert rounds.open_due(now=now) == 1
    while inviting.invite_due(now=now):
        pass
    row.refresh_from_db()
    return row
