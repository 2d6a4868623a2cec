"""Reminds those whom something waits for, once a day for all who ask."""

from collections.abc import Iterable
from datetime import datetime

from aftersales.kernel.errors import RuleViolation, gettext_noop
from aftersales.staff.models import User
from aftersales.store.dates import company_date

from ..queries import reminder_of
from .notifications import notify


def remind(
    *, users: Iterable[User], template: str, about: str, title: str, url: str, actor: User, now: datetime
) -> None:
    """Remind these users, in the transaction that has locked what waits. about: its kind and key.

    The params of the text: what it is about (title) and who reminds (who).
    """
    people = [user for user in users if user.pk != actor.pk]
    if not people:
        raise RuleViolation(gettext_noop("Nothing is due now."), code="nothing_due")
    if reminder_of(about, now) is not None:
        raise RuleViolation(gettext_noop("They have been reminded today."), code="reminded_today")
    notify(
        users=people,
        template=template,
        params={"title": title, "who": str(actor)},
        url=url,
        key=f"{about}:{company_date(now)}",
        now=now,
    )
