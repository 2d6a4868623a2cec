"""The texts of the notifications about missed calls."""

from django.utils.translation import gettext_lazy as _

from aftersales.notifications.texts import Text

NOTIFICATIONS = (
    Text(
        "missed_call_late",
        subject=_("A missed call hasn’t been called back"),
        body=_("A customer called and nobody answered. The time to call back has passed. Please call back now."),
    ),
)
