"""The texts of the notifications of the radar."""

from django.utils.translation import gettext_lazy as _

from aftersales.notifications.texts import Text

NOTIFICATIONS = (
    Text(
        "radar_rising",
        subject=_("Rising: %(what)s"),
        body=_(
            "Tickets: %(count)s, usually %(usual)s (weeks: %(weeks)s). By chance this happens once in %(chance)s times."
            " Look at it, investigate or dismiss it."
        ),
    ),
)
