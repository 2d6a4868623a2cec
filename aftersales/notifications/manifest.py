"""What this app contributes to the apps below it, as plain data."""

from django.utils.translation import gettext_lazy as _

from aftersales.store.schedule import Job
from aftersales.web.menu import MenuItem

from .personal import PERSONAL, PERSONAL_CODES
from .queries import password_link_params
from .services.notifications import deliver_due
from .texts.staff import NOTIFICATIONS

__all__ = ["NOTIFICATIONS", "PERSONAL", "PERSONAL_CODES"]

MAIL_PARAMS = (("password_link", password_link_params),)
# Comes last, so that notifications written by the other jobs are delivered in the same run.
SCHEDULE = (Job("notifications.deliver", deliver_due, every=3, place=99, in_batches=True),)
MENU = (MenuItem("notifications", _("Notifications"), "bell", place=210),)
