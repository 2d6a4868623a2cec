"""The texts of notifications about reminders and merged tickets."""

from django.utils.translation import gettext_lazy as _

from aftersales.notifications.texts import Text

# Events of the conversation, by code.
EVENTS = {
    "nudged": _("Reminded %(who)s"),
    "assigned": _("Assigned to %(to)s by rule"),
    "merged": _("Merged it into %(number)s: %(reason)s"),
    "merge_received": _("Merged %(number)s into this ticket: %(subject)s"),
    "merge_undone": _("Separated %(number)s again"),
}

NOTIFICATIONS = (
    Text(
        "ticket_assigned",
        subject=_("%(number)s was assigned to you"),
        body=_("It arrived automatically and was assigned to you: “%(subject)s”."),
    ),
    Text(
        "ticket_merged",
        subject=_("%(other)s was merged into %(number)s"),
        body=_("%(who)s merged %(other)s into %(number)s, “%(subject)s”. All its content is preserved."),
    ),
    Text(
        "ticket_reminder",
        subject=_("Reminder: %(number)s"),
        body=_("“%(subject)s”\n%(note)s"),
    ),
)
