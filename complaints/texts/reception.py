"""The texts of the notifications of the front desk."""

from django.utils.translation import gettext_lazy as _

from aftersales.notifications.texts import Text

NOTIFICATIONS = (
    Text(
        "reception_late",
        subject=_("Visitor %(number)s hasn’t been greeted"),
        body=_(
            "Visitor %(number)s is waiting at the front desk and wasn’t greeted within the target "
            "time. Please greet them now."
        ),
    ),
)
