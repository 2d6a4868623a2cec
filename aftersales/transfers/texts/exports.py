"""The texts of notifications about exports."""

from django.utils.translation import gettext_lazy as _

from aftersales.notifications.texts import register


def install() -> None:
    register(
        "export_asked",
        subject=_("%(who)s asks to export %(count)s personal records"),
        body=_("A second person consents or refuses. What it is for stands on the page."),
    )
    register(
        "export_consented",
        subject=_("%(who)s consented to your export of %(count)s records"),
        body=_("Download it within 24 hours; it can be downloaded once."),
    )
    register(
        "export_refused",
        subject=_("%(who)s refused your export of %(count)s records"),
        body=_("Why not stands on the page."),
    )
    register(
        "export_lapsed",
        subject=_("Your export of %(count)s records has lapsed"),
        body=_("Nobody decided in time, or it was not downloaded. Ask again if it is still needed."),
    )
