"""The texts of notifications about the audit log."""

from django.utils.translation import gettext_lazy as _

from aftersales.notifications.texts import register


def install() -> None:
    register(
        "audit_head",
        subject=_("The record is sealed up to %(number)s"),
        body=_(
            "%(at)s %(number)s %(hash)s\n\nKeep this mail where nobody who runs the system can change it. "
            "Should the end of the record ever be cut off, this seal will be missing."
        ),
    )
    register(
        "audit_fault",
        subject=_("The record does not fit its seals"),
        body=_("%(fault)s\n\nSomebody changed the history outside of the system. Keep the database as it is."),
    )
