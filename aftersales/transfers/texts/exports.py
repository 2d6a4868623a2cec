"""The texts of notifications about exports."""

from django.utils.translation import gettext_lazy as _

from aftersales.notifications.texts import register


def install() -> None:
    register(
        "export_asked",
        subject=_("%(who)s requests to export %(count)s personal records"),
        body=_("A second person approves or declines. The purpose is shown on the page."),
    )
    register(
        "export_consented",
        subject=_("%(who)s approved your export of %(count)s records"),
        body=_("Download it within 24 hours; it can be downloaded only once."),
    )
    register(
        "export_refused",
        subject=_("%(who)s declined your export of %(count)s records"),
        body=_("See the page for the reason."),
    )
    register(
        "export_lapsed",
        subject=_("Your export of %(count)s records has expired"),
        body=_("It was not approved or not downloaded in time. Request it again if you still need it."),
    )
