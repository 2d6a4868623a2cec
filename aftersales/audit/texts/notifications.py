"""The texts of notifications about the audit log."""

from django.utils.translation import gettext_lazy as _

from aftersales.notifications.texts import Text

NOTIFICATIONS = (
    Text(
        "audit_head",
        subject=_("Audit log sealed up to no. %(number)s"),
        body=_(
            "%(at)s %(number)s %(hash)s\n\nStore this email where nobody who runs the system can "
            "change it. If the end of the audit log is ever removed, this seal will be missing from "
            "it."
        ),
    ),
    Text(
        "audit_fault",
        subject=_("The audit log doesn’t match its seals"),
        body=_("%(fault)s\n\nSomeone changed the history outside the system. Leave the database as it is."),
    ),
)
