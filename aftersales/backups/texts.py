"""The texts of notifications about backups."""

from django.utils.translation import gettext_lazy as _

from aftersales.notifications.texts import Text

NOTIFICATIONS = (
    Text(
        "backup_failed",
        subject=_("The backup of %(when)s failed"),
        body=_("It is retried automatically. See the Backups page for details."),
    ),
    Text(
        "drill_failed",
        subject=_("The restore test of %(when)s failed"),
        body=_("The latest backup could not be restored correctly. Make another one and check the Backups page."),
    ),
    Text(
        "backup_stale",
        subject=_("No successful backup since %(when)s"),
        body=_("See the Backups page: it shows the cause, and you can back up now."),
    ),
)
