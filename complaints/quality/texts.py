"""The texts of quality: notifications, and events in the conversation of a ticket."""

from django.utils.translation import gettext_lazy as _

from aftersales.notifications.texts import Text

# Events of the conversation, by code. The placeholders are the params of the event.
EVENTS = {
    "investigation_opened": _("Quality investigation opened: %(number)s"),
    "investigation_reported": _("Quality investigation report filed: %(number)s"),
    "investigation_decided": _("Decision recorded on quality investigation: %(number)s"),
    "investigation_rework": _("Quality investigation continued: %(number)s. %(reason)s"),
    "investigation_reopen": _("Quality investigation reopened: %(number)s. %(reason)s"),
    "investigation_reassigned": _("Quality investigation %(number)s reassigned to %(to)s: %(note)s"),
    "investigation_closed": _("Quality investigation closed: %(number)s"),
}


NOTIFICATIONS = (
    Text(
        "investigation_opened",
        subject=_("%(number)s: you were added to an investigation"),
        body=_("You’re on the investigation team for “%(title)s”."),
    ),
    Text(
        "report_to_sign",
        subject=_("%(number)s: report awaiting your signature"),
        body=_("Version %(version)s of the report on “%(title)s” has been filed. Read it, then sign it."),
    ),
    Text(
        "investigation_to_decide",
        subject=_("%(number)s: report awaiting the meeting’s decision"),
        body=_("Version %(version)s of the report on “%(title)s” has been signed. The meeting decides next."),
    ),
    Text(
        "investigation_decided",
        subject=_("The meeting has decided on %(number)s"),
        body=_("The meeting decided on “%(title)s”. Please carry out the decision."),
    ),
    Text(
        "action_given",
        subject=_("%(number)s was assigned to you, due %(due)s"),
        body=_("You’re responsible for “%(title)s”, due %(due)s."),
    ),
    Text(
        "action_to_verify",
        subject=_("%(number)s is done: verify that it worked"),
        body=_("“%(title)s” is done. Check whether it worked."),
    ),
    Text(
        "action_overdue",
        subject=_("%(number)s has been overdue since %(due)s"),
        body=_("“%(title)s” was due on %(due)s. Owner: %(owner)s."),
    ),
)
