"""The texts of notifications about exports."""

from django.utils.translation import gettext_lazy as _

from aftersales.notifications.texts import Text

NOTIFICATIONS = (
    Text(
        "export_asked",
        subject=_("%(who)s requests to export %(count)s personal records"),
        body=_("A second person approves or declines. The purpose is shown on the page."),
    ),
    Text(
        "export_consented",
        subject=_("%(who)s approved your export of %(count)s records"),
        body=_("Download it within 24 hours; it can be downloaded only once."),
    ),
    Text(
        "export_refused",
        subject=_("%(who)s declined your export of %(count)s records"),
        body=_("See the page for the reason."),
    ),
    Text(
        "export_lapsed",
        subject=_("Your export of %(count)s records has expired"),
        body=_("It was not approved or not downloaded in time. Request it again if you still need it."),
    ),
)
