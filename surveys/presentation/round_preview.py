"""What a planned round will do, in the order of its clock (S1)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from aftersales.store.dates import company_date
from aftersales.web.moments import day, moment

from ..enums import Channel
from ..models import Round
from ..queries.rounds import Preview, preview
from .words import points


def planned(round: Round, now: datetime, interviewers: int) -> dict[str, Any]:
    """The context of the preview page. interviewers: active users who may interview."""
    found = preview(round, now)
    expected = min(found.needed, found.drawn)
    return {
        "found": found,
        "answer": _("It would ask %(drawn)s customers and expects %(needed)s answers, %(margin)s.")
        % {"drawn": found.drawn, "needed": expected, "margin": points(found.margin)},
        "tighter": _("%(margin)s would need %(count)s.")
        % {"margin": points(found.tighter), "count": found.tighter_needed},
        "plan": plan_lines(round, found, now),
        "checks": checks(round, found, interviewers),
        "margin": points(float(round.margin)),
        "opens": day(company_date(round.opens_at), now),
        "days": (company_date(round.closes_at) - company_date(round.opens_at)).days,
        "until": day(company_date(round.closes_at - timedelta(seconds=1)), now),
    }


def plan_lines(round: Round, found: Preview, now: datetime) -> list[dict[str, Any]]:
    """What will be done: when, what, how, and facts as pairs."""
    rate = f"{100 * round.expected_rate:.1f}%"
    ways = found.by_channel
    channels = [(str(label), str(ways[code])) for code, label in Channel.choices if ways[code]]
    reminders = [moment(at, now) for at in (round.first_reminder_at, round.second_reminder_at) if at]
    return [
        {
            "when": moment(round.opens_at, now),
            "what": _("Freeze the frame"),
            "how": _(
                "About %(count)s customers with a purchase, ticket or conversation within a year. From then on no "
                "name is added or removed."
            )
            % {"count": found.population},
            "facts": [
                (_("Do not want surveys"), _("%(count)s, not asked if drawn") % {"count": found.opted_out}),
                (
                    _("Asked this quarter"),
                    _("%(count)s, not asked if drawn; a survey after a ticket counts") % {"count": found.asked_already},
                ),
            ],
        },
        {
            "when": "",
            "what": _("Draw the sample"),
            "how": _(
                "%(count)s customers at random in %(strata)s strata of region and tier. The seed is made and stored "
                "then, and anybody can draw again."
            )
            % {"count": found.drawn, "strata": found.strata},
            "facts": [(_("Expected response rate"), rate)],
        },
        {
            "when": "",
            "what": _("Invite"),
            "how": _("Each customer once, by a link or code that works once."),
            "facts": channels,
        },
        {
            "when": "\n".join(reminders),
            "what": _("Remind"),
            "how": _("At most twice, and only those who have not answered."),
            "facts": [],
        },
        {
            "when": moment(round.closes_at, now),
            "what": pgettext("survey", "Close"),
            "how": _("Later answers are not accepted; the page says so."),
            "facts": [],
        },
        {
            "when": "",
            "what": _("Compute, report, notify"),
            "how": _("Index, intervals, and the test against the last round."),
            "facts": [],
        },
    ]


def checks(round: Round, found: Preview, interviewers: int) -> list[dict[str, Any]]:
    """What was looked at beforehand: text, and whether it is in order."""
    callers = _("%(count)s people may interview, never their own customers") % {"count": interviewers}
    missing = _("%(count)s customers without any way to reach them") % {"count": found.without_address}
    exact = _("Enough customers for the margin")
    return [
        {"text": _("Questionnaire in both languages"), "ok": bool(round.questionnaire_id)},
        {"text": callers, "ok": interviewers > 1 or not found.by_channel[Channel.PHONE]},
        {"text": exact, "ok": found.population >= found.needed > 0},
        {"text": missing if found.without_address else _("Everybody can be reached"), "ok": not found.without_address},
    ]
