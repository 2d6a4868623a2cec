"""The words of quality's notices, and of its events in the conversation of a ticket."""

from django.utils.translation import gettext_lazy as _

from aftersales.notifications.texts import register
from complaints.texts.tickets import EVENTS

# Events of the conversation, by code; placeholders are the event's params.
OWN_EVENTS = {
    "investigation_opened": _("Quality investigation opened: %(number)s"),
    "investigation_reported": _("Quality investigation reported: %(number)s"),
    "investigation_decided": _("Quality investigation decided: %(number)s"),
    "investigation_rework": _("Quality investigation goes on: %(number)s. %(reason)s"),
    "investigation_reopen": _("Quality investigation reopened: %(number)s. %(reason)s"),
    "investigation_handed_over": _("Quality investigation %(number)s handed over to %(to)s: %(note)s"),
    "investigation_closed": _("Quality investigation closed: %(number)s"),
}


def register_texts() -> None:
    """The notices and events about investigations, reports and actions."""
    EVENTS.update(OWN_EVENTS)
    register(
        "investigation_opened",
        subject=_("%(number)s: you take part in an investigation"),
        body=_("You are on the team that investigates “%(title)s”."),
    )
    register(
        "report_to_sign",
        subject=_("%(number)s: the report waits for your signature"),
        body=_("Version %(version)s of the report on “%(title)s” is filed. Read it, then sign it."),
    )
    register(
        "investigation_to_decide",
        subject=_("%(number)s: the report waits for the meeting"),
        body=_("Version %(version)s of the report on “%(title)s” is signed. The meeting decides on it."),
    )
    register(
        "investigation_decided",
        subject=_("%(number)s is decided"),
        body=_("The meeting decided on “%(title)s”. The decision is to be carried out."),
    )
    register(
        "action_given",
        subject=_("%(number)s is yours, due %(due)s"),
        body=_("“%(title)s” is yours to carry out until %(due)s."),
    )
    register(
        "action_to_verify",
        subject=_("%(number)s is carried out: check that it worked"),
        body=_("“%(title)s” is carried out. Check that it worked."),
    )
    register(
        "action_overdue",
        subject=_("%(number)s is overdue since %(due)s"),
        body=_("“%(title)s” was due on %(due)s. It is with %(owner)s."),
    )
