"""The lines of "what to say on the next call", in words, from what the page of the customer has read."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from aftersales.web.moments import day
from complaints.enums import OPEN_STATES, State
from complaints.quality.enums import Reach
from customers.models import Purchase
from customers.rules.profile import ENDS, warranty_state
from visits.enums import CareActionState
from visits.models import CarePlan, Visit

from .talking import Dated, Facts, OpenTicket, Say, next_call

SETTLED = (Reach.REMEDIED, Reach.UNREACHABLE)
# What to say, and why.
WORDS: dict[str, tuple[Any, Any]] = {
    "recall": (_("Ask whether the notice has arrived"), _("%(name)s is not settled")),
    "late": (_("Apologize, and say when: %(name)s"), _("promised by %(on)s")),
    "unanswered": (_("Answer first: %(name)s"), _("no reply yet, promised by %(on)s")),
    "unhappy": (_("Ask what went wrong: %(name)s"), _("unhappy answer on %(on)s")),
    "confirm": (_("Ask whether it is solved: %(name)s"), _("waits for the customer’s confirmation")),
    "promised": (_("Say how far it is: %(name)s"), _("promised by %(on)s")),
    "visit": (_("Announce the follow-up"), _("due %(on)s")),
    "visit_late": (_("Agree on a day for the follow-up"), _("was due %(on)s")),
    "care": (_("Speak about: %(name)s"), _("care action due %(on)s")),
    "warranty": (_("Offer maintenance or an extension: %(name)s"), _("warranty ends %(on)s")),
}


def lines_of(said: list[Say]) -> list[dict[str, str]]:
    """Each line: text, its reason, where the reason is seen."""
    rows = []
    for one in said:
        text, why = WORDS[one.code]
        facts = {"name": one.name, "on": day(one.on) if one.on else ""}
        rows.append({"text": str(text) % facts, "why": str(why) % facts, "url": one.url})
    return rows


def talk_of(
    *,
    tickets: list[dict[str, Any]],
    campaigns: list[Any],
    unhappy: Dated | None,
    visits: list[Visit],
    plans: list[CarePlan],
    purchases: list[Purchase],
    now: datetime,
    today: date,
) -> list[dict[str, str]]:
    """The lines for rows that the page has read anyway."""
    planned = [row for row in visits if row.state == "planned"]
    facts = Facts(
        tickets=[_ticket(row["ticket"]) for row in tickets if row["ticket"].state in OPEN_STATES],
        recalls=[Dated(row.campaign.number, row.get_absolute_url()) for row in campaigns if row.reach not in SETTLED],
        unhappy=unhappy,
        visit=min((Dated("", row.get_absolute_url(), row.due_on) for row in planned), key=_on, default=None),
        care=[
            Dated(row.title, row.get_absolute_url(), row.due_on)
            for plan in plans
            for row in plan.actions.all()
            if row.state == CareActionState.OPEN
        ],
        warranties=[
            Dated(row.product.label, reverse("purchase", args=[row.pk]), row.warranty_until)
            for row in purchases
            if warranty_state(row.warranty_until, today) == ENDS
        ],
    )
    return lines_of(next_call(facts, now, today))


def _on(row: Dated) -> date:
    return row.on or date.max


def _ticket(row: Any) -> OpenTicket:
    return OpenTicket(
        row.number,
        row.subject,
        row.get_absolute_url(),
        row.next_due_at,
        replied=row.first_replied_at is not None,
        waits_for_customer=row.state == State.CONFIRMING,
    )
