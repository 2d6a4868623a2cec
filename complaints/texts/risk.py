"""Texts about risk: reasons, notifications and handling guides."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from aftersales.notifications.texts import Text

# Why a ticket was flagged, by code. The placeholders are the facts of the flag; a missing fact is left out.
REASONS: dict[str, Any] = {
    "same_problem": _("The same problem was reported within %(days)s days: %(number)s"),
    "second_repair": _("%(count)s repairs of the same product within %(days)s days"),
    "open_too_long": _("Open for more than %(days)s days"),
    "threat_to_publish": _("The customer threatens to go public, to an authority or to court: %(word)s"),
    "critical_complainant": _("This customer needs special care: %(word)s"),
    "major_defect": _("Serious defect, or defect of a key part: %(word)s"),
}
SUBJECTS: dict[str, Any] = {
    "same_problem": _("%(ticket)s: repeat problem"),
    "second_repair": _("%(ticket)s: repeat repair"),
    "open_too_long": _("%(ticket)s has been open for too long"),
    "threat_to_publish": _("%(ticket)s: customer threatens to go public or to court"),
    "critical_complainant": _("%(ticket)s: complaint by a critical customer (F)"),
    "major_defect": _("%(ticket)s: serious defect"),
}
BODIES: dict[str, Any] = {
    "same_problem": _(
        "“%(subject)s”: the same problem was reported within %(days)s days, see %(number)s. Find "
        "out why the first resolution didn’t work."
    ),
    "second_repair": _(
        "“%(subject)s”: %(count)s repairs of the same product within %(days)s days. Consider an exchange."
    ),
    "open_too_long": _(
        "“%(subject)s” has been open for more than %(days)s days. Decide how to resolve it and tell the customer."
    ),
    "threat_to_publish": _(
        "“%(subject)s”: the customer threatens (“%(word)s”). Call back immediately; the handling "
        "guide is on the ticket."
    ),
    "critical_complainant": _(
        "“%(subject)s” comes from media, an authority, a lawyer or a public figure. The handling "
        "guide is on the ticket."
    ),
    "major_defect": _(
        "“%(subject)s” was reported as a serious or key-part defect. Decide whether Quality should investigate."
    ),
}

# What a rule looks for, on its settings page.
RULE_HELP: dict[str, Any] = {
    "same_problem": _("The customer already reported a problem with the same purchase within this many days."),
    "second_repair": _("This many repairs of the same purchase within this many days."),
    "open_too_long": _("The ticket was logged more than this many days ago and isn’t closed."),
    "threat_to_publish": _(
        "One of these phrases appears in a customer message, when logging or later, or a sentence reads like a threat"
        " as a whole (≈). An exception silences what it matches."
    ),
    "critical_complainant": _("The customer is graded F, or one of these phrases shows who is speaking."),
    "major_defect": _(
        "A complaint, return, exchange or repair of this severity, about one of these key parts, or that tells of fire,"
        " shock, gas or injury in these words."
    ),
}


@dataclass(frozen=True)
class Guide:
    """How to handle a conversation: the steps, what to say, and what depends on the person who speaks."""

    title: Any
    steps: tuple[Any, ...]
    words: Any
    cases: tuple[tuple[Any, Any], ...] = ()


GUIDES: dict[str, Guide] = {
    "critical_complainant": Guide(
        title=_("Critical customer: how to handle the conversation"),
        steps=(
            _("Confirm who is speaking: name, company, position and contact details."),
            _("Record the time, place, people and events in the customer’s own words."),
            _("Listen to the end. Do not argue, explain or speculate."),
            _("Make no promises: no remedy, amount or date, and no opinion on who is at fault."),
            _("End the conversation politely, and say that someone responsible will be in touch."),
            _("Escalate at once: call your manager now, do not wait until the end of the shift."),
        ),
        words=_(
            "Thank you for telling us. I’ve written down every point and am passing it to the person "
            "in charge right now. They’ll contact you personally."
        ),
        cases=(
            (
                _("Media"),
                _("Ask for the outlet and the name, and verify them. Give no interviews and no comments."),
            ),
            (
                _("Consumer association, authority"),
                _(
                    "Find out exactly what is asked for. Prepare the records of the complaint; the company "
                    "answers in writing."
                ),
            ),
            (
                _("Lawyer"),
                _(
                    "Listen more than you speak. Give no definite answer, stay calm, and end the call "
                    "politely as soon as you can."
                ),
            ),
            (
                _("Public figure or official"),
                _("Judge the mood by the tone; record what happened and every demand."),
            ),
        ),
    ),
    "threat_to_publish": Guide(
        title=_("Threat to go public: how to handle the conversation"),
        steps=(
            _("Stay calm. Let the customer finish, and don’t take it personally."),
            _("Confirm who is speaking and how to reach them."),
            _("Record the time, place, people and demands, and where the customer threatens to publish."),
            _("Do not provoke or plead with them, and do not offer anything in return for silence."),
            _("Don’t promise anything that isn’t approved. Only explain what happens next."),
            _("End the conversation politely and escalate at once: call your manager now."),
        ),
        words=_(
            "I understand that you are upset, and I’m sorry for the trouble. I’ve written down every "
            "point and I’m reporting it right now. Someone who can decide will call you back."
        ),
    ),
}


class _Facts(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return ""


def reason_text(code: str, facts: Mapping[str, Any]) -> str:
    """Why a ticket was flagged, in the user's language."""
    return (str(REASONS[code]) % _Facts(facts)).rstrip("：: ")


NOTIFICATIONS = tuple(Text(f"risk_{code}", subject=subject, body=BODIES[code]) for code, subject in SUBJECTS.items())
# Events of the conversation, by code.
EVENTS = {
    **{f"risk_{code}": REASONS[code] for code in SUBJECTS},
    "risk_acknowledged": _("Acknowledged the risk: %(reason)s"),
    "risk_dismissed": _("Found no threat in “%(word)s”"),
}
