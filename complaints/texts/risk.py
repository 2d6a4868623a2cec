"""The words of risk: reasons, notices, and the handling guides."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from aftersales.notifications.texts import register

from .tickets import EVENTS

# Why a rule spoke, by code; placeholders are the flag's facts. A fact that is missing is left out with its colon.
REASONS: dict[str, Any] = {
    "same_problem": _("The same problem was reported within %(days)s days: %(number)s"),
    "second_repair": _("%(count)s repairs of the same product within %(days)s days"),
    "open_too_long": _("Open for more than %(days)s days"),
    "threat_to_publish": _("The customer may go public: %(word)s"),
    "critical_complainant": _("The complainant needs special care: %(word)s"),
    "major_defect": _("A serious defect, or one of a key part: %(word)s"),
}
SUBJECTS: dict[str, Any] = {
    "same_problem": _("%(ticket)s: the same problem again"),
    "second_repair": _("%(ticket)s: repaired again"),
    "open_too_long": _("%(ticket)s has been open for too long"),
    "threat_to_publish": _("%(ticket)s: the customer may go public"),
    "critical_complainant": _("%(ticket)s: a critical complainant (F)"),
    "major_defect": _("%(ticket)s: a serious defect"),
}
BODIES: dict[str, Any] = {
    "same_problem": _(
        "“%(subject)s”: the same problem was reported within %(days)s days, see %(number)s. "
        "Find out why the first solution did not hold."
    ),
    "second_repair": _(
        "“%(subject)s”: %(count)s repairs of the same product within %(days)s days. Consider an exchange."
    ),
    "open_too_long": _(
        "“%(subject)s” has been open for more than %(days)s days. Decide how it is settled, and tell the customer."
    ),
    "threat_to_publish": _(
        "“%(subject)s”: the customer speaks of going public. Call back at once; "
        "the handling guide stands on the ticket."
    ),
    "critical_complainant": _(
        "“%(subject)s” comes from media, an authority, a lawyer or a public figure. "
        "The handling guide stands on the ticket."
    ),
    "major_defect": _(
        "“%(subject)s” was reported as a serious defect or one of a key part. Decide whether quality investigates."
    ),
}


@dataclass(frozen=True)
class Guide:
    """How to handle a talk: what to do in order, what to say, what differs by who is speaking."""

    title: Any
    steps: tuple[Any, ...]
    words: Any
    cases: tuple[tuple[Any, Any], ...] = ()


GUIDES: dict[str, Guide] = {
    "critical_complainant": Guide(
        title=_("Critical complainant: how to handle the talk"),
        steps=(
            _("Confirm who is speaking: name, organisation, position, how to reach them."),
            _("Record the time, the place, the people and what happened, in their own words."),
            _("Listen to the end. Do not argue, explain or guess."),
            _("Promise nothing: no remedy, no amount, no date, no opinion on who is at fault."),
            _("End the talk politely, and say that somebody responsible will be in touch."),
            _("Escalate at once: call your manager now, do not wait for the end of the shift."),
        ),
        words=_(
            "Thank you for telling us. I have written down every point and report it to the person responsible "
            "right now. They will contact you themselves."
        ),
        cases=(
            (
                _("Media"),
                _("Ask for the outlet and the name, and confirm them. Give no interview and no comment."),
            ),
            (
                _("Consumer association, authority"),
                _(
                    "Learn exactly what is asked for. Have the records of the complaint ready; "
                    "the company answers in writing."
                ),
            ),
            (
                _("Lawyer"),
                _("Say little and listen. Give no definite answer, stay calm, and end the call tactfully and soon."),
            ),
            (
                _("Public figure, official"),
                _("Judge by the tone, record the course of events and every demand."),
            ),
        ),
    ),
    "threat_to_publish": Guide(
        title=_("Threat to go public: how to handle the talk"),
        steps=(
            _("Stay calm. Let the customer finish, and do not take it personally."),
            _("Confirm who is speaking and how to reach them."),
            _("Record the time, the place, the people, what is demanded, and where it would be published."),
            _("Do not dare them, do not ask them not to, do not offer anything for silence."),
            _("Promise nothing that is not approved; say only what happens next."),
            _("End the talk politely and escalate at once: call your manager now."),
        ),
        words=_(
            "I understand that you are upset, and I am sorry for the trouble. I have written down every point "
            "and report it right now. Somebody who can decide will call you back."
        ),
    ),
}


class _Facts(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return ""


def reason_text(code: str, facts: Mapping[str, Any]) -> str:
    """Why a rule spoke, in the reader's language."""
    return (str(REASONS[code]) % _Facts(facts)).rstrip("：: ")


def register_texts() -> None:
    """Notices by risk, and the events of the thread."""
    for code, subject in SUBJECTS.items():
        register(f"risk_{code}", subject=subject, body=BODIES[code])
        EVENTS[f"risk_{code}"] = REASONS[code]
    EVENTS["risk_acknowledged"] = _("Risk acknowledged: %(reason)s")
