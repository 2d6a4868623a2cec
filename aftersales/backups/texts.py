"""The texts of notifications about backups."""

from django.utils.translation import gettext_lazy as _

from aftersales.notifications.texts import register


def install() -> None:
    register(
        "backup_failed",
        subject=_("The backup of %(when)s failed"),
        body=_("It is tried again by itself. What happened stands on the page of backups."),
    )
    register(
        "drill_failed",
        subject=_("The trial restore of %(when)s failed"),
        body=_(
            "The newest backup did not come back as it should. Make another one and look at what the page of backups "
            "says."
        ),
    )
    register(
        "backup_stale",
        subject=_("There is no good backup since %(when)s"),
        body=_("Look at the page of backups: what stopped them stands there, and a button makes one now."),
    )
